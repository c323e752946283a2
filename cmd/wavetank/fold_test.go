package main

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"wavetank/patterns/catalog"
)

// TestNothingThatIsReadIsWiderThanTheScreen: what is described, listed and told as help fits,
// but for the text of a scenario, which is to be copied.
func TestNothingThatIsReadIsWiderThanTheScreen(t *testing.T) {
	var all [][]string
	for _, name := range append(describable(), "retry.attempts", "error_rate", "saga.done") {
		all = append(all, []string{"describe", name})
	}
	all = append(all, []string{"list"}, []string{"describe", "metastable"}, []string{"describe", "bottleneck"}, []string{"describe", "jitter"}, []string{"describe", "p99"})
	var ask func(*cobra.Command, []string)
	ask = func(c *cobra.Command, path []string) {
		all = append(all, append(slices.Clone(path), "--help"))
		for _, sub := range c.Commands() {
			ask(sub, append(slices.Clone(path), sub.Name()))
		}
	}
	root := command()
	root.InitDefaultCompletionCmd()
	ask(root, nil)
	verbatim := make(map[string]bool)
	for _, p := range catalog.All() {
		text, err := example(p)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			verbatim[line] = true
		}
	}
	for _, columns := range []int{80, 200} {
		t.Setenv("COLUMNS", strconv.Itoa(columns))
		for _, args := range all {
			var told, complaints bytes.Buffer
			if status := execute(t.Context(), args, &told, &complaints); status != 0 || complaints.Len() > 0 {
				t.Errorf("%s: status %d: %s", args, status, &complaints)
			}
			for line := range strings.Lines(told.String()) {
				most := max(columns, 80) // of a schema, and of commands that are to be copied
				if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > most && !verbatim[line] {
					t.Errorf("%d columns, %s: %d in %q", columns, args, n, line)
				}
			}
		}
	}
}

// TestWhatIsWrongFitsTheScreen: where it is, for editors, stays a line; what to write instead
// is broken, and for other programs it is not.
func TestWhatIsWrongFitsTheScreen(t *testing.T) {
	path := file(t, "bad.toml", strings.Replace(pair, "[loads.users]", "[patterns.timeout]\non = \"users -> api\"\n[loads.users]", 1))
	for _, columns := range []string{"60", ""} {
		t.Setenv("COLUMNS", columns)
		e := tank(t, "check", path, "nobody")
		e.must(t, statusUsage, `"kind" is missing in [patterns.timeout]`, `did you mean "timeout"?`, "nobody: there is neither")
		widest := 0
		for line := range strings.Lines(e.stderr) {
			if !strings.HasPrefix(line, path) {
				widest = max(widest, utf8.RuneCountInString(strings.TrimSpace(line)))
			}
		}
		if wide := columns == ""; widest > 60 != wide {
			t.Errorf("COLUMNS=%q: a line of %d in\n%s", columns, widest, e.stderr)
		}
	}
}
