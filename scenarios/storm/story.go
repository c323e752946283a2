package storm

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"wavetank/scenarios"
)

func sentences(storm []scenarios.Fault) string {
	if len(storm) == 0 {
		return "  Nothing goes wrong at all.\n"
	}
	var b strings.Builder
	for i := range storm {
		fmt.Fprintf(&b, "  %d. %s\n", i+1, storm[i].Sentence())
	}
	return b.String()
}

// drawn is a storm as rapid shows it: in the words of everybody else.
type drawn []scenarios.Fault

// GoString tells the storm.
func (s drawn) GoString() string { return "\n" + sentences(s) }

// telling is a text that takes long to make, and is made when somebody reads it.
type telling func() string

// String makes the text.
func (t telling) String() string { return t() }

// tell returns what a test says that found a violation, having saved what it
// leaves behind.
func (r *runner) tell(name string, report *Report) string {
	f := report.Failure
	var b strings.Builder
	fmt.Fprintf(&b, "Storm %d breaks a property, and so does a smaller one: %d of its %d faults, after %d runs.\n\n",
		report.Runs, len(f.Storm), len(f.Drawn), f.Steps)
	b.WriteString(r.story(f))
	dir := r.plan.Out
	if dir == "" {
		dir = filepath.Join("testdata", "storms", strings.ReplaceAll(name, "/", "-"))
	}
	files, err := f.Save(dir)
	if err != nil {
		fmt.Fprintf(&b, "\nIt could not be saved: %v\n", err)
		return b.String()
	}
	fmt.Fprintf(&b, "\nSaved in %s: %s\nAgain: %s=%s go test%s -run '^%s$' .\n",
		dir, strings.Join(files, ", "), Variable, filepath.Join(dir, "failure.toml"), here(), name)
	return b.String()
}

// here returns the flag by which go test runs in the present folder, which is the
// package's.
func here() string {
	dir, err := os.Getwd()
	if err != nil || strings.ContainsAny(dir, " '\"$\\") {
		return ""
	}
	return " -C " + dir
}

// Story tells a failure of a plan: the least storm in sentences, the last that
// happened before the violation, and where a run with one fault less first goes
// another way.
func Story(p Plan, f *Failure) (string, error) {
	r, err := newRunner(p)
	if err != nil {
		return "", err
	}
	return r.story(f), nil
}
