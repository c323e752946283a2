package typo

import (
	"fmt"
	"strings"
	"unicode"
)

// Visible writes out what a text hides, so that it can be shown: see Hidden.
func Visible(text string) string {
	if !strings.ContainsFunc(text, Hidden) {
		return text
	}
	var b strings.Builder
	for _, c := range text {
		if Hidden(c) {
			b.WriteString(Escaped(c))
		} else {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// Hidden reports whether a character is obeyed or swallowed by whoever shows it, rather
// than shown: controls, what changes the direction of writing, separators of lines, what
// has no width, and what is no character. A tab and the end of a line are none of them.
func Hidden(c rune) bool {
	switch {
	case c >= ' ' && c <= '~', c == '\n', c == '\t', c == '\r':
		return false
	case unicode.Is(unicode.Prepended_Concatenation_Mark, c):
		return false // a letter of Arabic
	}
	return unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Noncharacter_Code_Point)
}

// Escaped is a character as TOML and JSON have it: \u202e, and one of the upper planes as
// the two halves that JSON makes of it.
func Escaped(c rune) string {
	if above := c - 0x10000; above >= 0 {
		return fmt.Sprintf(`\u%04x\u%04x`, 0xd800+above>>10, 0xdc00+above&0x3ff)
	}
	return fmt.Sprintf(`\u%04x`, c)
}
