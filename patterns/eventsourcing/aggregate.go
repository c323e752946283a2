package eventsourcing

import "wavetank/sim"

// An Aggregate says what events make of a state. Apply must depend on nothing but
// its arguments and touch nothing else: it runs again whenever a state is needed.
type Aggregate[S any] struct {
	Zero   S // before the first event; a value that Apply does not change in place
	Apply  func(S, Event) S
	Schema int // version of the shape of S, for snapshots
}

// A Snapshot is the state of one aggregate at a version, kept so that not all of
// its events need to be read again.
type Snapshot[S any] struct {
	State   S
	Version int64
	Schema  int
}

// Fold returns what the events make of a state.
func (a Aggregate[S]) Fold(state S, events []Event) S {
	for _, e := range events {
		state = a.Apply(state, e)
	}
	return state
}

// Load returns the present state of a stream, its version, and how many events
// were read: those after the snapshot, or all if it is nil, of another schema, or
// ahead of the log, as one may be that outlived what it was taken from.
func (a Aggregate[S]) Load(l *Log, stream int64, from *Snapshot[S]) (state S, version int64, read int) {
	state = a.Zero
	if from != nil && from.Schema == a.Schema && from.Version <= l.Version(stream) {
		state, version = from.State, from.Version
	}
	rest := l.streams[stream][version:]
	for _, i := range rest {
		state = a.Apply(state, l.read(i))
	}
	return state, version + int64(len(rest)), len(rest)
}

// At returns the state of a stream as it was at a version.
func (a Aggregate[S]) At(l *Log, stream, version int64) S {
	events := l.Stream(stream, 0)
	return a.Fold(a.Zero, events[:min(version, int64(len(events)))])
}

// AsOf returns the state of a stream as it was recorded at a time, events of that
// instant included, and its version then.
func (a Aggregate[S]) AsOf(l *Log, stream int64, t sim.Time) (state S, version int64) {
	state = a.Zero
	for _, e := range l.Stream(stream, 0) {
		if e.At > t {
			break
		}
		state, version = a.Apply(state, e), e.Version
	}
	return state, version
}

// Take returns a snapshot of a state.
func (a Aggregate[S]) Take(state S, version int64) *Snapshot[S] {
	return &Snapshot[S]{state, version, a.Schema}
}
