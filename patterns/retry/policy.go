package retry

import (
	"time"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A Verdict is what follows an attempt.
type Verdict uint8

// The verdicts. All but Again end the call with what the attempt ended with.
const (
	Final     Verdict = iota // it went well, or so that another attempt makes no sense
	Again                    // another attempt, after the wait
	Exhausted                // there have been as many attempts as there may be
	Late                     // another attempt would begin too late, or could not finish
	Never                    // the callee asked not to come again
	Broke                    // the budget cannot afford another attempt
)

// A Course is the pure machine of one call: it is told when attempts begin and
// how they end, and says whether another follows, and after which wait.
type Course struct {
	config   *Config
	waits    Backoff
	luck     sim.Key
	began    sim.Time // the first attempt
	deadline sim.Time // of the request; 0 is none
	write    bool
	attempts int
	wait     time.Duration // the latest from the backoff
	backoffs int           // how many there were
}

// NewCourse returns the course of a call. The key names the luck of its jitter.
func (c *Config) NewCourse(req *nodes.Request, luck sim.Key) Course {
	return Course{config: c, waits: c.Waits(), luck: luck, deadline: req.Deadline, write: req.Op == nodes.Write}
}

// Begin counts an attempt that begins now. It reports false, and counts none, if
// there is no time for it before the deadline.
func (c *Course) Begin(now sim.Time) bool {
	if c.attempts == 0 {
		c.began = now
	}
	if c.late(now) {
		return false
	}
	c.attempts++
	return true
}

// Attempts returns how many have begun.
func (c *Course) Attempts() int { return c.attempts }

// Next takes in how the latest attempt ended. With Again, another may begin after
// the wait.
func (c *Course) Next(now sim.Time, err error) (wait time.Duration, v Verdict) {
	switch {
	case c.Result(err) != Failure:
		return 0, Final
	case c.attempts >= c.config.Attempts:
		return 0, Exhausted
	}
	after, told := nodes.PushbackOf(err)
	if told = told && c.config.RetryAfter; told && after < 0 {
		return 0, Never
	}
	if told {
		after = c.asked(after)
	} else {
		after = c.backoff()
	}
	if c.late(now.Add(after)) {
		return 0, Late
	}
	return after, Again
}

// asked returns the wait of who was asked to come again after so long.
func (c *Course) asked(after time.Duration) time.Duration {
	if most := c.config.RetryAfterMax; most > 0 {
		after = min(after, most)
	}
	luck := c.luck.Mix(uint64(skew)).Mix(uint64(c.attempts)).Rand()
	return after + between(luck, 0, c.config.RetryAfterJitter)
}

// skew keeps the luck of waits that were asked for apart from that of the backoff.
var skew = sim.KeyOf("retry-after")

// backoff returns the next wait that nobody asked for.
func (c *Course) backoff() time.Duration {
	c.wait = c.waits.Next(c.backoffs, c.wait, c.luck.Mix(uint64(c.backoffs)).Rand())
	c.backoffs++
	return c.wait
}

// late reports whether an attempt must not begin at that time.
func (c *Course) late(at sim.Time) bool {
	if c.config.MaxDuration > 0 && at.Sub(c.began) > c.config.MaxDuration {
		return true
	}
	return c.deadline != 0 && (at >= c.deadline || c.deadline.Sub(at) < c.config.LeastTime)
}

// Result returns what an attempt that ended so came to: it is a Failure if
// another attempt makes sense.
func (c *Course) Result(err error) Result {
	switch {
	case err == nil:
		return Success
	case c.write && !c.config.Writes:
		return Unknown
	case patterns.EndsAs(c.config.RetryOn, err):
		return Failure
	}
	return Unknown
}

// Counts returns what an attempt that ended so came to for the budget: one whose
// callee asked never to come again is a Failure for whatever reason (gRFC A6).
func (c *Course) Counts(err error) Result {
	if after, told := nodes.PushbackOf(err); told && after < 0 && c.config.RetryAfter {
		return Failure
	}
	return c.Result(err)
}
