package language_test

import (
	"strings"
	"testing"

	"wavetank/patterns/knob"
	"wavetank/scenarios/language"
)

func TestAValueIsPutInItsPlace(t *testing.T) {
	ratio, whole := knob.Doc{Key: "failure_rate", Kind: "ratio"}, knob.Doc{Key: "window", Kind: "integer"}
	for name, test := range map[string]struct {
		k                 knob.Doc
		value, text, want string
	}{
		"in place of a text, whose comment stays":   {ratio, "30%", "[patterns.b]\nfailure_rate = \"50%\" # why\n", "[patterns.b]\nfailure_rate = \"30%\" # why\n"},
		"in place of a number at the end":           {whole, "7", "[patterns.b]\nwindow = 20", "[patterns.b]\nwindow = 7"},
		"in place of a number in an inline table":   {whole, "7", "patterns.b = { window = 20, on = 'x' }", "patterns.b = { window = 7, on = 'x' }"},
		"in a line of its own":                      {whole, "7", "[patterns.b]\nkind = \"é\\\"x\" # why\non = 'x'\n", "[patterns.b]\nkind = \"é\\\"x\" # why\nwindow = 7\non = 'x'\n"},
		"behind the first of an inline table":       {ratio, "30%", "patterns.b = { kind = 'x' }", "patterns.b = { kind = 'x', failure_rate = \"30%\" }"},
		"behind the first of several dotted keys":   {whole, "7", "patterns.b.kind = 'x'\npatterns.b.on = 'y'\n", "patterns.b.kind = 'x'\npatterns.b.window = 7\npatterns.b.on = 'y'\n"},
		"in the pattern that is meant, not another": {whole, "7", "[patterns.a]\nwindow = 1\n[patterns.b]\nwindow = 2\n", "[patterns.a]\nwindow = 1\n[patterns.b]\nwindow = 7\n"},
	} {
		if got, err := language.Put(test.text, "b", test.k, test.value); err != nil || got != test.want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, test.want)
		}
	}
	for _, text := range []string{"title = 'x'", "patterns = 3", "[patterns.b", "[patterns.b]\n"} {
		if _, err := language.Put(text, "b", whole, "7"); err == nil || strings.Contains(err.Error(), "panic") {
			t.Errorf("%q has no such pattern, and %v", text, err)
		}
	}
}
