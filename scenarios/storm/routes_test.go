package storm

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"wavetank/scenarios"
	"wavetank/scenarios/language"
)

// endpoints has patterns of one route each, and one of all others.
const endpoints = `
title    = "Two endpoints of one provider"
duration = "20s"

[nodes.shop]
routes.pay    = { calls = ["provider.charge"], timeout = "200ms" }
routes.review = { calls = ["provider.report"], timeout = "200ms" }

[nodes.provider]
routes.charge = { work = "5ms", op = "write" }
routes.report = { work = "5ms" }

[loads.payers]
to   = "shop.pay"
rate = "20/s"

[loads.reviewers]
to   = "shop.review"
rate = "20/s"

[patterns.reports]
kind     = "circuit-breaker"
on       = ["shop -> provider.report", "reviewers -> shop.review"]
window   = 10
open_for = "2s"

[patterns.charges]
kind     = "retry"
on       = "shop -> provider.charge"
attempts = 2

[patterns.rest]
kind = "retry"
on   = "* -> provider"

[variants]
with = ["reports", "charges", "rest"]
`

// TestAStormOverRoutesShrinks: the least storm that opens a breaker of one route is one
// fault of what lies behind it, and the file that is kept of it opens it again, its
// patterns where they were.
func TestAStormOverRoutesShrinks(t *testing.T) {
	s, err := scenarios.Parse("endpoints.toml", []byte(endpoints))
	if err != nil {
		t.Fatal(err)
	}
	r, err := newRunner(Plan{
		Scenario: s, Runs: 30, Policy: Policy{Down: Anything, Most: 8},
		Properties: []Property{Never(language.FactKind("breaker.opened"))},
	})
	if err != nil {
		t.Fatal(err)
	}
	report, err := r.hunt(t.Context())
	if err != nil || report.Failure == nil {
		t.Fatalf("the hunt found nothing: %v", err)
	}
	f := report.Failure
	if len(f.Drawn) < 2 || len(f.Storm) != 1 {
		t.Errorf("%d faults shrink to %d: %s", len(f.Drawn), len(f.Storm), f.Storm[0].Sentence())
	}
	path := filepath.Join(t.TempDir(), "least.toml")
	if err := os.WriteFile(path, f.File(), 0o600); err != nil {
		t.Fatal(err)
	}
	x, err := r.read(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range x.scenario.Patterns {
		if want := s.Patterns[i]; p.Name != want.Name || !reflect.DeepEqual(p.On, want.On) {
			t.Errorf("%s lies on %v, and did on %v", p.Name, p.On, want.On)
		}
	}
	out, err := r.patiently(x)
	if err != nil || out.violation == nil || out.violation.Property != f.Violation.Property {
		t.Errorf("the file shows %+v, %v; the hunt %+v", out.violation, err, f.Violation)
	}
}
