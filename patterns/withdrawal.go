package patterns

import (
	"slices"

	"wavetank/net"
)

// A Withdrawal is which instances of one node are away because somebody took them away:
// all callers know of it, as those of a service know which of its machines are ready.
// The zero one is none.
type Withdrawal struct {
	out   []net.ID
	flags []*HealthFlag // of the callers' views, also of those whose caller has booted since
}

// Set takes an instance out of the choice of all callers, or no longer. To nil it does
// nothing.
func (w *Withdrawal) Set(id net.ID, out bool) {
	if w == nil {
		return
	}
	w.out = slices.DeleteFunc(w.out, func(o net.ID) bool { return o == id })
	if out {
		w.out = append(w.out, id)
	}
	for _, f := range w.flags {
		f.Set(id, out)
	}
}

// Heed takes out of the view what is withdrawn, from now on. Nil is nothing.
func (a *Availability) Heed(w *Withdrawal) {
	if a == nil || w == nil {
		return
	}
	f := a.Flag()
	a.away, w.flags = w, append(w.flags, f)
	for _, id := range w.out {
		f.Set(id, true)
	}
}
