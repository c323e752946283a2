package balance_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns/balance"
	"wavetank/sim"
)

// What the laws see of connections, of shares that grow and of costs.
type pool interface {
	Choose(now sim.Time, hosts []int, weights []int64) (host int, opened bool)
	Lost(host int)
}

type slowStart interface {
	Down(i int)
	Up(now sim.Time, i int)
	Factor(now sim.Time, i int) float64
}

type latency interface {
	Observe(now sim.Time, i int, took time.Duration)
	Cost(now sim.Time, i, outstanding int) float64
}

func drawWeights(t *rapid.T, n int) (weights []int64) {
	for range n {
		weights = append(weights, rapid.Int64Range(1, 9).Draw(t, "weight"))
	}
	return weights
}

// sharesByWeight counts turns exactly, and allows what is drawn seven standard deviations.
func sharesByWeight(t *rapid.T, b makers) {
	s := drawScene(t, rapid.SampledFrom([]string{"random", "round-robin", "least-outstanding"}).Draw(t, "policy"))
	clear(s.outstanding)
	s.weights = drawWeights(t, len(s.outstanding))
	total := int64(0)
	for _, h := range s.hosts {
		total += s.weights[h]
	}
	rounds := int64(1)
	if s.config.Policy != "round-robin" {
		rounds = 100
	}
	c, seen := b.chooser(s.config), make(map[int]int64)
	for range rounds * total {
		seen[c.Choose(s.hosts, s.scale(), s.luck.Fork())]++
	}
	for _, h := range s.hosts {
		want, off := rounds*s.weights[h], 0.0
		if rounds > 1 {
			off = 7 * math.Sqrt(float64(want))
		}
		if math.Abs(float64(seen[h]-want)) > off {
			t.Fatalf("%s: host %d had %d of %d calls, its weight is %d of %d", s.config.Policy, h, seen[h], rounds*total, s.weights[h], total)
		}
	}
}

func leastForItsWeight(t *rapid.T, b makers) {
	s := drawScene(t, "least-outstanding")
	s.weights = drawWeights(t, len(s.outstanding))
	got := b.chooser(s.config).Choose(s.hosts, s.scale(), s.luck)
	for _, h := range s.hosts {
		if int64(s.outstanding[h])*s.weights[got] < int64(s.outstanding[got])*s.weights[h] {
			t.Fatalf("chose %d with %d under way at weight %d, %d has %d at %d", got, s.outstanding[got], s.weights[got], h, s.outstanding[h], s.weights[h])
		}
	}
}

// stays keeps its own books of which connection is open to whom since when.
func stays(t *rapid.T, b makers) {
	c := balance.Default()
	c.Connections = rapid.IntRange(1, 3).Draw(t, "connections")
	c.MaxConnectionAge = time.Duration(rapid.IntRange(0, 20).Draw(t, "age")) * time.Second
	c.AgeJitter = float64(rapid.IntRange(0, 10).Draw(t, "jitter")) / 10
	type open struct {
		host int
		at   sim.Time
	}
	books, p, now := make([]*open, c.Connections), b.pool(c), sim.Time(0)
	spread := time.Duration(float64(c.MaxConnectionAge) * c.AgeJitter)
	for call := range rapid.IntRange(1, 40).Draw(t, "calls") {
		now = now.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "after")) * time.Second)
		if rapid.IntRange(0, 5).Draw(t, "loses") == 0 {
			lost := rapid.IntRange(0, 3).Draw(t, "lost")
			p.Lost(lost)
			for i, o := range books {
				if o != nil && o.host == lost {
					books[i] = nil
				}
			}
		}
		hosts := []int{0, 1, 2, 3}
		if rapid.IntRange(0, 3).Draw(t, "all there") == 0 {
			hosts = []int{1, 3}
		}
		host, opened := p.Choose(now, hosts, nil)
		was := &books[call%c.Connections]
		usable := *was != nil && slices.Contains(hosts, (*was).host)
		age := time.Duration(0)
		if usable {
			age = now.Sub((*was).at)
		}
		switch {
		case !slices.Contains(hosts, host):
			t.Fatalf("call %d goes to %d, there are %v", call, host, hosts)
		case opened && usable && (c.MaxConnectionAge == 0 || age < c.MaxConnectionAge-spread):
			t.Fatalf("call %d: a connection of %v to %d was opened anew", call, age, (*was).host)
		case !opened && (!usable || host != (*was).host || c.MaxConnectionAge > 0 && age > c.MaxConnectionAge+spread):
			t.Fatalf("call %d goes to %d on a connection that is not open: %+v, age %v of %v", call, host, *was, age, c.MaxConnectionAge)
		case opened:
			*was = &open{host, now}
		}
	}
}

// growsAsEnvoy has hosts go and come, and computes the formula from when they came.
func growsAsEnvoy(t *rapid.T, b makers) {
	c := balance.Default()
	c.SlowStart = time.Duration(rapid.IntRange(1, 20).Draw(t, "window")) * time.Second
	c.Aggression = float64(rapid.IntRange(1, 4).Draw(t, "aggression")) / 2
	c.MinimumWeight = float64(rapid.IntRange(0, 5).Draw(t, "least")) / 10
	const n = 3
	s, now := b.slow(c, n), sim.Time(0)
	var down, fresh [n]bool
	var came [n]sim.Time
	for range rapid.IntRange(1, 60).Draw(t, "steps") {
		now = now.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "after")) * time.Millisecond)
		i := rapid.IntRange(0, n-1).Draw(t, "host")
		if rapid.Bool().Draw(t, "up") {
			if s.Up(now, i); down[i] {
				down[i], fresh[i], came[i] = false, true, now
			}
		} else {
			s.Down(i)
			down[i] = true
		}
		for h := range n {
			want := 1.0
			if since := now.Sub(came[h]); fresh[h] && since < c.SlowStart {
				part := max(float64(since.Milliseconds()), 1) / float64(c.SlowStart.Milliseconds())
				want = max(c.MinimumWeight, math.Pow(part, 1/c.Aggression))
			}
			if got := s.Factor(now, h); math.Abs(got-want) > 1e-9 {
				t.Fatalf("host %d has %v of its share %v after it came, want %v", h, got, now.Sub(came[h]), want)
			}
		}
	}
}

// costsAsFinagle tells again what Finagle's PeakEwma.Metric does: a stamp, an average in
// nanoseconds, and a look at the cost as an observation of zero.
func costsAsFinagle(t *rapid.T, b makers) {
	decay := time.Duration(rapid.IntRange(1, 20).Draw(t, "decay")) * time.Second
	l, now, stamp, average := b.latency(decay, 1), sim.Time(0), sim.Time(0), 0.0
	observe := func(rtt float64) {
		kept := math.Exp(-float64(now.Sub(stamp)) / float64(decay))
		if stamp = now; rtt > average {
			average = rtt
		} else {
			average = average*kept + rtt*(1-kept)
		}
	}
	for range rapid.IntRange(1, 40).Draw(t, "calls") {
		now = now.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "after")) * time.Millisecond)
		took := time.Duration(rapid.IntRange(1, 500).Draw(t, "took")) * time.Millisecond
		l.Observe(now, 0, took)
		observe(float64(took))
		now = now.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "later")) * time.Millisecond)
		pending := rapid.IntRange(0, 5).Draw(t, "pending")
		seen, at := average, stamp
		observe(0)
		want := average * float64(pending+1)
		average, stamp = seen, at // to look forgets nothing: e^-a times e^-b is e^-(a+b)
		if got := l.Cost(now, 0, pending); math.Abs(got-want) > 1e-6*want {
			t.Fatalf("with %d under way it costs %v, want %v", pending, got, want)
		}
	}
}

func TestAHostThatNeverAnsweredIsTriedOnce(t *testing.T) {
	l := balance.NewLatency(time.Second, 2)
	l.Observe(0, 0, time.Hour)
	if l.Cost(0, 1, 0) >= l.Cost(0, 0, 0) || l.Cost(0, 1, 1) <= l.Cost(0, 0, 1000) {
		t.Error("of an instance of which nothing is known, the first call costs nothing and the next more than any")
	}
}
