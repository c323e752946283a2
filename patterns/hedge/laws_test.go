package hedge_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns/hedge"
	"wavetank/sim"
	"wavetank/sim/property"
)

// What the laws see of the machines and their mutants.
type (
	race interface {
		Next() (sim.Time, bool)
		Send(now sim.Time)
		Stop()
		End(now sim.Time, v hedge.Verdict) bool
		Over() bool
		Flying() int
	}
	purse interface {
		Pay()
		Take() bool
	}
	pace interface {
		Observe(time.Duration)
		Quantile() (time.Duration, bool)
	}
)

// makers make machines: honest ones, or those with a mistake.
type makers struct {
	race  func(now sim.Time, hedges int, wait time.Duration) race
	purse func(budget float64, burst int) purse
	pace  func(quantile float64, window, minimum int) pace
}

var honest = makers{
	func(now sim.Time, hedges int, wait time.Duration) race {
		r := hedge.NewRace(now, hedges, wait)
		return &r
	},
	func(budget float64, burst int) purse { return hedge.NewBudget(budget, burst) },
	func(q float64, window, minimum int) pace { return hedge.NewLatencyQuantile(q, window, minimum) },
}

var laws = []property.Law[makers]{
	{"exactly one result is delivered", oneResult},
	{"no more in flight than one and the hedges", boundedFlight},
	{"a hedge waits, unless an attempt has failed", waitsItsTime},
	{"a good answer or a fatal error ends the call", endsInTime},
	{"hedges stay within burst and share", withinBudget},
	{"the quantile is that of the latest", latestQuantile},
}

func TestLaws(t *testing.T) {
	property.Suite[makers]{Sound: honest, Laws: laws, Mutants: mutants, Tries: 3000}.Run(t)
}

// A step is one thing that happened in a race.
type step struct {
	at      sim.Time
	sent    bool
	verdict hedge.Verdict // of an end
	result  bool
	stopped bool
}

// A course is a race from its start until nothing of it is under way: attempts go
// out when they are due, and end in any order, also after the race is over.
type course struct {
	hedges int
	wait   time.Duration
	steps  []step
	over   bool
	flying int // at most
}

func drawCourse(t *rapid.T, b makers) course {
	c := course{hedges: rapid.IntRange(1, 4).Draw(t, "hedges"), wait: time.Duration(rapid.IntRange(-1, 5).Draw(t, "wait"))}
	now := sim.Time(rapid.IntRange(0, 3).Draw(t, "start"))
	r := b.race(now, c.hedges, c.wait)
	flying := 0
	end := func() {
		v := rapid.SampledFrom([]hedge.Verdict{hedge.Good, hedge.NonFatal, hedge.NonFatal, hedge.Fatal, hedge.CopyCancelled}).Draw(t, "verdict")
		flying--
		c.steps = append(c.steps, step{at: now, verdict: v, result: r.End(now, v)})
	}
	for range 60 {
		at, due := r.Next()
		switch {
		case due && at <= now && !r.Over():
			r.Send(now)
			flying++
			c.flying = max(c.flying, flying)
			c.steps = append(c.steps, step{at: now, sent: true})
		case flying > 0 && rapid.IntRange(0, 2).Draw(t, "end") == 0:
			end()
		case rapid.IntRange(0, 19).Draw(t, "stop") == 0 && flying > 0:
			r.Stop()
			c.steps = append(c.steps, step{at: now, stopped: true})
		default:
			now++
		}
	}
	for flying > 0 {
		if at, due := r.Next(); due && at <= now && !r.Over() {
			r.Send(now)
			flying++
			c.flying = max(c.flying, flying)
			c.steps = append(c.steps, step{at: now, sent: true})
			continue
		}
		end()
	}
	c.over = r.Over()
	return c
}

func oneResult(t *rapid.T, b makers) {
	c := drawCourse(t, b)
	results := 0
	for _, s := range c.steps {
		if s.result {
			results++
		}
	}
	// A race that waits for its next attempt has no result yet.
	if results > 1 || c.over != (results == 1) {
		t.Fatalf("%d results, over is %v: %+v", results, c.over, c)
	}
}

func boundedFlight(t *rapid.T, b makers) {
	c := drawCourse(t, b)
	sent := 0
	for _, s := range c.steps {
		if s.sent {
			sent++
		}
	}
	if c.flying > 1+c.hedges || sent > 1+c.hedges {
		t.Fatalf("%d in flight, %d sent, with %d hedges allowed: %+v", c.flying, sent, c.hedges, c)
	}
}

func waitsItsTime(t *rapid.T, b makers) {
	c := drawCourse(t, b)
	var last sim.Time
	sent, failed, stopped := 0, false, false
	for _, s := range c.steps {
		switch {
		case s.stopped:
			stopped = true
		case !s.sent:
			failed = failed || s.verdict == hedge.NonFatal
		case stopped:
			t.Fatalf("an attempt was sent after the race was told to stop: %+v", c)
		case sent > 0 && !failed && (c.wait < 0 || s.at.Sub(last) < c.wait):
			t.Fatalf("a hedge was sent %v after the attempt before it: %+v", s.at.Sub(last), c)
		default:
			sent++
			last, failed = s.at, false
		}
	}
}

func endsInTime(t *rapid.T, b makers) {
	c := drawCourse(t, b)
	over := false
	for i, s := range c.steps {
		switch {
		case s.sent && over:
			t.Fatalf("step %d: an attempt was sent after the end: %+v", i, c)
		case !s.sent && !s.stopped && (s.verdict == hedge.Good || s.verdict == hedge.Fatal):
			if s.result == over {
				t.Fatalf("step %d: result is %v, over was %v: %+v", i, s.result, over, c)
			}
			over = true
		case s.result:
			over = true
		}
	}
}

func withinBudget(t *rapid.T, b makers) {
	budget := float64(rapid.IntRange(1, 99).Draw(t, "budget")) / 100
	burst := rapid.IntRange(1, 5).Draw(t, "burst")
	p := b.purse(budget, burst)
	calls, hedges := 0, 0
	for range rapid.IntRange(1, 300).Draw(t, "acts") {
		if rapid.IntRange(0, 2).Draw(t, "act") == 0 {
			p.Pay()
			calls++
		} else if p.Take() {
			hedges++
		}
		if float64(hedges) > float64(burst)+budget*float64(calls)+1e-6 {
			t.Fatalf("%d hedges of %d calls, with a budget of %v and a burst of %d", hedges, calls, budget, burst)
		}
	}
}

func latestQuantile(t *rapid.T, b makers) {
	q := float64(rapid.IntRange(1, 99).Draw(t, "percent")) / 100
	window := rapid.IntRange(10, 20).Draw(t, "window")
	minimum := rapid.IntRange(1, 10).Draw(t, "minimum")
	p := b.pace(q, window, minimum)
	var all []time.Duration
	for range rapid.IntRange(1, 60).Draw(t, "calls") {
		d := time.Duration(rapid.IntRange(0, 30).Draw(t, "took"))
		p.Observe(d)
		all = append(all, d)
		latest := slices.Clone(all[max(0, len(all)-window):])
		slices.Sort(latest)
		got, ok := p.Quantile()
		if ok != (len(latest) >= minimum) {
			t.Fatalf("known is %v after %d of %d calls", ok, len(latest), minimum)
		}
		below := 0
		for _, d := range latest {
			if d <= got {
				below++
			}
		}
		if ok && (float64(below) < q*float64(len(latest))-1e-6 || !slices.Contains(latest, got)) {
			t.Fatalf("the %v quantile of %v is %v", q, latest, got)
		}
	}
}

// mutants are hedgers with one mistake each, and the law that finds it out.
var mutants = []property.Mutant[makers]{
	{"it delivers two results", "exactly one result is delivered", racing(func(r *hedge.Race) race { return twoResults{r} })},
	{"the loser's answer replaces the winner's", "a good answer or a fatal error ends the call", racing(func(r *hedge.Race) race { return lastWins{r} })},
	{"in flight above one and the hedges", "no more in flight than one and the hedges", func(b *makers) {
		b.race = func(now sim.Time, hedges int, wait time.Duration) race { return honest.race(now, hedges+1, wait) }
	}},
	{"a hedge does not wait", "a hedge waits, unless an attempt has failed", func(b *makers) {
		b.race = func(now sim.Time, hedges int, wait time.Duration) race { return honest.race(now, hedges, 0) }
	}},
	{"told to stop, it goes on", "a hedge waits, unless an attempt has failed", racing(func(r *hedge.Race) race { return unstoppable{r} })},
	{"a fatal error is like any other", "a good answer or a fatal error ends the call", racing(func(r *hedge.Race) race { return stubborn{r} })},
	{"the budget lends", "hedges stay within burst and share", func(b *makers) {
		b.purse = func(budget float64, burst int) purse { return honest.purse(budget, burst+1) }
	}},
	{"the budget is asked and not charged", "hedges stay within burst and share", func(b *makers) {
		b.purse = func(budget float64, burst int) purse { return honest.purse(1, burst) }
	}},
	{"the quantile never forgets", "the quantile is that of the latest", func(b *makers) {
		b.pace = func(q float64, _, minimum int) pace { return honest.pace(q, 1000, minimum) }
	}},
	{"a quantile of one call is believed", "the quantile is that of the latest", func(b *makers) {
		b.pace = func(q float64, window, _ int) pace { return honest.pace(q, window, 1) }
	}},
}

func racing(f func(*hedge.Race) race) func(*makers) {
	return func(b *makers) {
		b.race = func(now sim.Time, hedges int, wait time.Duration) race {
			r := hedge.NewRace(now, hedges, wait)
			return f(&r)
		}
	}
}

type twoResults struct{ *hedge.Race }

func (r twoResults) End(now sim.Time, v hedge.Verdict) bool {
	return r.Race.End(now, v) || v == hedge.Good
}

type lastWins struct{ *hedge.Race }

func (r lastWins) End(now sim.Time, v hedge.Verdict) bool {
	was := r.Over()
	result := r.Race.End(now, v)
	return result && v != hedge.Good || was && v == hedge.Good
}

type unstoppable struct{ *hedge.Race }

func (unstoppable) Stop() {}

type stubborn struct{ *hedge.Race }

func (r stubborn) End(now sim.Time, v hedge.Verdict) bool {
	if v == hedge.Fatal {
		v = hedge.NonFatal
	}
	return r.Race.End(now, v)
}
