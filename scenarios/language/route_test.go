package language

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
)

const routed = `title = "x"
duration = "1s"
[nodes.app]
routes.find  = { calls = ["dep.search"] }
routes.print = { calls = ["dep.report"] }
[nodes.dep]
routes.search = {}
routes.report = {}
routes.spare  = {}
[loads.users]
to = "app.find"
rate = "1/s"
[loads.clerks]
to = "app.print"
rate = "1/s"
[patterns.p]
kind = "test"
on = ON
`

func onRoute(on string, set ...document.Setting) (*Scenario, error) {
	o := testOptions()
	o.Set = set
	return Load("x.toml", []byte(strings.Replace(routed, "ON", on, 1)), o)
}

func TestAPatternLiesOnARoute(t *testing.T) {
	for on, want := range map[string][]fault.Edge{
		`"app -> dep.report"`:                          {{From: "app", To: "dep", Route: "report"}},
		`" app->dep.report "`:                          {{From: "app", To: "dep", Route: "report"}},
		`"* -> dep.report"`:                            {{From: "*", To: "dep", Route: "report"}},
		`"users -> app.find"`:                          {{From: "users", To: "app", Route: "find"}},
		`["app -> dep.report", "app -> dep"]`:          {{From: "app", To: "dep", Route: "report"}, {From: "app", To: "dep"}},
		`["users -> app.find", "clerks -> app.print"]`: {{From: "users", To: "app", Route: "find"}, {From: "clerks", To: "app", Route: "print"}},
	} {
		s, err := onRoute(on)
		if err != nil {
			t.Errorf("%s: %v", on, err)
			continue
		}
		if !slices.Equal(s.Patterns[0].On, want) {
			t.Errorf("%s is read as %v", on, s.Patterns[0].On)
		}
		again, err := Load("x.toml", s.Marshal(), testOptions())
		if err != nil || !slices.Equal(again.Patterns[0].On, want) {
			t.Errorf("%s is written so that %v, %v is read", on, again, err)
		}
	}
	s, err := onRoute(`"app -> dep"`, document.Setting{Key: "patterns.p.on", Value: "app -> dep.report", From: "--set"})
	if err != nil || s.Patterns[0].On[0].Route != "report" {
		t.Errorf("a setting makes it %v, %v", s, err)
	}
}

func TestARouteThatIsNotThereIsRefused(t *testing.T) {
	for on, want := range map[string]string{
		`"app -> dep.reprot"`:                      `did you mean "report"?`,
		`"app -> dap.report"`:                      `did you mean "dep"?`,
		`"appp -> dep.report"`:                     `did you mean "app"?`,
		`"app -> dep.spare"`:                       `nobody calls on "app -> dep.spare": the pattern could never act`,
		`"users -> app.print"`:                     `did you mean "users -> app.find"?`,
		`"app -> *.report"`:                        `"app -> *.report" is no edge`,
		`"app <-> dep.report"`:                     `"app <-> dep.report" is no edge`,
		`"app -> dep."`:                            `"app -> dep." is no edge`,
		`"dep.report"`:                             `"* -> dep.report" for the calls to this route, or "dep"`,
		`"app.find -> dep"`:                        `is not a link`,
		`["app -> dep.report", "app->dep.report"]`: `stands here twice`,
	} {
		if _, err := onRoute(on); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", on, err, want)
		}
	}
	if _, err := Load("x.toml", []byte(strings.Replace(routed, "ON", `"app -> dep"`, 1)+"[links.\"app -> dep.report\"]\nloss = 0\n"), testOptions()); err == nil {
		t.Error("a link of one route is taken")
	}
}

// TestTheMostSpecificPatternOfAKindLies draws patterns on the edge and the routes of one
// pair, and holds what lies where against the rule, said another way.
func TestTheMostSpecificPatternOfAKindLies(t *testing.T) {
	edge := fault.Edge{From: "app", To: "dep"}
	rapid.Check(t, func(t *rapid.T) {
		var list []Pattern
		for i := range rapid.IntRange(1, 6).Draw(t, "patterns") {
			p := Pattern{Name: string(rune('a' + i)), Kind: rapid.SampledFrom([]string{"breaker", "retry"}).Draw(t, "kind")}
			for _, e := range []fault.Edge{edge, {From: "app", To: "*"}, {From: "*", To: "dep", Route: "report"}, {From: "app", To: "dep", Route: "report"}, {From: "app", To: "dep", Route: "search"}, {From: "dep"}, {From: "app", To: "other", Route: "report"}} {
				if rapid.IntRange(0, 2).Draw(t, e.String()) == 0 {
					p.On = append(p.On, e)
				}
			}
			list = append(list, p)
		}
		names := func(p Pattern, route string) bool {
			return slices.ContainsFunc(p.On, func(e fault.Edge) bool { return e.Route == route && (e.To == "dep" || e.To == "*") })
		}
		for _, route := range []string{"", "report", "search"} {
			at := edge
			at.Route = route
			laid := LaidOn(list, at)
			for _, p := range list {
				replaced := slices.ContainsFunc(list, func(q Pattern) bool { return route != "" && q.Kind == p.Kind && names(q, route) })
				want := names(p, "") && !replaced || route != "" && names(p, route)
				if got := slices.ContainsFunc(laid, func(q Pattern) bool { return q.Name == p.Name }); got != want {
					t.Fatalf("%s (%s on %v) lies on %v: %t", p.Name, p.Kind, p.On, at, got)
				}
			}
		}
	})
}

func TestTheOrderOfEachRouteIsDescribed(t *testing.T) {
	s, err := Load("x.toml", []byte(strings.Replace(routed, "ON", `"app -> dep"`, 1)+`
[patterns.q]
kind = "circuit-breaker"
on = "app -> dep"
[patterns.slow]
kind = "test"
on = "app -> dep.report"
[variants]
all = ["p", "slow", "q"]
`), testOptions())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	s.Describe(&b)
	for _, line := range []string{
		"app -> dep, other routes: p( q( call ))",
		"app -> dep.report: slow( q( call )), without p: another test names the route",
	} {
		if !strings.Contains(b.String(), line) {
			t.Errorf("it does not say %q:\n%s", line, b.String())
		}
	}
}
