package scenarios_test

import (
	"bytes"
	"context"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
)

// verdicts say what a comparison of each scenario in testdata/verdict must come to.
var verdicts = map[string]func(*testing.T, *reports.Comparison){
	"never-answered": func(t *testing.T, c *reports.Comparison) {
		between(t, c, "without", "error_rate", 0.79, 0.81)
		between(t, c, "with", "error_rate", 0.79, 0.81)
		between(t, c, "without", "unanswered", 7000, 9000)
		says(t, c, "in error rate", "Without the pattern 80.0 % are never answered")
		tells(t, c, "unanswered")
		if last := c.Variants[0].Errors.Points[40]; last.Median != 1 {
			t.Errorf("the curve of errors under the hang is at %v", last.Median)
		}
		expects(t, c, reports.Pass)
	},
	"hangs-for-good": func(t *testing.T, c *reports.Comparison) {
		between(t, c, "baseline", "error_rate", 0.73, 0.77)
		tells(t, c, "unanswered")
		expects(t, c, reports.Fail)
	},
	"all-degraded": func(t *testing.T, c *reports.Comparison) {
		between(t, c, "with", "degraded_rate", 0.4, 0.55)
		says(t, c, "degraded answers")
		tells(t, c, "degraded")
		if under := c.Variants[1].Degraded.Points[30]; under.Median != 1 {
			t.Errorf("the curve of degraded answers under the fault is at %v", under.Median)
		}
	},
	"never-asked": func(t *testing.T, c *reports.Comparison) {
		for i, want := range []reports.Status{reports.Inconclusive, reports.Pass} {
			if e := c.Expectations[i]; e.Verdict.Status != want {
				t.Errorf("%s: %s, want %s: %s", e.That, e.Verdict.Status, want, e.Verdict.Words)
			}
		}
		if why := c.Invariants[0].Words; !strings.Contains(why, "payments never acted") {
			t.Errorf("the invariant is held, and says %q", why)
		}
	},
	"batch-is-over": func(t *testing.T, c *reports.Comparison) {
		undefined(t, c, "baseline", "nobody asked after the fault")
		expects(t, c, reports.Inconclusive)
	},
	"once-a-minute": func(t *testing.T, c *reports.Comparison) {
		between(t, c, "baseline", "recovery", 50, 50)
		expects(t, c, reports.Pass)
	},
	"patience": func(t *testing.T, c *reports.Comparison) {
		says(t, c, "in each of 3 seeds")
		expects(t, c, reports.Pass)
	},
	"users-hang": func(t *testing.T, c *reports.Comparison) {
		between(t, c, "without", "unrecovered", 1, 1)
		between(t, c, "without", "error_rate", 0.7, 1)
		says(t, c, "goodput")
		expects(t, c, reports.Pass)
	},
	"users-hang-for-good": func(t *testing.T, c *reports.Comparison) {
		says(t, c, "(100 % of the users hang)")
		tells(t, c, "WARNING: 100 % of the users of baseline hang")
		expects(t, c, reports.Inconclusive)
	},
	"later-outage": func(t *testing.T, c *reports.Comparison) { between(t, c, "again", "recovery", 10, 12) },
	"wait-for-hours": func(t *testing.T, c *reports.Comparison) {
		tells(t, c, "too young to tell")
		tells(t, c, "in flight")
	},
	"never-well": func(t *testing.T, c *reports.Comparison) {
		undefined(t, c, "baseline", "the system was never well: before the first fault its error rate was 8")
		says(t, c, "In the baseline the SLO was broken before the first fault in 3 of 3 seeds")
		tells(t, c, "WARNING: baseline was never well in 3 of 3 seeds")
		expects(t, c, reports.Inconclusive)
	},
	"hang-then-errors": func(t *testing.T, c *reports.Comparison) {
		between(t, c, "baseline", "unrecovered", 1, 1)
		if r := c.Variants[0].Recovery(); r.Sick > 0 {
			t.Errorf("it was well until the first fault, and is called never well in %d seeds", r.Sick)
		}
		expects(t, c, reports.Pass)
	},
	"ill-already": func(t *testing.T, c *reports.Comparison) {
		undefined(t, c, "baseline", "a fault that lasted to the end kept the system out of its SLO already")
		expects(t, c, reports.Inconclusive)
	},
	"load-after-fault": func(t *testing.T, c *reports.Comparison) {
		undefined(t, c, "baseline", "the fault touched nothing, and nobody asked before it was over")
		expects(t, c, reports.Inconclusive)
	},
	"fault-in-warmup": func(t *testing.T, c *reports.Comparison) {
		undefined(t, c, "baseline", "the fault was over before the warm-up ended")
		expects(t, c, reports.Inconclusive)
	},
	"no-fault": func(t *testing.T, c *reports.Comparison) {
		undefined(t, c, "baseline", "there was no fault and no surge of the load to recover from")
		expects(t, c, reports.Inconclusive)
		if words := c.Expectations[0].Verdict.Words; !strings.Contains(words, "more seeds like these never decide it") {
			t.Errorf("the expectation does not say that more seeds do not help: %s", words)
		}
	},
}

// TestVerdicts compares systems that were told wrong once, over three seeds, and
// holds what is said of them against what is right.
func TestVerdicts(t *testing.T) { compareEach(t, "verdict", verdicts) }

// compareEach compares each scenario of a folder of testdata over three seeds, and
// checks what comes out.
func compareEach(t *testing.T, folder string, checks map[string]func(*testing.T, *reports.Comparison)) {
	for name, check := range checks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := scenarios.Open(filepath.Join("testdata", folder, name+".toml"))
			if err != nil {
				t.Fatal(err)
			}
			c, err := scenarios.Compare(context.Background(), s, scenarios.CompareOptions{Seeds: scenarios.Seeds(1, 3), Run: storm.RunDeclared})
			if err != nil {
				t.Fatal(err)
			}
			scenarios.Judge(s, c)
			check(t, c)
		})
	}
}

// band returns a metric of a variant over the seeds.
func band(t *testing.T, c *reports.Comparison, variant, metric string) reports.Band {
	t.Helper()
	for i := range c.Variants {
		if b, ok := c.Variants[i].Band("", metric); ok && c.Variants[i].Name == variant {
			return b
		}
	}
	t.Fatalf("there is no %s of %s", metric, variant)
	return reports.Band{}
}

func between(t *testing.T, c *reports.Comparison, variant, metric string, low, high float64) {
	t.Helper()
	if b := band(t, c, variant, metric); b.Runs != len(c.Seeds) || b.Median < low || b.Median > high {
		t.Errorf("%s.%s is %+v, want %v to %v", variant, metric, b, low, high)
	}
}

// undefined holds that there is no recovery in any seed, and why.
func undefined(t *testing.T, c *reports.Comparison, variant, why string) {
	t.Helper()
	for _, metric := range []string{"recovery", "unrecovered"} {
		if b := band(t, c, variant, metric); b.Runs > 0 || !math.IsNaN(b.Median) {
			t.Errorf("%s.%s is %+v, and there is none", variant, metric, b)
		}
	}
	if r := c.Variants[0].Recovery(); r.Seeds > 0 || !strings.Contains(r.String(), why) {
		t.Errorf("%s %v, want: %s", variant, r, why)
	}
}

// says holds that the finding has those words.
func says(t *testing.T, c *reports.Comparison, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(c.Finding(), w) {
			t.Errorf("the finding lacks %q: %s", w, c.Finding())
		}
	}
}

// tells holds that the table has those words.
func tells(t *testing.T, c *reports.Comparison, words string) {
	t.Helper()
	var b bytes.Buffer
	if err := c.WriteTable(&b, reports.Screen{Details: true}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), words) {
		t.Errorf("the table lacks %q:\n%s", words, &b)
	}
}

// expects holds what becomes of the scenario's only expectation.
func expects(t *testing.T, c *reports.Comparison, want reports.Status) {
	t.Helper()
	if e := c.Expectations[0]; len(c.Expectations) != 1 || e.Verdict.Status != want {
		t.Errorf("%s: %s, want %s: %s", e.That, e.Verdict.Status, want, e.Verdict.Words)
	}
}
