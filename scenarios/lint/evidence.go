package lint

import (
	"fmt"
	"math"
	"slices"
	"time"

	"wavetank/patterns/breaker"
	"wavetank/patterns/limit"
	"wavetank/patterns/throttle"
	"wavetank/scenarios/language"
)

// breaker tells of one that has too little to judge by, or nothing that counts.
func (s spot) breaker(c *breaker.Config) {
	if c.Mode == "forced-open" {
		return
	}
	calls, whose := s.seen, s.each()
	if c.Scope == "instance" {
		calls = volume{}
		calls.add(s.seen, 1/float64(s.instances(s.edge.to)))
		whose += fmt.Sprintf(" to each of %d instances", s.instances(s.edge.to))
	}
	if c.Scope == "route" {
		calls = s.most
		whose += " to its busiest route"
	}
	if s.blind(c) {
		s.say(serious, "can never open: calls get slow, or are not answered, and none fails",
			"no timeout on them, and slow_call = 0s", "slow_call, or a timeout of the calls")
		return
	}
	if at := s.wait.attempt; at > 0 && c.SlowCall >= at && !s.wait.own {
		s.say(!slices.Contains(c.Failures, "timed-out"), "counts no call as slow: each is given up by then",
			fmt.Sprintf("slow_call %v, timeout %v", c.SlowCall, at), fmt.Sprintf("slow_call below %v", at))
	}
	s.enough(c, calls, whose)
}

// enough holds the calls that a breaker sees against what it must have seen.
func (s spot) enough(c *breaker.Config, calls volume, whose string) {
	key, minimum, all := "minimum_calls", float64(c.MinimumCalls), calls.total*s.tries
	switch {
	case c.FailuresInWindow > 0:
		key, minimum = "failures_in_window", float64(c.FailuresInWindow)
	case c.Rule == "time" && minimum == 0:
		minimum = 100
	case c.Rule == "count" && (minimum == 0 || minimum > float64(c.Window)):
		minimum = float64(c.Window)
	case c.Rule == "consecutive":
		minimum = float64(c.Consecutive)
	}
	if c.Rule == "time" {
		if in := calls.peak * s.tries * c.WindowTime.Seconds(); unlikely(minimum, in) {
			s.say(serious, "never has enough calls in its window to judge by",
				fmt.Sprintf("about %s in %v%s, %s %s", short(in), c.WindowTime, whose, key, short(minimum)),
				fmt.Sprintf("%s = %d, or a longer window_time", key, int(max(1, in/2))))
			return
		}
	}
	switch {
	case unlikely(minimum, all):
		s.say(serious, "has too few calls in the whole run to judge by",
			fmt.Sprintf("about %s%s, it wants %s", short(all), whose, short(minimum)), "a longer run, a higher rate, or a smaller minimum")
	case c.Rule == "count":
		s.inTime(c, calls, minimum, whose)
	}
}

// inTime tells of a breaker by calls that has not seen enough failures before every
// fault of its callee is over.
func (s spot) inTime(c *breaker.Config, calls volume, minimum float64, whose string) {
	var longest time.Duration
	for _, f := range s.struck(s.edge.to) {
		if silent, _ := silences(f); f.Schedule.For == nil || !silent {
			return // what only slows or fails in part is another sum
		}
		longest = max(longest, s.lasts(f))
	}
	failures := math.Ceil(c.FailureRate * minimum)
	if c.FailuresInWindow > 0 {
		failures = minimum
	}
	took := time.Duration(failures/(calls.peak*s.tries)*1e9) + s.wait.attempt
	if longest > 0 && calls.peak > 0 && took > longest {
		s.say(minor, "opens only when the fault is over",
			fmt.Sprintf("%s failures%s take about %s, the longest fault of %s lasts %v", short(failures), whose, span(took), s.edge.to, longest),
			"a smaller window, or a shorter timeout")
	}
}

// blind reports whether none of the calls that a breaker sees can end in a way that
// it counts.
func (s spot) blind(c *breaker.Config) bool {
	own := slices.Contains(c.Failures, "not-sent") // which a pattern inside of it may bring about
	if own || c.SlowCall > 0 || s.wait.attempt > 0 || s.wait.heeds && s.dated[s.edge.from] || s.wait.own {
		return false
	}
	return !s.fails(s.edge.to, slices.Contains(c.Failures, "rejected"), map[string]bool{})
}

// fails reports whether calls to a node can end with an error, as far as can be
// seen; with rejected, to be turned away is one. It adds the nodes that it has looked
// at to seen.
func (a *arm) fails(node string, rejected bool, seen map[string]bool) bool {
	if seen[node] {
		return false
	}
	seen[node] = true
	n, s := a.nodes[node], a.scenario
	bounded := n.Workers > 0 && n.Queue != nil || n.MaxWait != nil
	switch {
	case len(a.at(node)) > 0, s.Storm != nil, rejected && bounded:
		return true
	case slices.ContainsFunc(s.Links, func(l language.Link) bool { return l.Loss != nil || l.Burst != nil || l.Buffer > 0 }):
		return true
	}
	struck := a.struck(node)
	for i := range s.Faults {
		f := &s.Faults[i]
		hit := len(f.Effect.Victims()) == 0 || slices.Contains(struck, f)
		if hit && !slows(f) {
			return true
		}
	}
	for _, r := range n.Routes {
		if r.Errors > 0 || r.Permanent > 0 {
			return true
		}
		for c := range r.Singles() {
			if c.Timeout > 0 || len(a.on(node, c.To.Node, c.To.Route)) > 0 || a.fails(c.To.Node, rejected, seen) {
				return true
			}
		}
	}
	return false
}

// throttle tells of one whose window is never full enough.
func (s spot) throttle(c *throttle.Config) {
	in := min(s.seen.peak*c.Window.Seconds(), s.seen.total) * s.tries
	switch {
	case c.Most == 0:
		s.say(serious, "turns nothing away", "most = 0 %", "a larger share")
	case unlikely(float64(c.MinimumCalls), in):
		s.say(serious, "never has enough calls in its window to judge by",
			fmt.Sprintf("about %s in %v%s, minimum_calls %d", short(in), c.Window, s.each(), c.MinimumCalls),
			"fewer minimum_calls, or a longer window")
	}
}

// admission tells of one that asks for more calls a second than there ever are.
func (s spot) admission(c *throttle.AdmissionConfig) {
	if most := s.seen.peak * s.tries; c.RPSThreshold > 2*most {
		s.say(serious, "never has enough calls in its window to judge by",
			fmt.Sprintf("about %s/s%s, rps_threshold %s/s", short(most), s.each(), short(c.RPSThreshold)), "a lower rps_threshold")
	}
}

// samples tells of a limit that sees too few calls in the run to move: a window goes
// on until it holds enough.
func (s spot) samples(c *limit.Config) {
	if all := s.seen.total * s.tries; c.Window > 0 && unlikely(float64(c.Samples), all) {
		s.say(serious, "never moves: the whole run holds too few calls",
			fmt.Sprintf("about %s, samples %d", short(all), c.Samples), "fewer samples, or a longer run")
	}
}
