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

// An Item is which thing a fact about an item is about: those of different stores are
// different things under one number.
type Item struct {
	Store  *Owner // nil: there is one
	Number int64
}

// Item returns what a fact about an item is about.
func (f *Fact) Item() Item { return Item{f.Peer, f.Value} }

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

// A Chooser is a Sink that says what it wants of the facts of a kind, when the first of
// them happens. Fact is then not called for those.
type Chooser interface {
	Sink
	Choose(*Kind) Choice
}

// A Choice is what a sink wants of the facts of one kind.
type Choice struct {
	Fold  func(*Fact) // as Sink.Fact; nil is nothing
	Count *int64      // counts those since From; nil is nothing
	From  Time
}

// An audience is what all sinks want of the facts of one kind.
type audience struct {
	kind   *Kind
	counts []Choice
	folds  []func(*Fact)
	next   *audience // of another kind
}

// An audiences is a hash table: every fact comes here.
type audiences [64]*audience

// of returns the audience of a kind, or nil if it is not known yet.
func (t *audiences) of(k *Kind) *audience {
	a := t[k.hash%Key(len(t))]
	for a != nil && a.kind != k {
		a = a.next
	}
	return a
}

// count counts a fact for those who count.
func (a *audience) count(at Time) {
	for _, c := range a.counts {
		if at >= c.From {
			*c.Count++
		}
	}
}

// meet asks all sinks about a kind.
func (w *World) meet(k *Kind) *audience {
	a := &audience{kind: k}
	for _, s := range w.sinks {
		choice := Choice{Fold: s.Fact}
		if c, ok := s.(Chooser); ok {
			choice = c.Choose(k)
		}
		if choice.Count != nil {
			a.counts = append(a.counts, choice)
		}
		if choice.Fold != nil {
			a.folds = append(a.folds, choice.Fold)
		}
	}
	place := &w.audiences[k.hash%Key(len(w.audiences))]
	a.next, *place = *place, a
	return a
}

// Attach adds a sink that sees every later fact.
func (w *World) Attach(s Sink) {
	w.sinks = append(w.sinks, s)
	w.audiences = audiences{}
}

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

// EmitTo emits a fact of the owner's of which no more is to be told. There is one for each
// message that is sent and for each that arrives, more than all others are, and mostly they
// are but counted: only for those who fold it is it made.
func (o *Owner) EmitTo(peer *Owner, k *Kind, key Key, value int64) {
	w := o.world
	if w.closed {
		return
	}
	w.digest.words(w.now, k, o, peer.key, 0, key, value, 0)
	a := w.audiences.of(k)
	if a == nil || len(a.folds) > 0 {
		w.told(&Fact{At: w.now, Kind: k, Owner: o, Peer: peer, Key: key, Value: value})
		return
	}
	a.count(w.now)
}

// emit takes a pointer, so that the callers of Emit, into which that is
// compiled, do not copy their facts.
func (w *World) emit(f *Fact) {
	if w.closed {
		return
	}
	f.At = w.now
	w.digest.fact(f)
	w.told(f)
}

// told counts a fact and hands it to those who fold it.
func (w *World) told(f *Fact) {
	a := w.audiences.of(f.Kind)
	if a == nil {
		a = w.meet(f.Kind)
	}
	a.count(f.At)
	if len(a.folds) == 0 {
		return
	}
	w.scratch = *f
	for _, fold := range a.folds {
		fold(&w.scratch)
	}
}
