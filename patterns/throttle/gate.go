package throttle

import (
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/sim"
)

// AdmissionConfig is what one admission control can be told, and the table that a
// scenario writes. The defaults are those of Envoy.
type AdmissionConfig struct {
	Threshold float64 `toml:"threshold" kind:"ratio" default:"95%" range:"1%..100%" doc:"success rate of the calls below which some are turned away"`
	// Aggression is the root that is taken of the chance: 2 makes 10% of it 32%.
	Aggression float64 `toml:"aggression" kind:"factor" default:"1" range:"1..100" doc:"how steeply the chance to be turned away rises below the threshold: 1 in proportion, more at once"`
	// Window is forgotten by the second.
	Window time.Duration `toml:"window" default:"30s" range:"1s..1h" doc:"time over which the ends of calls are counted, in whole seconds"`
	// RPSThreshold counts the calls that ended in the window, over all of it.
	RPSThreshold float64 `toml:"rps_threshold" kind:"rate" default:"0/s" range:"0/s..1000000/s" doc:"calls a second that must have ended in the window before any is turned away"`
	Most         float64 `toml:"most" kind:"ratio" default:"80%" range:"0%..100%" doc:"largest chance with which a call is turned away"`
	// Outcomes are never of calls that this pattern itself turned away.
	patterns.Outcomes
}

// DefaultAdmission returns the documented defaults.
func DefaultAdmission() AdmissionConfig { return knob.Default[AdmissionConfig]() }

// Validate judges what takes two keys to judge.
func (c AdmissionConfig) Validate() error {
	return knob.First(
		c.Clash(""),
		knob.If(len(c.Failures) == 0, "failures", "names nothing: nothing could ever be turned away"),
		knob.If(c.Most == 0, "most", "is 0 %%: nothing could ever be turned away"),
		knob.If(c.Window%time.Second != 0, "window", "%v is not a number of whole seconds", c.Window),
	)
}

// A Gate is the pure machine of admission control. It is told the time and the luck, as
// a Throttle is, and counts calls when they end: what it turns away, and what has not
// ended yet, it does not know of.
type Gate struct {
	knob    AdmissionConfig
	seconds []second // from the oldest to the newest
	sum     tally    // of all of them
}

// A second is what ended in one that began with the first of these ends, or with a look
// at the counts.
type second struct {
	since sim.Time
	tally
}

// A tally counts calls that ended, and those of them that went well.
type tally struct{ calls, successes int64 }

// NewGate returns a gate that has seen nothing. It panics if c is not valid.
func NewGate(c AdmissionConfig) *Gate {
	if err := knob.Check(&c); err != nil {
		panic("throttle: " + err.Error())
	}
	return &Gate{knob: c}
}

// Allow asks whether a call may be made now, luck being its own draw.
func (g *Gate) Allow(now sim.Time, luck sim.Rand) (Permit, bool) {
	if float64(g.rps(now)) < g.knob.RPSThreshold {
		return Permit{}, true
	}
	return Permit{}, tenThousand*g.Chance(now) <= float64(luck.Below(tenThousand))
}

const tenThousand = 10_000 // chances are exact to four digits

// Done records what the end of an allowed call counts as.
func (g *Gate) Done(now sim.Time, _ Permit, o patterns.Outcome) {
	if o == patterns.Ignored {
		return
	}
	g.pass(now)
	one := tally{1, sim.Flag(o == patterns.Success)}
	g.seconds[len(g.seconds)-1].add(one, 1)
	g.sum.add(one, 1)
}

func (t *tally) add(n tally, sign int64) {
	t.calls, t.successes = t.calls+sign*n.calls, t.successes+sign*n.successes
}

// Chance returns with what chance a call would be turned away now, if there are calls
// enough.
func (g *Gate) Chance(now sim.Time) float64 {
	calls, successes := g.Counts(now)
	p := (float64(calls) - float64(successes)/g.knob.Threshold) / float64(calls+1)
	if p <= 0 {
		return 0
	}
	if g.knob.Aggression != 1 {
		p = sim.Exp(sim.Log(p) / g.knob.Aggression)
	}
	return min(p, g.knob.Most)
}

// Counts returns how many calls of the window ended, and how many of them well.
func (g *Gate) Counts(now sim.Time) (calls, successes int64) {
	g.pass(now)
	return g.sum.calls, g.sum.successes
}

// rps returns the whole number of calls a second that ended, over the window or as long
// as the oldest of them is ago. What is too old counts until the next look at the counts.
func (g *Gate) rps(now sim.Time) int64 {
	if g.sum.calls == 0 {
		return 0
	}
	span := max(g.knob.Window, now.Sub(g.seconds[0].since).Truncate(time.Second))
	return g.sum.calls / int64(span/time.Second)
}

// pass forgets what is too old at now, and begins a new second if there is none that is
// younger than one.
func (g *Gate) pass(now sim.Time) {
	old := 0
	for old < len(g.seconds) && now.Sub(g.seconds[old].since) >= g.knob.Window {
		g.sum.add(g.seconds[old].tally, -1)
		old++
	}
	if old > 0 {
		g.seconds = g.seconds[:copy(g.seconds, g.seconds[old:])]
	}
	if n := len(g.seconds); n == 0 || now.Sub(g.seconds[n-1].since) >= time.Second {
		g.seconds = append(g.seconds, second{since: now})
	}
}
