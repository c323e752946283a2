package nodes

import (
	"fmt"
	"math"
	"sort"
	"time"

	"wavetank/sim"
)

// ArrivalsConfig says when the requests of an open loop come. Exactly one of
// Rate, Steps and Replay drives it; a Burst comes on top of a Rate or Steps.
type ArrivalsConfig struct {
	Process string          // "poisson" (or ""), or "constant": evenly spaced
	Rate    float64         // per second
	Steps   []RateStep      // ascending in At
	Burst   *BurstLoad      // nil is none
	Replay  []time.Duration // ascending, since the beginning of the world
	From    time.Duration   // nothing comes earlier
	Until   time.Duration   // nothing comes at this time or later; 0 is no end
}

// A RateStep sets the rate from At on. With Ramp the rate moves in a straight
// line from that of the step before and reaches Rate at At.
type RateStep struct {
	At   time.Duration
	Rate float64 // per second
	Ramp bool
}

// A BurstLoad adds Rate from At on for a while, once or, with Every, again.
type BurstLoad struct {
	Rate           float64 // per second
	At, For, Every time.Duration
}

// Arrivals is a sequence of arrival times. The gap before the i-th is drawn by
// identity, as a unit of integrated rate: the times depend on nothing but the
// seed, the load and its rates. A rate that changes is inverted exactly, piece
// by piece (Çinlar, Introduction to Stochastic Processes, 1975, 4.7).
type Arrivals struct {
	world  *sim.World
	key    sim.Key
	even   bool
	count  uint64
	replay []time.Duration
	from   time.Duration
	until  time.Duration

	pieces []piece
	burst  *BurstLoad
	at     float64 // where the last arrival was, in nanoseconds
	piece  int
}

// A piece is a span in which the rate is a straight line.
type piece struct {
	from, to float64 // nanoseconds; to may be +Inf
	rate     float64 // at from, per nanosecond
	slope    float64 // per nanosecond squared
}

var drawGap = sim.KeyOf("arrival")

// NewArrivals returns the arrival times of the load of that key. It fails if
// the configuration contradicts itself.
func NewArrivals(w *sim.World, key sim.Key, c ArrivalsConfig) (*Arrivals, error) {
	if !sort.SliceIsSorted(c.Replay, func(i, j int) bool { return c.Replay[i] < c.Replay[j] }) {
		return nil, fmt.Errorf("nodes: replayed arrivals are not in order of time")
	}
	a := &Arrivals{world: w, key: key, even: c.Process == "constant", replay: c.Replay, from: c.From, until: c.Until}
	if a.until == 0 {
		a.until = math.MaxInt64
	}
	a.at = float64(c.From)
	steps := c.Steps
	if steps == nil {
		steps = []RateStep{{Rate: c.Rate}}
	}
	a.pieces = lines(steps)
	if c.Burst != nil {
		a.pieces = surged(a.pieces, *c.Burst, float64(min(a.until, 1000*time.Hour)))
	}
	for _, p := range a.pieces {
		if !(p.rate >= 0) || math.IsInf(p.rate, 0) {
			return nil, fmt.Errorf("nodes: an arrival rate of %v per second makes no sense", p.rate*1e9)
		}
	}
	return a, nil
}

// lines turns steps into pieces that cover all time.
func lines(steps []RateStep) []piece {
	var pieces []piece
	rate, at := 0.0, 0.0
	for _, s := range steps {
		next, target := float64(s.At), s.Rate/1e9
		if next > at {
			p := piece{from: at, to: next, rate: rate}
			if s.Ramp {
				p.slope = (target - rate) / (next - at)
			}
			pieces = append(pieces, p)
		}
		rate, at = target, next
	}
	return append(pieces, piece{from: at, to: math.Inf(1), rate: rate})
}

// surged adds a burst to pieces, as far as the horizon.
func surged(pieces []piece, b BurstLoad, horizon float64) []piece {
	for at := float64(b.At); at < horizon; at += float64(b.Every) {
		end := at + float64(b.For)
		var cut []piece
		for _, p := range pieces {
			cut = append(cut, p.split(at, end, b.Rate/1e9)...)
		}
		pieces = cut
		if b.Every == 0 {
			break
		}
	}
	return pieces
}

// split returns p with extra rate between two times.
func (p piece) split(from, to, extra float64) []piece {
	var parts []piece
	for _, cut := range [][3]float64{{p.from, from, 0}, {from, to, extra}, {to, p.to, 0}} {
		lo, hi := max(p.from, cut[0]), min(p.to, cut[1])
		if lo < hi {
			rate := p.rate + float64(p.slope*(lo-p.from))
			parts = append(parts, piece{lo, hi, rate + cut[2], p.slope})
		}
	}
	return parts
}

// Next returns the next arrival time, or false when there is none any more.
func (a *Arrivals) Next() (sim.Time, bool) {
	if a.replay != nil {
		return a.nextReplayed()
	}
	a.count++
	need := 1.0
	if !a.even {
		luck := a.world.Draw(a.key+drawGap, sim.Key(a.count))
		need = luck.Exponential()
	}
	for a.piece < len(a.pieces) {
		p := a.pieces[a.piece]
		if at, left := p.invert(max(a.at, p.from), need); left == 0 {
			a.at = at
			if at >= float64(a.until) {
				return 0, false
			}
			return sim.Time(at), true
		} else {
			need = left
		}
		a.piece++
	}
	return 0, false
}

// invert returns the time at which the rate, integrated from at on, comes to
// need; or what is left of need at the end of the piece.
func (p piece) invert(at, need float64) (float64, float64) {
	rate := p.rate + float64(p.slope*(at-p.from))
	span := p.to - at
	if span <= 0 || rate <= 0 && p.slope <= 0 {
		return 0, need
	}
	if p.slope == 0 {
		if whole := rate * span; whole <= need {
			return 0, need - whole
		}
		return at + need/rate, 0
	}
	whole := float64(rate*span) + float64(float64(p.slope*span)*span)/2
	if whole <= need {
		return 0, need - whole
	}
	// The smaller positive root of slope/2·x² + rate·x = need, in the form that
	// does not cancel.
	root := math.Sqrt(float64(rate*rate) + float64(2*float64(p.slope*need)))
	return at + 2*need/(rate+root), 0
}

func (a *Arrivals) nextReplayed() (sim.Time, bool) {
	for a.count < uint64(len(a.replay)) {
		at := a.replay[a.count]
		a.count++
		if at >= a.from && at < a.until {
			return sim.Time(at), true
		}
	}
	return 0, false
}
