package sim

import (
	"fmt"
	"strings"
)

// A Kind says what a fact is about, such as "breaker.opened". Kinds are made
// once, as package variables, and told apart by identity.
type Kind struct {
	name  string
	words [3]string
	hash  Key
}

// NewKind returns the kind of that name. Names are "noun.verb" in the past
// tense, the noun being the package or thing that the fact is about. The words
// say what such a fact means, what its Value is, and what its Extra is; those
// that are not given are nothing.
func NewKind(name string, words ...string) *Kind {
	k := &Kind{name: name, hash: KeyOf(name)}
	copy(k.words[:], words)
	return k
}

// Words says what a fact of the kind means, what its Value is, and what its Extra
// is; "" is nothing.
func (k *Kind) Words() (meaning, value, extra string) { return k.words[0], k.words[1], k.words[2] }

// String returns the name.
func (k *Kind) String() string { return k.name }

// A Fact is something that happened in a simulated world. The stream of facts
// is the only output of a run: every number in a report is a fold over it.
type Fact struct {
	At    Time   // when, in true time; set by Emit
	Kind  *Kind  // what
	Owner *Owner // who
	Peer  *Owner // whom, or nil
	Load  *Owner // the load on whose behalf, or nil
	Key   Key    // which request, call or message, or zero
	Value int64  // the kind's main quantity; spans are nanoseconds
	Extra int64  // the kind's second quantity
	Note  string // words for a reader; constant or rare, never built on a hot path
}

// String tells the fact in one line.
func (f *Fact) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v %v by %s", f.At, f.Kind, f.Owner.Name())
	if f.Peer != nil {
		fmt.Fprintf(&b, " to %s", f.Peer.Name())
	}
	if f.Load != nil {
		fmt.Fprintf(&b, " for %s", f.Load.Name())
	}
	fmt.Fprintf(&b, " key=%016x value=%d extra=%d", uint64(f.Key), f.Value, f.Extra)
	if f.Note != "" {
		fmt.Fprintf(&b, " (%s)", f.Note)
	}
	return b.String()
}

// A Sink folds facts as they happen. It must not keep the pointer, and it must
// not touch the world: an observer changes nothing.
type Sink interface{ Fact(*Fact) }

// SinkFunc adapts a function to a Sink.
type SinkFunc func(*Fact)

// Fact calls f.
func (f SinkFunc) Fact(x *Fact) { f(x) }

// Attach adds a sink that sees every later fact.
func (w *World) Attach(s Sink) { w.sinks = append(w.sinks, s) }

// Emit stamps a fact with the present, adds it to the digest and hands it to
// every sink. After the end of the run nothing is emitted any more.
func (w *World) Emit(f Fact) { w.emit(&f) }

// Emit emits a fact of the owner's.
func (o *Owner) Emit(f Fact) {
	f.Owner = o
	o.world.emit(&f)
}

// Flag returns the Value of a fact that says that something holds from now on, 1, or
// no longer, 0.
func Flag(on bool) int64 {
	if on {
		return 1
	}
	return 0
}

// emit takes a pointer, so that the callers of Emit, into which that is
// compiled, do not copy their facts.
func (w *World) emit(f *Fact) {
	if w.closed {
		return
	}
	f.At = w.now
	w.digest.fact(f)
	if len(w.sinks) == 0 {
		return
	}
	w.scratch = *f
	for _, s := range w.sinks {
		s.Fact(&w.scratch)
	}
}
