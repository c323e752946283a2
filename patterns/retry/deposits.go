package retry

import (
	"time"

	"wavetank/sim"
)

// Deposits is the budget of Finagle: every call deposits a share of a retry, a
// retry withdraws a whole one, and both are forgotten after a while. Besides,
// there is a reserve for so many retries a second, so that a caller with few
// calls may retry at all.
//
//	retries in any memory ≤ share · calls in it + rate · memory, up to one slice
type Deposits struct {
	idle
	share   tokens // of a retry, for each call
	reserve tokens // that is always there
	width   time.Duration
	ring    [parts]tokens // deposits less withdrawals, by slice of the memory
	latest  int64         // number of the slice that is being written, since the beginning
	sum     tokens        // of the ring
}

// parts is how many slices the memory is cut into, and forgotten by.
const parts = 10

// NewDeposits returns a budget of share retries per call, and of rate a second
// besides, that remembers for so long.
func NewDeposits(share, rate float64, memory time.Duration) *Deposits {
	return &Deposits{
		share: tokensOf(share), reserve: tokensOf(rate * memory.Seconds()),
		width: max(1, memory/parts),
	}
}

// pass forgets what is too old at now.
func (d *Deposits) pass(now sim.Time) {
	current := int64(now) / int64(d.width)
	if current-d.latest >= parts {
		d.ring, d.sum, d.latest = [parts]tokens{}, 0, current
		return
	}
	for d.latest < current {
		d.latest++
		at := &d.ring[d.latest%parts]
		d.sum -= *at
		*at = 0
	}
}

func (d *Deposits) add(n tokens) {
	d.ring[d.latest%parts] += n
	d.sum += n
}

// Begin deposits the share of a call.
func (d *Deposits) Begin(now sim.Time) {
	d.pass(now)
	d.add(d.share)
}

// Retry withdraws a retry, if there is enough for a whole one.
func (d *Deposits) Retry(now sim.Time, _ bool) (Price, bool) {
	d.pass(now)
	if d.sum+d.reserve < token {
		return 0, false
	}
	d.add(-token)
	return Price(token), true
}

// Balance returns how many retries could be withdrawn at now.
func (d *Deposits) Balance(now sim.Time) float64 {
	d.pass(now)
	return float64(d.sum+d.reserve) / token
}
