package main

import (
	"bufio"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// saved returns what a command has left in a folder.
func saved(t *testing.T, out, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(out, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// studies are commands of many runs, and the file that tells them apart.
var studies = []struct {
	name, file, text string
	args             []string
}{
	{"compare", "comparison.json", pair, []string{"compare", "--seeds", "4"}},
	{"sweep", "sweep.json", pair, []string{"compare", "--seeds", "3", "--sweep", "patterns.breaker.window=5,10", "--only", "with"}},
	{"factorial", "factorial.json", pair, []string{"compare", "--seeds", "3", "--factorial", "breaker", "--set", "nodes.api.workers=7"}},
	{"knee", "knee.json", pair, []string{"knee", "--seeds", "4", "--only", "without", "--set", "nodes.store.workers=1", "--over", "loads.users.rate=100/s..900/s", "--until", "error_rate < 50%"}},
	{"tune", "tuning.json", pair, []string{"tune", "--seeds", "3", "--only", "with", "--knob", "patterns.breaker.window=5,10,20", "--knob", "patterns.breaker.failure_rate=20%..80%", "--budget", "70"}},
	{"hunt", "failure.toml", seldom, []string{"hunt", "--seeds", "60"}},
	{"hunt in vain", "", strings.Replace(seldom, "at_most = 4", "at_most = 9", 1), []string{"hunt", "--seeds", "64", "--storm"}},
}

// seldom is a scenario of which the 21st storm breaks an invariant.
const seldom = `title = "Three machines that seldom crash"
duration = "1s"
[nodes.kv]
instances = 3
routes.get = { work = "exp 1ms" }
[loads.readers]
to = "kv.get"
rate = "40/s"
timeout = "100ms"
[storm]
kinds = ["crash", "slow", "delay"]
until = "600ms"
[[invariant]]
at_most = 4
of = "node.crashed"
[[invariant]]
that = "error_rate < 99%"
[[invariant]]
sometimes = "node.booted"
`

func TestShardsMergeToTheBytesOfOneMachine(t *testing.T) {
	for _, study := range studies {
		t.Run(study.name, func(t *testing.T) {
			path, dir := file(t, "some.toml", study.text), t.TempDir()
			args := append(study.args[:len(study.args):len(study.args)], path)
			one := filepath.Join(dir, "one")
			want := tank(t, append(args, "--out", one, "--jobs", "2")...)
			var ledgers []string
			for _, shard := range []string{"1/3", "2/3", "3/3"} {
				ledger := filepath.Join(dir, shard[:1]+".ledger")
				tank(t, append(args, "--shard", shard, "--ledger", ledger, "--jobs", "1")...).must(t, 0, "shard "+shard+" is done")
				ledgers = append(ledgers, ledger)
			}
			if err := os.Remove(path); err != nil { // the ledgers have it
				t.Fatal(err)
			}
			merged := filepath.Join(dir, "all") // as long as "one", as lines are wrapped
			tank(t, "merge", ledgers[0], ledgers[2], "--out", merged).must(t, 2, "missing, so there is nothing to merge yet: some, ", "seed")
			slices.Reverse(ledgers)
			got := tank(t, append(append([]string{"merge"}, ledgers...), "--out", merged)...).must(t, want.status)
			if strings.ReplaceAll(got.stdout, merged, one) != want.stdout {
				t.Errorf("merge tells something else:\n%s\nthan one machine:\n%s", got.stdout, want.stdout)
			}
			if study.file != "" && saved(t, merged, study.file) != saved(t, one, study.file) {
				t.Errorf("%s is another", study.file)
			}
		})
	}
}

func TestMoreSeedsOnlyAddToALedger(t *testing.T) {
	path, dir := file(t, "pair.toml", pair), t.TempDir()
	ledger := filepath.Join(dir, "l")
	tank(t, "compare", path, "--seeds", "2", "--ledger", ledger, "--out", dir).must(t, 0)
	small := len(saved(t, dir, "l"))
	all := tank(t, "compare", path, "--seeds", "3", "--ledger", ledger, "--out", dir).must(t, 0, "has the results of 2 units")
	if n := len(saved(t, dir, "l")); n > small*2 {
		t.Errorf("the ledger grew from %d to %d bytes for one seed more", small, n)
	}
	again := tank(t, "compare", path, "--seeds", "3", "--ledger", ledger, "--out", dir).must(t, 0, "has the results of 3 units")
	if again.stdout != all.stdout {
		t.Errorf("from the ledger:\n%s\nas it was run:\n%s", again.stdout, all.stdout)
	}

	other := file(t, "pair.toml", strings.Replace(pair, "window   = 10", "window   = 11", 1))
	tank(t, "compare", other, "--ledger", ledger, "--out", dir).must(t, 2, "the scenario has changed since", "--recompute")
	tank(t, "compare", path, "--set", "nodes.api.workers=9", "--ledger", ledger, "--out", dir).must(t, 2, "is not of this", "nodes.api.workers=9", "--recompute")
	tank(t, "compare", other, "--seeds", "1", "--ledger", ledger, "--out", dir, "--recompute").must(t, 0)
	if _, err := os.Stat(ledger + ".old"); err != nil {
		t.Error("what another scenario came to is gone: ", err)
	}

	data := []byte(saved(t, dir, "l"))
	data[len(data)-50] ^= 4
	if err := os.WriteFile(ledger, data, 0o644); err != nil {
		t.Fatal(err)
	}
	tank(t, "compare", other, "--seeds", "1", "--ledger", ledger, "--out", dir).must(t, 2, "is damaged at byte", "--recompute")
	tank(t, "merge", ledger, "--out", dir).must(t, 2, "is damaged at byte")
	tank(t, "compare", other, "--seeds", "1", "--ledger", ledger, "--out", dir, "--recompute").must(t, 0, "note: 1 damaged place in")
	tank(t, "merge", ledger, "--out", dir).must(t, 0)
}

// killed starts the program, kills it with SIGKILL when stderr has said a line, and
// reports whether it came to that.
func killed(t *testing.T, line *regexp.Regexp, args ...string) bool {
	t.Helper()
	c := program(t, args...)
	pipe, err := c.StderrPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Skip("no process can be started here: ", err)
	}
	said := false
	for lines := bufio.NewScanner(pipe); !said && lines.Scan(); {
		if said = line.MatchString(lines.Text()); said {
			c.Process.Kill()
		}
	}
	return c.Wait() != nil && said
}

func TestAKillLosesOnlyWhatWasUnderWay(t *testing.T) {
	path, dir := file(t, "pair.toml", pair), t.TempDir()
	out, one := filepath.Join(dir, "out"), filepath.Join(dir, "one")
	args := []string{"compare", path, "--seeds", "12", "--seed", "5", "--jobs", "2", "--out"}
	for _, after := range []string{"^2 of", "^4 of", "^9 of"} {
		if !killed(t, regexp.MustCompile(after), append(args, out)...) {
			t.Fatal("it was not killed after ", after)
		}
	}
	e := tank(t, append(args, out)...).must(t, 0, "going on: ")
	found := regexp.MustCompile(`has the results of (\d+) units`).FindStringSubmatch(e.stderr)
	if found == nil || len(found[1]) == 1 && found[1] < "9" {
		t.Errorf("after nine seeds it goes on from %v:\n%s", found, e.stderr)
	}
	tank(t, append(args, one)...).must(t, 0)
	if saved(t, out, "comparison.json") != saved(t, one, "comparison.json") {
		t.Error("what was killed three times came to something else")
	}
	left, err := os.ReadDir(out)
	if err != nil || slices.ContainsFunc(left, func(f os.DirEntry) bool { return strings.Contains(f.Name(), "ledger") }) {
		t.Errorf("%v: a ledger that nobody asked for is left in %v", err, left)
	}
}

func TestAKneeGoesOnFromItsLedger(t *testing.T) {
	path, dir := file(t, "pair.toml", pair), t.TempDir()
	args := []string{"knee", path, "--over", "loads.users.rate=50/s..400/s", "--until", "error_rate < 50%", "--seeds", "2", "--ledger", filepath.Join(dir, "l"), "--out", dir}
	first := tank(t, args...).must(t, 0)
	if again := tank(t, args...).must(t, 0, "going on"); again.stdout != first.stdout {
		t.Errorf("from the ledger:\n%s\nas it was run:\n%s", again.stdout, first.stdout)
	}
	tank(t, "merge", filepath.Join(dir, "l"), "--out", filepath.Join(dir, "merged")).must(t, 0)
}

// TestWhatRunsShowToBeWrongIsNotGoneOnWith: the same command would end the same way.
func TestWhatRunsShowToBeWrongIsNotGoneOnWith(t *testing.T) {
	path, out := file(t, "tiny.toml", tiny), filepath.Join(t.TempDir(), "out")
	e := tank(t, "knee", path, "--over", "duration=1s..2s", "--until", "recovery < 1s", "--seeds", "2", "--out", out).must(t, statusUsage, "there is nothing to judge it by: there was no fault")
	if _, err := os.Stat(out); !os.IsNotExist(err) || strings.Contains(e.stderr, "Go on from there") {
		t.Errorf("%v\n%s", err, e.stderr)
	}
}

func TestAShardThatIsNoneIsRefused(t *testing.T) {
	path := file(t, "tiny.toml", tiny)
	tank(t, "compare", path, "--shard", "4/3", "--out", t.TempDir()).must(t, 2, `--shard "4/3" is not i/n`)
	tank(t, "compare", path, "--shard", "auto", "--out", t.TempDir()).must(t, 2, "SLURM_ARRAY_TASK_ID")
	t.Setenv("SLURM_ARRAY_TASK_ID", "2")
	t.Setenv("SLURM_ARRAY_TASK_MIN", "1")
	t.Setenv("SLURM_ARRAY_TASK_COUNT", "3")
	out := t.TempDir()
	tank(t, "compare", path, "--shard", "auto", "--out", out).must(t, 0, "shard 2/3 is done: 1 unit in "+filepath.Join(out, "shard-2-of-3.ledger"))
	tank(t, "merge").must(t, 2, "needs ledgers")
	tank(t, "merge", "x").must(t, 2, "needs --out DIR")
	tank(t, "merge", "x", "--ledger", "y", "--db", "z").must(t, 2, "needs --out DIR as well")
	tank(t, "merge", "x", "--out", out).must(t, 2, "there is no ledger x")
}

func TestAHuntGoesOnWhereItWasKilled(t *testing.T) {
	path, dir := file(t, "seldom.toml", seldom), t.TempDir()
	out, one := filepath.Join(dir, "out"), filepath.Join(dir, "one")
	args := []string{"hunt", path, "--seeds", "64", "--jobs", "2", "--out"}
	if !killed(t, regexp.MustCompile("^1[0-9] of 64"), append(args, out)...) {
		t.Fatal("it was not killed")
	}
	tank(t, append(args, out)...).must(t, statusViolated, "going on: "+out, "has the results of ")
	want := tank(t, append(args, one)...).must(t, statusViolated)
	if saved(t, out, "failure.toml") != saved(t, one, "failure.toml") {
		t.Error("what was killed came to something else")
	}
	left, err := os.ReadDir(out)
	if err != nil || slices.ContainsFunc(left, func(f os.DirEntry) bool { return strings.Contains(f.Name(), "ledger") }) {
		t.Errorf("%v: a ledger that nobody asked for is left in %v", err, left)
	}

	kept := append(args, one, "--ledger", filepath.Join(dir, "l"))
	few := slices.Clone(kept)
	few[3] = "9"
	tank(t, few...).must(t, 0)
	if more := tank(t, kept...).must(t, statusViolated, "has the results of 9 units"); more.stdout != want.stdout {
		t.Errorf("more seeds tell something else:\n%s\nthan all at once:\n%s", more.stdout, want.stdout)
	}
	tank(t, append(kept, "--storm=false")...).must(t, 2, "is not of this", "--storm=false")
	tank(t, append(args, out, "--perturb", "2", "--shard", "1/2")...).must(t, 2, "--perturb searches nothing")
	tank(t, append(args, out, "--time", "2s", "--shard", "1/2")...).must(t, 2, "--shard and --time do not go together")
}

// TestAnEndThatWasNotMeantSaysHowToGoOn sends a hunt each signal that asks it to end.
func TestAnEndThatWasNotMeantSaysHowToGoOn(t *testing.T) {
	path := file(t, "seldom.toml", strings.Replace(seldom, "at_most = 4", "at_most = 99", 1))
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		out := filepath.Join(t.TempDir(), "out")
		e := signalled(t, signal, "", "hunt", path, "--seeds", "5000", "--jobs", "1", "--out", out).must(t, statusInterrupted, "wavetank: interrupted after ", " of 5000 seeds\nFinished runs are kept in "+out)
		found := regexp.MustCompile(`Go on from there: wavetank (hunt .* --seeds 5000 .*)\n$`).FindStringSubmatch(e.stderr)
		if found == nil || !strings.Contains(found[1], "--out "+out) || !strings.Contains(e.stdout, " storms without a violation") {
			t.Fatalf("%v: stdout:\n%s\nstderr:\n%s", signal, e.stdout, e.stderr)
		}
		tank(t, append(strings.Fields(strings.Replace(found[1], "5000", "50", 1)), "--jobs", "1")...).must(t, 0, "going on: ")
	}
}
