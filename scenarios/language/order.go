package language

import (
	"fmt"
	"slices"
	"strings"

	"wavetank/scenarios/fault"
)

// Order says in which order patterns should wrap each other, and why. A test
// pins its numbers.
const Order = `The order in which a variant lists its patterns is the order in which they wrap each
call, outermost first. "describe SCENARIO" draws it for every edge:

    shop -> payment: retry( breaker( bulkhead( call )))

Where a pattern names a route, as in on = "shop -> payment.report", it lies on the calls
to that route alone, and takes the place of those of its kind that name the edge and not
the route: the most specific wins. Patterns of other kinds wrap these calls too, in their
order. Each edge and each route in the list of a pattern has a breaker, a pool or a
budget of its own.

The order that is right nearly always, from the outside in:

    fallback( deadline( retry( breaker( rate-limit( timeout( bulkhead( call )))))))

cache        lies around all of these: what it answers costs nothing inside.
fallback     answers when everything inside has failed, or it would replace answers
             that a retry could still have got.
deadline     bounds all attempts and waits together; a timeout inside bounds each attempt.
             On the edge of a load, the load's own timeout is one already.
retry        lies around the breaker, so that the breaker sees every attempt, and does not
             try again what the breaker, a limiter or a full bulkhead has turned away.
             Around the retry, a breaker sees one failure where several calls failed, and
             learns that much later. The key by which the callee knows a repeated call
             is made outside the retry.
breaker      judges the dependency, so what a limiter or bulkhead inside turns away says
             nothing about it and is not counted.
rate-limit   spends its tokens on calls that are really sent.
timeout      starts when the call has its permit to wait for, and records each attempt.
bulkhead     is innermost: a permit is held for a call, not for the waits between calls.
hedge        belongs inside the breaker and outside the bulkhead. Inside the retry it draws
             on the budget of the retry, so that both stop together; around it, it does not.

In the scenario wrong-order the error rate is about 6 % with the retry around the breaker
and about 10 % with the breaker around the retry: worse than without either, which is
about 6 % too. Try it:

    wavetank compare wrong-order
`

// wrapping draws how the patterns of a variant wrap the calls of each edge that
// the file names for one of them, and what lies on nodes.
func (s *Scenario) wrapping(v Variant) []string {
	var places []fault.Edge
	var list []Pattern
	routed := make(map[fault.Edge]bool) // edges of which some route has a line of its own
	for _, name := range v.Patterns {
		p := s.Pattern(name)
		list = append(list, p)
		for _, e := range p.On {
			if !slices.Contains(places, e) {
				places = append(places, e)
			}
			routed[e.Whole()] = routed[e.Whole()] || e.Route != ""
		}
	}
	var lines []string
	for _, e := range places {
		of := ""
		if e.Route == "" && routed[e] {
			of = ", other routes"
		}
		lines = append(lines, e.String()+of+": "+wrapped(list, e))
	}
	return lines
}

// wrapped draws how patterns wrap each other in one place, and says which are not there
// because another of their kind names the route.
func wrapped(list []Pattern, e fault.Edge) string {
	line, inner, closing := "", "call", ""
	if e.IsNode() {
		inner = "node"
	}
	laid := LaidOn(list, e)
	here := func(other Pattern) bool {
		return slices.ContainsFunc(laid, func(p Pattern) bool { return p.Name == other.Name })
	}
	for _, p := range laid {
		line += p.Name + "( "
		closing += ")"
	}
	line += inner + " " + closing
	for _, p := range LaidOn(list, e.Whole()) {
		if !here(p) {
			line += fmt.Sprintf(", without %s: another %s names the route", p.Name, p.Kind)
		}
	}
	return line
}

// variantWords names the patterns of a variant, and how they wrap each other.
func (s *Scenario) variantWords(v Variant) string {
	if len(v.Patterns) == 0 {
		return "no pattern"
	}
	var words []string
	for _, name := range v.Patterns {
		p := s.Pattern(name)
		words = append(words, fmt.Sprintf("%s (%s on %s)", name, p.Kind, strings.Join(spelled(p.On), ", ")))
	}
	return strings.Join(words, ", ") + "\n  " + strings.Join(s.wrapping(v), "\n  ")
}
