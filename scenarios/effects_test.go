package scenarios_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
	"wavetank/sim"
)

// effects say what a comparison of each scenario in testdata/effects must come to.
var effects = map[string]func(*testing.T, *reports.Comparison){
	"hot-key": func(t *testing.T, c *reports.Comparison) { between(t, c, "baseline", "error_rate", 0.49, 0.52) },
	"healthy-shards": func(t *testing.T, c *reports.Comparison) {
		between(t, c, "baseline", "stale_reads", 0, 0)
		between(t, c, "baseline", "lost_writes", 0, 0)
		between(t, c, "baseline", "reads", 20000, 22000)
	},
	"replicas": func(t *testing.T, c *reports.Comparison) {
		between(t, c, "baseline", "stale_reads", 0, 0)
		between(t, c, "baseline", "lost_writes", 0, 0)
		between(t, c, "baseline", "reads", 20000, 22000)
	},
	"replicas-apart": func(t *testing.T, c *reports.Comparison) { between(t, c, "baseline", "stale_reads", 8000, 20000) },
	"bounded-load": func(t *testing.T, c *reports.Comparison) {
		between(t, c, "without", "error_rate", 0.49, 0.52)
		between(t, c, "with", "error_rate", 0, 0.01)
		each(t, c, "with", "balance.diverted", 4000, 12000)
	},
	"paid-by-another-instance": func(t *testing.T, c *reports.Comparison) {
		each(t, c, "with", "item.repeated", 100, 140) // a hundredth of 12,000
		each(t, c, "without", "item.repeated", 0, 0)
	},
	"booked-behind-a-hop": func(t *testing.T, c *reports.Comparison) { each(t, c, "with", "item.repeated", 110, 160) },
	"inbox-of-three-instances": func(t *testing.T, c *reports.Comparison) {
		each(t, c, "without", "item.repeated", 50, 250)
		each(t, c, "with", "item.repeated", 0, 0)
		each(t, c, "with", "inbox.effect", 1190, 1200)
	},
	"key-handed-on": func(t *testing.T, c *reports.Comparison) {
		each(t, c, "plain", "item.repeated", 110, 160) // a key that nobody looks at changes nothing
		each(t, c, "known", "item.repeated", 0, 0)
		each(t, c, "known", "inbox.dropped", 110, 160)
	},
	"hedge-reads-only": func(t *testing.T, c *reports.Comparison) {
		each(t, c, "with", "hedge.sent", 0, 0)
		each(t, c, "with", "item.repeated", 0, 0)
		between(t, c, "with", "p99", 499, 501)
	},
	"error-after-effect": func(t *testing.T, c *reports.Comparison) {
		each(t, c, "with", "item.repeated", 110, 170)
		each(t, c, "without", "item.repeated", 0, 0)
	},
	"copies-behind-a-gateway":    copiesBehindGateways,
	"copies-behind-two-gateways": copiesBehindGateways,
	"gate-without-words": func(t *testing.T, c *reports.Comparison) {
		between(t, c, "baseline", "stale_reads", 0, 0)
		between(t, c, "baseline", "reads", 9000, 10000)
		between(t, c, "baseline", "writes", 2200, 2600)
	},
	"poison-message": func(t *testing.T, c *reports.Comparison) {
		each(t, c, "queue", "broker.parked", 80, 120) // 2 % of 5,000
		each(t, c, "queue", "broker.redelivered", 160, 240)
	},
	"poison-told": func(t *testing.T, c *reports.Comparison) {
		each(t, c, "queue", "broker.parked", 80, 120)
		each(t, c, "queue", "broker.redelivered", 0, 0)
	},
	"declined-for-a-while": func(t *testing.T, c *reports.Comparison) {
		between(t, c, "once", "error_rate", 0.105, 0.119)            // 0.4 · (1 - 0.9 · 0.8)
		between(t, c, "again", "error_rate", 0.039, 0.047)           // 0.4 · (0.1 + 0.9 · 0.2³)
		between(t, c, "again", "attempts_per_request", 1.158, 1.175) // 0.6 + 0.4 · (0.1 · 3 + 0.9 · 1.24)
	},
	"declined-cards": func(t *testing.T, c *reports.Comparison) {
		between(t, c, "without", "error_rate", 0.114, 0.122) // 1 - 0.9 · 0.98
		between(t, c, "with", "error_rate", 0.017, 0.024)
		each(t, c, "with", "retry.exhausted", 200, 280) // 2 % of the buyers; the sellers are told
	},
	"mesh-and-queue": func(t *testing.T, c *reports.Comparison) {
		each(t, c, "plain", "item.repeated", 0, 0)
		each(t, c, "mesh", "item.repeated", 190, 270) // 0.05 + 0.05² of 4,400
	},
	"refused-before-calls": func(t *testing.T, c *reports.Comparison) {
		between(t, c, "with", "error_rate", 0.09, 0.11)
		each(t, c, "with", "item.repeated", 820, 980) // 0.2 + 0.2² + … of the 3,600 that are not refused
		each(t, c, "with", "item.written", 3400, 3750)
	},
	"saga-told": func(t *testing.T, c *reports.Comparison) {
		each(t, c, "trip", "saga.compensated", 55, 105) // 2 % of 4,000
		between(t, c, "trip", "attempts_per_request", 3.01, 3.04)
	},
	"doubled-behind-a-hop": func(t *testing.T, c *reports.Comparison) {
		for _, of := range [][2]string{{"events", "events.doubled"}, {"inbox", "inbox.doubled"}, {"saga", "saga.repeated"}} {
			each(t, c, of[0], of[1], 120, 170) // 0.1 + 0.1² of 1,200, and none of those who hand their key on
		}
	},
	"nothing-to-see": func(t *testing.T, c *reports.Comparison) {
		expects(t, c, reports.Inconclusive)
		why := c.Expectations[0].Verdict.Words
		if !strings.Contains(why, `no route has op = "write"`) || !strings.Contains(why, "baseline has no retry") {
			t.Error(why)
		}
	},
}

// copiesBehindGateways is what the scenario cap comes to without a gateway.
func copiesBehindGateways(t *testing.T, c *reports.Comparison) {
	between(t, c, "cp", "stale_reads", 0, 0)
	between(t, c, "cp", "error_rate", 0.08, 0.15)
	between(t, c, "ap", "error_rate", 0, 0.001)
	between(t, c, "ap", "stale_reads", 100, 500)
}

// TestEffects compares systems in which an item, a write or an error has to be known as
// the same at several instances, hops and attempts, over three seeds.
func TestEffects(t *testing.T) { compareEach(t, "effects", effects) }

// each holds how often a fact happened in a run of a variant, in the mean.
func each(t *testing.T, c *reports.Comparison, variant, fact string, low, high int64) {
	t.Helper()
	for _, total := range c.Totals() {
		if total.Variant != variant {
			continue
		}
		if n := total.Fact(fact) / int64(len(c.Seeds)); n < low || n > high {
			t.Errorf("%d %s in a run of %s, want %d to %d", n, fact, variant, low, high)
		}
		return
	}
	t.Errorf("there is no variant %s", variant)
}

// TestAHuntFindsWhatIsPaidTwice looks for a payout that another instance makes again.
func TestAHuntFindsWhatIsPaidTwice(t *testing.T) {
	s, err := scenarios.Open(filepath.Join("testdata", "effects", "no-payout-twice.toml"))
	if err != nil {
		t.Fatal(err)
	}
	report, err := storm.Hunt(context.Background(), storm.Plan{
		Scenario: s, Properties: storm.Declared(s, "with"), Policy: storm.PolicyOf(s), Runs: 20, Variant: "with", Out: t.TempDir(),
	})
	if err != nil {
		t.Fatal(err)
	}
	if report.Failure == nil || report.Failure.Violation.Property != "never item.repeated" {
		t.Errorf("nothing was paid twice in %d storms", report.Runs)
	}
}

// TestVacuousInvariantsSayWhy judges invariants that nothing could violate.
func TestVacuousInvariantsSayWhy(t *testing.T) {
	s, err := scenarios.Open(filepath.Join("testdata", "effects", "nothing-to-see.toml"))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := storm.RunDeclared(context.Background(), s, "", 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for i, op := range []string{"write", "read"} {
		if j := sum.Judged[i]; j.Broken || j.Words != `nothing could violate it: no route has op = "`+op+`"` {
			t.Errorf("%+v", j)
		}
	}
	if n := len(storm.Unseen(s, "baseline")); n != 2 {
		t.Errorf("%d invariants show nothing, want 2", n)
	}
}
