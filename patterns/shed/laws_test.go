package shed

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/sim"
	"wavetank/sim/property"
)

// A machine is a Queue, or a mutant of one.
type machine interface {
	Push(sim.Time, *nodes.Waiting) []Victim
	Pop(sim.Time) (*nodes.Waiting, []Victim)
	Remove(sim.Time, *nodes.Waiting)
	Len() int
}

// A maker makes a machine.
type maker func(Config) machine

func sound(c Config) machine { return NewQueue(c) }

func drawConfig(t *rapid.T) Config {
	c := Default()
	c.Rule = rapid.SampledFrom([]string{"delay", "codel", "none"}).Draw(t, "rule")
	c.Order = rapid.SampledFrom([]string{"adaptive", "fifo", "lifo"}).Draw(t, "order")
	if c.Rule != "none" || c.Order == "adaptive" {
		c.Interval = ms * time.Duration(rapid.IntRange(5, 20).Draw(t, "interval"))
	}
	c.Priority = rapid.Bool().Draw(t, "priority")
	if c.Queue = rapid.IntRange(0, 5).Draw(t, "places"); c.Queue > 0 {
		c.Full = rapid.SampledFrom([]string{"newest", "oldest"}).Draw(t, "full")
	}
	if c.Deadline = rapid.Bool().Draw(t, "deadline"); c.Deadline {
		c.Reserve = ms * time.Duration(rapid.IntRange(0, 5).Draw(t, "reserve"))
	}
	return c
}

// A queueModel plays at random on a machine, and knows who waits, oldest first, and
// since when somebody has waited all the time.
type queueModel struct {
	Config
	machine
	t     *rapid.T
	now   sim.Time
	here  []*nodes.Waiting
	empty sim.Time
}

func (s *queueModel) overloaded() bool {
	return len(s.here) > 0 && s.now.Sub(s.empty) > s.Interval
}

func (s *queueModel) important(w *nodes.Waiting) int64 {
	if s.Priority {
		return w.Req.Priority
	}
	return 0
}

func (s *queueModel) doomed(w *nodes.Waiting) bool {
	return s.Deadline && (w.Req.Timeout > 0 && s.now >= w.Since.Add(w.Req.Timeout-s.Reserve) ||
		w.Req.Deadline > 0 && s.now.Add(s.Reserve) >= w.Req.Deadline)
}

// forget takes one away who waits no more.
func (s *queueModel) forget(w *nodes.Waiting) {
	for i, x := range s.here {
		if x == w {
			s.here = append(s.here[:i:i], s.here[i+1:]...)
			if len(s.here) == 0 {
				s.empty = s.now
			}
			return
		}
	}
	s.t.Fatal("somebody left who was not there")
}

// An event is what came of one step.
type event struct {
	before     []*nodes.Waiting
	pushed     *nodes.Waiting
	popped     *nodes.Waiting
	asked      bool // for one to be served
	overloaded bool // when it was asked
	victims    []Victim
}

func (s *queueModel) play(t *rapid.T) event {
	s.now = s.now.Add(time.Duration(rapid.IntRange(0, 4000).Draw(t, "µs")) * time.Microsecond)
	e := event{before: append([]*nodes.Waiting(nil), s.here...)}
	switch what := rapid.IntRange(0, 9).Draw(t, "what"); {
	case what < 5:
		e.pushed = &nodes.Waiting{Since: s.now, Req: &nodes.Request{
			Priority: rapid.Int64Range(0, 2).Draw(t, "priority"),
			Timeout:  ms * time.Duration(rapid.IntRange(0, 20).Draw(t, "timeout")),
		}}
		if rapid.Bool().Draw(t, "has a deadline") {
			e.pushed.Req.Deadline = s.now.Add(ms * time.Duration(rapid.IntRange(1, 20).Draw(t, "left")))
		}
		if len(s.here) == 0 {
			s.empty = s.now
		}
		e.victims = s.Push(s.now, e.pushed)
		s.here = append(s.here, e.pushed)
		for _, v := range e.victims {
			s.forget(v.Waiting)
		}
	case what == 9 && len(s.here) > 0:
		w := s.here[rapid.IntRange(0, len(s.here)-1).Draw(t, "who")]
		s.Remove(s.now, w)
		s.forget(w)
	default:
		e.asked = true
		e.popped, e.victims = s.Pop(s.now)
		for _, v := range e.victims {
			if v.Why == TooLong { // they go first, and may end the overload
				s.forget(v.Waiting)
			}
		}
		e.overloaded = s.overloaded()
		for _, v := range e.victims {
			if v.Why != TooLong {
				s.forget(v.Waiting)
			}
		}
		if e.popped != nil {
			s.forget(e.popped)
		}
	}
	return e
}

// laws are what must hold after every step.
var laws = []property.Law[maker]{
	{"it holds who came and has not left", eachStep(func(t *rapid.T, s *queueModel, e event) {
		if s.Len() != len(s.here) || e.asked && e.popped == nil && len(s.here) > 0 {
			t.Fatalf("%d wait, %d should; served: %v", s.Len(), len(s.here), e.popped != nil)
		}
	})},
	{"no more wait than there are places", eachStep(func(t *rapid.T, s *queueModel, e event) {
		if s.Queue > 0 && s.Len() > s.Queue {
			t.Fatalf("%d of %d", s.Len(), s.Queue)
		}
	})},
	{"nobody is served who has waited too long", eachStep(func(t *rapid.T, s *queueModel, e event) {
		if s.Rule != "delay" || e.popped == nil {
			return
		}
		most := s.Interval
		if e.overloaded {
			most = s.Target
		}
		if wait := s.now.Sub(e.popped.Since); wait > most && len(e.victims) == 0 {
			t.Fatalf("waited %v, more than %v", wait, most)
		}
	})},
	{"nobody is served in vain", eachStep(func(t *rapid.T, s *queueModel, e event) {
		if e.popped != nil && s.doomed(e.popped) {
			t.Fatal("the answer comes too late")
		}
	})},
	{"nobody is dropped without a reason", eachStep(func(t *rapid.T, s *queueModel, e event) {
		for _, v := range e.victims {
			wait := s.now.Sub(v.Since)
			if v.Why == Hopeless && !s.doomed(v.Waiting) ||
				v.Why == Full && (s.Queue == 0 || len(e.before) < s.Queue) ||
				v.Why == TooLong && (s.Rule == "none" || wait < s.Target) {
				t.Fatalf("dropped for reason %d after %v", v.Why, wait)
			}
		}
	})},
	{"they are served in order", eachStep(func(t *rapid.T, s *queueModel, e event) {
		if e.popped == nil {
			return
		}
		newest := s.Order == "lifo" || s.Order == "adaptive" && e.overloaded
		for _, w := range s.here {
			mine, other := s.important(e.popped), s.important(w)
			if other < mine || other == mine && newest && w.Since > e.popped.Since || other == mine && !newest && w.Since < e.popped.Since {
				t.Fatalf("another was first; newest first: %v", newest)
			}
		}
	})},
	{"who is dropped for a place is the least important", eachStep(func(t *rapid.T, s *queueModel, e event) {
		for _, v := range e.victims {
			for _, w := range s.here {
				if v.Why == Full && s.important(v.Waiting) < s.important(w) {
					t.Fatal("one more important was dropped")
				}
			}
		}
	})},
}

// eachStep plays a random life on a machine and asks after every step.
func eachStep(hold func(*rapid.T, *queueModel, event)) func(*rapid.T, maker) {
	return func(t *rapid.T, make maker) {
		c := drawConfig(t)
		s := &queueModel{Config: c, machine: make(c), t: t}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			hold(t, s, s.play(t))
		}
	}
}

func TestLaws(t *testing.T) {
	property.Suite[maker]{Sound: sound, Laws: laws, Mutants: mutants}.Run(t)
}

type keepsWhoLeft struct{ *Queue }

func (keepsWhoLeft) Remove(sim.Time, *nodes.Waiting) {}

// turned makes queues, each of which was told something else than it should.
func turned(turn func(*Config)) func(*maker) {
	return property.Instead[maker](func(c Config) machine {
		turn(&c)
		q := NewQueue(Default())
		q.config = c
		if c.Rule == "codel" {
			q.codel = NewCoDel(c.Target, c.Interval)
		}
		return q
	})
}

var mutants = []property.Mutant[maker]{
	{"who left is still there", "it holds who came and has not left", property.Instead[maker](func(c Config) machine { return keepsWhoLeft{NewQueue(c)} })},
	{"the queue has one place more", "no more wait than there are places", turned(func(c *Config) {
		if c.Queue > 0 {
			c.Queue++
		}
	})},
	{"it waits twice as long", "nobody is served who has waited too long", turned(func(c *Config) { c.Target, c.Interval = 2*c.Target, 2*c.Interval })},
	{"it drops too early", "nobody is dropped without a reason", turned(func(c *Config) { c.Rule, c.Target = "delay", c.Target/2 })},
	{"it knows no deadlines", "nobody is served in vain", turned(func(c *Config) { c.Deadline = false })},
	{"it never turns round", "they are served in order", turned(func(c *Config) {
		if c.Order == "adaptive" {
			c.Order = "fifo"
		}
	})},
	{"it knows no priorities", "who is dropped for a place is the least important", turned(func(c *Config) { c.Priority = false })},
}

func TestALinearLawIsNotCoDel(t *testing.T) {
	c := NewCoDel(5*ms, 100*ms)
	linear := func(now sim.Time, wait time.Duration, alone bool) bool { // interval/n instead of interval/√n
		drop := c.Drop(now, wait, alone)
		if c.behind {
			c.next, c.behind = c.next.Add(100*ms/time.Duration(c.count)), false
		}
		return drop
	}
	if a, b := drops(linear, ms, 700*ms), drops(NewCoDel(5*ms, 100*ms).Drop, ms, 700*ms); len(a) <= len(b) {
		t.Errorf("%d drops as against %d", len(a), len(b))
	}
}
