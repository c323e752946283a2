package fault

import (
	"fmt"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

// Loss loses messages independently.
type Loss struct {
	OnLink
	Rate float64 `toml:"rate" kind:"ratio" required:"true" doc:"share of messages that vanish"`
}

func (e *Loss) Strike(t Target) []Damage { return e.bend(t, net.Loss{Rate: e.Rate}) }

func (e *Loss) Words() (words, numbers string) {
	return fmt.Sprintf("%s lost on %v", percent(e.Rate), e.Link), ""
}

func (e *Loss) Draw(d Drawing) { e.Link, e.Rate = d.Edge(), rate(d) }

// BurstLoss loses messages in bursts.
type BurstLoss struct {
	OnLink
	GilbertElliott
}

// GilbertElliott is loss in bursts: the link alternates between a good and a
// bad state, with exponential sojourn times of these means.
type GilbertElliott struct {
	Good     time.Duration `toml:"good" required:"true" range:"1us.." milder:"more" doc:"mean time in the good state"`
	Bad      time.Duration `toml:"bad" required:"true" range:"1us.." doc:"mean time in the bad state"`
	LossGood float64       `toml:"loss_good" kind:"ratio" default:"0%" doc:"loss in the good state"`
	LossBad  float64       `toml:"loss_bad" kind:"ratio" default:"100%" doc:"loss in the bad state"`
}

func (e *BurstLoss) Strike(t Target) []Damage {
	return e.bend(t, net.NewBurstLoss(t.World(), t.Stream(), net.Burst(e.GilbertElliott)))
}

func (e *BurstLoss) Words() (words, numbers string) {
	return fmt.Sprintf("bursts of loss on %v", e.Link), fmt.Sprintf(", %v at a time, %v apart", e.Bad, e.Good)
}

func (e *BurstLoss) Draw(d Drawing) {
	e.Link = d.Edge()
	e.Good, e.Bad, e.LossBad = 100*tick<<d.Choose("good", 5), 20*tick<<d.Choose("bad", 5), 1
}

// Delay adds to the latency.
type Delay struct {
	OnLink
	By sim.Dist `toml:"by" required:"true" doc:"what is added to the latency"`
}

func (e *Delay) Strike(t Target) []Damage { return e.bend(t, net.Delay{By: e.By}) }

func (e *Delay) Words() (words, numbers string) {
	return fmt.Sprintf("delay on %v", e.Link), fmt.Sprintf(" by %v", e.By)
}

func (e *Delay) Draw(d Drawing) { e.Link, e.By = d.Edge(), delay(d) }

// Duplicate delivers messages twice.
type Duplicate struct {
	OnLink
	Rate float64 `toml:"rate" kind:"ratio" required:"true" doc:"share of datagrams that arrive twice; a stream drops copies"`
}

func (e *Duplicate) Strike(t Target) []Damage { return e.bend(t, net.Duplicate{Rate: e.Rate}) }

func (e *Duplicate) Words() (words, numbers string) {
	return fmt.Sprintf("%s duplicated on %v", percent(e.Rate), e.Link), ""
}

func (e *Duplicate) Draw(d Drawing) { e.Link, e.Rate = d.Edge(), rate(d) }

// Disorder holds messages back so that later ones overtake.
type Disorder struct {
	OnLink
	Probability float64  `toml:"probability" kind:"ratio" required:"true" doc:"share of messages held back"`
	By          sim.Dist `toml:"by" required:"true" doc:"for how long"`
}

func (e *Disorder) Strike(t Target) []Damage {
	return e.bend(t, net.Reorder{Probability: e.Probability, By: e.By})
}

func (e *Disorder) Words() (words, numbers string) {
	return fmt.Sprintf("%s out of order on %v", percent(e.Probability), e.Link), fmt.Sprintf(" by %v", e.By)
}

func (e *Disorder) Draw(d Drawing) { e.Link, e.Probability, e.By = d.Edge(), rate(d), delay(d) }

// Throttle narrows a link.
type Throttle struct {
	OnLink
	Bandwidth float64 `toml:"bandwidth" kind:"bandwidth" range:"1B/s.." required:"true" milder:"more" doc:"bytes per second"`
	Buffer    int64   `toml:"buffer" kind:"size" range:">0B.." doc:"bytes that may wait; absent: no bound, so that what waits may outlast the fault"` // 0 = no bound
}

func (e *Throttle) Strike(t Target) []Damage {
	return e.bend(t, net.NewThrottle(t.World(), int64(e.Bandwidth), e.Buffer))
}

func (e *Throttle) Words() (words, numbers string) {
	return fmt.Sprintf("narrow line on %v", e.Link), fmt.Sprintf(": %g B/s", e.Bandwidth)
}

// Draw lets a second's worth of bytes wait: what was said to wait longer would arrive in
// the calm.
func (e *Throttle) Draw(d Drawing) {
	e.Link, e.Bandwidth = d.Edge(), float64(int(1000)<<d.Choose("bandwidth", 10))
	e.Buffer = int64(e.Bandwidth)
}
