package balance_test

import (
	"time"

	"wavetank/patterns/balance"
	"wavetank/sim"
	"wavetank/sim/property"
)

// mutants are balancers with one mistake each, and the law that finds it out.
var mutants = []property.Mutant[makers]{
	{"d choices are not distinct", "the best of two is never the worst alone", choosing(func(c balance.Config) chooser {
		return withReplacement{c.D}
	})},
	{"it takes the busier of d", "with all to choose from, the best of d is the best of all", choosing(func(c balance.Config) chooser {
		return busier{balance.NewChooser(c, 0)}
	})},
	{"of equals the first always wins", "of equals each is chosen as often", choosing(func(c balance.Config) chooser { return firstWins{} })},
	{"it shuffles the candidates for good", "the choice is among the candidates, and leaves them as they were", choosing(func(c balance.Config) chooser {
		return shuffler{balance.NewChooser(c, 0)}
	})},
	{"turns go by number, not by who is left", "in turn, nobody is left out", choosing(func(c balance.Config) chooser { return &numbered{} })},
	{"the weights are not looked at", "a share is as the weight", choosing(func(c balance.Config) chooser {
		return unweighted{balance.NewChooser(c, 0)}
	})},
	{"the weights are not looked at by who compares", "nothing has less to do for its weight than the least", choosing(func(c balance.Config) chooser {
		return unweighted{balance.NewChooser(c, 0)}
	})},
	{"a lost connection is not noticed", "a connection stays where it is, until it is lost or too old", pooling(func(c balance.Config) pool {
		return deaf{balance.NewPool(c, 1)}
	})},
	{"a connection never grows too old", "a connection stays where it is, until it is lost or too old", pooling(func(c balance.Config) pool {
		c.MaxConnectionAge = 0
		return balance.NewPool(c, 1)
	})},
	{"each call has a connection of its own", "a connection stays where it is, until it is lost or too old", pooling(func(c balance.Config) pool {
		c.MaxConnectionAge, c.AgeJitter = 1, 0
		return balance.NewPool(c, 1)
	})},
	{"the share does not begin at its minimum", "a share grows as Envoy's formula says", func(b *makers) {
		b.slow = func(c balance.Config, n int) slowStart { c.MinimumWeight = 0; return balance.NewSlowStart(c, n) }
	}},
	{"the share grows in a straight line whatever the aggression", "a share grows as Envoy's formula says", func(b *makers) {
		b.slow = func(c balance.Config, n int) slowStart { c.Aggression = 1; return balance.NewSlowStart(c, n) }
	}},
	{"whoever comes first is fresh", "a share grows as Envoy's formula says", func(b *makers) {
		b.slow = func(c balance.Config, n int) slowStart { return eager{balance.NewSlowStart(c, n)} }
	}},
	{"a peak is averaged away", "costs are Finagle's peak EWMA", func(b *makers) {
		b.latency = func(decay time.Duration, n int) latency { return flat{balance.NewLatency(decay, n)} }
	}},
	{"it forgets twice as fast", "costs are Finagle's peak EWMA", func(b *makers) {
		b.latency = func(decay time.Duration, n int) latency { return balance.NewLatency(decay/2, n) }
	}},
	{"it ejects everybody", "no more are out than may be", ejecting(func(e balance.Eject, n int) ejector {
		return &everybody{Ejector: balance.NewEjector(e, n, 1), e: e, out: map[int]bool{}, row: map[int]int{}}
	})},
	{"the share is checked before it grows (Envoy, once)", "no more are out than may be", ejecting(func(e balance.Eject, n int) ejector {
		e.MaxEjection = min(1, e.MaxEjection+1/float64(n))
		return balance.NewEjector(e, n, 1)
	})},
	{"ejections never end", "out for base times the ejections that are not forgotten", ejecting(func(e balance.Eject, n int) ejector {
		return &lifelong{balance.NewEjector(e, n, 1), map[int]bool{}}
	})},
	{"ejections grow without end", "out for base times the ejections that are not forgotten", ejecting(func(e balance.Eject, n int) ejector {
		e.Longest = 1000 * time.Hour
		return balance.NewEjector(e, n, 1)
	})},
	{"one failure less will do", "only failures eject", ejecting(func(e balance.Eject, n int) ejector {
		e.Consecutive = max(1, e.Consecutive-1)
		return balance.NewEjector(e, n, 1)
	})},
	{"it comes back at once (as once here)", "as Envoy's outlier detection, call by call", ejecting(func(e balance.Eject, n int) ejector {
		e.Returns = "base"
		return balance.NewEjector(e, n, 1)
	})},
	{"one is out though it may not", "as Envoy's outlier detection, call by call", ejecting(func(e balance.Eject, n int) ejector {
		e.AtLeastOne = true
		return balance.NewEjector(e, n, 1)
	})},
	{"it remembers failures from before it went out", "as Envoy's outlier detection, call by call", ejecting(func(e balance.Eject, n int) ejector {
		return &grudging{Ejector: balance.NewEjector(e, n, 1)}
	})},
	{"too many failures do not matter where nobody else has fewer", "as Envoy's outlier detection, call by call", ejecting(func(e balance.Eject, n int) ejector {
		e.FailurePercentage = 0
		return balance.NewEjector(e, n, 1)
	})},
	{"both rules look at the same instances", "as Envoy's outlier detection, call by call", ejecting(func(e balance.Eject, n int) ejector {
		e.FailurePercentageHosts, e.FailurePercentageVolume = e.MinimumHosts, e.Volume
		return balance.NewEjector(e, n, 1)
	})},
	{"it always enforces", "a rule that is not enforced ejects nobody", ejecting(func(e balance.Eject, n int) ejector {
		e.EnforceConsecutive = 1
		return balance.NewEjector(e, n, 1)
	})},
	{"who is out comes back when somebody looks", "being told the time in between changes nothing", ejecting(func(e balance.Eject, n int) ejector {
		return &looked{Ejector: balance.NewEjector(e, n, 1)}
	})},
}

func choosing(f func(balance.Config) chooser) func(*makers) { return func(b *makers) { b.chooser = f } }

func pooling(f func(balance.Config) pool) func(*makers) { return func(b *makers) { b.pool = f } }

func ejecting(f func(balance.Eject, int) ejector) func(*makers) {
	return func(b *makers) { b.ejector = f }
}

type withReplacement struct{ d int }

func (w withReplacement) Choose(hosts []int, s balance.Scale, luck sim.Rand) int {
	chosen := -1
	for range w.d {
		if h := hosts[luck.Below(uint64(len(hosts)))]; chosen < 0 || s.Load(h) < s.Load(chosen) {
			chosen = h
		}
	}
	return chosen
}

type busier struct{ *balance.Chooser }

func (b busier) Choose(hosts []int, s balance.Scale, luck sim.Rand) int {
	load := s.Load
	s.Load = func(h int) float64 { return -load(h) }
	return b.Chooser.Choose(hosts, s, luck)
}

type firstWins struct{}

func (firstWins) Choose(hosts []int, s balance.Scale, _ sim.Rand) int {
	chosen := hosts[0]
	for _, h := range hosts {
		if s.Load(h) < s.Load(chosen) {
			chosen = h
		}
	}
	return chosen
}

type shuffler struct{ *balance.Chooser }

func (s shuffler) Choose(hosts []int, by balance.Scale, luck sim.Rand) int {
	luck.Shuffle(len(hosts), func(i, j int) { hosts[i], hosts[j] = hosts[j], hosts[i] })
	return s.Chooser.Choose(hosts, by, luck)
}

type numbered struct{ calls int }

func (n *numbered) Choose(hosts []int, _ balance.Scale, _ sim.Rand) int {
	n.calls++
	turn := n.calls % (hosts[len(hosts)-1] + 1)
	for _, h := range hosts {
		if h >= turn {
			return h
		}
	}
	return hosts[0]
}

type everybody struct {
	*balance.Ejector
	e   balance.Eject
	out map[int]bool
	row map[int]int
}

func (m *everybody) Done(now sim.Time, i int, good bool) {
	m.row[i]++
	if good {
		m.row[i] = 0
	}
	m.out[i] = m.out[i] || m.row[i] >= m.e.Consecutive
}

func (m *everybody) Out(i int) bool { return m.out[i] }
func (m *everybody) Outside() int   { return len(m.out) }

type lifelong struct {
	*balance.Ejector
	out map[int]bool
}

func (m *lifelong) Out(i int) bool {
	m.out[i] = m.out[i] || m.Ejector.Out(i)
	return m.out[i]
}

type looked struct {
	*balance.Ejector
	seen sim.Time
}

func (m *looked) Done(now sim.Time, i int, good bool) {
	late := now.Sub(m.seen) / 2 // it thinks that half of what it missed has passed
	m.Ejector.Done(m.seen.Add(late), i, good)
	m.seen = m.seen.Add(late)
}

func (m *looked) Tick(now sim.Time) {
	m.seen = now
	m.Ejector.Tick(now)
}

// grudging hears each failure of a host that comes back soon once more.
type grudging struct {
	*balance.Ejector
	grudge map[int]bool
}

func (m *grudging) Done(now sim.Time, i int, good bool) {
	if m.grudge == nil {
		m.grudge = make(map[int]bool)
	}
	was := m.Out(i)
	m.grudge[i] = m.grudge[i] || was && !good
	m.Ejector.Done(now, i, good)
	if !m.Out(i) && m.grudge[i] {
		delete(m.grudge, i)
		m.Ejector.Done(now, i, false)
	}
}

type unweighted struct{ *balance.Chooser }

func (u unweighted) Choose(hosts []int, s balance.Scale, luck sim.Rand) int {
	s.Weights = nil
	return u.Chooser.Choose(hosts, s, luck)
}

type deaf struct{ *balance.Pool }

func (deaf) Lost(int) {}

type eager struct{ *balance.SlowStart }

func (e eager) Up(now sim.Time, i int) {
	e.Down(i)
	e.SlowStart.Up(now, i)
}

type flat struct{ *balance.Latency }

func (f flat) Observe(now sim.Time, i int, took time.Duration) {
	f.Latency.Observe(now, i, min(took, time.Duration(f.Cost(now, i, 0))+1))
}
