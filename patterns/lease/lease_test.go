package lease

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim/property"
)

// A lock is the machine, or a mutant of it.
type lock struct {
	ask     func(l *Lock, now nodes.Ticks, who net.ID, span time.Duration) (ok, fresh bool)
	restart func(l Lock, now nodes.Ticks, span time.Duration) Lock // after a crash
}

// lawful checks that no two hold the lease at a time, and that tokens grow, also when
// the authority restarts.
func lawful(t *rapid.T, x lock) {
	var l Lock
	const span = 100
	now, until := nodes.Ticks(0), nodes.Ticks(0)
	var holder net.ID
	var token uint64
	for range rapid.IntRange(1, 50).Draw(t, "asks") {
		now += nodes.Ticks(rapid.IntRange(0, 150).Draw(t, "later"))
		if token > 0 && rapid.IntRange(0, 4).Draw(t, "restarts") == 0 {
			l, until = x.restart(l, now, span), now.Add(span) // it cannot know better
		}
		who := net.ID(rapid.IntRange(1, 3).Draw(t, "who"))
		ok, _ := x.ask(&l, now, who, span)
		switch {
		case !ok && now >= until:
			t.Fatalf("at %d nobody gets a lease that ended at %d", now, until)
		case !ok && who == holder:
			t.Fatalf("at %d %d may not renew the lease that it has until %d", now, who, until)
		case !ok:
			continue
		}
		if now < until && who != holder {
			t.Fatalf("at %d %d gets the lease that %d has until %d", now, who, holder, until)
		}
		if l.Token < token || l.Token == token && who != holder {
			t.Fatalf("%d gets token %d after %d of %d", who, l.Token, token, holder)
		}
		holder, token, until = who, l.Token, now.Add(span)
	}
}

func TestLaws(t *testing.T) {
	property.Suite[lock]{
		Sound: lock{(*Lock).Ask, func(l Lock, now nodes.Ticks, span time.Duration) Lock { return recovered(l.record(), now, span) }},
		Laws:  []property.Law[lock]{{"a lock has one holder, who may renew, and its tokens grow", lawful}},
		Mutants: []property.Mutant[lock]{
			{"a token that stays the same", "", func(x *lock) {
				x.ask = func(l *Lock, now nodes.Ticks, who net.ID, span time.Duration) (bool, bool) {
					ok, fresh := l.Ask(now, who, span)
					l.Token = 1
					return ok, fresh
				}
			}},
			{"a lease that ends early", "", func(x *lock) {
				x.ask = func(l *Lock, now nodes.Ticks, who net.ID, span time.Duration) (bool, bool) {
					return l.Ask(now, who, span/2)
				}
			}},
			{"a lease that never ends", "", func(x *lock) {
				x.ask = func(l *Lock, now nodes.Ticks, who net.ID, span time.Duration) (bool, bool) {
					return l.Ask(now, who, time.Hour)
				}
			}},
			{"an authority that forgets its holder", "", func(x *lock) {
				x.restart = func(l Lock, now nodes.Ticks, span time.Duration) Lock { return Lock{0, l.Token, now.Add(span)} }
			}},
			{"an authority that forgets its lease", "", func(x *lock) {
				x.restart = func(l Lock, now nodes.Ticks, span time.Duration) Lock { return Lock{l.Holder, l.Token, 0} }
			}},
			{"an authority that forgets its tokens", "", func(x *lock) {
				x.restart = func(l Lock, now nodes.Ticks, span time.Duration) Lock { return Lock{l.Holder, 0, now.Add(span)} }
			}},
		},
	}.Run(t)
}
