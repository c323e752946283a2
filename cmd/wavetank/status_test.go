package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"wavetank/scenarios"
)

func TestTheStatusSaysHowItEnded(t *testing.T) {
	out := t.TempDir()
	tiny := func(claim string) string { return file(t, "tiny.toml", expecting(tiny, claim)) }
	t.Run("0 if every expectation holds", func(t *testing.T) {
		e := tank(t, "compare", tiny("error_rate <= 0"), "--out", out).must(t, 0)
		if !strings.Contains(e.stdout, "pass ") {
			t.Errorf("stdout does not say so:\n%s", e.stdout)
		}
	})
	t.Run("3 if one fails, even beside one that is undecided", func(t *testing.T) {
		path := file(t, "tiny.toml", expecting(expecting(expecting(scenario(tiny("p50 < 1ns")), "p99 < 20ms"), "p99 > 1ns"), "max < 20ms"))
		e := tank(t, "compare", path, "--out", out).must(t, 3)
		if !strings.Contains(e.stdout, "fail ") || !strings.Contains(e.stdout, "pass ") {
			t.Errorf("stdout does not say so:\n%s", e.stdout)
		}
	})
	t.Run("3 if one fails at a point of a sweep", func(t *testing.T) {
		tank(t, "compare", tiny("p50 > 0ms + 20ms - 10ms"), "--seeds", "2", "--sweep", "nodes.api.routes.get.work=1ms,50ms", "--out", out).must(t, 3)
	})
	t.Run("5 if the seeds are too few to decide", func(t *testing.T) {
		e := tank(t, "compare", tiny("requests < 200"), "--seeds", "1", "--out", out).must(t, 5)
		if !strings.Contains(e.stdout, "inconclusive ") || !strings.Contains(e.stdout, "seeds") {
			t.Errorf("stdout does not say so:\n%s", e.stdout)
		}
	})
	t.Run("5 if there is nothing to judge, as its help says", func(t *testing.T) {
		e := tank(t, "compare", tiny("unrecovered < 1"), "--out", out).must(t, 5)
		if help := tank(t, "--help").must(t, 0).stdout; !strings.Contains(e.stdout, "never decide it") || !strings.Contains(help, "nothing to judge") {
			t.Errorf("one does not say so:\n%s\n%s", e.stdout, help)
		}
	})
	t.Run("0 for run, whatever is expected: one seed does not judge", func(t *testing.T) {
		tank(t, "run", tiny("p50 < 1ns")).must(t, 0)
	})
	t.Run("2 if there is no such file", func(t *testing.T) {
		tank(t, "run", "no/such.toml").must(t, 2, "no/such.toml: there is no such file")
	})
	t.Run("130 if it is interrupted", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		tankUntil(ctx, "run", tiny("p50 < 1ns")).must(t, 130, "interrupted before a run was finished: there is nothing to show")
		tankUntil(ctx, "compare", tiny("p50 < 1ns"), "--out", out).must(t, 130, "interrupted before a seed was finished: there is nothing to show")
	})
}

// TestResultsOfTooManySeedsAreRefused: with 1, and before they are made.
func TestResultsOfTooManySeedsAreRefused(t *testing.T) {
	path := file(t, "tiny.toml", tiny+"[patterns.breaker]\nkind = \"circuit-breaker\"\non = \"users -> api\"\n")
	for _, more := range []string{"--json", "--sweep=nodes.api.workers=1..20/20", "--factorial=breaker"} {
		tank(t, "compare", path, "--seeds", "100000", "--memory", "64MiB", more, "--out", t.TempDir()).must(t, 1, "runs would take about", "in place of 100000 (--seeds)", "--memory")
	}
}

// TestEveryRowOfTheTable: the README says what a status means, and here is a command for each.
func TestEveryRowOfTheTable(t *testing.T) {
	good, out := file(t, "tiny.toml", tiny), t.TempDir()
	violated := file(t, "violated.toml", tiny+"[[invariant]]\nnever = \"request.ok\"\n")
	worse := filepath.Join(t.TempDir(), "worse")
	tank(t, "compare", good, "--out", out).must(t, 0)
	tank(t, "compare", good, "--set", "nodes.api.routes.get.work=50ms", "--out", worse).must(t, 0)
	interrupted, stop := context.WithCancel(t.Context())
	stop()
	stall := strings.NewReplacer(`work = "exp 5ms"`, "", `rate = "100/s"`, "users = 1\nthink = \"0s\"").Replace(tiny)
	rows := map[string][]ending{
		"0": {tank(t, "check", good), tank(t, "list"), tank(t, "run", good)},
		"1": {tank(t, "run", file(t, "stall.toml", stall))},
		"2": {tank(t, "check", file(t, "bad.toml", "title = 3")), tank(t, "compare", good, "--seeds", "0"), tank(t, "nothing")},
		"3": {tank(t, "compare", file(t, "failed.toml", expecting(tiny, "p50 < 1ns")), "--out", out), tank(t, "diff", out, worse)},
		"4": {tank(t, "run", violated), tank(t, "hunt", violated, "--seeds", "1", "--out", filepath.Join(out, "hunt"))},
		"5": {
			tank(t, "compare", file(t, "few.toml", expecting(tiny, "requests < 200")), "--seeds", "1", "--out", out),
			tank(t, "compare", file(t, "calm.toml", expecting(tiny, "unrecovered < 1")), "--out", out),
		},
		"130": {tankUntil(interrupted, "run", good)},
	}
	told := 0
	for line := range strings.Lines(scenario("../../README.md")) {
		cells := strings.Split(line, "|")
		if len(cells) != 4 {
			continue
		}
		status := strings.TrimSpace(cells[1])
		for i, e := range rows[status] {
			if got := strconv.Itoa(e.status); got != status {
				t.Errorf("example %d of %q ends with %s:\n%s%s", i, strings.TrimSpace(line), got, e.stdout, e.stderr)
			}
			told++
		}
		delete(rows, status)
	}
	if len(rows) > 0 || told < 10 {
		t.Errorf("the README does not say what these mean: %v", rows)
	}
}

// scenario returns the text of a file.
func scenario(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func TestARunThatExplodesNamesTheCulprit(t *testing.T) {
	flood := file(t, "flood.toml", strings.NewReplacer("workers = 2", "workers = 1", "exp 5ms", "1s", "2s", "1000s", `"100/s"`, `"100000/s"`).Replace(tiny))
	stall := file(t, "stall.toml", strings.NewReplacer(`work = "exp 5ms"`, "", `rate = "100/s"`, "users = 1\nthink = \"0s\"").Replace(tiny))
	tank(t, "run", flood, "--seed", "3").must(t, 1, "seed 3", `"api"`, `"users"`, "more than 1000000 things in flight at virtual time ",
		"\nAgain: wavetank run "+quote(flood)+" --only baseline --seed 3\n")
	tank(t, "compare", stall, "--seed", "3", "--jobs", "1", "--out", t.TempDir()).must(t, 1, `"api"`, "events without progress of the clock at virtual time 0s",
		"\nAgain: wavetank run "+quote(stall)+" --only baseline --seed 3\n")
}

func TestABrokenInvariantIsToldWithoutItsStack(t *testing.T) {
	broken := choice{}.blame(&scenarios.RunError{
		Scenario: "x", Variant: "with", Seed: 7, At: 1_500_000_000,
		Err: errors.New("broken invariant: 7 is not 8"), Stack: "goroutine 1 [running]",
	}, "my file.toml")
	var quiet, loud bytes.Buffer
	tell(&quiet, broken, false)
	tell(&loud, broken, true)
	want := "wavetank: scenario x, variant with, seed 7, virtual time 1.5s: broken invariant: 7 is not 8\n" +
		"Again: wavetank run 'my file.toml' --only with --seed 7\n"
	if !strings.HasPrefix(quiet.String(), want) || strings.Contains(quiet.String(), "goroutine") || !strings.Contains(quiet.String(), "--debug") {
		t.Errorf("told %q", &quiet)
	}
	if !strings.HasPrefix(loud.String(), want) || !strings.Contains(loud.String(), "goroutine 1") {
		t.Errorf("told with --debug %q", &loud)
	}
	if statusOf(broken) != 1 {
		t.Errorf("status %d", statusOf(broken))
	}
}

// TestAFullDiskIsNoWrongCommand: what was begun could not be written.
func TestAFullDiskIsNoWrongCommand(t *testing.T) {
	full := &fs.PathError{Op: "write", Path: "x.ledger", Err: errors.New("no space left on device")}
	none := &fs.PathError{Op: "open", Path: "x.toml", Err: fs.ErrNotExist}
	if got := statusOf(fmt.Errorf("the ledger: %w", full)); got != 1 {
		t.Errorf("a full disk: status %d", got)
	}
	if got := statusOf(fmt.Errorf("read: %w", none)); got != 2 {
		t.Errorf("no such file: status %d", got)
	}
}

// A full writer takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestResultsThatCannotBeWrittenAreAnError(t *testing.T) {
	path := file(t, "tiny.toml", tiny)
	for _, args := range [][]string{{"list"}, {"describe", "language"}, {"run", path}, {"run", path, "--json"}, {"check", path}, {"--help"}} {
		var stderr bytes.Buffer
		if status := execute(t.Context(), args, full{}, &stderr); status != 1 || strings.Count(stderr.String(), "no space left") != 1 {
			t.Errorf("%v: status %d, %s", args, status, &stderr)
		}
	}
}

func TestWrongUsageIsAnsweredWithWhatIsAllowed(t *testing.T) {
	path := file(t, "pair.toml", pair)
	for name, test := range map[string]struct {
		args []string
		want []string
	}{
		"a command that there is not":            {[]string{"comparee", "circuit-breaker", "--seeds", "3"}, []string{`unknown command "comparee"`, "Did you mean this?\n\tcompare"}},
		"a command of other tools":               {[]string{"simulate"}, []string{`unknown command "simulate"`, "Did you mean this?\n\trun"}},
		"a flag of compare as a command":         {[]string{"sweep", "circuit-breaker"}, []string{"Did you mean this?\n\tcompare"}},
		"help about one":                         {[]string{"help", "comparee"}, []string{`unknown command "comparee"`}},
		"a flag that there is not":               {[]string{"run", path, "--sed", "1"}, []string{"run has no flag --sed", `did you mean "--seed"?`}},
		"a flag of hunt that there is not":       {[]string{"hunt", path, "--speed"}, []string{`hunt has no flag --speed; did you mean "--seed"? There is --annotations, --debug, --help, --html, --jobs, --json, `}},
		"a flag that is called otherwise here":   {[]string{"compare", path, "--over", "a=1"}, []string{"compare has no flag --over: here it is --sweep"}},
		"a flag of others alone":                 {[]string{"run", path, "--jobs", "2"}, []string{"run has no flag --jobs; there is --annotations", "--verify; it is a flag of compare, "}},
		"a letter for a flag":                    {[]string{"run", path, "-s"}, []string{"run has no flag -s; there is --annotations, --debug, --details, --help, --json, --junit, --markdown, --memory, --only, --seed"}},
		"a flag without its value":               {[]string{"run", path, "--seed"}, []string{"flag needs an argument: --seed"}},
		"a seed that is no number":               {[]string{"run", path, "--seed", "x"}, []string{`invalid argument "x" for "--seed" flag; see wavetank run --help`}},
		"a negative seed":                        {[]string{"run", path, "--seed=-1"}, []string{`invalid argument "-1" for "--seed"`}},
		"a variant that there is not":            {[]string{"run", path, "--variant", "wiht"}, []string{`no variant "wiht"; did you mean "with"? There is without, with`}},
		"a scenario that there is not":           {[]string{"run", "circut-breaker"}, []string{"neither a scenario nor a file", `did you mean "circuit-breaker"? allowed: adaptive-limit`}},
		"one that is like none":                  {[]string{"run", "xyzzy"}, []string{"allowed: one of the ", " scenarios that wavetank list shows, or the path of a file"}},
		"a word that is a part of a pattern's":   {[]string{"describe", "braker"}, []string{`did you mean "circuit-breaker"?`}},
		"a word that nothing is called":          {[]string{"describe", "metrcs"}, []string{`nothing called "metrcs" to describe; did you mean "metrics"? Topics: metrics, language`}},
		"no scenario to run":                     {[]string{"run"}, []string{"run needs the name of a scenario, or a file, as in: wavetank run circuit-breaker"}},
		"no scenario to compare":                 {[]string{"compare"}, []string{"compare needs"}},
		"nothing to check":                       {[]string{"check"}, []string{"check needs at least one"}},
		"two scenarios":                          {[]string{"run", "mm1", "mmc"}, []string{"takes one argument, not 2: mm1 mmc"}},
		"no seeds":                               {[]string{"compare", path, "--seeds", "0"}, []string{"--seeds 0 is not 1 to 100000"}},
		"more seeds than anybody needs":          {[]string{"compare", path, "--seeds", "1000000000000"}, []string{"--seeds"}},
		"no jobs":                                {[]string{"compare", path, "--jobs", "0"}, []string{"--jobs 0 is not 1 or more"}},
		"an argument for list, which takes none": {[]string{"list", "x"}, []string{"x"}},
	} {
		t.Run(name, func(t *testing.T) {
			if e := tank(t, test.args...).must(t, 2, test.want...); e.stdout != "" {
				t.Errorf("stdout is for results:\n%s", e.stdout)
			}
		})
	}
}

// TestWhatCannotBeCarriedOutIsTheCommandsFault: nothing has run, so nothing has failed.
func TestWhatCannotBeCarriedOutIsTheCommandsFault(t *testing.T) {
	taken := file(t, "taken", "")
	for _, c := range []struct {
		args  []string
		words string
	}{
		{[]string{"compare", "mm1", "--out", filepath.Join(taken, "below")}, "nothing can be written"},
		{[]string{"compare", "mm1", "--out", taken}, "is a file, not a folder"},
		{[]string{"hunt", "split-brain", "--out", taken}, "is a file, not a folder"},
		{[]string{"compare", "mm1", "--seeds", "2", "--seed", "18446744073709551615"}, "beyond the last one"},
		{[]string{"hunt", "split-brain", "--seeds", "2", "--seed", "18446744073709551615"}, "beyond the last one"},
		{[]string{"completion", "tcsh"}, `no completion for "tcsh"`},
		{[]string{"diff", os.DevNull, taken}, "is not a regular file"},
		{[]string{"diff", "/dev/zero", "/dev/zero"}, ""},
		{[]string{"merge", os.DevNull, "--out", t.TempDir()}, "is not a regular file"},
		{[]string{"compare", "mm1", "--ledger", os.DevNull, "--out", t.TempDir()}, "is not a regular file"},
		{[]string{"compare", "mm1", "--junit", filepath.Join(taken, "x.xml"), "--out", t.TempDir()}, "nothing can be written"},
		{[]string{"compare", "mm1", "--markdown", filepath.Dir(taken), "--out", t.TempDir()}, "is a folder, not a file"},
	} {
		tank(t, c.args...).must(t, 2, c.words)
	}
	tank(t, "completion", "bash").must(t, 0)
}
