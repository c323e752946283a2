package throttle

import (
	"errors"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/sim"
	"wavetank/sim/property"
	"wavetank/sim/reference"
)

// A gate is a Gate, or a mutant of one.
type gate interface {
	Allow(now sim.Time, luck sim.Rand) (Permit, bool)
	Done(now sim.Time, p Permit, o patterns.Outcome)
}

type gateMaker func(AdmissionConfig) gate

func TestGateLaws(t *testing.T) {
	property.Suite[gateMaker]{
		Sound: func(c AdmissionConfig) gate { return NewGate(c) },
		Laws: []property.Law[gateMaker]{
			{"it decides as the published source does", decidesAsPublished},
			{"at the threshold and above nothing is turned away", sparesTheWell},
			{"once all calls go well again all are made again", opensAgain},
		},
		Mutants: gateMutants,
	}.Run(t)
}

// published is the arithmetic of Envoy's filter (admission_control.cc and
// thread_local_controller.cc, v1.37), retold: the order of its steps, its whole seconds and
// whole calls a second, its four digits. A call is recorded when it ends, and only if it
// was let through.
type published struct {
	c       AdmissionConfig
	buckets []bucket
}

type bucket struct {
	begun     time.Duration
	requests  int
	successes int
}

func (f *published) totals() (requests, successes int) {
	for _, b := range f.buckets {
		requests, successes = requests+b.requests, successes+b.successes
	}
	return requests, successes
}

func (f *published) update(now time.Duration) {
	for len(f.buckets) > 0 && now-f.buckets[0].begun >= f.c.Window {
		f.buckets = f.buckets[1:]
	}
	if last := len(f.buckets) - 1; last < 0 || now-f.buckets[last].begun >= time.Second {
		f.buckets = append(f.buckets, bucket{begun: now})
	}
}

func (f *published) averageRPS(now time.Duration) int {
	requests, _ := f.totals()
	if requests == 0 {
		return 0
	}
	return requests / max(int(f.c.Window.Seconds()), int((now-f.buckets[0].begun).Seconds()))
}

// rejects decides with r, which is random.
func (f *published) rejects(now time.Duration, r uint64) bool {
	if float64(f.averageRPS(now)) < f.c.RPSThreshold {
		return false
	}
	f.update(now)
	n, ok := f.totals()
	p := (float64(n) - float64(ok)/f.c.Threshold) / float64(n+1)
	if f.c.Aggression != 1 {
		p = math.Pow(p, 1/f.c.Aggression) // NaN of a negative one, which rejects nothing
	}
	return 1e4*max(min(p, f.c.Most), 0) > float64(r%1e4)
}

func (f *published) record(now time.Duration, success bool) {
	f.update(now)
	last := &f.buckets[len(f.buckets)-1]
	last.requests++
	if success {
		last.successes++
	}
}

func drawAdmission(t *rapid.T) AdmissionConfig {
	c := DefaultAdmission()
	c.Threshold = rapid.SampledFrom([]float64{.95, .5, 1}).Draw(t, "threshold")
	c.Aggression = rapid.SampledFrom([]float64{1, 2, 3.5}).Draw(t, "aggression")
	c.Window = time.Second * time.Duration(rapid.IntRange(1, 5).Draw(t, "window"))
	c.RPSThreshold = rapid.SampledFrom([]float64{0, 2, .5, 4}).Draw(t, "rps")
	c.Most = rapid.SampledFrom([]float64{.8, 1, .3}).Draw(t, "most")
	return c
}

func decidesAsPublished(t *rapid.T, newGate gateMaker) {
	c := drawAdmission(t)
	ours, theirs := newGate(c), &published{c: c}
	now, flying := time.Duration(0), 0
	var permits []Permit
	for i := range 80 {
		now += 50 * ms * rapid.SampledFrom([]time.Duration{0, 0, 1, 0, 3, 20, 0, 110}).Draw(t, "gap")
		if flying > 0 && rapid.Bool().Draw(t, "end") {
			o := rapid.SampledFrom([]patterns.Outcome{patterns.Failure, patterns.Success, patterns.Failure, patterns.Ignored}).Draw(t, "outcome")
			flying--
			ours.Done(sim.Time(now), permits[flying], o)
			permits = permits[:flying]
			if o != patterns.Ignored {
				theirs.record(now, o == patterns.Success)
			}
			continue
		}
		key := sim.Key(rapid.Uint64().Draw(t, "luck"))
		luck := key.Rand()
		r := luck.Below(1e4)
		permit, passed := ours.Allow(sim.Time(now), key.Rand())
		if rejected := theirs.rejects(now, r); passed == rejected {
			n, ok := theirs.totals()
			t.Fatalf("act %d at %v: we let it pass %v, they reject it %v, with %d of %d successes", i, now, passed, rejected, ok, n)
		}
		if passed {
			permits = append(permits, permit)
			flying++
		}
	}
}

func sparesTheWell(t *rapid.T, newGate gateMaker) {
	c := drawAdmission(t)
	c.Threshold, c.RPSThreshold = .5, 0
	g := newGate(c)
	for i := range 60 {
		now := sim.Time(i) * sim.Time(100*ms)
		p, ok := g.Allow(now, sim.Key(rapid.Uint64().Draw(t, "luck")).Rand())
		if !ok {
			t.Fatalf("call %d was turned away, where every other one succeeds", i)
		}
		o := patterns.Success
		if i%2 == 1 {
			o = patterns.Failure
		}
		g.Done(now, p, o)
	}
}

// opensAgain has everything fail for a while, and then nothing.
func opensAgain(t *rapid.T, newGate gateMaker) {
	c := drawAdmission(t)
	c.Most = .8
	g, key := newGate(c), sim.Key(rapid.Uint64().Draw(t, "luck"))
	sick := 20 * rapid.IntRange(1, 20).Draw(t, "sick")
	recovered := sick + int((c.Window+2*time.Second)/(50*ms))
	for i := range recovered + 50 {
		now := sim.Time(i) * sim.Time(50*ms)
		p, ok := g.Allow(now, key.Mix(uint64(i)).Rand())
		switch {
		case !ok && i >= recovered:
			t.Fatalf("a call is turned away %v after all were well", time.Duration(i-sick)*50*ms)
		case ok && i < sick:
			g.Done(now, p, patterns.Failure)
		case ok:
			g.Done(now, p, patterns.Success)
		}
	}
}

// gateMutants are gates with one mistake each.
var gateMutants = []property.Mutant[gateMaker]{
	{"it counts what it turns away (the SRE book)", "once all calls go well again all are made again", property.Instead[gateMaker](func(c AdmissionConfig) gate { return countsRefused{NewGate(c)} })},
	{"it counts calls when they are made", "it decides as the published source does", property.Instead[gateMaker](func(c AdmissionConfig) gate { return countsMade{NewGate(c)} })},
	{"it takes a power in place of a root", "it decides as the published source does", property.Instead[gateMaker](func(c AdmissionConfig) gate {
		g := NewGate(c)
		g.knob.Aggression = 1 / g.knob.Aggression
		return g
	})},
	{"it does not heed its largest chance", "it decides as the published source does", property.Instead[gateMaker](func(c AdmissionConfig) gate { c.Most = 1; return NewGate(c) })},
	{"an ignored call counts", "it decides as the published source does", property.Instead[gateMaker](func(c AdmissionConfig) gate { return countsIgnored{NewGate(c)} })},
	{"it never forgets", "once all calls go well again all are made again", property.Instead[gateMaker](func(c AdmissionConfig) gate { c.Window = time.Hour; return NewGate(c) })},
	{"the rate is of the seconds that there are", "it decides as the published source does", property.Instead[gateMaker](func(c AdmissionConfig) gate { return youngRate{NewGate(c)} })},
	{"below the threshold it goes by the threshold of one", "at the threshold and above nothing is turned away", property.Instead[gateMaker](func(c AdmissionConfig) gate { c.Threshold = 1; return NewGate(c) })},
}

type countsRefused struct{ *Gate }

func (m countsRefused) Allow(now sim.Time, luck sim.Rand) (Permit, bool) {
	p, ok := m.Gate.Allow(now, luck)
	if !ok {
		m.Done(now, p, patterns.Failure)
	}
	return p, ok
}

type countsMade struct{ *Gate }

func (m countsMade) Allow(now sim.Time, luck sim.Rand) (Permit, bool) {
	p, ok := m.Gate.Allow(now, luck)
	if ok {
		m.Gate.Done(now, p, patterns.Failure)
	}
	return p, ok
}

func (m countsMade) Done(now sim.Time, p Permit, o patterns.Outcome) {
	m.pass(now)
	last := &m.seconds[len(m.seconds)-1].tally
	for _, t := range []*tally{last, &m.sum} {
		t.successes += sim.Flag(o == patterns.Success)
	}
}

type countsIgnored struct{ *Gate }

func (m countsIgnored) Done(now sim.Time, p Permit, o patterns.Outcome) {
	if o == patterns.Ignored {
		o = patterns.Success
	}
	m.Gate.Done(now, p, o)
}

type youngRate struct{ *Gate }

func (m youngRate) Allow(now sim.Time, luck sim.Rand) (Permit, bool) {
	if len(m.seconds) > 0 {
		window := m.knob.Window
		defer func() { m.knob.Window = window }()
		if age := now.Sub(m.seconds[0].since).Truncate(time.Second); age > 0 && age < window {
			if float64(m.sum.calls/int64(age/time.Second)) >= m.knob.RPSThreshold {
				rps := m.knob.RPSThreshold
				m.knob.RPSThreshold = 0
				defer func() { m.knob.RPSThreshold = rps }()
			}
		}
	}
	return m.Gate.Allow(now, luck)
}

// TestTruthOfASteadySuccessRate: of calls of which a share s goes well whatever happens,
// (1 - s/threshold) to the power 1/aggression are turned away, as what is turned away does
// not count, and the rest fails as before.
func TestTruthOfASteadySuccessRate(t *testing.T) {
	for _, want := range []struct{ success, aggression, refused, errors float64 }{
		{.5, 1, .474, .737}, {.5, 2, .688, .844}, {.9, 1, .0526, .147}, {.9, 2, .229, .306}, {.97, 1, 0, .03}, {.1, 1, .8, .98},
	} {
		c := DefaultAdmission()
		c.Aggression = want.aggression
		g, key, refused, failed, calls := NewGate(c), sim.KeyOf("steady"), 0, 0, 0
		for i := range 30_000 {
			now := sim.Time(i) * sim.Time(5*ms)
			luck := key.Mix(uint64(i)).Mix(1).Rand()
			o := patterns.Success
			if !luck.Chance(want.success) {
				o = patterns.Failure
			}
			p, ok := g.Allow(now, key.Mix(uint64(i)).Rand())
			if ok {
				g.Done(now, p, o)
			}
			if now < sim.Time(40*time.Second) {
				continue
			}
			calls++
			if !ok {
				refused++
			} else if o == patterns.Failure {
				failed++
			}
		}
		reference.Near(t, "part that is turned away", float64(refused)/float64(calls), want.refused, .015)
		reference.Near(t, "part that fails or is turned away", float64(refused+failed)/float64(calls), want.errors, .015)
	}
}

func TestAdmissionNamesTheField(t *testing.T) {
	for _, c := range []struct {
		field  string
		change func(*AdmissionConfig)
	}{
		{"", func(*AdmissionConfig) {}},
		{"threshold", func(c *AdmissionConfig) { c.Threshold = 0 }},
		{"aggression", func(c *AdmissionConfig) { c.Aggression = .5 }},
		{"window", func(c *AdmissionConfig) { c.Window = 1500 * ms }},
		{"most", func(c *AdmissionConfig) { c.Most = 0 }},
		{"failures", func(c *AdmissionConfig) { c.Failures = nil }},
		{"ignored", func(c *AdmissionConfig) { c.Ignored = []string{"failed"} }},
	} {
		config := DefaultAdmission()
		c.change(&config)
		var wrong *knob.FieldError
		switch err := knob.Check(&config); {
		case c.field == "" && err != nil:
			t.Errorf("%+v is refused: %v", config, err)
		case c.field != "" && (!errors.As(err, &wrong) || wrong.Field != c.field):
			t.Errorf("%+v: %v, want a complaint about %s", config, err, c.field)
		}
	}
}
