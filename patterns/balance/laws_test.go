package balance_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns/balance"
	"wavetank/sim"
	"wavetank/sim/property"
)

// A chooser and an ejector are what the laws see of the machines and their mutants.
type chooser interface {
	Choose(hosts []int, s balance.Scale, luck sim.Rand) int
}

type ejector interface {
	Tick(now sim.Time)
	Done(now sim.Time, i int, good bool)
	Out(i int) bool
	Outside() int
	Moves() []balance.Move
}

// makers make machines: honest ones, or those with a mistake.
type makers struct {
	chooser func(balance.Config) chooser
	ejector func(balance.Eject, int) ejector
	pool    func(balance.Config) pool
	slow    func(balance.Config, int) slowStart
	latency func(time.Duration, int) latency
}

var honest = makers{
	func(c balance.Config) chooser { return balance.NewChooser(c, 0) },
	func(e balance.Eject, n int) ejector { return balance.NewEjector(e, n, 1) },
	func(c balance.Config) pool { return balance.NewPool(c, 1) },
	func(c balance.Config, n int) slowStart { return balance.NewSlowStart(c, n) },
	func(decay time.Duration, n int) latency { return balance.NewLatency(decay, n) },
}

var laws = []property.Law[makers]{
	{"the choice is among the candidates, and leaves them as they were", choosesCandidates},
	{"with all to choose from, the best of d is the best of all", allIsBest},
	{"the best of two is never the worst alone", neverTheWorst},
	{"in turn, nobody is left out", takesTurns},
	{"of equals each is chosen as often", fairToEquals},
	{"a share is as the weight", sharesByWeight},
	{"nothing has less to do for its weight than the least", leastForItsWeight},
	{"no more are out than may be", keepsSome},
	{"out for base times the ejections that are not forgotten", outForItsTime},
	{"only failures eject", sparesTheGood},
	{"as Envoy's outlier detection, call by call", asEnvoy},
	{"a rule that is not enforced ejects nobody", enforced},
	{"being told the time in between changes nothing", needsNoTicks},
	{"a connection stays where it is, until it is lost or too old", stays},
	{"a share grows as Envoy's formula says", growsAsEnvoy},
	{"costs are Finagle's peak EWMA", costsAsFinagle},
}

func TestLaws(t *testing.T) {
	property.Suite[makers]{Sound: honest, Laws: laws, Mutants: mutants, Tries: 3000}.Run(t)
}

var policies = []string{"random", "round-robin", "least-outstanding", "power-of-d", "peak-ewma"}

// A scene is a choice to make.
type scene struct {
	config      balance.Config
	hosts       []int
	outstanding []int
	weights     []int64 // nil where all are equal
	luck        sim.Rand
}

func (s scene) scale() balance.Scale {
	return balance.Scale{Load: func(h int) float64 { return float64(s.outstanding[h]) }, Weights: s.weights}
}

func drawScene(t *rapid.T, policy string) scene {
	n := rapid.IntRange(1, 12).Draw(t, "n")
	s := scene{config: balance.Default(), outstanding: make([]int, n)}
	s.config.Policy = policy
	for i := range n {
		s.outstanding[i] = rapid.IntRange(0, 3).Draw(t, "outstanding")
		if rapid.Bool().Draw(t, "in") {
			s.hosts = append(s.hosts, i)
		}
	}
	if s.hosts == nil {
		s.hosts = []int{n - 1}
	}
	if policy == "power-of-d" {
		s.config.D = rapid.IntRange(1, 12).Draw(t, "d")
	}
	s.luck = sim.Key(rapid.Uint64().Draw(t, "luck")).Rand()
	return s
}

func choosesCandidates(t *rapid.T, b makers) {
	s := drawScene(t, rapid.SampledFrom(policies).Draw(t, "policy"))
	if rapid.Bool().Draw(t, "weighted") {
		s.weights = drawWeights(t, len(s.outstanding))
	}
	before := slices.Clone(s.hosts)
	got := b.chooser(s.config).Choose(s.hosts, s.scale(), s.luck)
	if !slices.Contains(before, got) || !slices.Equal(before, s.hosts) {
		t.Fatalf("chose %d of %v, which are %v now", got, before, s.hosts)
	}
}

func allIsBest(t *rapid.T, b makers) {
	s := drawScene(t, rapid.SampledFrom([]string{"least-outstanding", "power-of-d"}).Draw(t, "policy"))
	if s.config.Policy == "power-of-d" {
		s.config.D = len(s.hosts)
	}
	got := b.chooser(s.config).Choose(s.hosts, s.scale(), s.luck)
	for _, h := range s.hosts {
		if s.outstanding[h] < s.outstanding[got] {
			t.Fatalf("chose %d with %d under way, %d has %d", got, s.outstanding[got], h, s.outstanding[h])
		}
	}
}

// neverTheWorst needs the two choices to be distinct: one host that is worse than
// all others loses every comparison.
func neverTheWorst(t *rapid.T, b makers) {
	s := drawScene(t, "power-of-d")
	s.config.D = 2
	if len(s.hosts) < 2 {
		return
	}
	worst := rapid.SampledFrom(s.hosts).Draw(t, "worst")
	s.outstanding[worst] = 9
	if got := b.chooser(s.config).Choose(s.hosts, s.scale(), s.luck); got == worst {
		t.Fatalf("chose %d, the worst of %v", got, s.hosts)
	}
}

func takesTurns(t *rapid.T, b makers) {
	s := drawScene(t, "round-robin")
	c := b.chooser(s.config)
	seen := make(map[int]int)
	for range 3 * len(s.hosts) {
		seen[c.Choose(s.hosts, s.scale(), s.luck)]++
	}
	for _, h := range s.hosts {
		if seen[h] != 3 {
			t.Fatalf("in three rounds of %v host %d was chosen %d times", s.hosts, h, seen[h])
		}
	}
}

// fairToEquals expects 200 choices of each host, and allows seven standard
// deviations.
func fairToEquals(t *rapid.T, b makers) {
	s := drawScene(t, rapid.SampledFrom([]string{"random", "least-outstanding", "power-of-d"}).Draw(t, "policy"))
	clear(s.outstanding)
	c, seen := b.chooser(s.config), make(map[int]int)
	for range 200 * len(s.hosts) {
		seen[c.Choose(s.hosts, s.scale(), s.luck.Fork())]++
	}
	for _, h := range s.hosts {
		if seen[h] < 100 || seen[h] > 300 {
			t.Fatalf("%s: of 200 per host, %d had %d", s.config.Policy, h, seen[h])
		}
	}
}

// An act is a call that ended, or a moment in which nothing did.
type act struct {
	after time.Duration
	host  int
	good  bool
	idle  bool
}

// A life is what an ejector is told.
type life struct {
	config balance.Eject
	n      int
	acts   []act
}

func drawLife(t *rapid.T) life {
	e := *balance.DefaultEject()
	e.Consecutive = rapid.IntRange(1, 4).Draw(t, "consecutive")
	e.Interval = time.Duration(rapid.IntRange(1, 20).Draw(t, "interval")) * time.Second
	e.Base = time.Duration(rapid.IntRange(1, 20).Draw(t, "base")) * time.Second
	e.Longest = time.Duration(rapid.IntRange(1, 60).Draw(t, "longest")) * time.Second
	e.MaxEjection = float64(rapid.IntRange(0, 20).Draw(t, "share")) / 20
	e.AtLeastOne = rapid.Bool().Draw(t, "at least one")
	e.Returns = rapid.SampledFrom([]string{"sweep", "base"}).Draw(t, "returns")
	e.Jitter = time.Duration(rapid.IntRange(0, 3).Draw(t, "jitter")) * time.Second
	e.MinimumHosts, e.Volume = 2, 3
	e.FailurePercentageHosts, e.FailurePercentageVolume = rapid.IntRange(1, 3).Draw(t, "failing hosts"), rapid.IntRange(1, 4).Draw(t, "failing volume")
	e.Deviations = float64(rapid.IntRange(0, 1).Draw(t, "deviations"))
	e.FailurePercentage = float64(rapid.SampledFrom([]int{0, 50, 100}).Draw(t, "percentage")) / 100
	l := life{config: e, n: rapid.IntRange(1, 8).Draw(t, "n")}
	l.acts = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) act {
		return act{
			after: time.Duration(rapid.IntRange(0, 8000).Draw(t, "after")) * time.Millisecond,
			host:  rapid.IntRange(0, l.n-1).Draw(t, "host"),
			good:  rapid.IntRange(0, 3).Draw(t, "luck") == 0,
			idle:  rapid.IntRange(0, 9).Draw(t, "idle") == 0,
		}
	}), 1, 120).Draw(t, "acts")
	return l
}

// live tells an ejector all that happens, and see what it then is.
func (l life) live(m ejector, see func(i int, now sim.Time, a act)) {
	now := sim.Time(0)
	for i, a := range l.acts {
		now = now.Add(a.after)
		if a.idle {
			m.Tick(now)
		} else {
			m.Done(now, a.host, a.good)
		}
		see(i, now, a)
	}
}

func keepsSome(t *rapid.T, b makers) {
	l := drawLife(t)
	m := b.ejector(l.config, l.n)
	most := int(l.config.MaxEjection*float64(l.n) + 1e-9)
	if l.config.AtLeastOne {
		most = max(most, 1)
	}
	l.live(m, func(i int, now sim.Time, _ act) {
		out := 0
		for h := range l.n {
			if m.Out(h) {
				out++
			}
		}
		if out > most || out != m.Outside() {
			t.Fatalf("act %d at %v: %d of %d are out, at most %d; it says %d", i, now, out, l.n, most, m.Outside())
		}
	})
}

// outForItsTime keeps its own books of who is out until when, and of how many
// ejections are not forgotten.
func outForItsTime(t *rapid.T, b makers) {
	l := drawLife(t)
	m := b.ejector(l.config, l.n)
	longest := max(l.config.Base, l.config.Longest)
	until := make([]sim.Time, l.n)
	ejections := make([]int, l.n)
	l.live(m, func(i int, now sim.Time, _ act) {
		for _, x := range m.Moves() {
			if x.Out {
				ejections[x.Host]++
				span, late := x.Until.Sub(x.At), l.config.Jitter
				if l.config.Returns == "sweep" {
					if late += l.config.Interval - 1; sim.Time(x.Until)%sim.Time(l.config.Interval) != 0 {
						t.Fatalf("act %d: host %d comes back at %v, which is no sweep", i, x.Host, x.Until)
					}
				}
				if span < min(l.config.Base, longest) || span > late+min(longest, time.Duration(ejections[x.Host])*l.config.Base) {
					t.Fatalf("act %d: ejection %d of host %d lasts %v", i, ejections[x.Host], x.Host, span)
				}
				until[x.Host] = x.Until
			} else if x.At != until[x.Host] {
				t.Fatalf("act %d: host %d came back at %v instead of %v", i, x.Host, x.At, until[x.Host])
			}
		}
		for h := range l.n {
			if out := until[h] > now; m.Out(h) != out {
				t.Fatalf("act %d at %v: host %d out is %v, until %v", i, now, h, m.Out(h), until[h])
			}
		}
	})
}

func sparesTheGood(t *rapid.T, b makers) {
	l := drawLife(t)
	m := b.ejector(l.config, l.n)
	failures := make([]int, l.n)
	l.live(m, func(i int, _ sim.Time, a act) {
		if !a.idle && !a.good {
			failures[a.host]++
		}
		for _, x := range m.Moves() {
			least := l.config.Consecutive
			if x.Why != balance.InARow {
				least = 1
			}
			if x.Out && failures[x.Host] < least {
				t.Fatalf("act %d: host %d went out after %d failures", i, x.Host, failures[x.Host])
			}
		}
	})
}

func needsNoTicks(t *rapid.T, b makers) {
	l := drawLife(t)
	told, untold := b.ejector(l.config, l.n), b.ejector(l.config, l.n)
	now := sim.Time(0)
	for i, a := range l.acts {
		for range 3 {
			told.Tick(now.Add(a.after / 3))
		}
		now = now.Add(a.after)
		if a.idle {
			told.Tick(now)
			continue
		}
		told.Done(now, a.host, a.good)
		untold.Done(now, a.host, a.good)
		for h := range l.n {
			if told.Out(h) != untold.Out(h) {
				t.Fatalf("act %d at %v: host %d out is %v if told, %v if not", i, now, h, told.Out(h), untold.Out(h))
			}
		}
	}
}
