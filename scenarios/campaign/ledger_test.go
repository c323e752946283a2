package campaign

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"wavetank/reports"
	"wavetank/scenarios"
	_ "wavetank/sim/property" // a fixed seed
)

const tiny = `title = "t"
duration = "1s"
[nodes.a]
workers = 1
routes.r = { work = "exp 5ms" }
[loads.l]
to = "a.r"
rate = "100/s"
[patterns.again]
kind = "retry"
on = "l -> a"
[variants]
bare = []
with = ["again"]
`

func scenario(t interface{ Fatal(...any) }) *scenarios.Scenario {
	s, err := scenarios.Parse("tiny.toml", []byte(tiny))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// free is a lock that nobody else has.
func free(*os.File) bool { return true }

func header(s *scenarios.Scenario) Header {
	return HeaderOf("build 1", "tiny.toml", s, []string{"compare"}, []string{"compare", "tiny.toml"}, 3)
}

// filled returns the bytes of a ledger with results of some seeds.
func filled(t *testing.T, seeds int) (path string, s *scenarios.Scenario, sums []*reports.Summary) {
	t.Helper()
	path, s = filepath.Join(t.TempDir(), "a.ledger"), scenario(t)
	l, err := Open(path, header(s), false, free)
	if err != nil {
		t.Fatal(err)
	}
	c := &Campaign{Build: "build 1", Keep: l, Known: []*Ledger{l}, Carry: Here(nil, nil, "one")}
	for i := range seeds {
		more, err := c.Evaluate(t.Context(), scenarios.Task{Scenario: s, Seeds: []uint64{uint64(i) + 1}, Index: i})
		if err != nil {
			t.Fatal(err)
		}
		sums = append(sums, more...)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return path, s, sums
}

func digests(sums []*reports.Summary) (text string) {
	for _, s := range sums {
		text += s.Variant + s.Digest
	}
	return text
}

func TestALedgerKnowsWhatWasRunBefore(t *testing.T) {
	path, s, want := filled(t, 3)
	l, err := Open(path, header(s), false, free)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c := &Campaign{Build: "build 1", Known: []*Ledger{l}}
	got, err := c.Evaluate(t.Context(), scenarios.Task{Scenario: s, Seeds: []uint64{1, 2, 3}})
	if err != nil || digests(got) != digests(want) {
		t.Fatalf("%v: %s, want %s", err, digests(got), digests(want))
	}
	if _, err := c.Evaluate(t.Context(), scenarios.Task{Scenario: s, Seeds: []uint64{3, 4}}); !errors.Is(err, scenarios.ErrElsewhere) || strings.Join(c.Missing(), "") != "tiny, seed 4" {
		t.Errorf("%v, missing %q", err, c.Missing())
	}
	other := &Campaign{Build: "build 2", Known: []*Ledger{l}}
	if _, err := other.Evaluate(t.Context(), scenarios.Task{Scenario: s, Seeds: []uint64{1}}); !errors.Is(err, scenarios.ErrElsewhere) {
		t.Errorf("another build is told what this one has found: %v", err)
	}
}

// TestAnyCutLosesAtMostTheLastResult is a kill at every instant of a write.
func TestAnyCutLosesAtMostTheLastResult(t *testing.T) {
	path, s, _ := filled(t, 2)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	first := len(frame(mustJSON(t, header(s))))
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(0, len(whole)).Draw(t, "size")
		var padding []byte
		if rapid.IntRange(0, 5).Draw(t, "blank") == 0 { // the file has grown and was not written
			size, padding = len(whole), make([]byte, 100)
		}
		if err := os.WriteFile(path, append(whole[:size:size], padding...), 0o644); err != nil {
			t.Fatal(err)
		}
		l, err := Open(path, header(s), false, free)
		if err != nil {
			t.Fatalf("%d of %d bytes: %v", size, len(whole), err)
		}
		defer l.Close()
		l.Lazy = true
		least := 0
		if size == len(whole) {
			least = 2
		} else if size > first+(len(whole)-first)*3/5 {
			least = 1
		}
		if l.Seeds() < least {
			t.Fatalf("%d of %d bytes hold %d results, want %d", size, len(whole), l.Seeds(), least)
		}
		c := &Campaign{Build: "build 1", Keep: l, Known: []*Ledger{l}, Carry: Here(nil, nil, "one")}
		if _, err := c.Evaluate(context.Background(), scenarios.Task{Scenario: s, Seeds: []uint64{1, 2}}); err != nil {
			t.Fatal(err)
		}
		again, err := Read(path)
		if err != nil || again.Seeds() != 2 || again.Torn != 0 {
			t.Fatalf("%v: %d results after it went on, %d bytes torn", err, again.Seeds(), again.Torn)
		}
		again.Close()
	})
}

func TestAnyBitThatFlipsIsFound(t *testing.T) {
	path, s, want := filled(t, 2)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	heads := len(frame(mustJSON(t, header(s))))
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, len(whole)-1).Draw(t, "byte")
		if rapid.Bool().Draw(t, "early") {
			at = rapid.IntRange(0, heads+frameHead+100).Draw(t, "early byte")
		}
		bent := bytes.Clone(whole)
		bent[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if err := os.WriteFile(path, bent, 0o644); err != nil {
			t.Fatal(err)
		}
		var damage *Damage
		if l, err := Read(path); !errors.As(err, &damage) {
			t.Fatalf("byte %d: %v, %+v", at, err, l)
		}
		if _, err := Open(path, header(s), false, free); !errors.As(err, &damage) {
			t.Fatalf("byte %d: %v", at, err)
		}
		l, err := Open(path, header(s), true, free)
		if at < heads && errors.As(err, &damage) {
			return // nobody knows what the rest is of
		}
		if err != nil {
			t.Fatalf("byte %d: %v", at, err)
		}
		defer l.Close()
		l.Lazy = true
		if l.Seeds() < 1 {
			t.Fatalf("byte %d: all is lost", at)
		}
		c := &Campaign{Build: "build 1", Keep: l, Known: []*Ledger{l}, Carry: Here(nil, nil, "one")}
		got, err := c.Evaluate(context.Background(), scenarios.Task{Scenario: s, Seeds: []uint64{1, 2}})
		if err != nil || digests(got) != digests(want) {
			t.Fatalf("byte %d: %v", at, err)
		}
	})
}

func TestALedgerOfSomethingElseIsRefused(t *testing.T) {
	path, s, _ := filled(t, 1)
	for why, bend := range map[string]func(*Header){
		"it was made by build build 1, and this is build 2":         func(h *Header) { h.Build = "build 2" },
		"the scenario has changed since":                            func(h *Header) { h.Hash = "0123" },
		"it is of the scenario tiny, and this is big":               func(h *Header) { h.Scenario = "big" },
		`it is of ["compare"], and this is ["compare --sweep a=1"]`: func(h *Header) { h.Study = []string{"compare --sweep a=1"} },
	} {
		h := header(s)
		bend(&h)
		var foreign *Foreign
		if _, err := Open(path, h, false, free); !errors.As(err, &foreign) || !strings.Contains(err.Error(), why) {
			t.Errorf("%v, want %q", err, why)
		}
	}
	h := header(s)
	h.Build = "build 2"
	l, err := Open(path, h, true, free)
	if err != nil || l.Seeds() != 0 {
		t.Fatalf("%v: %+v", err, l)
	}
	l.Close()
	if old, err := Read(path + ".old"); err != nil || old.Seeds() != 1 {
		t.Errorf("what was set aside: %v", err)
	}
	if _, err := Open(path, h, false, func(*os.File) bool { return false }); err == nil || !strings.Contains(err.Error(), "another wavetank is at work") {
		t.Errorf("a locked ledger: %v", err)
	}
}

// TestALedgerOfAnotherFormIsRefused has a file of a version that is not known any more.
func TestALedgerOfAnotherFormIsRefused(t *testing.T) {
	path, s, _ := filled(t, 1)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copy(whole, markWord+"1")
	sum := sha256.Sum256(whole[:frameHead-4])
	copy(whole[frameHead-4:], sum[:4])
	if err := os.WriteFile(path, whole, 0o644); err != nil {
		t.Fatal(err)
	}
	var foreign *Foreign
	_, err = Read(path)
	_, failed := Open(path, header(s), false, free)
	if !errors.As(err, &foreign) || !errors.As(failed, &foreign) || foreign.Why != "it was written in the form WTL1, and this build reads "+frameMark {
		t.Fatalf("%v\n%v", err, failed)
	}
	l, err := Open(path, header(s), true, free)
	if err != nil || l.Seeds() != 0 {
		t.Fatalf("%v: %+v", err, l)
	}
	l.Close()
	if old, err := os.ReadFile(path + ".old"); err != nil || !bytes.Equal(old, whole) {
		t.Errorf("what was set aside: %v", err)
	}
}

func TestASecondResultWithOtherBytesIsAnAlarm(t *testing.T) {
	path, s, _ := filled(t, 1)
	l, err := Open(path, header(s), false, free)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c := &Campaign{Build: "build 1"}
	w, err := c.work(scenarios.Task{Scenario: s}, Hunt{})
	if err != nil {
		t.Fatal(err)
	}
	runs, _, _, err := l.Find(w.key, 1)
	if err != nil {
		t.Fatal(err)
	}
	size := l.size()
	if err := l.Add(&Result{Work: w.key, Machine: "two", Runs: []Runs{runs}}); err != nil || l.size() != size {
		t.Errorf("the same result once more: %v, and %d bytes more", err, l.size()-size)
	}
	runs.Data = append(bytes.Clone(runs.Data), 0)
	bent := &Result{Work: w.key, Machine: "two", Runs: []Runs{runs}}
	var alarm *Alarm
	if err := l.Add(bent); !errors.As(err, &alarm) || alarm.First != "one" || alarm.Second != "two" || alarm.Seed != 1 {
		t.Errorf("alarm %+v", alarm)
	}
	other, err := Open(path+"2", header(s), false, free)
	if err == nil {
		err = other.Add(bent)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	both := &Campaign{Build: "build 1", Known: []*Ledger{l, other}}
	if _, err := both.Evaluate(t.Context(), scenarios.Task{Scenario: s, Seeds: []uint64{1}}); !errors.As(err, &alarm) {
		t.Errorf("two ledgers that do not agree: %v", err)
	}
}

func TestShardsAreOneOfEachUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "shards")
		index := rapid.IntRange(0, 10_000).Draw(t, "unit")
		held := 0
		for i := range n {
			s, err := ParseShard(Shard{i, n}.String())
			if err != nil {
				t.Fatal(err)
			}
			if s.Holds(index) {
				held++
			}
		}
		if held != 1 {
			t.Fatalf("unit %d is in %d of %d shards", index, held, n)
		}
	})
	for _, text := range []string{"", "1", "0/3", "4/3", "-1/3", "1/3/5", "a/b", "1/0"} {
		if s, err := ParseShard(text); err == nil {
			t.Errorf("%q is read as %v", text, s)
		}
	}
}

func TestTheShardOfAnArrayIsThatOfItsVariables(t *testing.T) {
	for _, c := range []struct{ env, want string }{
		{"SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=8 SLURM_ARRAY_TASK_MIN=0", "8/8"},
		{"SLURM_ARRAY_TASK_ID=8 SLURM_ARRAY_TASK_COUNT=8 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=8", "8/8"},
		{"SLURM_ARRAY_TASK_ID=8 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=2 SLURM_ARRAY_TASK_MAX=8", "--shard auto: the indices 2 to 8 are not 4 in a row"},
		{"JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=3", "1/3"},
		{"JOB_COMPLETION_INDEX=0", "--shard auto: JOB_COMPLETION_INDEX is set, and JOB_COMPLETIONS, the number of shards, is not: set it"},
		{"AWS_BATCH_JOB_ARRAY_INDEX=2 AWS_BATCH_JOB_ARRAY_SIZE=3", "3/3"},
		{"AWS_BATCH_JOB_ARRAY_INDEX=3 AWS_BATCH_JOB_ARRAY_SIZE=3", "--shard auto: AWS_BATCH_JOB_ARRAY_INDEX=3 is none of AWS_BATCH_JOB_ARRAY_SIZE=3"},
		{"AWS_BATCH_JOB_ARRAY_INDEX=x AWS_BATCH_JOB_ARRAY_SIZE=3", `--shard auto: AWS_BATCH_JOB_ARRAY_INDEX="x" is no number`},
		{"", "--shard auto: none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX and AWS_BATCH_JOB_ARRAY_INDEX is set"},
	} {
		s, err := ShardOf(func(name string) string {
			for _, pair := range strings.Fields(c.env) {
				if key, value, _ := strings.Cut(pair, "="); key == name {
					return value
				}
			}
			return ""
		})
		got := s.String()
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.env, got, c.want)
		}
	}
}
