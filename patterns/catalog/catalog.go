// Package catalog lists the patterns that scenarios can use. To add one is a line
// in [All].
package catalog

import (
	"wavetank/patterns"
	"wavetank/patterns/balance"
	"wavetank/patterns/breaker"
	"wavetank/patterns/broker"
	"wavetank/patterns/bulkhead"
	"wavetank/patterns/cache"
	"wavetank/patterns/clockbound"
	"wavetank/patterns/cqrs"
	"wavetank/patterns/election"
	"wavetank/patterns/emergent"
	"wavetank/patterns/eventsourcing"
	"wavetank/patterns/fallback"
	"wavetank/patterns/gossip"
	"wavetank/patterns/health"
	"wavetank/patterns/hedge"
	"wavetank/patterns/inbox"
	"wavetank/patterns/lease"
	"wavetank/patterns/limit"
	"wavetank/patterns/membership"
	"wavetank/patterns/outbox"
	"wavetank/patterns/paxos"
	"wavetank/patterns/quorum"
	"wavetank/patterns/ratelimit"
	"wavetank/patterns/retry"
	"wavetank/patterns/saga"
	"wavetank/patterns/shed"
	"wavetank/patterns/sidecar"
	"wavetank/patterns/throttle"
	"wavetank/patterns/timeout"
)

// All returns the patterns in the order in which
// they are listed to people.
func All() []patterns.Pattern {
	return []patterns.Pattern{
		breaker.Pattern,
		retry.Pattern,
		throttle.Pattern,
		throttle.Admission,
		timeout.Pattern,
		bulkhead.Pattern,
		fallback.Pattern,
		cache.Pattern,
		limit.Pattern,
		ratelimit.Pattern,
		shed.Pattern,
		balance.Pattern,
		health.Pattern,
		hedge.Pattern,
		sidecar.Pattern,
		saga.Pattern,
		gossip.Pattern,
		membership.Pattern,
		eventsourcing.Pattern,
		cqrs.Pattern,
		broker.Pattern,
		outbox.Pattern,
		inbox.Pattern,
		election.Pattern,
		lease.Pattern,
		quorum.Pattern,
		clockbound.Pattern,
		emergent.Pattern,
		paxos.Pattern,
	}
}

// Find returns the pattern of that kind.
func Find(kind string) (patterns.Pattern, bool) {
	for _, p := range All() {
		if p.Kind == kind {
			return p, true
		}
	}
	return patterns.Pattern{}, false
}
