package reports

import (
	"fmt"
	"strings"
	"unicode"
)

// Steers reports whether whoever shows a character obeys it instead: controls, and what
// changes the direction of writing.
func Steers(c rune) bool {
	return c != '\n' && c != '\t' && (unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c))
}

// Plain returns a text in which a character that steers is written as TOML and JSON have
// it, such as \u202e. A line may end as on Windows.
func Plain(s string) string {
	if !strings.ContainsFunc(s, Steers) {
		return s
	}
	var b strings.Builder
	for _, c := range strings.ReplaceAll(s, "\r\n", "\n") {
		if Steers(c) {
			fmt.Fprintf(&b, `\u%04x`, c)
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}
