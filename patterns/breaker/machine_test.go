package breaker

import (
	"fmt"
	"testing"
	"time"

	"wavetank/patterns"
)

func consecutive(k int) func(*Config) {
	return func(c *Config) { c.Rule, c.Consecutive, c.OpenFor = "consecutive", k, 10*time.Second }
}

func and(configs ...func(*Config)) func(*Config) {
	return func(c *Config) {
		for _, config := range configs {
			config(c)
		}
	}
}

func lastOf(n int, rate float64) func(*Config) {
	return func(c *Config) { c.Window, c.FailureRate, c.OpenFor = n, rate, 10*time.Second }
}

var tripping = []story{
	{"trips on the third failure in a row", consecutive(3), `
		0s  fail fail        | closed
		1s  fail             | open
		1s  no no            | open`},
	{"a success ends the run of failures", consecutive(3), `
		0s  fail fail ok     | closed
		0s  fail fail        | closed
		0s  fail             | open`},
	{"an ignored call neither ends nor lengthens the run", consecutive(3), `
		0s  fail fail ignored | closed
		0s  fail              | open`},
	{"a slow call lengthens the run like a failed one",
		and(consecutive(3), func(c *Config) { c.SlowCall = time.Second }), `
		0s  fail slow        | closed
		0s  slow             | open`},
	{"waits for a full window unless told otherwise", lastOf(4, .5), `
		0s  fail fail fail   | closed
		0s  ok               | open`},
	{"a rate that is reached is enough", lastOf(4, .5), `
		0s  ok ok ok fail    | closed
		0s  fail             | open`},
	{"one in ten is exactly ten percent of ten", lastOf(10, .1), `
		0s  ok ok ok ok ok   | closed
		0s  ok ok ok ok fail | open`},
	{"the window forgets its oldest call", lastOf(4, .5), `
		0s  fail ok ok ok    | closed
		0s  ok fail ok ok    | closed
		0s  ok fail          | closed
		0s  ok ok ok         | closed
		0s  fail fail        | open`},
	{"minimum calls let a window judge before it is full",
		and(lastOf(10, .5), func(c *Config) { c.MinimumCalls = 3 }), `
		0s  fail fail        | closed
		0s  fail             | open`},
	{"a minimum above the window is the window",
		and(lastOf(2, .5), func(c *Config) { c.MinimumCalls = 50 }), `
		0s  fail             | closed
		0s  fail             | open`},
	{"slow calls trip it by their own rate",
		and(lastOf(4, 1), func(c *Config) { c.SlowCall, c.SlowCallRate = time.Second, .5 }), `
		0s  ok ok ok slow    | closed
		0s  slow             | open`},
	{"calls under way overshoot: only completed ones count", consecutive(2), `
		0s  +a +b +c +d      | closed
		1s  a:fail b:fail    | open
		2s  c~fail d~fail    | open
		10s no               | open
		11s +e               | half-open`},
}

func overTime(c *Config) {
	c.Rule, c.WindowTime, c.Slices, c.MinimumCalls = "time", 10*time.Second, 5, 4
	c.OpenFor = 10 * time.Second
}

var slicing = []story{
	{"calls within the time window add up", overTime, `
		1s  fail             | closed
		3s  fail             | closed
		5s  fail             | closed
		9s  fail             | open`},
	{"the slice that is as old as the window is forgotten", overTime, `
		1s  fail fail        | closed
		10s fail ok ok       | closed
		11s ok fail          | closed
		11s fail             | open`},
	{"without a minimum of its own it waits for a hundred calls",
		func(c *Config) { c.Rule = "time" }, `
		1s  99*fail          | closed
		2s  fail             | open`},
	{"a long silence forgets everything", overTime, `
		1s  fail fail fail   | closed
		1h  fail fail fail   | closed
		1h  fail             | open`},
}

var opening = []story{
	{"half-open begins when a call comes after the wait", consecutive(1), `
		0s  fail             | open
		9s  no tick          | open
		10s tick             | open
		12s +a no            | half-open`},
	{"an automatic breaker is half-open without a call",
		and(consecutive(1), func(c *Config) { c.Automatic = true }), `
		0s  fail             | open
		9s  tick             | open
		10s tick             | half-open
		1h  tick             | half-open
		1h  ok               | closed`},
	{"a failed trial opens for as long again", consecutive(1), `
		0s  fail             | open
		10s +a               | half-open
		12s a:fail           | open
		21s no               | open
		22s ok               | closed`},
	{"growth lengthens each wait up to its cap, and a close forgets it",
		and(consecutive(1), func(c *Config) { c.OpenGrowth, c.OpenMax = 2, 30*time.Second }), `
		0s   fail            | open
		10s  fail            | open
		29s  no              | open
		30s  fail            | open
		59s  no              | open
		60s  fail            | open
		89s  no              | open
		90s  ok              | closed
		90s  fail            | open
		99s  no              | open
		100s ok              | closed`},
	{"a late failure does not keep it open", consecutive(1), `
		0s  +a               | closed
		0s  fail             | open
		9s  a~fail           | open
		10s +b               | half-open`},
}

func permits(n int, rule string) func(*Config) {
	return and(consecutive(1), func(c *Config) {
		c.Trials, c.TrialRule = n, rule
		c.TrialDeadline = 4 * time.Second
	})
}

var trying = []story{
	{"one trial passes and the next call is rejected", consecutive(1), `
		0s  fail             | open
		10s +a no no         | half-open
		11s a:ok             | closed
		11s ok ok            | closed`},
	{"a late success from before it opened does not close it", consecutive(1), `
		0s  +a               | closed
		0s  fail             | open
		5s  a~ok             | open
		10s +b no            | half-open`},
	{"a late outcome from before it opened is no trial", consecutive(1), `
		0s  +a +z            | closed
		0s  fail             | open
		10s +b a~ok z~fail no | half-open
		11s b:ok             | closed`},
	{"a hung probe opens it at the deadline and its answer is stale", permits(1, "any"), `
		0s  fail             | open
		10s +a               | half-open
		13s no               | half-open
		14s no               | open
		20s a~ok no          | open
		24s +b               | half-open
		24s a~ok b:ok        | closed`},
	{"the deadline is the open time unless told otherwise", consecutive(1), `
		0s  fail             | open
		10s +a               | half-open
		19s no               | half-open
		20s no               | open`},
	{"the deadline counts from when it passed, not from when it is noticed", permits(1, "any"), `
		0s  fail             | open
		10s +a               | half-open
		30s +b               | half-open
		33s a~ok no          | half-open
		34s no               | open`},
	{"a cancelled trial gives its permit back", permits(1, "any"), `
		0s  fail             | open
		10s +a no a:ignored  | half-open
		10s +b no            | half-open
		11s b:ok             | closed`},
	{"a permit given back stops the clock of the deadline", permits(1, "any"), `
		0s  fail             | open
		10s +a               | half-open
		11s a:ignored        | half-open
		20s +b               | half-open
		23s b:ok             | closed`},
	{"a permit counts once", permits(3, "any"), `
		0s  fail             | open
		10s +a +b a:ok a~ok a~ok | half-open
		10s b:ok b~fail      | half-open
		10s ok               | closed`},
	{"closes when all trials passed", permits(3, "any"), `
		0s  fail             | open
		10s +a +b +c no      | half-open
		11s a:ok no b:ok no  | half-open
		12s c:ok             | closed`},
	{"any failed trial opens it at once", permits(3, "any"), `
		0s  fail             | open
		10s +a +b            | half-open
		11s a:ok b:fail      | open`},
	{"a slow trial is a bad one", and(permits(2, "any"), func(c *Config) { c.SlowCall = time.Second }), `
		0s  fail             | open
		10s ok slow          | open`},
	{"under the rate rule some trials may fail", permits(4, "rate"), `
		0s  fail             | open
		10s fail ok ok       | half-open
		10s ok               | closed`},
	{"the rate rule opens as soon as it cannot close", permits(4, "rate"), `
		0s  fail             | open
		10s +a +b +c +d no   | half-open
		11s a:fail b:fail    | open
		11s c~ok d~ok        | open`},
	{"the rate rule closes as soon as it cannot open", permits(5, "rate"), `
		0s  fail             | open
		10s +a +b +c +d +e   | half-open
		11s a:ok b:ok        | half-open
		11s c:ok             | closed
		12s d~fail e~fail    | closed`},
	{"under the rule of successes some trials may fail", best(2, 4), `
		0s  fail             | open
		10s fail ok fail     | half-open
		10s ok               | closed`},
	{"the rule of successes opens as soon as they cannot be reached", best(3, 4), `
		0s  fail             | open
		10s +a +b +c +d no   | half-open
		11s a:ok b:fail      | half-open
		11s c:fail           | open
		11s d~ok             | open`},
	{"the rule of successes closes as soon as they are reached, and frees no permit before", best(2, 3), `
		0s  fail             | open
		10s ok +a +b no      | half-open
		11s a:ok b~fail      | closed`},
	{"a slow trial is no success", and(best(2, 3), func(c *Config) { c.SlowCall = time.Second }), `
		0s  fail             | open
		10s ok slow          | half-open
		10s slow             | open`},
	{"closed again it begins with an empty window",
		and(lastOf(3, .5), func(c *Config) { c.Trials = 1 }), `
		0s  fail fail fail   | open
		10s ok               | closed
		10s fail fail        | closed
		10s fail             | open`},
}

// best closes at so many good ones of n trials.
func best(good, n int) func(*Config) {
	return and(permits(n, "successes"), func(c *Config) { c.TrialSuccesses = good })
}

func inTheWindow(n int) func(*Config) {
	return func(c *Config) { c.FailuresInWindow = n }
}

var numbering = []story{
	{"so many failures in the window trip it, however many calls it holds", and(lastOf(10, .5), inTheWindow(3)), `
		0s  fail fail        | closed
		0s  fail             | open`},
	{"failures that the window has forgotten do not count", and(lastOf(4, .5), inTheWindow(3)), `
		0s  fail fail ok ok  | closed
		0s  ok fail ok fail  | closed
		0s  fail             | open`},
	{"so many failures in a time trip it, among a thousand successes",
		and(overTime, inTheWindow(3), func(c *Config) { c.MinimumCalls = 0 }), `
		1s  1000*ok fail     | closed
		5s  1000*ok fail     | closed
		9s  1000*ok          | closed
		9s  fail             | open`},
	{"failures too far apart never do",
		and(overTime, inTheWindow(3), func(c *Config) { c.MinimumCalls = 0 }), `
		1s  fail             | closed
		7s  fail             | closed
		13s fail             | closed
		19s fail             | closed
		20s fail             | open`},
	{"slow calls trip it by their rate all the same",
		and(lastOf(4, .5), inTheWindow(4), func(c *Config) { c.SlowCall, c.SlowCallRate = time.Second, .5 }), `
		0s  fail fail slow   | closed
		0s  slow             | open`},
}

func mode(m string) func(*Config) { return func(c *Config) { c.Mode = m } }

var modes = []story{
	{"for its metrics only it passes all and tells all", and(lastOf(2, .5), mode("metrics-only")), `
		0s  fail fail fail   | metrics-only
		10s ok ok fail       | metrics-only`},
	{"forced open it passes none, and no time changes that", and(consecutive(1), mode("forced-open")), `
		0s  no               | forced-open
		1h  tick no          | forced-open`},
}

func TestStories(t *testing.T) {
	for _, chapter := range [][]story{tripping, slicing, opening, trying, numbering, modes} {
		for _, s := range chapter {
			t.Run(s.name, s.tell)
		}
	}
}

func TestMovesTellWhatHappenedAndWhen(t *testing.T) {
	c := Default()
	consecutive(2)(&c)
	c.TrialDeadline = 4 * time.Second
	b := New(c, 1)
	for range 2 {
		p, _ := b.Allow(1e9)
		b.Done(1e9, p, patterns.Failure, 0)
	}
	tell := func() (said []string) {
		for _, m := range b.Moves() {
			said = append(said, fmt.Sprintf("%v %v→%v %v turn %d until %v %v", m.At, m.From, m.To, m.Why, m.Generation, m.Until, m.Saw))
		}
		return said
	}
	check := func(want ...string) {
		t.Helper()
		if got := tell(); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("moves:\n got %q\nwant %q", got, want)
		}
	}
	check("1s closed→open too-many-failures turn 2 until 11s {2 2 0}")
	b.Allow(12e9)
	check("12s open→half-open wait-over turn 3 until 0s {0 0 0}")
	p, _ := b.Allow(60e9) // nobody asked when the trial hung at 16 s and the wait ended at 26 s
	check("16s half-open→open trials-hung turn 4 until 26s {0 0 0}",
		"1m0s open→half-open wait-over turn 5 until 0s {0 0 0}")
	b.Done(61e9, p, patterns.Success, 0)
	check("1m1s half-open→closed trials-passed turn 6 until 0s {1 0 0}")
	b.Tick(62e9)
	check()
}
