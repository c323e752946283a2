package scenarios

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"
	"weak"

	"wavetank/reports"
	"wavetank/sim"
)

// TestAResultHoldsNoWorld: whoever keeps the results of many seeds does not keep their
// machines, and what the results are said to take is what they take.
func TestAResultHoldsNoWorld(t *testing.T) {
	for _, name := range []string{"leader-crash", "order-saga", "gc-pause-lease", "cache-stampede"} {
		s, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		s.Duration, s.Warmup = min(s.Duration, 2*time.Second), 0
		variant := s.Variants[len(s.Variants)-1].Name
		s.Variants = s.Variants[len(s.Variants)-1:]
		c, before := reports.NewComparer(info(s, CompareOptions{})), living()
		var ran weak.Pointer[World]
		var machines weak.Pointer[sim.World]
		const runs = 8
		for seed := range uint64(runs) {
			sum, err := Run(t.Context(), s, variant, seed, sim.Limits{}, func(w *World) { ran, machines = weak.Make(w), weak.Make(w.Sim) })
			if err == nil {
				err = c.Add(sum)
			}
			if err != nil {
				t.Fatal(name, err)
			}
		}
		taken := living() - before
		if ran.Value() != nil || machines.Value() != nil {
			t.Errorf("%s: its world lives on", name)
		}
		if said, n := c.Kept(); n != runs || taken > 2*said+200_000 || said > 2*taken+200_000 {
			t.Errorf("%s: %d runs take %d bytes, and are said to take %d", name, n, taken, said)
		}
		runtime.KeepAlive(c)
	}
}

// living returns how many bytes can be reached.
func living() int64 {
	runtime.GC()
	runtime.GC() // of what the first one has unlinked
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestResultsThatFindNoRoomAreRefused: after the first seed, and with a number of seeds
// that does find room.
func TestResultsThatFindNoRoomAreRefused(t *testing.T) {
	s, err := Parse("tiny.toml", []byte("title = 'tiny'\nduration = '1s'\n[nodes.a]\nroutes.get = { work = '1ms' }\n[loads.l]\nto = 'a.get'\nrate = '10/s'\n"))
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	o := CompareOptions{Seeds: Seeds(1, 50_000), Jobs: 1, Memory: 600_000, Progress: func(done, _ int) { ran = done }}
	_, err = Compare(t.Context(), s, o)
	var full *FullError
	if !errors.As(err, &full) || ran > 1 || full.Enough < 5 || full.Enough > 5000 {
		t.Fatalf("after %d seeds: %v", ran, err)
	}
	for _, words := range []string{"50000 runs", "1 MB", "--seeds", "--memory"} {
		if !strings.Contains(err.Error(), words) {
			t.Errorf("%q does not say %s", err, words)
		}
	}
	o.Seeds, o.Jobs = Seeds(1, full.Enough*9/10), 2
	if _, err := Compare(t.Context(), s, o); err != nil {
		t.Errorf("%d seeds were said to find room: %v", full.Enough, err)
	}
}
