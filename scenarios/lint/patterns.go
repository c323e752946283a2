package lint

import (
	"fmt"
	"math"
	"slices"
	"time"

	"wavetank/patterns/balance"
	"wavetank/patterns/breaker"
	"wavetank/patterns/bulkhead"
	"wavetank/patterns/fallback"
	"wavetank/patterns/hedge"
	"wavetank/patterns/limit"
	"wavetank/patterns/ratelimit"
	"wavetank/patterns/retry"
	"wavetank/patterns/throttle"
	"wavetank/patterns/timeout"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
)

// A spot is one pattern in one place: on an edge, as one of the callers there sees
// it, or on a node.
type spot struct {
	*arm
	p     language.Pattern
	where string
	edge  *edge              // nil on a node
	list  []language.Pattern // all on the edge, outermost first
	seen  volume             // calls of one caller, if nothing is tried twice
	most  volume             // of these, those to the route that gets the most
	tries float64            // how often each can be tried before it comes here
	wait  wait
}

func (a *arm) patterns() {
	for _, e := range a.edges {
		list := a.on(e.from, e.to, e.route)
		s := spot{arm: a, edge: e, list: list, tries: max(1, a.tried[e.from])}
		s.wait = waits(list, e.timeout())
		if e.load != nil {
			s.wait.attempt = sooner(s.wait.attempt, e.load.Timeout)
		}
		for _, p := range list {
			if s.p = p; s.covers() {
				s.look()
			}
			if c, ok := p.Config.(*retry.Config); ok {
				s.tries *= float64(c.Attempts)
			}
		}
	}
	for i := range a.scenario.Nodes {
		n := &a.scenario.Nodes[i]
		for _, p := range a.at(n.Name) {
			a.inbound(p, n)
		}
	}
	a.replaced()
	a.travels()
}

// replaced tells of a pattern on an edge that others of its kind take the place of, on
// each of its routes.
func (a *arm) replaced() {
	for _, p := range a.laid {
		called, acts := false, false
		for _, e := range a.edges {
			if slices.ContainsFunc(p.On, func(o fault.Edge) bool { return !o.IsNode() && o.Route == "" && fits(o, e.from, e.to) }) {
				called = true
			}
			acts = acts || slices.ContainsFunc(a.on(e.from, e.to, e.route), func(x language.Pattern) bool { return x.Name == p.Name })
		}
		if called && !acts && !slices.ContainsFunc(p.On, fault.Edge.IsNode) {
			a.note(p.Pos, serious, p.Name+" has nothing left to do: each route on its way has a "+p.Kind+" of its own",
				"what names a route takes the place of what does not", "a route that none of the others names, or a variant without "+p.Name)
		}
	}
}

// covers finds out of whose calls the pattern is told, and reports whether that is to be
// looked at here: a pattern on an edge is told of all its routes, and is looked at once.
func (s *spot) covers() bool {
	e := s.edge
	place := fault.Edge{From: e.from, To: e.to, Route: e.route}
	if e.route != "" && !slices.ContainsFunc(s.p.On, func(o fault.Edge) bool { return o.Route == e.route && fits(o, e.from, e.to) }) {
		place = place.Whole()
	}
	var told []*edge
	for _, other := range s.edges {
		same := other.from == e.from && other.to == e.to && (place.Route == "" || other == e)
		if same && slices.ContainsFunc(s.on(e.from, e.to, other.route), func(p language.Pattern) bool { return p.Name == s.p.Name }) {
			told = append(told, other)
		}
	}
	s.where, s.seen, s.most = place.String(), volume{}, volume{}
	each := 1 / float64(s.instances(e.from))
	for _, other := range told {
		s.seen.add(other.volume, each)
		for _, call := range other.calls {
			if v := other.routes[call.To.Route]; float64(v.total*each) > s.most.total {
				s.most = volume{}
				s.most.add(v, each)
			}
		}
	}
	return told[0] == e
}

// timeout returns how long the calls on an edge are waited for, if it is said of
// all of them; otherwise zero, which is for ever.
func (e *edge) timeout() time.Duration {
	var longest time.Duration
	for _, c := range e.calls {
		if c.Timeout == 0 {
			return 0
		}
		longest = max(longest, c.Timeout)
	}
	return longest
}

func (s spot) look() {
	switch c := s.p.Config.(type) {
	case *breaker.Config:
		s.breaker(c)
	case *throttle.AdmissionConfig:
		s.admission(c)
	case *throttle.Config:
		s.throttle(c)
	case *hedge.Config:
		s.hedge(c)
	case *retry.Config:
		s.retry(c)
	case *timeout.Config:
		s.timeout(c)
	case *fallback.Config:
		s.fallback()
	case *balance.Config:
		s.balance(c)
	case *bulkhead.Config:
		if c.Hold == "caller" || s.wait.attempt == 0 {
			s.permits(c.MaxConcurrent, "max_concurrent")
		}
	case *limit.Config:
		if c.Law == "fixed" {
			s.permits(c.Initial, "initial")
		} else {
			s.permits(c.Min, "min")
			s.samples(c)
		}
	case *ratelimit.Config:
		s.rate(c)
	}
}

// say adds a note about the pattern in its place.
func (s spot) say(serious bool, what, number, mend string) {
	s.note(s.p.Pos, serious, fmt.Sprintf("%s on %s %s", s.p.Name, s.where, what), number, mend)
}

// each says whose calls are counted.
func (s spot) each() string {
	if n := s.instances(s.edge.from); n > 1 {
		return fmt.Sprintf(" of each of %d callers", n)
	}
	return ""
}

// unlikely reports whether so many calls will not come where on average x do: four
// standard deviations of a Poisson process.
func unlikely(wanted, x float64) bool { return x+float64(4*math.Sqrt(x)) < wanted }

// permits tells of a limit that whoever calls can never reach.
func (s spot) permits(most int, key string) {
	n := s.nodes[s.edge.from]
	width, whose := 1, ""
	switch {
	case n != nil && n.Workers > 0 && n.Discipline != "sharing" && !strange(s.at(n.Name)):
		for _, r := range n.Routes {
			width = max(width, parallel(r.Calls, s.edge.to))
		}
		width *= n.Workers
		whose = count(n.Workers, "worker")
	case s.edge.load != nil && s.edge.load.Users > 0:
		width, whose = s.edge.load.Users, count(s.edge.load.Users, "user")
	default:
		return
	}
	if h := of[hedge.Config](s.list); h != nil {
		width *= 1 + h.MaxHedges
	}
	if most >= width {
		s.say(serious, "can never turn a call away",
			fmt.Sprintf("%s = %d, and %s of %s make %d calls at a time", key, most, whose, s.edge.from, width),
			fmt.Sprintf("%s below %d", key, width))
	}
}

// parallel returns how many calls to a node one request makes at a time.
func parallel(calls []language.Call, to string) int {
	most := 0
	for _, c := range calls {
		n := 0
		switch {
		case c.IsGroup():
			for _, member := range c.Parallel {
				n += max(1, member.Repeat) * parallel([]language.Call{member}, to)
			}
		case c.To.Node == to:
			n = 1
		}
		most = max(most, n)
	}
	return most
}

// retry tells of a retry that has no time for another attempt, or lies inside of a
// breaker.
func (s spot) retry(c *retry.Config) {
	bound := s.wait.whole
	if s.edge.load != nil {
		bound = sooner(bound, s.edge.load.Timeout)
	}
	switch limited := s.edge.load != nil && s.edge.load.Timeout > 0 || s.wait.total; {
	case c.Attempts == 1:
		s.say(serious, "makes no second attempt", "attempts = 1", "attempts = 2 or more")
	case limited && slices.Contains(c.RetryOn, "timed-out") && s.wait.attempt >= bound:
		s.say(len(c.RetryOn) == 1, "does not try again what timed out",
			fmt.Sprintf("an attempt may take %v, all together %v", s.wait.attempt, bound),
			"a timeout pattern with attempt, inside of the retry")
	}
	for _, p := range s.list {
		if p.Name == s.p.Name {
			break
		}
		if _, ok := p.Config.(*breaker.Config); ok && c.Attempts > 1 {
			s.note(p.Pos, minor, fmt.Sprintf("%s lies around %s and sees one failure where several calls failed", p.Name, s.p.Name),
				fmt.Sprintf("one of up to %d", c.Attempts), fmt.Sprintf("the variant lists %s before %s", s.p.Name, p.Name))
		}
	}
}

// fallback tells of one that lies within a timeout.
func (s spot) fallback() {
	for _, p := range s.list {
		if p.Name == s.p.Name {
			return
		}
		if c, ok := p.Config.(*timeout.Config); ok && c.Total > 0 {
			s.say(minor, fmt.Sprintf("lies within %s and answers nobody once that one's time is over", p.Name),
				fmt.Sprintf("total %v", c.Total), fmt.Sprintf("the variant lists %s before %s", s.p.Name, p.Name))
		}
	}
}

// hedge tells of one that sends no hedge, or nowhere else.
func (s spot) hedge(c *hedge.Config) {
	all := s.seen.total * s.tries
	switch {
	case c.Rule == "quantile" && unlikely(float64(c.MinimumCalls), all):
		s.say(serious, "has never seen enough calls to hedge one",
			fmt.Sprintf("about %s calls in the run%s, minimum_calls %d", short(all), s.each(), c.MinimumCalls),
			"a longer run, or fewer minimum_calls")
	case c.Rule == "fixed" && s.wait.attempt > 0 && c.Delay >= s.wait.attempt:
		what := "would hedge when nobody waits any more"
		if len(c.NonFatal) > 0 {
			what = "hedges what ends badly, and nothing that is late: its delay ends when nobody waits any more"
		}
		s.say(serious, what,
			fmt.Sprintf("delay %v, timeout %v", c.Delay, s.wait.attempt), "a shorter delay")
	}
	inner := false
	for _, p := range s.list {
		inner = inner || p.Name == s.p.Name
		if r, ok := p.Config.(*retry.Config); ok && inner && r.Budget != "none" {
			s.note(s.p.Pos, minor, fmt.Sprintf("%s lies around %s, whose budget does not bound its hedges", s.p.Name, p.Name),
				fmt.Sprintf("up to %d hedges of a call, whatever is left of the budget", c.MaxHedges), fmt.Sprintf("the variant lists %s before %s", p.Name, s.p.Name))
		}
	}
	if s.instances(s.edge.to) == 1 && !strange(s.at(s.edge.to)) {
		s.say(minor, "sends hedges to the same machine", s.edge.to+" has one instance", "instances = 2 or more")
	}
}

// balance tells of a choice that there is not.
func (s spot) balance(c *balance.Config) {
	n := s.instances(s.edge.to)
	if n == 1 {
		s.say(serious, "has nothing to choose from", s.edge.to+" has one instance", "instances = 2 or more")
		return
	}
	s.strays(c)
	e := c.Eject
	if e == nil {
		return
	}
	calls := s.seen.peak * s.tries * e.Interval.Seconds() / float64(n)
	asks := func(rule float64, hosts, volume int, what, prefix string) {
		if rule > 0 && (n < hosts || unlikely(float64(volume), calls)) {
			s.say(serious, what, fmt.Sprintf("%d instances with about %s calls in %v%s, wanted are %d with %d", n, short(calls), e.Interval, s.each(), hosts, volume),
				fmt.Sprintf("fewer %sminimum_hosts, a smaller %svolume, or a longer interval", prefix, prefix))
		}
	}
	asks(e.Deviations, e.MinimumHosts, e.Volume, "never compares success rates", "")
	asks(e.FailurePercentage, e.FailurePercentageHosts, e.FailurePercentageVolume, "never looks at the share of failures", "failure_percentage_")
}
