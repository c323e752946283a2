package reports

import (
	"strings"
	"testing"
	"time"
)

// told are ten seeds of two arms, each the same in all.
func told(t *testing.T, without, with Load) *Comparison {
	t.Helper()
	var runs []*Summary
	for seed := range uint64(10) {
		for i, l := range []Load{without, with} {
			l.Name = "shoppers"
			for range l.OK {
				l.LatencyOK.Add(int64(20 * time.Millisecond))
			}
			l.InFlight = l.Requests - l.Known()
			runs = append(runs, &Summary{Variant: twoArms().Variants[i].Name, Seed: seed, Duration: time.Minute, Loads: []Load{l}})
		}
	}
	return mustCompare(t, twoArms(), runs)
}

func TestAFindingTellsWhatAnErrorRateRestsOn(t *testing.T) {
	half := Load{Outcomes: Outcomes{Requests: 100, OK: 50, Failed: 50}}
	for _, c := range []struct {
		name          string
		without, with Load
		want          string
		verdict       string
	}{
		{"silence is an error", half, Load{Outcomes: Outcomes{Requests: 100, OK: 50, Unanswered: 50}},
			"The error rate is the same with the circuit breaker as without the pattern in each of 10 seeds", NoDifference},
		{"and is told", half, Load{Outcomes: Outcomes{Requests: 100, OK: 50, Unanswered: 50}},
			"With the circuit breaker 50.0 % are never answered", NoDifference},
		{"of what is too young to tell there is no praise", half, Load{Outcomes: Outcomes{Requests: 100, OK: 50, Failed: 10}},
			"Error rate: with 16.7 %, without 50.0 %, but no more requests are answered well", Hollow},
		{"and it is told", half, Load{Outcomes: Outcomes{Requests: 100, OK: 50, Failed: 10}},
			"With the circuit breaker 40.0 % are too young to tell", Hollow},
		{"of more good answers there is", half, Load{Outcomes: Outcomes{Requests: 100, OK: 90, Failed: 10}},
			"It is best with the circuit breaker: error rate 10.0 % (without 50.0 %)", Better},
		{"a fallback for everything is not perfect", half, Load{Outcomes: Outcomes{Requests: 100, OK: 100, Degraded: 50}},
			"price: degraded answers 50.0 % (without 0 %)", Better},
		{"one that also repairs is better", half, Load{Outcomes: Outcomes{Requests: 100, OK: 100, Degraded: 20}},
			"price: degraded answers 20.0 % (without 0 %)", Better},
		{"what is old is a price", Load{Outcomes: Outcomes{Requests: 100, OK: 50, Failed: 50}, Reads: 50}, Load{Outcomes: Outcomes{Requests: 100, OK: 100}, Reads: 100, StaleReads: 30},
			"price: stale reads 30 (without 0)", Better},
		{"users of a closed loop are compared by goodput", Load{Outcomes: Outcomes{Requests: 50, OK: 40, Unanswered: 10}, Users: 10, Hanging: 10}, Load{Outcomes: Outcomes{Requests: 1000, OK: 900, Failed: 100}, Users: 10},
			"It is best with the circuit breaker: goodput 15.0/s (without 0.667/s). Goodput: with 14.3/s more than without (95 % 14.3–14.3/s)", Uneven},
		{"and who of the best hangs is told", Load{Outcomes: Outcomes{Requests: 10, OK: 1, Unanswered: 9}, Users: 10, Hanging: 9}, Load{Outcomes: Outcomes{Requests: 50, OK: 40, Unanswered: 10}, Users: 10, Hanging: 10},
			"With the circuit breaker 20.0 % are never answered (100 % of the users hang)", Uneven},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := told(t, c.without, c.with)
			if !strings.Contains(got.Finding(), c.want) {
				t.Errorf("got  %s\nwant %s", got.Finding(), c.want)
			}
			if d, _ := got.Difference("with", "", "error_rate"); d.Verdict != c.verdict {
				t.Errorf("the verdict is %q, want %q", d.Verdict, c.verdict)
			}
		})
	}
}

func TestTheLeastErrorRateIsNamedWithWhatItHides(t *testing.T) {
	degraded := told(t, Load{Outcomes: Outcomes{Requests: 100, OK: 50, Failed: 50}}, Load{Outcomes: Outcomes{Requests: 100, OK: 100, Degraded: 50}})
	if got := degraded.beside("with"); got != " (50.0 % of its answers degraded)" {
		t.Errorf("got %q", got)
	}
	hollow := told(t, Load{Outcomes: Outcomes{Requests: 100, OK: 50, Failed: 50}}, Load{Outcomes: Outcomes{Requests: 100, OK: 50}})
	if got := hollow.beside("with"); got != " (no more answered well)" {
		t.Errorf("got %q", got)
	}
	if got := hollow.beside("without"); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestPhrasesAreListedAsASentenceDoes(t *testing.T) {
	for want, list := range map[string][]string{"": nil, "a": {"a"}, "a and b": {"a", "b"}, "a, b and c": {"a", "b", "c"}} {
		if got := listed(list); got != want {
			t.Errorf("%q is listed as %q", list, got)
		}
	}
}

// TestAnSLOThatNoArmAlwaysKeepsIsTold also where there is hardly room for it.
func TestAnSLOThatNoArmAlwaysKeepsIsTold(t *testing.T) {
	for want, bad := range map[string]int64{"No arm always keeps the SLO; ": 0, "No arm keeps the SLO; ": 50} {
		info := twoArms()
		info.SLO, info.Stated = &SLO{ErrorRate: 0.01}, true
		var runs []*Summary
		for seed := range uint64(6) {
			runs = append(runs, outcome{ok: 900, failed: 100, latency: time.Second}.summary("without", seed),
				outcome{ok: 1000, failed: max(bad, int64(seed)*8), latency: time.Second}.summary("with", seed))
		}
		for _, width := range []int{78, 120} {
			got := mustCompare(t, info, runs).FindingLines(width)[0]
			if long := strings.Replace(want, "SLO", "SLO (errors 1 %)", 1); !strings.HasPrefix(got, want) && !strings.HasPrefix(got, long) {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		}
	}
}

// TestWhatIsNeverAnsweredIsTheMedianOfTheTable and no mean over the seeds.
func TestWhatIsNeverAnsweredIsTheMedianOfTheTable(t *testing.T) {
	var runs []*Summary
	for seed := range uint64(3) {
		lost := []int64{10, 20, 90}[seed]
		s := outcome{ok: 100 - lost, latency: time.Second}.summary("with", seed)
		s.Loads[0].Requests, s.Loads[0].Unanswered = 100, lost
		runs = append(runs, outcome{failed: 90, ok: 10, latency: time.Second}.summary("without", seed), s)
	}
	if got, want := mustCompare(t, twoArms(), runs).Finding(), "20.0 % are never answered"; !strings.Contains(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
