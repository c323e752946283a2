package scenarios

import (
	"math"
	"slices"
	"strings"
	"time"
)

// mostRequests bounds the requests that one run may expect.
const mostRequests = 1e9

func (r *reader) loads(root cursor, s *Scenario) []Workload {
	var loads []Workload
	names := r.sectionNames(root, "loads")
	total := 0.0
	for i, c := range r.sections(root, "loads") {
		l := Workload{Name: names[i], Pos: r.pos(c)}
		ok := r.table(c, []any{&l}, "to")
		l.To = r.shares(c)
		r.checkRegion(c, l.Region)
		if ok && s.Duration > 0 {
			r.checkDriver(c, &l)
			r.checkWindow(c, &l, s.Duration)
			r.checkSteps(c, l)
			if requests := l.expected(); total <= mostRequests {
				if total += requests; total > mostRequests {
					r.add(driver(c).at.value, "about %.2g requests expected in one run, more than the limit of %d", total, int64(mostRequests)).
						allow("a lower rate or a shorter duration")
				}
			}
		}
		loads = append(loads, l)
	}
	return loads
}

// shares reads the destination of a load, or several by weight.
func (r *reader) shares(c cursor) []Share {
	to, ok := c.get("to")
	if !ok {
		r.add(c.at.key, `"to" is missing in %s`, c.label).allow(`a route such as "checkout.pay", or weights such as { "checkout.pay" = 9, "checkout.show" = 1 }`)
		return nil
	}
	switch v := to.val.(type) {
	case string:
		if target, ok := r.checkTarget(to, v); ok {
			return []Share{{To: target, Weight: 1, Pos: r.src.position(to.at.value)}}
		}
	case map[string]any:
		return r.weights(to)
	default:
		r.mistyped(to, `a route such as "checkout.pay", or weights such as { "checkout.pay" = 9, "checkout.show" = 1 }`)
	}
	return nil
}

// heaviest bounds a weight, so that the sum of all cannot overflow.
const heaviest = 1_000_000_000

func (r *reader) weights(to cursor) []Share {
	var shares []Share
	sum := int64(0)
	before := len(r.list)
	for _, key := range to.keys() {
		c, _ := to.get(key)
		if nested, isTable := c.val.(map[string]any); isTable && len(nested) > 0 {
			r.add(c.at.key, "%q is a table here", key).allow(`the route in quotes, as in "%s.%s" = 1`, key, c.keys()[0])
			continue
		}
		target, ok := r.checkTarget(cursor{at: newPlace(c.at.key)}, key)
		weight, isInt := c.val.(int64)
		switch {
		case !isInt:
			r.mistyped(c, "a whole number as weight")
		case weight < 0 || weight > heaviest:
			r.add(c.at.value, "weight %d is out of range", weight).allow("0 to %d", heaviest)
		case ok:
			sum += weight
			shares = append(shares, Share{To: target, Weight: weight, Pos: r.pos(c)})
		}
	}
	if sum == 0 && len(r.list) == before {
		r.add(to.at.value, "all weights are zero: the requests go nowhere").allow("at least one weight above 0")
	}
	return shares
}

// drivers are the keys of which a load has exactly one.
func drivers() []string { return []string{"rate", "users", "replay", "steps"} }

// driver returns what drives the load at c, or c itself.
func driver(c cursor) cursor {
	for _, key := range drivers() {
		if k, ok := c.get(key); ok {
			return k
		}
	}
	return c
}

// checkDriver judges what makes the requests of a load, and reads the times of
// a replay.
func (r *reader) checkDriver(c cursor, l *Workload) {
	var given []string
	for _, key := range drivers() {
		if c.has(key) {
			given = append(given, key)
		}
	}
	const allowed = `exactly one of rate = "200/s", users = 50, replay = "arrivals.csv" and steps = [...]`
	switch {
	case len(given) == 0:
		r.add(c.at.key, "nothing drives this load").allow(allowed)
		return
	case len(given) > 1:
		second, _ := c.get(given[1])
		r.add(second.at.key, "%s drive this load at once", strings.Join(given, " and ")).allow(allowed)
		return
	}
	users, _ := c.get("users")
	if given[0] == "users" && l.Think == nil {
		r.add(users.at.key, "users without think: how long do they pause between an answer and the next call?").
			allow(`think = "exp 1s", or think = "0s"`)
	}
	if given[0] != "users" {
		r.idle(c, "think", "only users think", `users = 50`)
	}
	if given[0] != "rate" && given[0] != "steps" {
		r.idle(c, "arrivals", "it belongs to a rate", `rate = "200/s" or steps`)
		r.idle(c, "burst", "it is added to a rate", `rate = "200/s" or steps`)
	}
	if replay, ok := c.get("replay"); ok {
		times, err := r.replay(l.Replay)
		if err != nil {
			r.add(replay.at.value, "%s", err).allow(`a CSV with one arrival a line, such as "1.5s", or numbers below a header such as time_s`)
		}
		l.Times = times
	}
}

// checkWindow judges when the load is on.
func (r *reader) checkWindow(c cursor, l *Workload, duration time.Duration) {
	if until, ok := c.get("until"); !ok {
		l.Until = duration
	} else if l.Until > duration {
		r.add(until.at.value, "until %s lies behind the end of the run", brief(l.Until)).allow("at most the duration of %s", brief(duration))
	}
	if from, ok := c.get("from"); ok && l.From >= l.Until {
		r.add(from.at.value, "the load is never on: from %s until %s", brief(l.From), brief(l.Until)).allow("less than %s", brief(l.Until))
	}
	if replay, ok := c.get("replay"); ok && len(l.Times) > 0 {
		i, _ := slices.BinarySearch(l.Times, l.From)
		if i == len(l.Times) || l.Times[i] >= l.Until {
			r.add(replay.at.value, "no arrival of %q falls in this run", l.Replay).allow("arrivals between %s and %s", brief(l.From), brief(l.Until))
		}
	}
}

// checkSteps judges steps and burst.
func (r *reader) checkSteps(c cursor, l Workload) {
	steps, ok := c.get("steps")
	items, _ := steps.list()
	highest := 0.0
	for i, step := range l.Steps {
		at, _ := items[i].get("at")
		highest = max(highest, step.Rate)
		switch {
		case i > 0 && step.At <= l.Steps[i-1].At:
			r.add(at.at.value, "a step at %s after one at %s", brief(step.At), brief(l.Steps[i-1].At)).allow("steps in the order of time")
		case begins(l.Steps, i) >= l.Until:
			r.add(at.at.value, "a step at %s never begins: the load ends at %s", brief(step.At), brief(l.Until)).allow("less than %s", brief(l.Until))
		case step.Ramp && step.At == 0:
			ramp, _ := items[i].get("ramp")
			r.add(ramp.at.key, "a ramp that ends at 0s has no time to rise").allow("a ramp in a later step")
		}
	}
	if ok && highest == 0 {
		r.add(steps.at.key, "these steps make no request").allow("at least one step with a rate above 0/s")
	}
	burst, ok := c.get("burst")
	if !ok {
		return
	}
	if l.Burst.At >= l.Until {
		at, _ := burst.get("at")
		r.add(at.at.value, "a burst at %s never begins: the load ends at %s", brief(l.Burst.At), brief(l.Until)).allow("less than %s", brief(l.Until))
	}
	if l.Burst.Every > 0 && l.Burst.Every < l.Burst.For {
		every, _ := burst.get("every")
		r.add(every.at.value, "a burst every %s that lasts %s overlaps itself", brief(l.Burst.Every), brief(l.Burst.For)).allow("%s or more", brief(l.Burst.For))
	}
}

// begins returns when a step begins to change the rate: a ramp does so at the
// step before.
func begins(steps []Step, i int) time.Duration {
	switch {
	case !steps[i].Ramp:
		return steps[i].At
	case i == 0:
		return 0
	}
	return steps[i-1].At
}

// expected returns the requests that l makes in a run, about. It is an upper
// bound for steps with ramps, and for users it ignores the time of the answers.
func (l Workload) expected() float64 {
	seconds := (l.Until - l.From).Seconds()
	n := float64(l.Rate*seconds) + float64(len(l.Times))
	if l.Users > 0 && l.Think != nil && l.Think.Mean() > 0 {
		n = float64(l.Users) * seconds / l.Think.Mean().Seconds()
	}
	for i, step := range l.Steps {
		end := l.Until
		if i == 0 && step.Ramp {
			n += float64(step.Rate * min(step.At, l.Until).Seconds())
		}
		if i+1 < len(l.Steps) {
			end = min(end, l.Steps[i+1].At)
		}
		rate := step.Rate
		if i+1 < len(l.Steps) && l.Steps[i+1].Ramp {
			rate = max(rate, l.Steps[i+1].Rate)
		}
		n += float64(rate * max(0, (end-max(step.At, l.From)).Seconds()))
	}
	if b := l.Burst; b != nil {
		times := 1.0
		if b.Every > 0 {
			times = math.Ceil(seconds / b.Every.Seconds())
		}
		n += float64(b.Rate * min(b.For.Seconds()*times, seconds))
	}
	return n
}
