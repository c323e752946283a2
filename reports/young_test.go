package reports

import (
	"strings"
	"testing"
)

// Where most requests were too young to tell when the run ended, the error rate is
// of the few others.
func TestAnErrorRateOfTheFewWhoEndedProvesNothing(t *testing.T) {
	young := Load{Outcomes: Outcomes{Requests: 1_000, OK: 300}}
	old := Load{Outcomes: Outcomes{Requests: 1_000, OK: 900, Failed: 10}}
	c := told(t, young, old)
	for claim, want := range map[string]Status{
		"without.error_rate < 1%":              Inconclusive,
		"without.shoppers.error_rate < 1%":     Inconclusive,
		"without.error_rate < with.error_rate": Inconclusive,
		"without.goodput > 1/s":                Inconclusive,
		"with.goodput > without.goodput":       Inconclusive,
		"with.error_rate < 5%":                 Pass,
		"with.error_rate < 0.1%":               Fail,
	} {
		parsed, err := ParseClaim(claim)
		if err != nil {
			t.Fatal(err)
		}
		v := parsed.Judge(c)
		if v.Status != want || v.Status == Inconclusive && !strings.Contains(v.Words, "leaves out 70.0 % of the requests, which were under way when the run ended") {
			t.Errorf("%s: %s, want %s: %s", claim, v.Status, want, v.Words)
		}
	}
	const warning = "WARNING: 70.0 % of the requests of without were under way when the run ended, too young to tell"
	if table := tableOf(t, c); !strings.HasPrefix(table, warning) || strings.Contains(table, "requests of with were") {
		t.Errorf("no warning, or too many, above\n%s", table)
	}
	var b strings.Builder
	if err := WriteTable(&b, Screen{Details: true}, &Summary{Variant: "without", Loads: c.Variants[0].Total.Loads}); err != nil || !strings.HasPrefix(b.String(), warning) {
		t.Errorf("%v: no warning above\n%s", err, b.String())
	}
}
