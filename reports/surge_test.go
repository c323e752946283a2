package reports

import (
	"math"
	"strings"
	"testing"
	"time"

	"wavetank/sim"
)

// surged is a surge from 20 s to 30 s.
var surged = []Change{{From: 20 * sec, To: 30 * sec, What: "shoppers 300/s"}}

// TestASurgeIsRecoveredFrom: from its end, as from a fault; with a fault from the end of
// what is over last, unless the system bore the surge when the fault began. A metric of -1
// is never, one of NaN undefined.
func TestASurgeIsRecoveredFrom(t *testing.T) {
	ok := func(from, to time.Duration) spell { return spell{from, to, sim.RequestOK, quick} }
	bad := func(from, to time.Duration) spell { return spell{from, to, sim.RequestFailed, quick} }
	none := func(*tape) {}
	nan := math.NaN()
	for _, c := range []struct {
		name   string
		surges []Change
		spells []spell
		faults func(*tape)
		metric float64
	}{
		{"errors that end two seconds after it", surged, []spell{ok(0, 20*sec), bad(20*sec, 32*sec), ok(32*sec, 60*sec)}, none, 2},
		{"errors that never end", surged, []spell{ok(0, 20*sec), bad(20*sec, 60*sec)}, none, -1},
		{"a surge that is borne takes no time", surged, []spell{ok(0, 60*sec)}, none, 0},
		{"the same errors without a surge are nobody's", nil, []spell{ok(0, 20*sec), bad(20*sec, 32*sec), ok(32*sec, 60*sec)}, none, nan},
		{"a fault in a surge that was not borne counts from the end of the surge", surged, []spell{ok(0, 20*sec), bad(20*sec, 32*sec), ok(32*sec, 60*sec)},
			func(t *tape) { t.fault("payment", 1, 22*sec, 24*sec) }, 2},
		{"a fault in a surge that was borne counts from its own end", surged, []spell{ok(0, 24*sec), bad(24*sec, 32*sec), ok(32*sec, 60*sec)},
			func(t *tape) { t.fault("payment", 1, 24*sec, 25*sec) }, 7},
		{"a fault that outlasts the surge counts from its own end", surged, []spell{ok(0, 20*sec), bad(20*sec, 42*sec), ok(42*sec, 60*sec)},
			func(t *tape) { t.fault("payment", 1, 28*sec, 40*sec) }, 2},
		{"a surge ends the search that a fault before began", surged, []spell{ok(0, 10*sec), bad(10*sec, 13*sec), ok(13*sec, 20*sec), bad(20*sec, 34*sec), ok(34*sec, 60*sec)},
			func(t *tape) { t.fault("payment", 1, 10*sec, 12*sec) }, 4},
		{"a system that was not well before it was never well", surged, []spell{bad(0, 60*sec)}, none, nan},
		{"a surge before the warm-up ended does not count", []Change{{From: sec, To: 4 * sec}}, []spell{ok(0, 20*sec), bad(20*sec, 32*sec), ok(32*sec, 60*sec)}, none, nan},
		{"one that is over as the run is", []Change{{From: 50 * sec, To: 60*sec - 100*time.Millisecond}}, []spell{ok(0, 50*sec), bad(50*sec, 60*sec)}, none, nan},
	} {
		s := play(Options{Duration: 60 * sec, Warmup: 5 * sec, SLO: SLO{ErrorRate: 0.01}, Surges: c.surges}, c.spells, c.faults)
		got, told := s.recovery()
		switch {
		case !told:
			got = nan
		case math.IsInf(got, 1):
			got = -1
		}
		if len(s.Surges) != len(c.surges) || !(math.Abs(got-c.metric) < 1e-6) && !(math.IsNaN(got) && math.IsNaN(c.metric)) {
			t.Errorf("%s: recovery %v, want %v; faults %+v, surges %+v", c.name, got, c.metric, s.Faults, s.Surges)
		}
	}
}

// TestTheStateIsJudgedAfterTheSurge: what piled up in it is over then. After a surge that
// leaves too few requests the whole run is judged, and nobody says metastable.
func TestTheStateIsJudgedAfterTheSurge(t *testing.T) {
	ok := spell{0, 60 * sec, sim.RequestOK, quick}
	for _, c := range []struct {
		surge Change
		want  State
		from  time.Duration
	}{
		{Change{From: 20 * sec, To: 30 * sec}, Stable, 30 * sec},
		{Change{From: 20 * sec, To: 59 * sec}, Overloaded, 5 * sec},
		{Change{}, Overloaded, 5 * sec},
	} {
		o := Options{Duration: 60 * sec, Warmup: 5 * sec, SLO: SLO{ErrorRate: 0.01}}
		spells := []spell{ok, {from: 20 * sec, to: 30 * sec, end: sim.RequestFailed, latency: quick}}
		if c.surge.To > 0 {
			o.Surges = []Change{c.surge}
		}
		if c.want == Overloaded {
			spells[1] = spell{40 * sec, 60 * sec, sim.RequestRejected, quick}
		}
		s := play(o, spells, func(*tape) {})
		if s.State != c.want || s.StateFrom != sim.Time(c.from) {
			t.Errorf("%v: %s from %v, want %s from %v", c.surge, s.State, s.StateFrom, c.want, c.from)
		}
		v := Variant{Runs: []Run{{State: s.State, StateFrom: s.StateFrom, Surges: s.Surges}}}
		if seeds := v.Uncontrolled(); seeds != nil {
			t.Errorf("%v: %v are to be run without it", c.surge, seeds)
		}
	}
	v := Variant{Runs: []Run{{Seed: 7, State: Overloaded, StateFrom: sim.Time(30 * sec), Surges: []Disturbance{{End: sim.Time(30 * sec)}}}}}
	if seeds := v.Uncontrolled(); len(seeds) != 1 || seeds[0] != 7 {
		t.Errorf("overloaded after its surge, and %v are to be run without it", seeds)
	}
}

func TestARunTellsOfItsSurges(t *testing.T) {
	s := play(Options{Duration: 60 * sec, Warmup: 5 * sec, SLO: SLO{ErrorRate: 0.01}, Surges: surged},
		[]spell{{0, 60 * sec, sim.RequestOK, quick}}, func(*tape) {})
	var b strings.Builder
	if err := WriteTable(&b, Screen{Width: 80}, s); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "20s to 30s") || !strings.Contains(b.String(), "shoppers 300/s") || strings.Contains(b.String(), "touched") {
		t.Error(b.String())
	}
}

// TestWhatFailsAfterItsSurgeIsNotStable: fast errors are no work done, as far as there are
// more than before.
func TestWhatFailsAfterItsSurgeIsNotStable(t *testing.T) {
	for after, want := range map[*sim.Kind]State{sim.RequestFailed: Overloaded, sim.RequestOK: Stable} {
		before := spell{0, 60 * sec, sim.RequestFailed, quick} // every other one
		s := play(Options{Duration: 60 * sec, Warmup: 5 * sec, SLO: SLO{ErrorRate: 0.01}, Surges: surged},
			[]spell{before, {0, 20 * sec, sim.RequestOK, quick}, {20 * sec, 60 * sec, after, quick}}, func(*tape) {})
		if s.State != want {
			t.Errorf("with %v after it: %s, want %s", after, s.State, want)
		}
	}
}
