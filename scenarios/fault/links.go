package fault

import (
	"fmt"
	"slices"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

// Loss loses messages independently.
type Loss struct {
	OnLink
	Rate float64 `toml:"rate" kind:"ratio" required:"true" doc:"share of messages that vanish"`
}

// Strike loses them.
func (e *Loss) Strike(t Target) []Damage { return e.bend(t, net.Loss{Rate: e.Rate}) }

// Words say how many, and where.
func (e *Loss) Words() (words, numbers string) {
	return fmt.Sprintf("%s lost on %v", percent(e.Rate), e.Link), ""
}

// Simpler loses fewer, or in fewer places.
func (e *Loss) Simpler(ends []string) []Effect {
	return append(
		each(e, weaker(e.Rate, 0), func(f *Loss, x float64) { f.Rate = x }),
		each(e, e.narrower(ends), func(f *Loss, l OnLink) { f.OnLink = l })...)
}

// Draw draws where, and how many.
func (e *Loss) Draw(d Drawing) { e.Link, e.Rate = d.Edge(), rate(d) }

// BurstLoss loses messages in bursts.
type BurstLoss struct {
	OnLink
	GilbertElliott
}

// GilbertElliott is loss in bursts: the link alternates between a good and a
// bad state, with exponential sojourn times of these means.
type GilbertElliott struct {
	Good     time.Duration `toml:"good" required:"true" range:">0s.." doc:"mean time in the good state"`
	Bad      time.Duration `toml:"bad" required:"true" range:">0s.." doc:"mean time in the bad state"`
	LossGood float64       `toml:"loss_good" kind:"ratio" default:"0%" doc:"loss in the good state"`
	LossBad  float64       `toml:"loss_bad" kind:"ratio" default:"100%" doc:"loss in the bad state"`
}

// Strike lets bursts come.
func (e *BurstLoss) Strike(t Target) []Damage {
	return e.bend(t, net.NewBurstLoss(t.World(), t.Stream(), net.Burst{
		Good: e.Good, Bad: e.Bad, LossGood: e.LossGood, LossBad: e.LossBad,
	}))
}

// Words say where, and how long and how often.
func (e *BurstLoss) Words() (words, numbers string) {
	return fmt.Sprintf("bursts of loss on %v", e.Link), fmt.Sprintf(", %v at a time, %v apart", e.Bad, e.Good)
}

// Simpler has shorter bursts, loses less in them or between them, or does so in
// fewer places.
func (e *BurstLoss) Simpler(ends []string) []Effect {
	var brief []time.Duration
	if half := Round(e.Bad / 2); half >= tick {
		brief = []time.Duration{half}
	}
	return slices.Concat(
		each(e, brief, func(f *BurstLoss, bad time.Duration) { f.Bad = bad }),
		each(e, weaker(e.LossBad, 0), func(f *BurstLoss, x float64) { f.LossBad = x }),
		each(e, weaker(e.LossGood, 0), func(f *BurstLoss, x float64) { f.LossGood = x }),
		each(e, e.narrower(ends), func(f *BurstLoss, l OnLink) { f.OnLink = l }))
}

// Draw draws where, how often and how long.
func (e *BurstLoss) Draw(d Drawing) {
	e.Link = d.Edge()
	e.Good, e.Bad, e.LossBad = 100*tick<<d.Choose("good", 5), 20*tick<<d.Choose("bad", 5), 1
}

// Delay adds to the latency.
type Delay struct {
	OnLink
	By sim.Dist `toml:"by" required:"true" doc:"what is added to the latency"`
}

// Strike delays messages.
func (e *Delay) Strike(t Target) []Damage { return e.bend(t, net.Delay{By: e.By}) }

// Words say where, and by how much.
func (e *Delay) Words() (words, numbers string) {
	return fmt.Sprintf("delay on %v", e.Link), fmt.Sprintf(" by %v", e.By)
}

// Simpler delays by less, or in fewer places.
func (e *Delay) Simpler(ends []string) []Effect {
	return append(
		each(e, shorter(e.By), func(f *Delay, by sim.Dist) { f.By = by }),
		each(e, e.narrower(ends), func(f *Delay, l OnLink) { f.OnLink = l })...)
}

// Draw draws where, and by how much.
func (e *Delay) Draw(d Drawing) { e.Link, e.By = d.Edge(), delay(d) }

// Duplicate delivers messages twice.
type Duplicate struct {
	OnLink
	Rate float64 `toml:"rate" kind:"ratio" required:"true" doc:"share of datagrams that arrive twice; a stream drops copies"`
}

// Strike doubles them.
func (e *Duplicate) Strike(t Target) []Damage { return e.bend(t, net.Duplicate{Rate: e.Rate}) }

// Words say how many, and where.
func (e *Duplicate) Words() (words, numbers string) {
	return fmt.Sprintf("%s duplicated on %v", percent(e.Rate), e.Link), ""
}

// Simpler doubles fewer, or in fewer places.
func (e *Duplicate) Simpler(ends []string) []Effect {
	return append(
		each(e, weaker(e.Rate, 0), func(f *Duplicate, x float64) { f.Rate = x }),
		each(e, e.narrower(ends), func(f *Duplicate, l OnLink) { f.OnLink = l })...)
}

// Draw draws where, and how many.
func (e *Duplicate) Draw(d Drawing) { e.Link, e.Rate = d.Edge(), rate(d) }

// Disorder holds messages back so that later ones overtake.
type Disorder struct {
	OnLink
	Probability float64  `toml:"probability" kind:"ratio" required:"true" doc:"share of messages held back"`
	By          sim.Dist `toml:"by" required:"true" doc:"for how long"`
}

// Strike holds them back.
func (e *Disorder) Strike(t Target) []Damage {
	return e.bend(t, net.Reorder{Probability: e.Probability, By: e.By})
}

// Words say how many, where, and for how long.
func (e *Disorder) Words() (words, numbers string) {
	return fmt.Sprintf("%s out of order on %v", percent(e.Probability), e.Link), fmt.Sprintf(" by %v", e.By)
}

// Simpler holds them back for less time, holds fewer back, or in fewer places.
func (e *Disorder) Simpler(ends []string) []Effect {
	return slices.Concat(
		each(e, shorter(e.By), func(f *Disorder, by sim.Dist) { f.By = by }),
		each(e, weaker(e.Probability, 0), func(f *Disorder, x float64) { f.Probability = x }),
		each(e, e.narrower(ends), func(f *Disorder, l OnLink) { f.OnLink = l }))
}

// Draw draws where, how many, and for how long.
func (e *Disorder) Draw(d Drawing) { e.Link, e.Probability, e.By = d.Edge(), rate(d), delay(d) }

// Throttle narrows a link.
type Throttle struct {
	OnLink
	Bandwidth float64 `toml:"bandwidth" kind:"bandwidth" range:"1B/s.." required:"true" doc:"bytes per second"`
	Buffer    int64   `toml:"buffer" kind:"size" range:">0B.." doc:"bytes that may wait; absent: no bound"` // 0 = no bound
}

// Strike narrows it.
func (e *Throttle) Strike(t Target) []Damage {
	return e.bend(t, net.NewThrottle(t.World(), int64(e.Bandwidth), e.Buffer))
}

// Words say where, and to what.
func (e *Throttle) Words() (words, numbers string) {
	return fmt.Sprintf("narrow line on %v", e.Link), fmt.Sprintf(": %g B/s", e.Bandwidth)
}

// Simpler lets more through, drops nothing, or narrows fewer links.
func (e *Throttle) Simpler(ends []string) []Effect {
	var wider []float64
	if e.Bandwidth < widest {
		wider = []float64{2 * e.Bandwidth}
	}
	var forms []Effect
	if e.Buffer > 0 {
		patient := *e
		patient.Buffer = 0
		forms = append(forms, &patient)
	}
	return slices.Concat(forms,
		each(e, wider, func(f *Throttle, x float64) { f.Bandwidth = x }),
		each(e, e.narrower(ends), func(f *Throttle, l OnLink) { f.OnLink = l }))
}

// widest is a bandwidth that is as good as none, in bytes per second.
const widest = 1e9

// Draw draws where, and to what.
func (e *Throttle) Draw(d Drawing) {
	e.Link, e.Bandwidth = d.Edge(), float64(int(1000)<<d.Choose("bandwidth", 10))
}
