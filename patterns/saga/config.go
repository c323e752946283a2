package saga

import (
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what a saga can be told, and the table that a scenario writes.
type Config struct {
	Style      string        `toml:"style" default:"orchestration" enum:"orchestration,choreography,two-phase-commit,none" doc:"who drives the steps: a coordinator with a log, the participants by events, a coordinator that locks all until all agree, or naive calls"`
	Start      string        `toml:"start" kind:"own route" required:"true" doc:"the route whose requests begin a saga; its node is the coordinator"`
	Steps      []Step        `toml:"steps" required:"true" doc:"what is to be done, in order"`
	Others     []Other       `toml:"others" doc:"requests of no saga that use the same stock"`
	Timeout    time.Duration `toml:"timeout" default:"1s" range:"1ms..1h" doc:"how long an attempt at a step may take; after it, whether the step happened is unknown"`
	Attempts   int           `toml:"attempts" default:"3" range:"1..1000" doc:"attempts at a step, the first included, before the saga turns back; a step past the pivot, a retriable one and a compensation go on until they are parked"`
	Backoff    time.Duration `toml:"backoff" default:"100ms" range:"1ms..1h" doc:"pause before the second attempt; it doubles with each further one"`
	BackoffMax time.Duration `toml:"backoff_max" default:"5s" range:"1ms..1h" doc:"longest pause between attempts"`
	ParkAfter  int           `toml:"park_after" default:"0" range:"0..1000000" doc:"attempts after which a compensation, or a step past the pivot, is left to an operator; 0 is never"`
	Isolation  string        `toml:"isolation" default:"none" enum:"none,semantic-lock,pessimistic-view" only:"style=orchestration" doc:"what others see of an unfinished saga: everything (none); that the item is taken, and are refused (semantic-lock); or nothing of what it gave until it is finished (pessimistic-view)"`
	LockWait   time.Duration `toml:"lock_wait" default:"1s" range:"0s..1h" only:"style=two-phase-commit" doc:"how long two-phase commit waits for an item that another transaction has locked"`
	Inquire    time.Duration `toml:"inquire" default:"1s" range:"1ms..1h" only:"style=two-phase-commit" doc:"how often a participant in doubt asks the coordinator"`
}

// A Step is one local transaction of a saga, and what undoes it.
type Step struct {
	Action       string `toml:"action" kind:"own route" required:"true" doc:"the route that does it"`
	Compensation string `toml:"compensation" kind:"own route" doc:"the route of the same node that undoes it; absent: it cannot be undone"`
	Pivot        bool   `toml:"pivot" doc:"once it is done there is no way back: what follows is tried until it succeeds"`
	Retriable    bool   `toml:"retriable" doc:"it cannot fail for good: it is tried until it succeeds"`
	Change       int64  `toml:"change" range:"-1000000..1000000" doc:"units that it adds to the stock of the item at its node; negative takes them, and is refused if there are too few"`
	Stock        int64  `toml:"stock" range:"0..1000000000" doc:"units of each item that its node has to begin with"`
}

// An Other is a kind of request of no saga that changes a stock.
type Other struct {
	Action string `toml:"action" kind:"own route" required:"true" doc:"the route, of a node that does steps"`
	Change int64  `toml:"change" required:"true" range:"-1000000..1000000" doc:"units that it adds to the stock of the item; negative takes them, and is refused if there are too few"`
}

// Default returns the documented defaults. A saga needs a Start and Steps besides.
func Default() Config { return knob.Default[Config]() }

// mostSteps bounds a saga: the set of steps is kept in the bits of a word.
const mostSteps = 60

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	switch {
	case len(c.Steps) > mostSteps:
		return knob.Wrong("steps", "%d steps; at most %d", len(c.Steps), mostSteps)
	case c.Backoff > c.BackoffMax:
		return knob.Wrong("backoff", "%v is above backoff_max, %v", c.Backoff, c.BackoffMax).Instead("%v or less", c.BackoffMax)
	}
	pivots := 0
	for _, s := range c.Steps {
		if s.Pivot {
			pivots++
		}
		switch {
		case s.Compensation != "" && patterns.NodeOf(s.Compensation) != patterns.NodeOf(s.Action):
			return knob.Wrong("steps", "%s does not undo %s: they are of different nodes", s.Compensation, s.Action)
		case s.Pivot && s.Compensation != "":
			return knob.Wrong("steps", "%s is the pivot and has a compensation: past it there is no way back", s.Action)
		case pivots > 1:
			return knob.Wrong("steps", "%s is a second pivot", s.Action)
		}
	}
	return nil
}

// change returns what a step adds to the stock. The others stand behind the steps.
func (c *Config) change(step int) int64 {
	if step < len(c.Steps) {
		return c.Steps[step].Change
	}
	return c.Others[step-len(c.Steps)].Change
}

// pause returns how long to wait after so many attempts.
func (c *Config) pause(attempts int) time.Duration {
	d := c.Backoff
	for i := 1; i < attempts && d < c.BackoffMax; i++ {
		d *= 2
	}
	return min(d, c.BackoffMax)
}
