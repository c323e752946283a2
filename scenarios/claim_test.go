package scenarios

import (
	"errors"
	"strings"
	"testing"

	"wavetank/scenarios/document"
)

const twoArms = `title    = "x"
duration = "10s"
[nodes.a]
routes.r = { work = "1ms", calls = ["b.s"] }
[nodes.b]
routes.s = {}
[loads.users]
to   = "a.r"
rate = "10/s"
[patterns.p]
kind = "circuit-breaker"
on   = "a -> b"
`

const oneArm = `title    = "x"
duration = "10s"
[nodes.a]
routes.r = { work = "1ms" }
[loads.users]
to   = "a.r"
rate = "10/s"
`

func TestClaimsAreHeldAgainstTheScenario(t *testing.T) {
	for name, test := range map[string]struct{ file, claim, column, want string }{
		"a variant that there is not":           {twoArms, "wiht.error_rate < 1%", "8", `no variant is called "wiht": there is without or with`},
		"a variant on the right":                {twoArms, "with.error_rate < wthout.error_rate", "27", `no variant is called "wthout"`},
		"a load that there is not":              {twoArms, "with.user.p99 < 1s", "14", `no load is called "user": there is users`},
		"no variant where there are two":        {twoArms, "error_rate < 1%", "8", "which variant's error_rate? Write without.error_rate or with.error_rate"},
		"a load in place of the only variant":   {oneArm, "users.p99 < 1s", "8", "users is a load: write its variant first, baseline.users.p99"},
		"a fact that there is not":              {twoArms, "with.facts.breaker.opend > 0", "8", `there is no fact "breaker.opend": did you mean "breaker.opened"?`},
		"a fact like no other":                  {twoArms, "1 > with.facts.zzz.yyy", "13", `there is no fact "zzz.yyy": "wavetank describe facts" lists them`},
		"a metric that there is not":            {oneArm, "eror_rate < 1%", "8", `unknown metric "eror_rate"`},
		"no variant where there is one":         {oneArm, "p99 < 1s", "", ""},
		"the only variant by its name":          {oneArm, "baseline.users.p99 < 1s", "", ""},
		"a fact of a pattern and one of no one": {twoArms, "with.facts.breaker.opened <= with.facts.message.sent", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("x.toml", []byte(test.file+"[[expect]]\nthat = \""+test.claim+"\"\n"))
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var p *document.Problem
			if !errors.As(err, &p) || !strings.Contains(p.Message, test.want) {
				t.Fatalf("got %v, want %s", err, test.want)
			}
			place := "x.toml:" + map[string]string{twoArms: "14", oneArm: "9"}[test.file] + ":" + test.column
			if p.Position.String() != place {
				t.Errorf("at %v, want %s", p.Position, place)
			}
		})
	}
}

// A claim that names what a broken section was to define is not wrong itself.
func TestClaimsAreNotBlamedForOtherMistakes(t *testing.T) {
	_, err := Parse("x.toml", []byte(twoArms+"[variants]\nwithout = []\nwith = 3\n[[expect]]\nthat = \"with.error_rate < 1%\"\n"))
	var problems document.Problems
	if !errors.As(err, &problems) || len(problems) != 1 || problems[0].Line != 15 {
		t.Errorf("got %v, want only what is wrong in line 15", err)
	}
}

// What only wraps calls could never act on a node.
func TestABreakerLiesOnAnEdge(t *testing.T) {
	_, err := Parse("x.toml", []byte(strings.Replace(twoArms, `"a -> b"`, `["b", "a -> b"]`, 1)))
	want := "x.toml:12:9: circuit-breaker lies between callers and what they call, not on a node"
	if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), `"b -> *" for the calls that it makes, or "* -> b"`) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestTriggersNameAFact(t *testing.T) {
	fault := func(fact string) error {
		_, err := Parse("x.toml", []byte(twoArms+"[[faults]]\nkind = \"hang\"\nnode = \"b\"\nwhen = { fact = \""+fact+"\" }\n"))
		return err
	}
	if err := fault("breaker.opened"); err != nil {
		t.Error(err)
	}
	want := "x.toml:16:17: there is no fact \"breaker.open\""
	if err := fault("breaker.open"); err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), `did you mean "breaker.opened"?`) {
		t.Errorf("got %v, want %s", err, want)
	}
}
