package sim

import (
	"slices"
	"strings"
	"testing"
)

func TestSinksSeeEveryLaterFact(t *testing.T) {
	w, o, _ := newJournal(t)
	var log []string
	sink := func(name string) Sink {
		return SinkFunc(func(f *Fact) { log = append(log, name+" "+f.Note+" "+f.At.String()) })
	}
	emit := func(note string) { w.Emit(Fact{At: 99, Kind: RequestOK, Owner: o, Note: note}) }
	emit("first")
	w.Attach(sink("a"))
	w.At(5, o, Func(func() { emit("second"); w.Attach(sink("b")); emit("third") }))
	run(t, w, 9)
	if got := strings.Join(log, ", "); got != "a second 5ns, a third 5ns, b third 5ns" {
		t.Error(got)
	}
	w.Close()
	emit("fourth")
	if len(log) != 3 {
		t.Errorf("after the end: %s", log[3:])
	}
}

// TestAnObserverChangesNothing holds that the digest does not depend on who
// looks, not even on a sink that scribbles on what it is shown.
func TestAnObserverChangesNothing(t *testing.T) {
	end := func(observers int) Digest {
		w := New(Config{Seed: 3})
		defer w.Close()
		for range observers {
			w.Attach(SinkFunc(func(f *Fact) { f.Note, f.Value = "scribble", 0 }))
		}
		crowd(w)
		run(t, w, 200)
		return w.Digest()
	}
	if a, b := end(0), end(2); a != b {
		t.Errorf("%v unobserved, %v observed", a, b)
	}
}

func TestAFactInWords(t *testing.T) {
	w := New(Config{Seed: 1})
	f := Fact{At: 1_500_000_000, Kind: AttemptSent, Owner: w.Owner("checkout"), Key: 0xbeef, Value: -3, Extra: 4}
	if got, want := f.String(), "1.5s attempt.sent by checkout key=000000000000beef value=-3 extra=4"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	f.Peer, f.Load, f.Note = w.Owner("payment"), w.Owner("shoppers"), "a note"
	if got, want := f.String(), "1.5s attempt.sent by checkout to payment for shoppers key=000000000000beef value=-3 extra=4 (a note)"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// chooser counts a, folds b and wants nothing of others.
type chooser struct {
	a, b   *Kind
	count  int64
	folded []Key
	told   []Key // by Fact
}

func (c *chooser) Fact(f *Fact) { c.told = append(c.told, f.Key) }

func (c *chooser) Choose(k *Kind) Choice {
	switch k {
	case c.a:
		return Choice{Count: &c.count, From: 5}
	case c.b:
		return Choice{Fold: func(f *Fact) { c.folded = append(c.folded, f.Key) }}
	}
	return Choice{}
}

func TestAChooserHearsOnlyWhatItChose(t *testing.T) {
	w := New(Config{Seed: 1})
	o := w.Owner("node")
	kinds := []*Kind{NewKind("a"), NewKind("b"), NewKind("c")}
	emit := func() {
		for i, k := range kinds {
			w.Emit(Fact{Kind: k, Owner: o, Key: Key(i)})
		}
	}
	c := &chooser{a: kinds[0], b: kinds[1]}
	w.Attach(c)
	emit()
	if err := w.Run(5); err != nil {
		t.Fatal(err)
	}
	emit()
	var all []Key
	w.Attach(SinkFunc(func(f *Fact) { all = append(all, f.Key) }))
	emit()
	if c.count != 2 || !slices.Equal(c.folded, []Key{1, 1, 1}) || c.told != nil {
		t.Errorf("counted %d since 5, folded %v, and was told %v", c.count, c.folded, c.told)
	}
	if !slices.Equal(all, []Key{0, 1, 2}) {
		t.Errorf("a sink that came later was told %v", all)
	}
}

// TestAFactIsTheSameToldEitherWay holds that EmitTo is Emit, to the digest, to those who
// count and to those who fold.
func TestAFactIsTheSameToldEitherWay(t *testing.T) {
	told := func(emit func(o, peer *Owner, k *Kind)) (Digest, int64, string) {
		w := New(Config{Seed: 1})
		defer w.Close()
		c := &chooser{a: RequestStarted, b: RequestOK}
		var log []string
		w.Attach(c)
		w.Attach(SinkFunc(func(f *Fact) { log = append(log, f.String()) }))
		o := w.Owner("a")
		for at := range 8 {
			w.At(Time(at), o, Func(func() { emit(o, w.Owner("b"), c.a); emit(o, w.Owner("b"), c.b) }))
		}
		run(t, w, 9)
		return w.Digest(), c.count, strings.Join(log, "\n")
	}
	digest, count, log := told(func(o, peer *Owner, k *Kind) { o.Emit(Fact{Kind: k, Peer: peer, Key: 7, Value: 3}) })
	digest2, count2, log2 := told(func(o, peer *Owner, k *Kind) { o.EmitTo(peer, k, 7, 3) })
	if digest != digest2 || count != count2 || log != log2 {
		t.Errorf("%v, %d counted, and\n%s\nor %v, %d counted, and\n%s", digest, count, log, digest2, count2, log2)
	}
	if count != 3 {
		t.Errorf("%d of those since the fifth nanosecond were counted, want 3", count)
	}
}
