package sim

import (
	"slices"
	"testing"
)

// TestAWatchdogThatIsCancelledLeavesNoTrace runs a world with watchdogs that are
// called off, and the same without.
func TestAWatchdogThatIsCancelledLeavesNoTrace(t *testing.T) {
	run := func(guarded bool) Digest {
		w := New(Config{Seed: 1})
		o := w.Owner("o")
		var next Func
		left := 100
		next = func() {
			if left--; left == 0 {
				return
			}
			w.After(5, o, next)
			if guarded {
				dog := w.Watchdog(w.Now()+7, o, Func(func() { t.Error("it bites") }))
				w.After(6, o, Func(func() { w.Cancel(dog) }))
			} else {
				w.After(6, o, Func(func() {}))
			}
		}
		w.At(1, o, next)
		if err := w.Run(Forever); err != nil {
			t.Fatal(err)
		}
		return w.Digest()
	}
	if with, without := run(true), run(false); with != without {
		t.Errorf("%v with, %v without", with, without)
	}
}

// TestAWatchdogHasAPlaceInTheOrder lets it bite among events of the same time.
func TestAWatchdogHasAPlaceInTheOrder(t *testing.T) {
	w := New(Config{Seed: 1})
	o := w.Owner("o")
	var order []string
	say := func(word string) Func { return func() { order = append(order, word) } }
	w.At(9, o, say("before"))
	w.At(1, o, say("last scheduled"))
	w.Watchdog(9, o, say("watchdog"))
	w.At(9, o, say("after"))
	if err := w.Run(Forever); err != nil {
		t.Fatal(err)
	}
	if want := []string{"last scheduled", "before", "watchdog", "after"}; !slices.Equal(order, want) {
		t.Errorf("%v, want %v", order, want)
	}
}
