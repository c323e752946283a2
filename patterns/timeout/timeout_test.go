package timeout

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/sim"
	"wavetank/sim/property"
)

const ms = time.Millisecond

// A machine is a Config, or a mutant of one.
type machine interface {
	Bound(now sim.Time, req *nodes.Request) *nodes.Request
	Hopeless(now sim.Time, req *nodes.Request) bool
}

type maker func(Config) machine

func honest(c Config) machine { return c }

var laws = []property.Law[maker]{
	{"a deadline only comes nearer", comesNearer},
	{"nobody waits beyond the deadline", endsInTime},
	{"an attempt is bounded by all that bounds it", boundsAttempts},
	{"the request itself is not changed", leavesItAlone},
	{"what cannot finish is hopeless, and nothing else", givesUpInTime},
	{"down a chain each hop gets what remains", remains},
}

func TestLaws(t *testing.T) {
	property.Suite[maker]{Sound: honest, Laws: laws, Mutants: mutants}.Run(t)
}

func span(t *rapid.T, name string, most int) time.Duration {
	if rapid.Bool().Draw(t, "no "+name) {
		return 0
	}
	return time.Duration(rapid.IntRange(1, most).Draw(t, name)) * ms
}

func drawConfig(t *rapid.T) Config {
	return Config{
		Total: span(t, "total", 500), Attempt: span(t, "attempt", 300),
		Reserve: span(t, "reserve", 30), Least: span(t, "least", 50),
	}
}

// drawRequest draws one that is called at now, before its deadline.
func drawRequest(t *rapid.T, now sim.Time) *nodes.Request {
	r := &nodes.Request{Timeout: span(t, "timeout", 400)}
	if left := span(t, "left", 400); left > 0 {
		r.Deadline = now.Add(left)
	}
	return r
}

const someday = sim.Time(10 * time.Second)

func comesNearer(t *rapid.T, m maker) {
	c := drawConfig(t)
	r := drawRequest(t, someday)
	got := m(c).Bound(someday, r).Deadline
	want := sim.Forever
	if r.Deadline != 0 {
		want = r.Deadline.Add(-c.Reserve)
	}
	if c.Total > 0 {
		want = min(want, someday.Add(c.Total))
	}
	if want == sim.Forever {
		want = 0
	}
	if got != want {
		t.Fatalf("%+v of %+v: deadline %v, want %v", c, *r, got, want)
	}
}

func endsInTime(t *rapid.T, m maker) {
	c := drawConfig(t)
	r := m(c).Bound(someday, drawRequest(t, someday))
	if left, ok := r.Left(someday); ok && left > 0 && (r.Timeout == 0 || r.Timeout > left) {
		t.Fatalf("%+v: waits %v with %v left", c, r.Timeout, left)
	}
}

func boundsAttempts(t *rapid.T, m maker) {
	c := drawConfig(t)
	r := drawRequest(t, someday)
	got := m(c).Bound(someday, r)
	want := time.Duration(0)
	left, ok := got.Left(someday)
	for _, bound := range []struct {
		d  time.Duration
		is bool
	}{{r.Timeout, r.Timeout > 0}, {c.Attempt, c.Attempt > 0}, {max(left, 1), ok}} {
		if bound.is && (want == 0 || bound.d < want) {
			want = bound.d
		}
	}
	if got.Timeout != want {
		t.Fatalf("%+v of %+v: waits %v, want %v", c, *r, got.Timeout, want)
	}
}

func leavesItAlone(t *rapid.T, m maker) {
	c := drawConfig(t)
	r := drawRequest(t, someday)
	timeout, deadline := r.Timeout, r.Deadline
	m(c).Bound(someday, r)
	if r.Timeout != timeout || r.Deadline != deadline {
		t.Fatalf("%+v made %+v of it", c, *r)
	}
}

func givesUpInTime(t *rapid.T, m maker) {
	c := drawConfig(t)
	r := &nodes.Request{}
	if rapid.Bool().Draw(t, "deadline") {
		r.Deadline = someday.Add(time.Duration(rapid.IntRange(-20, 60).Draw(t, "left")) * ms)
	}
	left, ok := r.Left(someday)
	if got, want := m(c).Hopeless(someday, r), ok && (left <= 0 || left < c.Least); got != want {
		t.Fatalf("%+v with %v left (%v): hopeless is %v", c, left, ok, got)
	}
}

// remains sends a request down a chain whose hops take time: what the last one is
// waited for ends when the first one's caller goes away, less the reserves.
func remains(t *rapid.T, m maker) {
	first, rest := Config{Total: 400 * ms}, Config{Reserve: span(t, "reserve", 20)}
	now := someday
	r := m(first).Bound(now, &nodes.Request{Timeout: time.Second})
	hops := rapid.IntRange(1, 5).Draw(t, "hops")
	for hop := range hops {
		now = now.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "took")) * ms)
		r = r.Child(sim.Key(hop), "r", 0)
		r.Timeout = time.Second
		r = m(rest).Bound(now, r)
	}
	end := someday.Add(400*ms - time.Duration(hops)*rest.Reserve)
	if got := now.Add(r.Timeout); got != end {
		t.Fatalf("after %d hops it is waited for until %v, want %v", hops, got, end)
	}
}

// mutants are timeouts with one mistake each, and the law that finds it out.
var mutants = []property.Mutant[maker]{
	{"every hop begins anew", "down a chain each hop gets what remains", property.Instead[maker](func(c Config) machine { return anew{c} })},
	{"a later total replaces an earlier deadline", "a deadline only comes nearer", property.Instead[maker](func(c Config) machine { return replaces{c} })},
	{"the reserve is forgotten", "down a chain each hop gets what remains", property.Instead[maker](func(c Config) machine { c.Reserve = 0; return c })},
	{"an attempt outlasts the deadline", "nobody waits beyond the deadline", property.Instead[maker](func(c Config) machine { return outlasts{c} })},
	{"an attempt lengthens a shorter timeout", "an attempt is bounded by all that bounds it", property.Instead[maker](func(c Config) machine { return lengthens{c} })},
	{"it bounds the caller's own request", "the request itself is not changed", property.Instead[maker](func(c Config) machine { return changes{c} })},
	{"it tries what cannot finish", "what cannot finish is hopeless, and nothing else", property.Instead[maker](func(c Config) machine { c.Least = 0; return c })},
	{"no deadline is one that has passed", "what cannot finish is hopeless, and nothing else", property.Instead[maker](func(c Config) machine { return pessimist{c} })},
}

type anew struct{ Config }

func (a anew) Bound(now sim.Time, r *nodes.Request) *nodes.Request {
	fresh := *r
	fresh.Deadline = 0
	return a.Config.Bound(now, &fresh)
}

type replaces struct{ Config }

func (p replaces) Bound(now sim.Time, r *nodes.Request) *nodes.Request {
	b := p.Config.Bound(now, r)
	if p.Total > 0 {
		b.Deadline = now.Add(p.Total)
	}
	return b
}

type outlasts struct{ Config }

func (o outlasts) Bound(now sim.Time, r *nodes.Request) *nodes.Request {
	b := o.Config.Bound(now, r)
	b.Timeout = max(r.Timeout, o.Attempt)
	return b
}

type lengthens struct{ Config }

func (l lengthens) Bound(now sim.Time, r *nodes.Request) *nodes.Request {
	longer := *r
	longer.Timeout = max(r.Timeout, l.Attempt)
	return l.Config.Bound(now, &longer)
}

type changes struct{ Config }

func (c changes) Bound(now sim.Time, r *nodes.Request) *nodes.Request {
	*r = *c.Config.Bound(now, r)
	return r
}

type pessimist struct{ Config }

func (p pessimist) Hopeless(now sim.Time, r *nodes.Request) bool {
	return r.Deadline.Sub(now) < max(1, p.Least)
}

func TestValidateNamesTheField(t *testing.T) {
	for _, c := range []struct {
		field  string
		config Config
	}{
		{"", Config{}},
		{"", Config{Total: time.Second, Attempt: time.Second, Least: ms, Reserve: ms}},
		{"total", Config{Total: -1}},
		{"total", Config{Total: 25 * time.Hour}},
		{"attempt", Config{Attempt: -1}},
		{"attempt", Config{Total: time.Second, Attempt: 2 * time.Second}},
		{"reserve", Config{Reserve: 2 * time.Hour}},
		{"least", Config{Least: -1}},
		{"least", Config{Total: time.Second, Least: time.Second}},
	} {
		var wrong *knob.FieldError
		switch err := knob.Check(&c.config); {
		case c.field == "" && err != nil:
			t.Errorf("%+v is refused: %v", c.config, err)
		case c.field != "" && (!errors.As(err, &wrong) || wrong.Field != c.field):
			t.Errorf("%+v: %v, want a complaint about %s", c.config, err, c.field)
		}
	}
}

func TestACallWithoutTimeIsNotSent(t *testing.T) {
	w := sim.New(sim.Config{Seed: 1})
	defer w.Close()
	refused := 0
	w.Attach(sim.SinkFunc(func(f *sim.Fact) {
		if f.Kind == Refused {
			refused++
		}
	}))
	sent := 0
	site := patterns.Site{Owner: w.Owner("a"), Peer: "b"}
	caller := around(site, Config{Least: 20 * ms}).Outbound(nodes.Blocking(site.Owner, func(*sim.Proc, net.ID, *nodes.Request) (*nodes.Response, error) {
		sent++
		return nil, nil
	}))
	w.Go(w.Owner("a"), func(p *sim.Proc) {
		for _, left := range []time.Duration{-ms, 0, 19 * ms, 20 * ms, time.Second} {
			p.Sleep(time.Second)
			_, err := nodes.Call(p, caller, 0, &nodes.Request{Deadline: p.Now().Add(left)})
			if (left < 20*ms) != errors.Is(err, nodes.ErrNotSent) {
				t.Errorf("with %v left the call ends with %v", left, err)
			}
		}
	})
	if err := w.Run(sim.Forever); err != nil {
		t.Fatal(err)
	}
	if sent != 2 || refused != 3 {
		t.Errorf("%d calls sent and %d refused", sent, refused)
	}
}

// BenchmarkMachine is a call with and without a bound that changes it.
func BenchmarkMachine(b *testing.B) {
	for _, bench := range []struct {
		name   string
		config Config
	}{{"no-bound", Config{}}, {"total", Config{Total: time.Second}}} {
		b.Run(bench.name, func(b *testing.B) {
			req := &nodes.Request{Timeout: time.Minute}
			b.ReportAllocs()
			for b.Loop() {
				bench.config.Bound(1, req)
			}
		})
	}
}
