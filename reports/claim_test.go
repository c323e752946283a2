package reports

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/sim"
	_ "wavetank/sim/property"
)

func TestParseClaim(t *testing.T) {
	tests := []struct {
		text  string
		names string
	}{
		{"with.error_rate < without.error_rate / 2", "with||error_rate@0 without||error_rate@18"},
		{"with.attempts_per_request - without.attempts_per_request < 0.1", "with||attempts_per_request@0 without||attempts_per_request@28"},
		{"p99<500ms", "||latency_ok_p99@0"},
		{" error_rate <= 1/1000 ", "||error_rate@1"},
		{"with.shoppers.p99 <= 0.5 s", "with|shoppers|latency_ok_p99@0"},
		{"with-naive.error_rate >= 5%", "with-naive||error_rate@0"},
		{`"3 retries".goodput > 150/s`, "3 retries||goodput@0"},
		{"with.goodput > 150 /s", "with||goodput@0"},
		{`with."web-shop 2".max < 1h`, "with|web-shop 2|latency_ok_max@0"},
		{"with.facts.breaker.opened >= 1", "with||facts.breaker.opened@0"},
		{"facts.lock.lost_update == 0", "||facts.lock.lost_update@0"},
		{"-(a.p50 - b.p50) * 2 > -(3ms)", "a||latency_ok_p50@2 b||latency_ok_p50@10"},
		{"a.failed + a.timed_out != b.failed * 2", "a||failed@0 a||timed_out@11 b||failed@26"},
		{"a.recovery < 1m", "a||recovery@0"},
		{"a.p99 > 0", "a||latency_ok_p99@0"},
		{"500us < a.p99 / (1 + b.error_rate)", "a||latency_ok_p99@8 b||error_rate@21"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			c, err := ParseClaim(test.text)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, n := range c.Names() {
				names = append(names, fmt.Sprintf("%s|%s|%s@%d", n.Variant, n.Load, n.Metric, n.Offset))
			}
			if got := strings.Join(names, " "); got != test.names {
				t.Errorf("names %s, want %s", got, test.names)
			}
			if c.String() != test.text {
				t.Errorf("prints as %s", c)
			}
		})
	}
}

func TestAWrongClaimIsAnsweredWithThePlaceAndWhatIsAllowed(t *testing.T) {
	tests := []struct {
		text   string
		offset int
		want   string
	}{
		{"", 0, "ends where a number, a metric such as with.error_rate, or ( is expected"},
		{"with.error_rate", 15, "ends where <, <=, >, >=, == or != is expected"},
		{"with.error_rate = 1", 16, `"=" is not expected here: <, <=`},
		{"with.error_rate < 5%%", 20, `"%" is not expected here: the end`},
		{"with.eror_rate < 5%", 5, `did you mean error_rate`},
		{"a.p99-5ms < 0", 2, `a subtraction needs spaces around its "-"`},
		{"a.p99 < 500", 6, "a time cannot be compared with a plain number: a time is written as in 500ms or 2s"},
		{"a.degraded < 5%", 11, "a count cannot be compared with a share: divide the count, as in with.degraded / with.ok"},
		{"a.failed < a.error_rate", 9, "a count cannot be compared with a share"},
		{"a.failed + 5% < a.ok", 9, "a count and a share do not add up: divide the count"},
		{"routes.error_rate < 5%", 0, `; a variant of that name stands in quotes: "routes".error_rate`},
		{"nodes.shoppers.p99 < 1s", 0, `; a variant of that name stands in quotes: "nodes".shoppers.p99`},
		{"a.goodput < 500", 10, "a rate is written as in 150/s"},
		{"a.p99 + a.error_rate < 5ms", 6, "a time and a share do not add up"},
		{"a.p99 < 5xs", 9, `"xs" is not a unit: there is %, ns`},
		{"a.p99 < 5..5s", 8, "is not a number"},
		{"a.p99 < 5.", 8, "is not a number"},
		{"a.p99 == b.p99", 6, "== is for counts only: compare a time with <, <=, > or >="},
		{"a.failed / 2 == 1", 13, "== is for counts only"},
		{"1 < 2", 0, "must ask for a metric"},
		{"0 < a.p50 < 2ms", 10, "compares two things, not three"},
		{"(a.p50 < 2ms", 7, `"<" is not expected here: ")" is`},
		{"a.p50 < ", 8, "the claim ends where a number"},
		{"a..p50 < 1s", 2, `"." is not expected here: a name is`},
		{`"a.p50 < 1s`, 0, "closing quote"},
		{`"".p50 < 1s`, 0, "needs letters"},
		{"a.b.c.p50 < 1s", 6, "too many names"},
		{"a.shoppers.facts.x.y > 1", 2, "facts are those of all loads: write a.facts.x.y"},
		{"a.shoppers.recovery < 1s", 2, "recovery is of all loads together: write a.recovery"},
		{"a.facts.opened > 1", 2, "unknown metric"},
		{"a.failed / 0 > 1", 11, "nothing can be divided by zero"},
		{"a.failed > 1 / (2 - 2)", 16, "nothing can be divided by zero"},
		{"a.failed ≤ 1", 9, `"≤" is not expected here`},
		{strings.Repeat("(", 3000), 2000, "at most 2000 bytes"},
	}
	for _, test := range tests {
		t.Run(test.text[:min(len(test.text), 30)], func(t *testing.T) {
			c, err := ParseClaim(test.text)
			if err == nil {
				err = c.Check([]string{"with", "without"}, []string{"shoppers"})
			}
			var wrong *sim.ParseError
			if !errors.As(err, &wrong) {
				t.Fatalf("got %v, want a *sim.ParseError", err)
			}
			if wrong.Offset != test.offset || !strings.Contains(wrong.Msg, test.want) {
				t.Errorf("got %d: %s\nwant %d: %s", wrong.Offset, wrong.Msg, test.offset, test.want)
			}
		})
	}
}

func TestCheckKnowsVariantsAndLoads(t *testing.T) {
	tests := []struct {
		text     string
		variants string
		offset   int
		want     string
	}{
		{"error_rate < 1%", "baseline", 0, ""},
		{"with.shoppers.error_rate < 1%", "without with", 0, ""},
		{"error_rate < 1%", "without with", 0, "which variant's error_rate? Write without.error_rate or with.error_rate"},
		{"1% > whith.error_rate", "without with", 5, `no variant is called "whith": there is without or with`},
		{"with.robots.p99 < 1s", "without with", 5, `no load is called "robots": there is shoppers`},
		{"shoppers.p99 < 1s", "baseline", 0, "shoppers is a load: write its variant first, baseline.shoppers.p99"},
		{"with.p99-without.p99 < 0", "without with", 5, `a subtraction needs spaces around its "-"`},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			c, err := ParseClaim(test.text)
			if err != nil {
				t.Fatal(err)
			}
			err = c.Check(strings.Fields(test.variants), []string{"shoppers"})
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var wrong *sim.ParseError
			if !errors.As(err, &wrong) || wrong.Offset != test.offset || !strings.Contains(wrong.Msg, test.want) {
				t.Errorf("got %#v, want %d: %s", err, test.offset, test.want)
			}
		})
	}
}

func TestNoTextBreaksTheParser(t *testing.T) {
	pieces := []string{"with", "a-b", ".", "error_rate", "p99", "facts", "1", "5%", "500ms", "0", "150/s", "(", ")", "+", "-", "*", "/", "<", "<=", "==", `"`, " ", "é", "\xff"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 20).Draw(t, "pieces"), "")
		c, err := ParseClaim(text)
		var wrong *sim.ParseError
		if err != nil && (!errors.As(err, &wrong) || wrong.Offset < 0 || wrong.Offset > len(text) || wrong.Msg == "") {
			t.Fatalf("%q: %#v", text, err)
		}
		if err == nil && len(c.Names()) == 0 {
			t.Fatalf("%q asks for nothing", text)
		}
	})
}

// FuzzParseClaim looks for texts that break the parser.
func FuzzParseClaim(f *testing.F) {
	f.Add("with.error_rate < without.error_rate / 2")
	f.Add(`"3 retries".facts.a.b >= -(1 + 2%) * 3`)
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := ParseClaim(text); err == nil {
			_ = c.Check([]string{"with"}, nil)
		}
	})
}

func TestJudge(t *testing.T) {
	fixture := mustCompare(t, twoArms(), flagship("shoppers", "robots"))
	tests := []struct {
		claim string
		want  Status
		words string
	}{
		{"with.error_rate < without.error_rate / 2", Pass, "left minus right is"},
		{"with.error_rate > without.error_rate / 2", Fail, "left minus right is"},
		{"without.error_rate - with.error_rate > 10%", Pass, ""},
		{"without.error_rate - with.error_rate > 0.3", Fail, ""},
		{"with.error_rate < 6.8%", Inconclusive, "seeds would decide"},
		{"with.p99 < 0.31s", Pass, ""},
		{"with.p99 < 290ms", Fail, ""},
		{"with.robots.p99 <= 300ms + 1ms", Pass, ""},
		{"with.goodput > 200/s", Pass, ""},
		{"with.shoppers.ok / 2 >= with.robots.ok - 1", Pass, ""},
		{"without.attempts_per_request < 2.01", Pass, ""},
		{"with.failed <= without.failed", Pass, "is 0, 95 % interval 0–0 over 20 seeds"},
		{"with.failed < without.failed", Fail, ""},
		{"with.failed == without.failed", Pass, "it holds in each of 20 seeds"},
		{"with.rejected != 720", Pass, ""},
		{"with.facts.breaker.opened == 3", Fail, "it does not hold in"},
		{"with.facts.breaker.opened >= 4", Inconclusive, ""},
		{"with.facts.breaker.opened > 2", Pass, ""},
		{"with.facts.breaker.closed == 0", Pass, ""},
		{"with.failed / with.facts.breaker.closed > 1", Fail, "in 20 of 20 seeds the claim divides by zero"},
		{"with.recovery < 2s", Pass, "(median)"},
		{"with.recovery < without.recovery", Pass, ""},
		{"without.recovery < 10s", Pass, ""},
		{"without.recovery < 4s", Fail, ""},
		{"with.p99 < whithout.p99", Fail, "there is no whithout.p99"},
		{"p99 < 1s", Fail, "there is no p99"},
	}
	for _, test := range tests {
		t.Run(test.claim, func(t *testing.T) { checkVerdict(t, fixture, test.claim, test.want, test.words) })
	}
}

func checkVerdict(t *testing.T, x *Comparison, claim string, want Status, words string) {
	t.Helper()
	c, err := ParseClaim(claim)
	if err != nil {
		t.Fatal(err)
	}
	if v := c.Judge(x); v.Status != want || !strings.Contains(v.Words, words) {
		t.Errorf("%s: got %+v, want %s: %s", claim, v, want, words)
	}
}

func TestWhatIsDeadNeverPasses(t *testing.T) {
	var runs []*Summary
	for seed := range uint64(20) {
		runs = append(runs, outcome{ok: 100, latency: time.Second, faults: hung(time.Second)}.summary("without", seed))
		dying := outcome{ok: 100, latency: time.Millisecond, faults: hung(time.Second)}
		if seed == 7 {
			dying = outcome{faults: hung(-1)}
		}
		s := dying.summary("with", seed)
		if seed == 7 {
			s.Loads[0].Requests, s.Loads[0].InFlight = 100, 100
		}
		runs = append(runs, s)
	}
	x := mustCompare(t, twoArms(), runs)
	checkVerdict(t, x, "with.p99 < without.p99", Fail, "in 1 of 20 seeds with.p99 is undefined: no request was answered well")
	checkVerdict(t, x, "with.error_rate <= without.error_rate", Fail, "no request ended")
	checkVerdict(t, x, "with.recovery <= 2s", Pass, "over 20 seeds")
}

func TestRecoveryThatNeverComesIsMoreThanAnything(t *testing.T) {
	for _, test := range []struct {
		name  string
		never int // of ten seeds
		claim string
		want  Status
	}{
		{"in no seed", 0, "with.recovery < 5s", Pass},
		{"in one seed", 1, "with.recovery < 5s", Pass},
		{"in half of the seeds", 5, "with.recovery < 5s", Inconclusive},
		{"in more than half", 6, "with.recovery < 5s", Fail},
		{"in all, claimed to be much", 10, "with.recovery > 5s", Pass},
		{"in all, and so on the other side", 10, "with.recovery <= without.recovery", Fail},
		{"in all, claimed to be no more from the right", 10, "without.recovery >= with.recovery", Fail},
	} {
		t.Run(test.name, func(t *testing.T) {
			var runs []*Summary
			for seed := range uint64(10) {
				o := outcome{ok: 10, latency: time.Second, faults: hung(time.Second)}
				if int(seed) < test.never {
					o.faults = hung(-1)
				}
				runs = append(runs, o.summary("with", seed), o.summary("without", seed))
			}
			checkVerdict(t, mustCompare(t, twoArms(), runs), test.claim, test.want, "")
		})
	}
}

func TestNothingToRecoverFromIsLeftOut(t *testing.T) {
	var runs []*Summary
	for seed := range uint64(10) {
		o := outcome{ok: 10, latency: time.Second}
		if seed > 1 {
			o.faults = hung(time.Second)
		}
		runs = append(runs, o.summary("with", seed))
	}
	checkVerdict(t, mustCompare(t, twoArms(), runs), "with.recovery < 2s", Pass, "over 8 seeds; 2 more tell nothing of recovery: there was no fault")
	checkVerdict(t, mustCompare(t, twoArms(), runs[:2]), "with.recovery < 2s", Inconclusive, "there was no fault and no surge of the load to recover from")
	claim, err := ParseClaim("with.recovery < 2s")
	if err != nil {
		t.Fatal(err)
	}
	if ok, words := claim.Holds(mustCompare(t, twoArms(), runs[:2])); !ok {
		t.Errorf("a run without a fault breaks a claim about recovery: %s", words)
	}
}

func TestTooFewSeedsAreInconclusive(t *testing.T) {
	one := mustCompare(t, twoArms(), flagship()[:2])
	checkVerdict(t, one, "with.error_rate < without.error_rate", Inconclusive, "1 seed, and an interval needs two")
	checkVerdict(t, one, "with.failed == 20", Inconclusive, "tried with 1 seed")
	checkVerdict(t, one, "with.failed == 21", Fail, "does not hold in 1 of 1 seed")
	five := mustCompare(t, twoArms(), flagship()[:10])
	checkVerdict(t, five, "with.recovery < 5s", Inconclusive, "a median needs six seeds at least")
	checkVerdict(t, five, "with.error_rate < without.error_rate", Pass, "over 5 seeds")
}

func TestTheWordsOfAVerdictUseTheClaimsUnits(t *testing.T) {
	x := mustCompare(t, twoArms(), flagship())
	for claim, want := range map[string]string{
		"with.p99 < without.p99":               "left minus right is -100 ms, 95 % interval -100 to -100 ms over 20 seeds",
		"with.error_rate < without.error_rate": "points, 95 % interval -1",
		"with.goodput > 150/s":                 "/s, 95 % interval 3",
		"with.failed >= 10":                    "left minus right is 10, 95 % interval 10–10 over 20 seeds",
	} {
		checkVerdict(t, x, claim, Pass, want)
	}
}

func TestAVerdictCarriesItsNumbers(t *testing.T) {
	c, err := ParseClaim("with.p99 < without.p99")
	if err != nil {
		t.Fatal(err)
	}
	v := c.Judge(mustCompare(t, twoArms(), flagship()))
	if v.Seeds != 20 || math.Abs(v.Left-0.3) > 1e-3 || math.Abs(v.Right-0.4) > 1e-3 || v.Low > -0.099 || v.High < -0.101 {
		t.Errorf("in seconds: %+v", v)
	}
}

func TestAVerdictShowsBothMedians(t *testing.T) {
	x := mustCompare(t, twoArms(), flagship())
	for claim, want := range map[string]string{
		"with.p99 < without.p99": "300 ms < 400 ms",
		"without.p99 > with.p99": "400 ms > 300 ms",
		"with.p99 > without.p99": "", // it is not so
		"with.failed != with.ok": "20 != 9,324",
		"with.ok == with.ok":     "9,324 == 9,324",
		"with.p99 < unknown.p99": "",
	} {
		c, err := ParseClaim(claim)
		if err != nil {
			t.Fatal(err)
		}
		if v := c.Judge(x); v.Found != want {
			t.Errorf("%s: %q, want %q (%s)", claim, v.Found, want, v.Words)
		}
	}
}
