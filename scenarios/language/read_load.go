package language

import (
	"slices"
	"strings"
	"time"

	"wavetank/patterns/knob"
	"wavetank/scenarios/document"
)

// mostRequests bounds the requests that one run may expect.
const mostRequests = 1e9

func (r *reader) loads(root document.Value, s *Scenario) []Workload {
	var loads []Workload
	total := 0.0
	for _, c := range r.sections(root, "loads") {
		l := Workload{Name: c.Key, Pos: r.pos(c)}
		ok := r.table(c, []any{&l}, "to")
		l.To = r.shares(c)
		if ok && s.Duration > 0 {
			driver := r.checkDriver(c, &l)
			r.checkWindow(c, &l, s.Duration)
			r.checkSteps(c, l)
			if requests := l.expected(); total <= mostRequests {
				if total += requests; total > mostRequests {
					r.Complain(c.Of(driver).At(), "about %.2g requests expected in one run, more than the limit of %d", total, int64(mostRequests)).
						Allow("a lower rate or a shorter duration")
				}
			}
		}
		loads = append(loads, l)
	}
	return loads
}

// shares reads the destination of a load, or several by weight.
func (r *reader) shares(c document.Value) []Share {
	to, ok := c.Get("to")
	if !ok {
		r.Complain(c.KeyAt(), `"to" is missing in %s`, c.Label).Allow(`a route such as "checkout.pay", that of one instance such as "checkout-2.pay", or weights such as { "checkout.pay" = 9, "checkout.show" = 1 }`)
		return nil
	}
	switch v := to.Val.(type) {
	case string:
		if share, ok := r.share(to, v); ok {
			share.Weight, share.Pos = 1, r.Position(to.At())
			return []Share{share}
		}
	case map[string]any:
		return r.weights(to)
	default:
		r.Mistyped(to, `a route such as "checkout.pay", that of one instance such as "checkout-2.pay", or weights such as { "checkout.pay" = 9, "checkout.show" = 1 }`)
	}
	return nil
}

// share reads a destination: a route of a node, or of one instance of it.
func (r *reader) share(c document.Value, text string) (Share, bool) {
	end, route, _ := strings.Cut(text, ".")
	node := r.names.owner[end]
	if node == "" || node == end {
		target, ok := r.checkTarget(c, text)
		return Share{To: target}, ok
	}
	target, ok := Target{node, route}, r.names.served[Target{node, route}]
	if !ok {
		r.Complain(c.At(), "node %q has no route %q", node, route).OneOf(route, r.names.routes[node])
	}
	return Share{To: target, Instance: end}, ok
}

// heaviest bounds a weight, so that the sum of all cannot overflow.
const heaviest = 1_000_000_000

func (r *reader) weights(to document.Value) []Share {
	var shares []Share
	sum := int64(0)
	before := r.Complaints()
	for _, c := range to.Entries() {
		if nested, isTable := c.Val.(map[string]any); isTable && len(nested) > 0 {
			r.Complain(c.KeyAt(), "%q is a table here", c.Key).Allow(`the route in quotes, as in "%s.%s" = 1`, c.Key, c.Keys()[0])
			continue
		}
		share, ok := r.share(c.AsKey(), c.Key)
		weight, isInt := c.Val.(int64)
		switch {
		case !isInt:
			r.Mistyped(c, "a whole number as weight")
		case weight < 0 || weight > heaviest:
			r.Complain(c.At(), "weight %d is out of range", weight).Allow("0 to %d", heaviest)
		case ok:
			sum += weight
			share.Weight, share.Pos = weight, r.pos(c)
			shares = append(shares, share)
		}
	}
	if sum == 0 && r.Complaints() == before {
		r.Complain(to.At(), "all weights are zero: the requests go nowhere").Allow("at least one weight above 0")
	}
	return shares
}

// checkDriver judges what makes the requests of a load, and reads the times of
// a replay. It returns the key.
func (r *reader) checkDriver(c document.Value, l *Workload) string {
	driver, ok := r.exactlyOne(c, l, "driver", "nothing drives this load", "drive this load at once",
		`exactly one of rate = "200/s", users = 50, replay = "arrivals.csv" and steps = [...]`)
	if !ok {
		return ""
	}
	if users := c.Of("users"); driver == "users" && l.Think == nil {
		r.Complain(users.KeyAt(), "users without think: how long do they pause between an answer and the next call?").
			Allow(`think = "exp 1s", or think = "0s"`)
	}
	r.idle(c, l)
	if replay, ok := c.Get("replay"); ok {
		times, err := r.replay(l.Replay)
		if err != nil {
			r.Complain(replay.At(), "%s", err).Allow(`a CSV with one arrival a line, such as "1.5s", or numbers below a header such as time_s`)
		}
		l.Times = times
	}
	return driver
}

func (r *reader) checkWindow(c document.Value, l *Workload, duration time.Duration) {
	if !c.Has("until") {
		l.Until = duration
	}
	r.checkUntil(c, l.Until, duration)
	if from, ok := c.Get("from"); ok && l.From >= l.Until {
		r.Complain(from.At(), "the load is never on: from %s until %s", knob.Brief(l.From), knob.Brief(l.Until)).Allow("less than %s", knob.Brief(l.Until))
	}
	if replay, ok := c.Get("replay"); ok && len(l.Times) > 0 {
		i, _ := slices.BinarySearch(l.Times, l.From)
		if i == len(l.Times) || l.Times[i] >= l.Until {
			r.Complain(replay.At(), "no arrival of %q falls in this run", l.Replay).Allow("arrivals between %s and %s", knob.Brief(l.From), knob.Brief(l.Until))
		}
	}
}

func (r *reader) checkSteps(c document.Value, l Workload) {
	steps, ok := c.Get("steps")
	items, _ := steps.List()
	highest := 0.0
	for i, step := range l.Steps {
		at := items[i].Of("at")
		highest = max(highest, step.Rate)
		switch {
		case i > 0 && step.At <= l.Steps[i-1].At:
			r.Complain(at.At(), "a step at %s after one at %s", knob.Brief(step.At), knob.Brief(l.Steps[i-1].At)).Allow("steps in the order of time")
		case begins(l.Steps, i) >= l.Until:
			r.Complain(at.At(), "a step at %s never begins: the load ends at %s", knob.Brief(step.At), knob.Brief(l.Until)).Allow("less than %s", knob.Brief(l.Until))
		case step.Ramp && step.At == 0:
			r.Complain(items[i].Of("ramp").KeyAt(), "a ramp that ends at 0s has no time to rise").Allow("a ramp in a later step")
		}
	}
	if ok && highest == 0 {
		r.Complain(steps.KeyAt(), "these steps make no request").Allow("at least one step with a rate above 0/s")
	}
	burst, ok := c.Get("burst")
	if !ok {
		return
	}
	if l.Burst.At >= l.Until {
		r.Complain(burst.Of("at").At(), "a burst at %s never begins: the load ends at %s", knob.Brief(l.Burst.At), knob.Brief(l.Until)).Allow("less than %s", knob.Brief(l.Until))
	}
	if l.Burst.Every > 0 && l.Burst.Every < l.Burst.For {
		r.Complain(burst.Of("every").At(), "a burst every %s that lasts %s overlaps itself", knob.Brief(l.Burst.Every), knob.Brief(l.Burst.For)).Allow("%s or more", knob.Brief(l.Burst.For))
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

// expected returns the requests that l makes in a run, about. For users it ignores
// the time of the answers.
func (l Workload) expected() float64 {
	if l.Users > 0 && l.Think != nil && l.Think.Mean() > 0 {
		return float64(l.Users) * (l.Until - l.From).Seconds() / l.Think.Mean().Seconds()
	}
	total, _ := l.Offered(l.Until)
	return total
}

// Offered returns how many requests come until the end if nobody waits for an
// answer, and their highest rate.
func (l Workload) Offered(end time.Duration) (total, peak float64) {
	seconds := (end - l.From).Seconds()
	total, peak = float64(l.Rate*seconds)+float64(len(l.Times)), l.Rate
	for i, j := 0, 0; j < len(l.Times); j++ {
		for l.Times[j]-l.Times[i] > time.Second {
			i++
		}
		peak = max(peak, float64(j-i+1))
	}
	for i, s := range l.Steps {
		if i == 0 && s.Ramp {
			total += float64(s.Rate / 2 * min(s.At, end).Seconds())
		}
		next, rate := end, s.Rate
		if i+1 < len(l.Steps) && l.Steps[i+1].At < end {
			next = l.Steps[i+1].At
			if l.Steps[i+1].Ramp {
				rate = (s.Rate + l.Steps[i+1].Rate) / 2
			}
		}
		total += float64(rate * max(0, (next-max(s.At, l.From)).Seconds()))
		peak = max(peak, s.Rate)
	}
	if b := l.Burst; b != nil {
		times := 1.0
		if b.Every > 0 {
			times = max(1, float64(end-b.At)/float64(b.Every))
		}
		total += float64(b.Rate * min(b.For.Seconds()*times, seconds))
		peak += b.Rate
	}
	return total, peak
}
