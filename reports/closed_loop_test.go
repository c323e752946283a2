package reports

import (
	"strings"
	"testing"
	"time"
)

// TestAClosedLoopIsComparedByGoodput is about users who come back sooner because
// a breaker turns them away at once: more of their requests fail, and as many are
// answered.
func TestAClosedLoopIsComparedByGoodput(t *testing.T) {
	var runs []*Summary
	for seed := range uint64(8) {
		luck := int64(seed)
		runs = append(runs, outcome{ok: 13500 + luck, timedOut: 3000, latency: 20 * time.Millisecond}.summary("without", seed),
			outcome{ok: 13510 + 2*luck, rejected: 13870, latency: 20 * time.Millisecond}.summary("with", seed))
	}
	c := mustCompare(t, twoArms(), runs)
	if d, _ := c.Difference("with", "", "error_rate"); d.Verdict != Uneven {
		t.Errorf("the table judges the error rates: %+v", d)
	}
	finding := c.Finding()
	for _, want := range []string{"the goodput rises from 270/s to 270/s", "in a closed loop the arms met different numbers of requests (16,503 and 27,387)",
		"their error rates (18.2 % and 50.6 %) are not compared"} {
		if !strings.Contains(finding, want) {
			t.Errorf("no %q in %q", want, finding)
		}
	}
	if strings.Contains(finding, "error rate rises") {
		t.Errorf("the error rates are compared: %q", finding)
	}
	for i := range runs {
		if runs[i].Variant == "with" {
			runs[i] = outcome{ok: 13510, rejected: 2990, latency: 20 * time.Millisecond}.summary("with", runs[i].Seed)
		}
	}
	if finding := mustCompare(t, twoArms(), runs).Finding(); strings.Contains(finding, "closed loop") {
		t.Errorf("the arms met as many requests: %q", finding)
	}
}
