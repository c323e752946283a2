package nodes

import (
	"math"
	"time"

	"wavetank/sim"
	"wavetank/sim/meter"
)

// A cpu carries out the work of a node. Every task gets service at the same
// pace, which slow-down, a hang and, if cores are shared, other tasks change.
// It therefore keeps one figure, the service that each task has attained since
// time zero, and one timer, for the task that is due first; a change of pace
// moves that timer and nothing else. With shared cores this is processor
// sharing by virtual time (Kleinrock, Queueing Systems II, 4.4).
type cpu struct {
	owner    *sim.Owner
	cores    int64         // shared by all tasks; 0 gives each a core of its own
	crowding *Crowding     // nil is none
	living   int64         // requests in memory, where crowding asks for it
	factors  []float64     // slow-downs in force
	stopped  int           // depth of hangs
	attained time.Duration // service that every task got
	at       sim.Time      // when attained was brought up to date
	serial   uint64
	tasks    []*Task // a heap by (due, serial)
	timer    sim.Timer
	set      sim.Time       // for when, if it is
	acting   bool           // tasks are being ended: the timer is set after the last
	meter    *meter.Service // of tasks that share cores; nil is nobody
}

// A Task is a piece of work on a node. The zero Task is none, and so is one that is done
// or was stopped: it may be used for another piece.
type Task struct {
	due    time.Duration // of attained
	serial uint64
	place  int // in the heap, counted from one; 0 is nowhere
	done   sim.Action
}

// start begins work that takes d at full pace; done acts at its end.
func (c *cpu) start(t *Task, d time.Duration, done sim.Action) {
	c.advance()
	c.serial++
	t.due, t.serial, t.done = c.attained+d, c.serial, done
	c.push(t)
	c.arm()
}

func (c *cpu) stop(t *Task) {
	if t.place == 0 {
		return
	}
	c.advance()
	c.remove(t)
	c.arm()
}

// reset abandons all tasks.
func (c *cpu) reset() {
	for _, t := range c.tasks {
		t.place = 0
	}
	c.tasks, c.living = c.tasks[:0], 0
	c.runs()
	c.arm()
}

// slow makes work take factor times as long until undone.
func (c *cpu) slow(factor float64) (undo func()) {
	c.advance()
	c.factors = append(c.factors, factor)
	c.arm()
	return func() {
		c.advance()
		c.factors = without(c.factors, factor)
		c.arm()
	}
}

// halt lets no work go on until undone.
func (c *cpu) halt() (undo func()) {
	c.advance()
	c.stopped++
	c.arm()
	return func() {
		c.advance()
		c.stopped--
		c.arm()
	}
}

// stretch is how much longer than at full pace everything takes now.
func (c *cpu) stretch() float64 {
	s := 1.0
	for _, f := range c.factors {
		s *= f
	}
	if n := int64(len(c.tasks)); c.cores > 0 && n > c.cores {
		s *= float64(n) / float64(c.cores)
	}
	if c.crowding != nil {
		s *= c.crowding.Factor(int64(len(c.tasks)), c.living)
	}
	return s
}

// even reports whether the pace is full whatever there is to do, as it mostly is.
func (c *cpu) even() bool {
	return len(c.factors) == 0 && c.cores == 0 && c.stopped == 0 && c.crowding == nil
}

// advance brings attained up to the present.
func (c *cpu) advance() {
	now := c.owner.World().Now()
	span := now.Sub(c.at)
	c.at = now
	if c.even() {
		c.attained += span
		return
	}
	switch s := c.stretch(); {
	case c.stopped > 0 || span == 0:
	case s == 1:
		c.attained += span
	default:
		c.attained += time.Duration(float64(span) / s)
	}
}

// arm sets the timer for the task that is due first, unless it is set so.
func (c *cpu) arm() {
	if c.acting {
		return
	}
	w := c.owner.World()
	if len(c.tasks) == 0 || c.stopped > 0 {
		w.Cancel(c.timer)
		c.timer = sim.Timer{}
		return
	}
	wait := max(0, c.tasks[0].due-c.attained)
	if !c.even() {
		wait = stretchedUp(wait, c.stretch())
	}
	at := w.Now().Add(wait)
	if c.timer != (sim.Timer{}) {
		if c.set == at {
			return
		}
		w.Cancel(c.timer)
	}
	c.timer, c.set = w.At(at, c.owner, c), at
}

// stretchedUp rounds up, so that the task is done by then.
func stretchedUp(d time.Duration, factor float64) time.Duration {
	if factor == 1 {
		return d
	}
	return time.Duration(min(math.Ceil(float64(d)*factor), float64(math.MaxInt64/2)))
}

// Act is the timer: the first task is done, and those due with it.
func (c *cpu) Act() {
	c.timer = sim.Timer{}
	c.acting = true
	c.advance()
	first := c.tasks[0]
	c.attained = max(c.attained, first.due)
	for {
		c.remove(first)
		first.done.Act()
		if len(c.tasks) == 0 || c.stopped > 0 || c.tasks[0].due > c.attained {
			break
		}
		first = c.tasks[0]
	}
	c.acting = false
	c.arm()
}

func (t *Task) before(b *Task) bool {
	return t.due < b.due || t.due == b.due && t.serial < b.serial
}

func (c *cpu) push(t *Task) {
	c.tasks = append(c.tasks, t)
	c.up(len(c.tasks)-1, t)
	c.runs()
}

// runs tells the meter how many tasks share the cores.
func (c *cpu) runs() {
	if c.meter != nil {
		c.meter.Run(c.owner.World().Now(), int64(len(c.tasks)))
	}
}

func (c *cpu) remove(t *Task) {
	i, n := t.place-1, len(c.tasks)-1
	last := c.tasks[n]
	c.tasks[n] = nil
	c.tasks = c.tasks[:n]
	t.place = 0
	if last != t {
		c.down(i, last)
		c.up(last.place-1, last)
	}
	c.runs()
}

// up puts a task at i, or as far above as it belongs.
func (c *cpu) up(i int, t *Task) {
	for i > 0 {
		parent := c.tasks[(i-1)/2]
		if !t.before(parent) {
			break
		}
		c.put(i, parent)
		i = (i - 1) / 2
	}
	c.put(i, t)
}

// down puts a task at i, or as far below as it belongs.
func (c *cpu) down(i int, t *Task) {
	for 2*i+1 < len(c.tasks) {
		least := 2*i + 1
		if right := least + 1; right < len(c.tasks) && c.tasks[right].before(c.tasks[least]) {
			least = right
		}
		if !c.tasks[least].before(t) {
			break
		}
		c.put(i, c.tasks[least])
		i = least
	}
	c.put(i, t)
}

func (c *cpu) put(i int, t *Task) { c.tasks[i], t.place = t, i+1 }
