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
	if want := "No arm is shown to be better in goodput (with and without 270/s)"; !strings.Contains(finding, want) {
		t.Errorf("no %q in %q", want, finding)
	}
	if strings.Contains(finding, "best without") {
		t.Errorf("the error rates are compared: %q", finding)
	}
	for i := range runs {
		if runs[i].Variant == "with" {
			runs[i] = outcome{ok: 13510, rejected: 2990, latency: 20 * time.Millisecond}.summary("with", runs[i].Seed)
		}
	}
	if finding := mustCompare(t, twoArms(), runs).Finding(); strings.Contains(finding, "other numbers of requests") {
		t.Errorf("the arms met as many requests: %q", finding)
	}
}

// TestEachLoadOfAClosedLoopIsJudgedByItsOwnRequests has one of two loads come back
// more often in one arm.
func TestEachLoadOfAClosedLoopIsJudgedByItsOwnRequests(t *testing.T) {
	var runs []*Summary
	for seed := range uint64(8) {
		for v, more := range map[string]int64{"without": 1, "with": 20} {
			s := outcome{ok: 100, failed: 10, latency: 20 * time.Millisecond}.summary(v, seed)
			s.Loads[0].Name = "users"
			clock := s.Loads[0]
			clock.Name, clock.OK, clock.Failed = "clock", 110-more, more
			s.Loads[0].Failed *= more
			s.Loads[0].Requests = 100 + s.Loads[0].Failed
			s.Loads = append(s.Loads, clock)
			runs = append(runs, s)
		}
	}
	c := mustCompare(t, twoArms(), runs)
	for load, want := range map[string]string{"": Uneven, "users": Uneven, "clock": Worse} {
		if d, _ := c.Difference("with", load, "error_rate"); d.Verdict != want {
			t.Errorf("the error rate of %q is judged %q, want %q: %+v", load, d.Verdict, want, d)
		}
	}
}
