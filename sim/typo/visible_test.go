package typo

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestWhatIsHiddenIsWrittenOut(t *testing.T) {
	for text, want := range map[string]string{
		"µs – ☂ é 日本 שלום \u0601 <&>\ttab\r\n": "",
		"a\u202eb":                        `a\u202eb`,
		"pay\u200bment\u2060\ufeff\u00ad": `pay\u200bment\u2060\ufeff\u00ad`,
		"\u0000\u001b\u007f\u0085\u009b":  `\u0000\u001b\u007f\u0085\u009b`,
		"a\u2028b\u2029c":                 `a\u2028b\u2029c`,
		"\ufffe\U000e0041\U0001ffff":      `\ufffe\udb40\udc41\ud83f\udfff`,
	} {
		if want == "" {
			want = text
		}
		got := Visible(text)
		if got != want {
			t.Errorf("%q is shown as %q, not %q", text, got, want)
		}
		var back string
		if err := json.Unmarshal([]byte(`"`+strings.NewReplacer("\t", `\t`, "\r", `\r`, "\n", `\n`).Replace(got)+`"`), &back); err != nil || back != text {
			t.Errorf("JSON reads %q back as %q: %v", got, back, err)
		}
	}
}
