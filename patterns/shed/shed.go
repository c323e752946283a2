package shed

import (
	"fmt"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// How a request ends that is shed.
var (
	ErrFull     = fmt.Errorf("shed: the queue is full: %w", nodes.ErrRejected)
	ErrTooLong  = fmt.Errorf("shed: waited too long: %w", nodes.ErrRejected)
	ErrHopeless = fmt.Errorf("shed: the answer would come too late: %w", nodes.ErrRejected)
)

// What shedding does. Owner is the node, Value how long the request had waited.
var (
	Refused      = sim.NewKind("shed.refused", "a request found the queue full, or gave its place to another")
	Dropped      = sim.NewKind("shed.dropped", "a request had waited too long for a worker")
	ShedHopeless = sim.NewKind("shed.hopeless", "a request was dropped because its answer would have come too late")
	Overloaded   = sim.NewKind("shed.overloaded", "the queue has not been empty for an interval", "1 from now on, 0 no longer")
)

// Pattern is the door of load shedding.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "load-shedding",
	Idea:     "drops some of those who wait for a worker when there are too many, so that the others are served in time",
	Flagship: "overload-fifo",
	Hurts:    "shedding-a-short-burst",
	Queues:   true,
	Facts: []patterns.Fact{
		{Kind: Refused, Acts: true}, {Kind: Dropped, Acts: true}, {Kind: ShedHopeless, Acts: true},
		{Kind: Overloaded, Shows: patterns.Span},
	},
})

// Build returns the part that keeps the queue of one node.
func Build(s patterns.Site, c Config) patterns.Part {
	return patterns.Part{Queue: &policy{site: s, queue: NewQueue(c)}}
}

// A policy is the thin shell: it answers the victims and tells.
type policy struct {
	site       patterns.Site
	queue      *Queue
	overloaded bool
}

// Push takes in a request, or says why it is turned away.
func (l *policy) Push(now sim.Time, w *nodes.Waiting) error {
	var refused error
	for _, v := range l.queue.Push(now, w) {
		if err := l.report(now, v); v.Waiting == w {
			refused = err
		} else {
			v.Drop(err)
		}
	}
	l.watch(now)
	return refused
}

// Pop takes out the request that is served next.
func (l *policy) Pop(now sim.Time) *nodes.Waiting {
	l.watch(now)
	next, victims := l.queue.Pop(now)
	for _, v := range victims {
		v.Drop(l.report(now, v))
	}
	l.watch(now)
	return next
}

// Remove takes out one that has left by itself.
func (l *policy) Remove(w *nodes.Waiting) {
	now := l.site.World().Now()
	l.queue.Remove(now, w)
	l.watch(now)
}

// report emits the end of a victim's wait, and returns what its caller hears.
func (l *policy) report(now sim.Time, v Victim) error {
	kind := [...]*sim.Kind{Full: Refused, TooLong: Dropped, Hopeless: ShedHopeless}[v.Why]
	l.site.Owner.Emit(sim.Fact{Kind: kind, Load: v.Req.Load, Key: v.Req.Key, Value: int64(now.Sub(v.Since))})
	return [...]error{Full: ErrFull, TooLong: ErrTooLong, Hopeless: ErrHopeless}[v.Why]
}

// watch emits the begin and the end of an overload.
func (l *policy) watch(now sim.Time) {
	if is := l.queue.Overloaded(now); is != l.overloaded {
		l.overloaded = is
		l.site.Owner.Emit(sim.Fact{Kind: Overloaded, Value: sim.Flag(is)})
	}
}
