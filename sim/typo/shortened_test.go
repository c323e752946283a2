package typo

import (
	"strings"
	"testing"
)

func TestLongTextsLoseTheirMiddle(t *testing.T) {
	for text, want := range map[string]string{
		"short":                        "short",
		strings.Repeat("a", 12):        strings.Repeat("a", 12),
		strings.Repeat("a", 100):       "aaaa … (92 bytes more) … aaaa",
		strings.Repeat("ü", 100):       "üü … (192 bytes more) … üü",
		"xyz" + strings.Repeat("ü", 9): "xyz … (14 bytes more) … üü",
	} {
		if got := Shortened(text, 12); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
