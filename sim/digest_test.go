package sim

import (
	"testing"

	"pgregory.net/rapid"

	_ "wavetank/sim/property"
)

// emitting is a world that emits a fact, which is changed before.
func emitting(change func(w *World, f *Fact)) func(*World) {
	return func(w *World) {
		f := Fact{Kind: RequestOK, Owner: w.Owner("a"), Key: 7, Value: 1, Extra: 2}
		change(w, &f)
		w.Emit(f)
	}
}

// happening is a world with an event.
func happening(at Time, owner string) func(*World) {
	return func(w *World) { w.At(at, w.Owner(owner), Func(func() {})) }
}

func both(a, b func(*World)) func(*World) { return func(w *World) { a(w); b(w) } }

var (
	plain   = emitting(func(*World, *Fact) {})
	another = emitting(func(w *World, f *Fact) { f.Value = 9 })
)

// differences are worlds no two of which are the same.
var differences = map[string]func(*World){
	"nothing":                 func(*World) {},
	"a fact":                  plain,
	"the fact twice":          both(plain, plain),
	"another kind":            emitting(func(w *World, f *Fact) { f.Kind = RequestFailed }),
	"another owner":           emitting(func(w *World, f *Fact) { f.Owner = w.Owner("b") }),
	"a peer":                  emitting(func(w *World, f *Fact) { f.Peer = w.Owner("b") }),
	"another peer":            emitting(func(w *World, f *Fact) { f.Peer = w.Owner("c") }),
	"itself as peer":          emitting(func(w *World, f *Fact) { f.Peer = w.Owner("a") }),
	"a load":                  emitting(func(w *World, f *Fact) { f.Load = w.Owner("b") }),
	"a peer and a load":       emitting(func(w *World, f *Fact) { f.Peer, f.Load = w.Owner("b"), w.Owner("c") }),
	"the same, exchanged":     emitting(func(w *World, f *Fact) { f.Peer, f.Load = w.Owner("c"), w.Owner("b") }),
	"the same twice":          emitting(func(w *World, f *Fact) { f.Peer, f.Load = w.Owner("b"), w.Owner("b") }),
	"another key":             emitting(func(w *World, f *Fact) { f.Key = 8 }),
	"the owner as key":        emitting(func(w *World, f *Fact) { f.Key = w.Owner("a").Key() }),
	"b's key as its key":      emitting(func(w *World, f *Fact) { f.Key, f.Owner = w.Owner("b").Key(), w.Owner("b") }),
	"b's key":                 emitting(func(w *World, f *Fact) { f.Key = w.Owner("b").Key() }),
	"of b, with a's key":      emitting(func(w *World, f *Fact) { f.Key, f.Owner = w.Owner("a").Key(), w.Owner("b") }),
	"another value":           another,
	"a negative value":        emitting(func(w *World, f *Fact) { f.Value = -1 }),
	"another extra":           emitting(func(w *World, f *Fact) { f.Extra = 3 }),
	"value and extra changed": emitting(func(w *World, f *Fact) { f.Value, f.Extra = 2, 1 }),
	"a note":                  emitting(func(w *World, f *Fact) { f.Note = "note" }),
	"another note":            emitting(func(w *World, f *Fact) { f.Note = "eton" }),
	"a note like the peer":    emitting(func(w *World, f *Fact) { f.Note = "b" }),
	"two facts":               both(plain, another),
	"two facts, exchanged":    both(another, plain),
	"a later fact":            func(w *World) { w.Run(3); plain(w) },
	"an event":                happening(1, "a"),
	"a later event":           happening(2, "a"),
	"another's event":         happening(1, "b"),
	"a fact, then an event":   both(plain, happening(1, "a")),
	"two events":              both(happening(1, "a"), happening(1, "b")),
	"two events, exchanged":   both(happening(1, "b"), happening(1, "a")),
	"an event scheduled later": func(w *World) {
		w.Cancel(w.At(9, w.Owner("a"), Func(func() {})))
		happening(1, "a")(w)
	},
	"an event that emits": func(w *World) { w.At(1, w.Owner("a"), Func(func() { plain(w) })) },
}

// TestTheDigestSeesEverything changes one thing at a time in a small world. No
// two of the changed worlds may have one digest.
func TestTheDigestSeesEverything(t *testing.T) {
	seen := make(map[Digest]string)
	for name, story := range differences {
		w := New(Config{Seed: 1})
		story(w)
		if err := w.Run(5); err != nil {
			t.Fatal(err)
		}
		if same, ok := seen[w.Digest()]; ok {
			t.Errorf("%q and %q have one digest", name, same)
		}
		seen[w.Digest()] = name
	}
}

// TestADigestRemembers holds that no later fold makes good for a difference.
func TestADigestRemembers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.Uint64(), 2, 40).Draw(t, "words")
		i := rapid.IntRange(0, len(words)-1).Draw(t, "which")
		bit := rapid.IntRange(0, 63).Draw(t, "bit")
		sum := func() (d Digest) {
			for j := 0; j+1 < len(words); j++ {
				d.fold(words[j], words[j+1])
			}
			return d
		}
		before := sum()
		words[i] ^= 1 << bit
		if sum() == before {
			t.Fatalf("bit %d of word %d changes nothing", bit, i)
		}
	})
}

func TestADigestIsSixteenDigits(t *testing.T) {
	if got := Digest(0xbeef).String(); got != "000000000000beef" {
		t.Error(got)
	}
}
