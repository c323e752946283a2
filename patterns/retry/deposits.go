package retry

import (
	"time"

	"wavetank/patterns"
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
	share   tokens           // of a retry, for each call
	reserve tokens           // that is always there
	lately  *patterns.Slices // deposits less withdrawals
}

// parts is how many slices the memory is cut into, and forgotten by.
const parts = 10

// NewDeposits returns a budget of share retries per call, and of rate a second
// besides, that remembers for so long.
func NewDeposits(share, rate float64, memory time.Duration) *Deposits {
	return &Deposits{
		share: tokensOf(share), reserve: tokensOf(rate * memory.Seconds()),
		lately: patterns.NewSlices(memory, parts),
	}
}

// Begin deposits the share of a call.
func (d *Deposits) Begin(now sim.Time) { d.lately.Count(now, patterns.Counts{int64(d.share)}) }

// Retry withdraws a retry, if there is enough for a whole one.
func (d *Deposits) Retry(now sim.Time, _ bool) (Price, bool) {
	if d.left(now) < token {
		return 0, false
	}
	d.lately.Count(now, patterns.Counts{-token})
	return token, true
}

func (d *Deposits) left(now sim.Time) tokens { return tokens(d.lately.Sum(now)[0]) + d.reserve }

// Balance returns how many retries could be withdrawn at now.
func (d *Deposits) Balance(now sim.Time) float64 { return float64(d.left(now)) / token }
