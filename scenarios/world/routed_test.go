package world_test

import (
	"fmt"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
)

const twoRoutes = `title = "x"
duration = "20s"
[nodes.app]
routes.find  = { calls = ["dep.search"] }
routes.print = { calls = ["dep.report"] }
[nodes.dep]
instances = 2
routes.search = { work = "exp 5ms", errors = "30%%" }
routes.report = { work = "exp 5ms", errors = "30%%" }
[links."*"]
latency = "exp 1ms"
[loads.readers]
to = "app.find"
rate = "50/s"
[loads.printers]
to = "app.print"
rate = "50/s"
[patterns.many]
kind = "retry"
on = "app -> dep"
attempts = 4
backoff = "constant"
budget = "none"
[patterns.few]
like = "many"
on = %s
attempts = 2
[variants]
without = []
many = ["many"]
few = ["few"]
both = ["many", "few"]
other = ["few", "many"]
`

func armOf(t *testing.T, s *scenarios.Scenario, variant string) *reports.Summary {
	t.Helper()
	got, err := scenarios.Run(t.Context(), s, variant, 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func attempts(s *reports.Summary, load string) string {
	for _, l := range s.Loads {
		if l.Name == load {
			return fmt.Sprint(l.Attempts, l.OK, l.Failed)
		}
	}
	return "none"
}

// What a load meets depends on the patterns of the routes that its requests take, and on
// no other: the same numbers come out, request by request, as where the rest is not there.
func TestEachRouteHasTheMostSpecificPatternOfAKind(t *testing.T) {
	s := parsed(t, fmt.Sprintf(twoRoutes, `"app -> dep.report"`))
	without, many, few := armOf(t, s, "without"), armOf(t, s, "many"), armOf(t, s, "few")
	if attempts(few, "readers") != attempts(without, "readers") {
		t.Errorf("a retry of the reports makes the searches %s, without it they are %s", attempts(few, "readers"), attempts(without, "readers"))
	}
	if a, b := attempts(few, "printers"), attempts(many, "printers"); a == b || a == attempts(without, "printers") {
		t.Errorf("reports are %s with two attempts, %s with four, %s with one", a, b, attempts(without, "printers"))
	}
	for _, arm := range []string{"both", "other"} {
		both := armOf(t, s, arm)
		if got, want := attempts(both, "readers"), attempts(many, "readers"); got != want {
			t.Errorf("%s: searches are %s, with the pattern of the edge alone %s", arm, got, want)
		}
		if got, want := attempts(both, "printers"), attempts(few, "printers"); got != want {
			t.Errorf("%s: reports are %s, with the pattern of the route alone %s", arm, got, want)
		}
	}
}

// A list of routes is one pattern for each of them: that of another list does the same
// to its routes.
func TestARouteInAListHasOneOfItsOwn(t *testing.T) {
	const breakers = `
[patterns.fuse]
kind = "circuit-breaker"
on = ["app -> dep.search", "app -> dep.report"]
window = 10
[[faults]]
kind = "errors"
node = "dep"
route = "report"
rate = "100%"
at = "5s"
for = "10s"
`
	const head = `title = "x"
duration = "20s"
[nodes.app]
routes.find  = { calls = ["dep.search"] }
routes.print = { calls = ["dep.report"] }
[nodes.dep]
routes.search = {}
routes.report = {}
[loads.readers]
to = "app.find"
rate = "50/s"
[loads.printers]
to = "app.print"
rate = "50/s"
`
	s := armOf(t, parsed(t, head+breakers), "with")
	if got := attempts(s, "readers"); got != attempts(armOf(t, parsed(t, head), ""), "readers") {
		t.Errorf("the breaker of the reports makes the searches %s", got)
	}
	if n := s.Fact("breaker.opened"); n == 0 {
		t.Error("the breaker of the reports never opened")
	}
}

// A balancer of one route counts the calls of that route alone, and chooses for them.
func TestABalancerOfARouteLeavesTheOthersAlone(t *testing.T) {
	s := parsed(t, fmt.Sprintf(twoRoutes, `"app -> dep.report"`)+`spread = ["spread"]
[patterns.spread]
kind = "load-balancer"
on = "app -> dep.report"
policy = "round-robin"
`)
	without, spread := armOf(t, s, "without"), armOf(t, s, "spread")
	if a, b := attempts(without, "readers"), attempts(spread, "readers"); a != b {
		t.Errorf("searches are %s, without the balancer of the reports %s", b, a)
	}
	if attempts(without, "printers") == attempts(spread, "printers") && without.Digest == spread.Digest {
		t.Error("the balancer of the reports does nothing")
	}
}
