package lease

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns/patternstest/twins"
)

func TestEveryTwinIsFoundOut(t *testing.T) {
	for name, grant := range map[string]ask{
		"a token that stays the same": func(l *Lock, now nodes.Ticks, who net.ID, span time.Duration) (bool, bool) {
			ok, fresh := l.Ask(now, who, span)
			l.Token = 1
			return ok, fresh
		},
		"a lease that ends early": func(l *Lock, now nodes.Ticks, who net.ID, span time.Duration) (bool, bool) {
			return l.Ask(now, who, span/2)
		},
		"a lease that never ends": func(l *Lock, now nodes.Ticks, who net.ID, span time.Duration) (bool, bool) {
			return l.Ask(now, who, time.Hour)
		},
	} {
		t.Run(name, func(t *testing.T) {
			checks, caught := twins.Breaks(t, 1000, func(t *rapid.T) { lawful(t, grant) })
			if !caught {
				t.Errorf("got away with it in %d checks", checks)
			}
			t.Logf("found out after %d checks", checks)
		})
	}
}
