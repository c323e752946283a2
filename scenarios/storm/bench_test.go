package storm_test

import (
	"context"
	"testing"
	"time"

	"wavetank/scenarios"
	"wavetank/scenarios/language"
	"wavetank/scenarios/storm"
)

// shop is a world of five machines, ten seconds and a thousand requests.
const shop = `
title    = "Five machines, ten seconds, a thousand requests"
duration = "10s"

[nodes.web]
instances = 2
workers   = 16
routes.buy = { work = "exp 2ms", calls = ["pay.charge"], timeout = "500ms" }

[nodes.pay]
instances = 3
workers   = 8
routes.charge = { work = "exp 5ms" }

[links."*"]
latency = "lognormal p50=1ms p99=5ms"

[loads.users]
to      = "web.buy"
rate    = "100/s"
timeout = "1s"

[patterns.breaker]
kind         = "circuit-breaker"
on           = "web -> pay"
failure_rate = "50%"
open_for     = "500ms"
`

func shopPlan(tb testing.TB, properties ...storm.Property) storm.Plan {
	s, err := scenarios.Parse("shop.toml", []byte(shop))
	if err != nil {
		tb.Fatal(err)
	}
	return storm.Plan{Scenario: s, Variant: "with", Properties: properties}
}

// BenchmarkStorms is what one storm costs on a correct pattern, and that none
// breaks it: go test -bench Storms -benchtime 100000x tries a hundred thousand.
func BenchmarkStorms(b *testing.B) {
	p := shopPlan(b, storm.Eventually(language.FactKind("request.ok"), 3*time.Second), storm.That("attempts_per_request < 2.5"))
	p.Runs = b.N
	report, err := storm.Hunt(context.Background(), p)
	if err != nil {
		b.Fatal(err)
	}
	if f := report.Failure; f != nil {
		b.Fatalf("storm %d: %v\n%s", report.Runs, f.Violation, f.File())
	}
	b.ReportMetric(float64(report.Events)/float64(b.N), "events/storm")
}

func TestACorrectBreakerHoldsInEveryStorm(t *testing.T) {
	p := shopPlan(t, storm.Eventually(language.FactKind("request.ok"), 3*time.Second), storm.That("attempts_per_request < 2.5"),
		storm.Sometimes(language.FactKind("breaker.opened")))
	p.Runs = 300
	if testing.Short() {
		p.Runs = 60
	}
	storm.Check(t, p)
}

// TestAStormIsCheap holds the cost of a storm, in events: ten thousand take some ten
// milliseconds.
func TestAStormIsCheap(t *testing.T) {
	p := shopPlan(t, storm.Eventually(language.FactKind("request.ok"), 3*time.Second))
	p.Runs = 50
	report, err := storm.Hunt(context.Background(), p)
	if err != nil || report.Failure != nil {
		t.Fatal(err, report)
	}
	each := report.Events / uint64(p.Runs)
	t.Logf("%d events a storm", each)
	if each > 20_000 {
		t.Errorf("a storm takes %d events", each)
	}
}

// TestShrinkingEndsSoon shrinks storms of twenty faults on a whole scenario.
func TestShrinkingEndsSoon(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	p := shopPlan(t, storm.That("error_rate < 20%"))
	p.Policy = storm.Policy{Most: 30, Down: storm.Anything}
	p.Runs = 2000
	report, err := storm.Hunt(context.Background(), p)
	if err != nil || report.Failure == nil {
		t.Fatal(err, report)
	}
	f := report.Failure
	t.Logf("%d faults to %d in %d runs", len(f.Drawn), len(f.Storm), f.Steps)
	again, err := scenarios.Parse("failure.toml", f.File())
	if err != nil {
		t.Fatalf("%v\n%s", err, f.File())
	}
	if len(again.Faults) != len(f.Storm) {
		t.Errorf("the file has %d faults, the storm %d", len(again.Faults), len(f.Storm))
	}
}
