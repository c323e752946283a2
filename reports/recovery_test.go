package reports

import (
	"math"
	"slices"
	"testing"
	"time"

	"wavetank/sim"
)

// A spell is a stretch of time in which requests come, a hundred per second, and
// go the same way.
type spell struct {
	from, to time.Duration
	end      *sim.Kind
	latency  time.Duration
}

func play(o Options, spells []spell, faults func(*tape)) *Summary {
	tape := newTape()
	for _, s := range spells {
		for at := s.from; at < s.to; at += 10 * time.Millisecond {
			tape.request("shoppers", at, s.latency, s.end, o.Duration)
		}
	}
	faults(tape)
	return tape.play(o)
}

const sec = time.Second

const quick, slow = 20 * time.Millisecond, 400 * time.Millisecond

// one is a fault from 20 s to 30 s.
func one(tape *tape) { tape.fault("payment", 1, 20*sec, 30*sec) }

// recoveries are runs of one fault, and whether and when they were well after it.
var recoveries = []struct {
	name      string
	spells    []spell
	faults    func(*tape)
	slo       SLO
	recovered bool
	recovery  time.Duration
}{
	{"errors that end two seconds after the fault take two seconds to recover from",
		[]spell{{0, 20 * sec, sim.RequestOK, quick}, {20 * sec, 32 * sec, sim.RequestFailed, quick}, {32 * sec, 60 * sec, sim.RequestOK, quick}},
		one, SLO{ErrorRate: 0.01}, true, 2 * sec},
	{"errors that end before the fault does take no time",
		[]spell{{0, 20 * sec, sim.RequestOK, quick}, {20 * sec, 25 * sec, sim.RequestFailed, quick}, {25 * sec, 60 * sec, sim.RequestOK, quick}},
		one, SLO{ErrorRate: 0.01}, true, 0},
	{"a fault that nobody noticed takes no time",
		[]spell{{0, 60 * sec, sim.RequestOK, quick}}, one, SLO{ErrorRate: 0.01}, true, 0},
	{"errors until the end of the run are no recovery",
		[]spell{{0, 20 * sec, sim.RequestOK, quick}, {20 * sec, 60 * sec, sim.RequestTimedOut, quick}},
		one, SLO{ErrorRate: 0.01}, false, 0},
	{"what is still on its way at the end is no recovery",
		[]spell{{0, 60 * sec, sim.RequestOK, quick}, {20 * sec, 60 * sec, sim.RequestTimedOut, sec}},
		one, SLO{ErrorRate: 0.01}, false, 0},
	{"a good moment of two windows is no recovery",
		[]spell{{0, 20 * sec, sim.RequestOK, quick}, {20 * sec, 32 * sec, sim.RequestFailed, quick}, {32 * sec, 32*sec + 200*time.Millisecond, sim.RequestOK, quick},
			{32*sec + 200*time.Millisecond, 35 * sec, sim.RequestFailed, quick}, {35 * sec, 60 * sec, sim.RequestOK, quick}},
		one, SLO{ErrorRate: 0.01}, true, 5 * sec},
	{"silence after the fault is passed over",
		[]spell{{0, 20 * sec, sim.RequestOK, quick}, {20 * sec, 30 * sec, sim.RequestFailed, quick}, {40 * sec, 60 * sec, sim.RequestOK, quick}},
		one, SLO{ErrorRate: 0.01}, true, 10 * sec},
	{"slowness after the fault counts where the objective names a percentile",
		[]spell{{0, 20 * sec, sim.RequestOK, quick}, {20 * sec, 33 * sec, sim.RequestOK, slow}, {33 * sec, 60 * sec, sim.RequestOK, quick}},
		one, SLO{ErrorRate: 0.01, P99: 100 * time.Millisecond}, true, 3 * sec},
	{"slowness after the fault does not count where it does not",
		[]spell{{0, 20 * sec, sim.RequestOK, quick}, {20 * sec, 33 * sec, sim.RequestOK, slow}, {33 * sec, 60 * sec, sim.RequestOK, quick}},
		one, SLO{ErrorRate: 0.01}, true, 0},
	{"a system that errs as before, by the SLO, is well",
		[]spell{{0, 20 * sec, sim.RequestOK, quick}, {0, 20 * sec, sim.RequestFailed, quick}, {20 * sec, 31 * sec, sim.RequestFailed, quick},
			{31 * sec, 60 * sec, sim.RequestOK, quick}, {31 * sec, 60 * sec, sim.RequestFailed, quick}},
		one, SLO{ErrorRate: 0.5}, true, sec},
	{"an outage that begins eleven seconds after the fault counts",
		[]spell{{0, 41 * sec, sim.RequestOK, quick}, {41 * sec, 45 * sec, sim.RequestFailed, quick}, {45 * sec, 60 * sec, sim.RequestOK, quick}},
		one, SLO{ErrorRate: 0.01}, true, 15 * sec},
	{"an outage that begins eleven seconds after the fault and lasts is no recovery",
		[]spell{{0, 41 * sec, sim.RequestOK, quick}, {41 * sec, 60 * sec, sim.RequestFailed, quick}},
		one, SLO{ErrorRate: 0.01}, false, 0},
	{"two bad windows long after the fault cannot be laid to it",
		[]spell{{0, 41 * sec, sim.RequestOK, quick}, {41 * sec, 41*sec + 200*time.Millisecond, sim.RequestFailed, quick}, {41*sec + 200*time.Millisecond, 60 * sec, sim.RequestOK, quick}},
		one, SLO{ErrorRate: 0.01}, true, 0},
	{"an outage like one before the fault cannot be laid to it",
		[]spell{{0, 10 * sec, sim.RequestOK, quick}, {10 * sec, 10*sec + 500*time.Millisecond, sim.RequestFailed, quick}, {10*sec + 500*time.Millisecond, 41 * sec, sim.RequestOK, quick},
			{41 * sec, 42 * sec, sim.RequestFailed, quick}, {42 * sec, 60 * sec, sim.RequestOK, quick}},
		one, SLO{ErrorRate: 0.05}, true, 0},
	{"two good requests after the fault, and none that is bad, are a recovery",
		[]spell{{0, 20 * sec, sim.RequestOK, quick}, {20 * sec, 30 * sec, sim.RequestFailed, quick},
			{40 * sec, 40*sec + 1, sim.RequestOK, quick}, {50 * sec, 50*sec + 1, sim.RequestOK, quick}},
		one, SLO{ErrorRate: 0.01}, true, 10 * sec},
	{"two good requests after a bad one are not",
		[]spell{{0, 20 * sec, sim.RequestOK, quick}, {20 * sec, 31 * sec, sim.RequestFailed, quick},
			{40 * sec, 40*sec + 1, sim.RequestOK, quick}, {50 * sec, 50*sec + 1, sim.RequestOK, quick}},
		one, SLO{ErrorRate: 0.01}, false, 0},
	{"a system that never answers again has not recovered",
		[]spell{{0, 20 * sec, sim.RequestOK, quick}, {20 * sec, 60 * sec, sim.RequestOK, 100 * sec}},
		one, SLO{ErrorRate: 0.01}, false, 0},
	{"requests on their way at the end of the run do not hide that it is well",
		[]spell{{0, 60 * sec, sim.RequestOK, slow}},
		func(tape *tape) { tape.fault("payment", 1, 50*sec, 59*sec) }, SLO{ErrorRate: 0.01}, true, 0},
}

func TestRecovery(t *testing.T) {
	for _, c := range recoveries {
		t.Run(c.name, func(t *testing.T) {
			s := play(Options{Duration: 60 * sec, Warmup: 5 * sec, SLO: c.slo}, c.spells, c.faults)
			f := s.Faults[0]
			if len(s.Faults) != 1 || f.Recovered != c.recovered || f.Recovery != c.recovery || f.Untold != "" || f.Touched != 7 {
				t.Errorf("got %+v, want recovered %v after %v", s.Faults, c.recovered, c.recovery)
			}
		})
	}
}

func TestARunThatEndsTooSoonAfterAFaultDoesNotTell(t *testing.T) {
	spells := []spell{{0, 20 * sec, sim.RequestOK, sec}, {20 * sec, 60 * sec, sim.RequestFailed, sec}}
	for end, late := range map[time.Duration]bool{58*sec + 500*time.Millisecond: false, 59*sec + 100*time.Millisecond: true, 59*sec + 700*time.Millisecond: true} {
		s := play(Options{Duration: 60 * sec, SLO: SLO{ErrorRate: 0.01}}, spells, func(tape *tape) { tape.fault("payment", 1, 20*sec, end) })
		if _, told := s.recovery(); (s.Faults[0].Untold == Late) != late || s.Faults[0].Recovered || told == late {
			t.Errorf("the fault that ended at %v came to %+v", end, s.Faults[0])
		}
	}
}

// Errors until 28 s, and in the first from 40 s to 50 s as well.
var twiceDown = []spell{
	{0, 20 * sec, sim.RequestOK, quick}, {20 * sec, 28 * sec, sim.RequestFailed, quick},
	{28 * sec, 40 * sec, sim.RequestOK, quick}, {40 * sec, 50 * sec, sim.RequestFailed, quick}, {50 * sec, 60 * sec, sim.RequestOK, quick},
}
var onceDown = append(slices.Clone(twiceDown[:2]), spell{28 * sec, 60 * sec, sim.RequestOK, quick})

func wellAfter(recovery time.Duration) Disturbance {
	return Disturbance{Recovered: true, Recovery: recovery}
}

// severalFaults are runs, what each of their faults came to, and the metric: -1 is never.
var severalFaults = []struct {
	name   string
	spells []spell
	faults func(*tape)
	want   []Disturbance
	metric float64
}{
	{"each is judged before the next begins, and the worst is the metric", twiceDown, func(tape *tape) {
		tape.fault("payment", 1, 20*sec, 25*sec)
		tape.fault("payment", 2, 40*sec, 45*sec)
	}, []Disturbance{wellAfter(3 * sec), wellAfter(5 * sec)}, 5},
	{"an outage after the next fault is not laid to the first", twiceDown, func(tape *tape) {
		tape.fault("payment", 1, 20*sec, 25*sec)
		tape.fault("payment", 2, 39*sec, 39*sec+1)
	}, []Disturbance{wellAfter(3 * sec), wellAfter(11*sec - 1)}, 11},
	{"the next fault cuts the time to recover short", onceDown, func(tape *tape) {
		tape.fault("payment", 1, 20*sec, 25*sec)
		tape.fault("payment", 2, 28*sec, 29*sec)
	}, []Disturbance{{}, wellAfter(0)}, -1},
	{"faults that overlap are one disturbance", onceDown, func(tape *tape) {
		tape.fault("payment", 1, 20*sec, 26*sec)
		tape.fault("stock", 1, 22*sec, 24*sec)
	}, []Disturbance{wellAfter(2 * sec), wellAfter(2 * sec)}, 2},
	{"faults too dense to be told apart are one disturbance", onceDown, func(tape *tape) {
		tape.fault("payment", 1, 20*sec, 21*sec)
		tape.fault("payment", 2, 21*sec+390*time.Millisecond, 26*sec)
		tape.fault("payment", 3, 26*sec+250*time.Millisecond, 27*sec)
	}, []Disturbance{wellAfter(sec), wellAfter(sec), wellAfter(sec)}, 1},
	{"faults four windows apart are two", onceDown, func(tape *tape) {
		tape.fault("payment", 1, 20*sec, 25*sec)
		tape.fault("payment", 2, 25*sec+400*time.Millisecond, 26*sec)
	}, []Disturbance{{}, wellAfter(2 * sec)}, -1},
	{"a fault that lasts is a circumstance of the others", onceDown, func(tape *tape) {
		tape.fault("link", 1, 10*sec, 60*sec)
		tape.fault("payment", 1, 20*sec, 25*sec)
	}, []Disturbance{{Untold: Lasting}, wellAfter(3 * sec)}, 3},
}

func TestRecoveryFromSeveralFaults(t *testing.T) {
	for _, c := range severalFaults {
		t.Run(c.name, func(t *testing.T) {
			s := play(Options{Duration: 60 * sec, Warmup: 5 * sec, SLO: SLO{ErrorRate: 0.01}}, c.spells, c.faults)
			for i, f := range s.Faults {
				w := c.want[i]
				if f.Recovered != w.Recovered || f.Untold != w.Untold || f.Recovery != w.Recovery {
					t.Errorf("fault %d is %+v, want %+v", i, f, w)
				}
			}
			got, ok := s.recovery()
			if c.metric < 0 {
				c.metric = math.Inf(1)
			}
			if !ok || math.Abs(got-c.metric) > 1e-6 {
				t.Errorf("the metric is %v, %v, want %v", got, ok, c.metric)
			}
		})
	}
}

func TestAFaultThatIsNeverSeenToEndLasts(t *testing.T) {
	s := play(Options{Duration: 60 * sec}, nil, func(tape *tape) {
		tape.add(10*sec, sim.Fact{Kind: sim.FaultBegan, Owner: tape.world.Owner("payment"), Note: "hangs"})
	})
	f := s.Faults[0]
	if f.Untold != Lasting || f.End != sim.Time(60*sec) || f.Name != "payment" || f.What != "hangs" {
		t.Errorf("got %+v", f)
	}
	if _, ok := s.recovery(); ok {
		t.Error("there is a recovery from a fault that never ended")
	}
}

func TestManyFaultsAreNotToldOneByOne(t *testing.T) {
	s := play(Options{Duration: 60 * sec}, nil, func(tape *tape) {
		for i := range 50 {
			tape.fault("payment", sim.Key(i+1), time.Duration(i)*sec, time.Duration(i)*sec+1)
		}
	})
	if rows := disturbedGrid(s); len(rows) != 21 || rows[20][0] != "and 30 more" {
		t.Errorf("%d rows, the last of them %v", len(rows), rows[len(rows)-1])
	}
}
