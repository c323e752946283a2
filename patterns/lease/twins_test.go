package lease

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim/property"
)

func TestEveryTwinIsFoundOut(t *testing.T) {
	var brood property.Brood
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
		brood.Catch(t, name, 1000, func(t *rapid.T) { lawful(t, grant) })
	}
	brood.Recorded(t)
}
