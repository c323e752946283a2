package eventsourcing

import (
	"errors"
	"fmt"
	"slices"

	"wavetank/sim"
)

// An Event is something that happened to one aggregate, and never changes.
type Event struct {
	ID     sim.Key // identity: what is appended again under it is not appended twice
	Type   string
	Schema int    // version of the shape of Data
	Data   []byte // what happened

	// The log sets the rest.
	Stream   int64    // the aggregate
	Version  int64    // its place in the stream, from 1, without gaps
	Position int64    // its place in the log as a whole, from 1, without gaps
	At       sim.Time // when it was recorded
}

// What an append may expect of a stream besides a version: the number of events
// in it, zero for a stream that must not exist.
const (
	Any    int64 = -1 // anything: who appends so overwrites what others decided meanwhile
	Exists int64 = -2 // at least one event
)

// ErrConflict is wrapped by every Conflict.
var ErrConflict = errors.New("eventsourcing: wrong expected version")

// A Conflict is an append that expected another version: somebody was faster.
type Conflict struct {
	Stream           int64
	Expected, Actual int64
}

// Error names the stream and the versions.
func (c *Conflict) Error() string {
	return fmt.Sprintf("%v: stream %d is at %d, expected %d", ErrConflict, c.Stream, c.Actual, c.Expected)
}

// Unwrap makes errors.Is(err, ErrConflict) hold.
func (c *Conflict) Unwrap() error { return ErrConflict }

// A Log is an event store: streams of events in one total order. It is pure. It
// only grows, so what was read once stays as it was.
type Log struct {
	all      []Event
	streams  map[int64][]int // places in all
	seen     map[sim.Key]int
	upcaster map[shape]Upcaster
}

// A shape is a type of event in one of its schemas.
type shape struct {
	kind   string
	schema int
}

// An Upcaster turns an event of an old schema into one of the next.
type Upcaster func(Event) Event

// NewLog returns an empty log.
func NewLog() *Log {
	return &Log{streams: make(map[int64][]int), seen: make(map[sim.Key]int), upcaster: make(map[shape]Upcaster)}
}

// Len returns the position of the last event.
func (l *Log) Len() int64 { return int64(len(l.all)) }

// Version returns the version of a stream: how many events it has.
func (l *Log) Version(stream int64) int64 { return int64(len(l.streams[stream])) }

// Find returns the event of that identity.
func (l *Log) Find(id sim.Key) (Event, bool) {
	i, ok := l.seen[id]
	if !ok {
		return Event{}, false
	}
	return l.read(i), true
}

// Append records events at the end of a stream, all or none, if the stream is
// as expected: Any, Exists or a version. Events that are there already, under
// their IDs and in this order, are not appended again and make no conflict.
func (l *Log) Append(now sim.Time, stream, expected int64, events ...Event) ([]Event, error) {
	if before, ok := l.known(stream, events); ok {
		return before, nil
	}
	actual := l.Version(stream)
	if expected != Any && expected != actual && (expected != Exists || actual == 0) {
		return nil, &Conflict{stream, expected, actual}
	}
	for i, e := range events {
		if _, dup := l.seen[e.ID]; dup && e.ID != 0 {
			return nil, &Conflict{stream, expected, actual}
		}
		for _, other := range events[:i] {
			if other.ID == e.ID && e.ID != 0 {
				return nil, fmt.Errorf("eventsourcing: two events of one append have the ID %x", uint64(e.ID))
			}
		}
	}
	first := len(l.all)
	for _, e := range events {
		e.Stream, e.Version, e.Position, e.At = stream, l.Version(stream)+1, l.Len()+1, now
		e.Data = slices.Clone(e.Data)
		l.put(e)
	}
	return slices.Clone(l.all[first:]), nil
}

// known returns the events if all of them are in the stream already.
func (l *Log) known(stream int64, events []Event) ([]Event, bool) {
	var before []Event
	for _, e := range events {
		i, ok := l.seen[e.ID]
		if !ok || e.ID == 0 || l.all[i].Stream != stream {
			return nil, false
		}
		before = append(before, l.all[i])
	}
	return before, len(events) > 0
}

// put takes in an event whose place is settled.
func (l *Log) put(e Event) {
	l.streams[e.Stream] = append(l.streams[e.Stream], len(l.all))
	if e.ID != 0 {
		l.seen[e.ID] = len(l.all)
	}
	l.all = append(l.all, e)
}

// Restore takes in the events of a log that was stored, in order. It fails for
// one that does not follow: a stored log has no gaps.
func (l *Log) Restore(events ...Event) error {
	for _, e := range events {
		if e.Position != l.Len()+1 || e.Version != l.Version(e.Stream)+1 {
			return fmt.Errorf("eventsourcing: event %d of stream %d does not follow: it is at position %d of a log of %d",
				e.Version, e.Stream, e.Position, l.Len())
		}
		l.put(e)
	}
	return nil
}

// Upcast has events of one schema read as those of the next, by f. What is
// recorded stays as it is.
func (l *Log) Upcast(kind string, schema int, f Upcaster) { l.upcaster[shape{kind, schema}] = f }

// read returns an event in the latest schema that there is a way to.
func (l *Log) read(i int) Event {
	e := l.all[i]
	for f := l.upcaster[shape{e.Type, e.Schema}]; f != nil; f = l.upcaster[shape{e.Type, e.Schema}] {
		place := e
		e = f(e)
		e.ID, e.Stream, e.Version, e.Position, e.At = place.ID, place.Stream, place.Version, place.Position, place.At
		if e.Type == place.Type && e.Schema <= place.Schema {
			panic(fmt.Sprintf("eventsourcing: the upcaster of %s, schema %d, leads to schema %d", place.Type, place.Schema, e.Schema))
		}
	}
	return e
}

// Stream returns the events of a stream after a version.
func (l *Log) Stream(stream, after int64) []Event {
	var events []Event
	for _, i := range l.streams[stream][min(after, l.Version(stream)):] {
		events = append(events, l.read(i))
	}
	return events
}

// All returns at most n events after a position, in the order of the log.
func (l *Log) All(after int64, n int) []Event {
	var events []Event
	for i := int(after); i < len(l.all) && len(events) < n; i++ {
		events = append(events, l.read(i))
	}
	return events
}
