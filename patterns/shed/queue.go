package shed

import (
	"cmp"
	"slices"
	"time"

	"wavetank/nodes"
	"wavetank/patterns/knob"
	"wavetank/sim"
)

// A Queue is the pure machine: those who wait, in lanes by priority, each from
// the oldest to the newest. It is told the time and names its victims.
type Queue struct {
	config Config
	codel  *CoDel // nil under another rule
	lanes  []lane // by priority; one if that does not matter
	places map[*nodes.Waiting]*place
	empty  sim.Time // when nobody waited, at the latest
	fallen []Victim // of the latest call
}

type lane struct {
	priority int64
	places   sim.List[place]
}

type place struct {
	w  *nodes.Waiting
	at sim.Element[place]
}

// A Victim is a request that is not served, and why.
type Victim struct {
	*nodes.Waiting
	Why Reason
}

// A Reason is why a request is not served.
type Reason uint8

// The reasons.
const (
	Full     Reason = iota // no place was left for it
	TooLong                // it had waited too long
	Hopeless               // its answer would have come too late
)

// NewQueue returns an empty queue. It panics if c is not valid.
func NewQueue(c Config) *Queue {
	if err := knob.Check(&c); err != nil {
		panic("shed: " + err.Error())
	}
	q := &Queue{config: c, places: make(map[*nodes.Waiting]*place)}
	if c.Rule == "codel" {
		q.codel = NewCoDel(c.Target, c.Interval)
	}
	return q
}

// Len returns how many wait.
func (q *Queue) Len() int { return len(q.places) }

// Overloaded reports whether somebody has waited at every instant of the latest
// interval.
func (q *Queue) Overloaded(now sim.Time) bool {
	return q.Len() > 0 && now.Sub(q.empty) > q.config.Interval
}

// Push takes in a request that begins to wait now, and returns those who do not
// wait any longer, which it may be itself. The next call overwrites them.
func (q *Queue) Push(now sim.Time, w *nodes.Waiting) []Victim {
	q.fallen = q.fallen[:0]
	if q.Len() == 0 {
		q.empty = now
	}
	q.purge(now)
	if q.hopeless(now, w) {
		q.fall(w, Hopeless)
		return q.fallen
	}
	if q.config.Queue > 0 && q.Len() >= q.config.Queue {
		loser := q.loser(w)
		if loser == w {
			q.fall(w, Full)
			return q.fallen
		}
		q.take(q.places[loser])
		q.fall(loser, Full)
	}
	q.add(w)
	return q.fallen
}

// Pop takes out the request that is served next, or nil, and returns those that are
// dropped. The next call overwrites them.
func (q *Queue) Pop(now sim.Time) (*nodes.Waiting, []Victim) {
	q.fallen = q.fallen[:0]
	q.purge(now)
	overloaded := q.Overloaded(now)
	for q.Len() > 0 {
		p := q.next(overloaded)
		q.take(p)
		if !q.hopeless(now, p.w) {
			q.idle(now)
			return p.w, q.fallen
		}
		q.fall(p.w, Hopeless)
	}
	q.idle(now)
	return nil, q.fallen
}

// Remove takes out one that has left by itself.
func (q *Queue) Remove(now sim.Time, w *nodes.Waiting) {
	if p := q.places[w]; p != nil {
		q.take(p)
		q.idle(now)
	}
}

func (q *Queue) idle(now sim.Time) {
	if q.Len() == 0 {
		q.empty = now
	}
}

// purge drops those who have waited too long, the least important first.
func (q *Queue) purge(now sim.Time) {
	switch {
	case q.codel != nil:
		for q.Len() > 0 {
			p := q.least().places.First()
			if !q.codel.Drop(now, now.Sub(p.w.Since), q.Len() == 1) {
				return
			}
			q.take(p)
			q.fall(p.w, TooLong)
		}
	case q.config.Rule == "delay":
		most := q.patience(now)
		for i := range q.lanes {
			waiting := &q.lanes[i].places
			for p := waiting.First(); p != nil && now.Sub(p.w.Since) > most; p = waiting.First() {
				q.take(p)
				q.fall(p.w, TooLong)
			}
		}
	}
}

// patience returns how long anybody may wait now, under rule "delay".
func (q *Queue) patience(now sim.Time) time.Duration {
	if q.Overloaded(now) {
		return q.config.Target
	}
	return q.config.Interval
}

// hopeless reports whether the answer would come too late. A caller's patience
// counts from the arrival: nobody tells a callee when a call was made.
func (q *Queue) hopeless(now sim.Time, w *nodes.Waiting) bool {
	return q.config.Deadline && w.Req.GivesUp(w.Since).Sub(now) <= q.config.Reserve
}

// loser returns who gives way in a full queue to which w comes.
func (q *Queue) loser(w *nodes.Waiting) *nodes.Waiting {
	worst := q.least()
	switch mine := q.priority(w); {
	case mine > worst.priority:
		return w
	case mine < worst.priority && q.config.Full == "newest":
		return worst.places.Last().w
	case q.config.Full == "newest":
		return w
	}
	return worst.places.First().w
}

func (q *Queue) next(overloaded bool) *place {
	for i := range q.lanes {
		l := &q.lanes[i]
		switch {
		case l.places.Len() == 0:
		case q.config.Order == "lifo", q.config.Order == "adaptive" && overloaded:
			return l.places.Last()
		default:
			return l.places.First()
		}
	}
	return nil
}

// least returns the lane of the least important who wait.
func (q *Queue) least() *lane {
	i := len(q.lanes) - 1
	for q.lanes[i].places.Len() == 0 {
		i--
	}
	return &q.lanes[i]
}

func (q *Queue) priority(w *nodes.Waiting) int64 {
	if q.config.Priority {
		return w.Req.Priority
	}
	return 0
}

func (q *Queue) lane(priority int64) *lane {
	i, found := slices.BinarySearchFunc(q.lanes, priority, func(l lane, p int64) int { return cmp.Compare(l.priority, p) })
	if !found {
		q.lanes = slices.Insert(q.lanes, i, lane{priority: priority})
	}
	return &q.lanes[i]
}

func (q *Queue) add(w *nodes.Waiting) {
	p := &place{w: w}
	q.lane(q.priority(w)).places.Add(&p.at, p)
	q.places[w] = p
}

func (q *Queue) take(p *place) {
	q.lane(q.priority(p.w)).places.Remove(&p.at)
	delete(q.places, p.w)
}

func (q *Queue) fall(w *nodes.Waiting, why Reason) {
	q.fallen = append(q.fallen, Victim{w, why})
}
