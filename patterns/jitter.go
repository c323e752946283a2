package patterns

import (
	"time"

	"wavetank/sim"
)

// A Jitter keeps what many do with one period from happening at the same instants:
// each period is longer by a random part, as in Envoy's measuring windows and
// Kubernetes' wait.Jitter. The zero Jitter adds nothing.
type Jitter struct {
	share float64 // of the period, at most
	luck  sim.Rand
}

// Jitter returns the luck of a site in something that it does again and again, which
// purpose names.
func (s Site) Jitter(share float64, purpose sim.Key) Jitter {
	return Jitter{share: share, luck: s.World().Draw(purpose, s.Key())}
}

// Next returns a period that is longer than the one given by any part up to the share.
func (j *Jitter) Next(period time.Duration) time.Duration {
	reach := time.Duration(float64(float64(period) * j.share))
	return period + j.luck.Between(0, reach+1)
}
