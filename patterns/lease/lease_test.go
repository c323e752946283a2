package lease

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim/property"
)

// ask is the machine, or a mutant of it.
type ask func(l *Lock, now nodes.Ticks, who net.ID, span time.Duration) (ok, fresh bool)

// lawful checks that no two hold the lease at a time, and that tokens grow.
func lawful(t *rapid.T, grant ask) {
	var l Lock
	const span = 100
	now, until := nodes.Ticks(0), nodes.Ticks(0)
	var holder net.ID
	var token uint64
	for range rapid.IntRange(1, 50).Draw(t, "asks") {
		now += nodes.Ticks(rapid.IntRange(0, 150).Draw(t, "later"))
		who := net.ID(rapid.IntRange(1, 3).Draw(t, "who"))
		ok, _ := grant(&l, now, who, span)
		if !ok {
			if now >= until {
				t.Fatalf("at %d nobody gets a lease that ended at %d", now, until)
			}
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
	property.Suite[ask]{
		Sound: (*Lock).Ask,
		Laws:  []property.Law[ask]{{"a lock has one holder, and its tokens grow", lawful}},
		Mutants: []property.Mutant[ask]{
			{"a token that stays the same", "", property.Instead[ask](func(l *Lock, now nodes.Ticks, who net.ID, span time.Duration) (bool, bool) {
				ok, fresh := l.Ask(now, who, span)
				l.Token = 1
				return ok, fresh
			})},
			{"a lease that ends early", "", property.Instead[ask](func(l *Lock, now nodes.Ticks, who net.ID, span time.Duration) (bool, bool) {
				return l.Ask(now, who, span/2)
			})},
			{"a lease that never ends", "", property.Instead[ask](func(l *Lock, now nodes.Ticks, who net.ID, span time.Duration) (bool, bool) {
				return l.Ask(now, who, time.Hour)
			})},
		},
	}.Run(t)
}
