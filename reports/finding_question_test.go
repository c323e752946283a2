package reports

import (
	"strings"
	"testing"
	"time"
)

// asked compares arms of which each seed comes to the same, and judges claims.
func asked(t *testing.T, claims []string, names []string, of func(arm string, seed uint64) outcome) *Comparison {
	t.Helper()
	var info Info
	var runs []*Summary
	for _, name := range names {
		info.Variants = append(info.Variants, Arm{Name: name})
		for seed := range uint64(10) {
			runs = append(runs, of(name, seed).summary(name, seed))
		}
	}
	c := mustCompare(t, info, runs)
	for _, that := range claims {
		claim, err := ParseClaim(that)
		if err != nil {
			t.Fatal(err)
		}
		c.Expectations = append(c.Expectations, Expectation{That: that, Verdict: claim.Judge(c)})
	}
	return c
}

func TestAFindingAnswersTheQuestion(t *testing.T) {
	errors := func(failed int64) outcome {
		return outcome{ok: 1000 - failed, failed: failed, latency: 20 * time.Millisecond}
	}
	for _, test := range []struct {
		name   string
		claims []string
		arms   []string
		of     func(arm string, seed uint64) outcome
		want   string
	}{
		{"a hair's breadth beside a gulf decides nothing", []string{"limit.error_rate < plain.error_rate"}, []string{"plain", "limit", "both"},
			func(arm string, _ uint64) outcome {
				return errors(map[string]int64{"plain": 340, "limit": 23, "both": 21}[arm])
			}, "It is equally good with limit and both: error rate 2.3 % (plain 34.0 %)."},
		{"but a quarter less of little does", []string{"limit.error_rate < plain.error_rate"}, []string{"plain", "limit", "both"},
			func(arm string, _ uint64) outcome {
				return errors(map[string]int64{"plain": 340, "limit": 8, "both": 4}[arm])
			}, "It is best with both: error rate 0.40 % (limit 0.80 %, plain 34.0 %)."},
		{"what only costs is least, not best", []string{"three.attempts_per_request > one.attempts_per_request * 3"}, []string{"one", "three"},
			func(arm string, _ uint64) outcome {
				o := errors(map[string]int64{"one": 500, "three": 400}[arm])
				o.attempts = map[string]int64{"one": 1000, "three": 9000}[arm]
				return o
			}, "Attempts per request are least with one: 1.00 (three 9.00)."},
		{"medians that read the same give way to means", []string{"both.error_rate < half.error_rate"}, []string{"half", "both"},
			func(arm string, seed uint64) outcome {
				if arm == "half" && seed < 4 {
					return errors(300 + int64(seed))
				}
				return errors(0)
			}, "It is best with both: mean error rate 0 % (half 12.1 %)."},
		{"a measure that does not tell two apart is not the last word", []string{"b.failed < c.failed", "b.p50 < a.p50"}, []string{"a", "b", "c"},
			func(arm string, _ uint64) outcome {
				o := errors(map[string]int64{"c": 300}[arm])
				o.latency = map[string]time.Duration{"a": 40, "b": 20, "c": 20}[arm] * time.Millisecond
				return o
			}, "failed 0 (a 0, c 300); p50 20.0 ms (a 40.0 ms)."},
		{"arms that claims name are measured by each other", []string{"wrong.error_rate > right.error_rate"}, []string{"plain", "right", "wrong"},
			func(arm string, _ uint64) outcome {
				return errors(map[string]int64{"plain": 300, "right": 50, "wrong": 200}[arm])
			}, "With right the error rate is 15.0 points less than with wrong"},
		{"no number stands alone", []string{"b.p50 < a.p50", "b.error_rate - a.error_rate < 50%", "b.attempts_per_request - a.attempts_per_request < 1"}, []string{"a", "b"},
			func(arm string, _ uint64) outcome {
				o := errors(map[string]int64{"a": 10, "b": 30}[arm])
				o.latency = map[string]time.Duration{"a": 40, "b": 20}[arm] * time.Millisecond
				return o
			}, "error rate 3.0 % (a 1.0 %)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := asked(t, test.claims, test.arms, test.of).Finding(); !strings.Contains(got, test.want) {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// TestWhatDecidesIsNamedWhereThereIsRoomForLittle before the arms that the first measure
// puts on a level with the best.
func TestWhatDecidesIsNamedWhereThereIsRoomForLittle(t *testing.T) {
	c := asked(t, []string{"b.failed < c.failed", "b.p50 < a.p50"}, []string{"a", "d", "c", "b"}, func(arm string, _ uint64) outcome {
		failed := map[string]int64{"c": 300, "d": 400}[arm]
		return outcome{ok: 1000 - failed, failed: failed, latency: map[string]time.Duration{"a": 40, "b": 20, "c": 20, "d": 20}[arm] * time.Millisecond}
	})
	for width, want := range map[int]string{
		100: "It is best with b: failed 0 (a 0, c 300, d 400); p50 20.0 ms (a 40.0 ms).",
		70:  "It is best with b: failed 0 (c 300, d 400); p50 20.0 ms (a 40.0 ms).",
		60:  "It is best with b: failed 0; p50 20.0 ms (a 40.0 ms).",
	} {
		if got := c.FindingLines(width)[0]; got != want {
			t.Errorf("%d letters:\ngot  %s\nwant %s", width, got, want)
		}
	}
}

// TestThePriceIsToldWhereTheOtherNamesLeaveRoom even if some of these then come without
// their numbers, and nowhere is it said that there is none.
func TestThePriceIsToldWhereTheOtherNamesLeaveRoom(t *testing.T) {
	claims := []string{"b.p50 < a.p50", "c.attempts_per_request < 2", "b.p90 < a.p90", "b.p99 < a.p99", "c.p50 < a.p50"}
	quick := asked(t, claims, []string{"a", "c", "b"}, func(arm string, _ uint64) outcome {
		failed := map[string]int64{"a": 10, "b": 160, "c": 110}[arm]
		return outcome{ok: 1000 - failed, failed: failed, latency: map[string]time.Duration{"a": 40, "b": 20, "c": 30}[arm] * time.Millisecond}
	})
	claims = []string{"b.error_rate < a.error_rate", "c.rejected < 5", "b.failed < a.failed", "c.goodput > 1/s"}
	sure := asked(t, claims, []string{"a", "c", "b"}, func(arm string, _ uint64) outcome {
		failed := map[string]int64{"a": 160, "b": 10, "c": 110}[arm]
		return outcome{ok: 1000 - failed, failed: failed, latency: map[string]time.Duration{"a": 20, "b": 40, "c": 30}[arm] * time.Millisecond}
	})
	for width := 40; width < 110; width++ {
		text := strings.Join(quick.FindingLines(width), " ")
		if width >= 80 && !strings.Contains(text, "price with b: error rate 16.0 % (a 1.0 %)") {
			t.Errorf("%d letters: %s", width, text)
		}
		if text += strings.Join(sure.FindingLines(width), " "); strings.Contains(text, "no price") {
			t.Errorf("%d letters: %s", width, text)
		}
	}
}

// TestWhatIsClaimedIsToldBeforeThatNothingIsPaid: to say that no price is shown in the error
// rate does not say what it came to.
func TestWhatIsClaimedIsToldBeforeThatNothingIsPaid(t *testing.T) {
	claims := []string{"plain.error_rate > 20%", "one.error_rate < plain.error_rate / 10", "both.p99 < one.p99 / 5"}
	c := asked(t, claims, []string{"plain", "one", "both"}, func(arm string, _ uint64) outcome {
		failed := map[string]int64{"plain": 720}[arm]
		return outcome{ok: 1000 - failed, failed: failed, latency: map[string]time.Duration{"plain": 200, "one": 120, "both": 4}[arm] * time.Millisecond}
	})
	for _, width := range []int{80, 100, 200} {
		if text := strings.Join(c.FindingLines(width), "\n"); !strings.Contains(text, "rror rate: one and both 0 %, plain 72.0 %") || !strings.Contains(text, "o price is shown") {
			t.Errorf("%d letters:\n%s", width, text)
		}
	}
}

// TestWhatDecidesGoesBeforeTheNamesOfWhatElseIsClaimed: the best is told from another arm by
// what the first measure does not tell, and the names find their room where the price is.
func TestWhatDecidesGoesBeforeTheNamesOfWhatElseIsClaimed(t *testing.T) {
	claims := []string{"choreography.rejected < naive.rejected", "choreography.attempts_per_request < 9", "choreography.failed < orchestration.failed", "choreography.timed_out < 100"}
	c := asked(t, claims, []string{"naive", "orchestration", "choreography"}, func(arm string, _ uint64) outcome {
		o := outcome{ok: 900, failed: map[string]int64{"orchestration": 100}[arm], attempts: 1000, latency: time.Second}
		switch arm {
		case "naive":
			o.rejected = 200
		case "choreography":
			o.attempts = 5000
		}
		return o
	})
	for width := 72; width < 110; width++ {
		lines := c.FindingLines(width)
		if text := strings.ToLower(strings.Join(lines, " ")); !strings.Contains(lines[0], "failed 0") || !strings.Contains(text, "timed out") || !strings.Contains(text, "attempts per request") {
			t.Errorf("%d letters:\n%s", width, strings.Join(lines, "\n"))
		}
	}
}

// TestNobodyIsBestInANumberThatAnotherHasBetter though it is not shown: what decides then is
// another number.
func TestNobodyIsBestInANumberThatAnotherHasBetter(t *testing.T) {
	c := asked(t, []string{"raft.error_rate < static.error_rate / 2"}, []string{"static", "oldest", "raft"}, func(arm string, seed uint64) outcome {
		failed := map[string]int64{"static": 360, "raft": 35, "oldest": 5 + 40*int64(seed%2)}[arm]
		latency := map[string]time.Duration{"static": 700, "raft": 500, "oldest": 900}[arm]
		return outcome{ok: 1000 - failed, failed: failed, latency: latency * time.Millisecond}
	})
	if got, want := c.Finding(), "It is best with raft: p99 5.00 s (static 7.00 s, oldest 9.00 s)"; !strings.HasPrefix(got, want) {
		t.Error(got)
	}
}
