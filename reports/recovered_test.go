package reports

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"
)

// stuckArms are n seeds of which the first few never recover, and the others take
// as many seconds as their number.
func stuckArms(t testing.TB, n, never int) *Comparison {
	var runs []*Summary
	for seed := range uint64(n) {
		o := outcome{ok: 9, latency: time.Millisecond, faults: hung(time.Duration(seed) * time.Second)}
		if seed < uint64(never) {
			o.faults = hung(-1)
		}
		calm := outcome{ok: 9, latency: time.Millisecond}
		runs = append(runs, o.summary("without", seed), calm.summary("with", seed))
	}
	return mustCompare(t, twoArms(), runs)
}

func TestWhatDidNotRecoverIsNotAveraged(t *testing.T) {
	for _, test := range []struct {
		n, never int
		want     string
	}{
		{20, 14, "did not recover in 14 of 20 seeds (the others: median 16.5 s, 5–95 % 14.2–18.8 s)"},
		{20, 20, "did not recover in any of 20 seeds"},
		{20, 0, "recovered in each of 20 seeds (median 9.50 s, 5–95 % 1.0–18.1 s)"},
		{3, 2, "did not recover in 2 of 3 seeds (the others: 2.00 s)"},
		{1, 0, "recovered in each of 1 seed (0 s)"},
	} {
		c := stuckArms(t, test.n, test.never)
		if got := c.Variants[0].Recovery().String(); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
		if got := c.Variants[1].Recovery().String(); got != "has no recovery: there was no fault and no surge of the load to recover from" {
			t.Errorf("without a fault it %s", got)
		}
	}
}

func TestClaimsAboutTheShareThatDidNotRecover(t *testing.T) {
	c := stuckArms(t, 20, 14)
	for claim, want := range map[string]Status{
		"without.unrecovered > 1/4":   Pass,
		"without.unrecovered > 25%":   Pass,
		"without.unrecovered < 95%":   Pass,
		"without.unrecovered == 0":    Fail,
		"with.unrecovered == 0":       Inconclusive, // there was nothing to recover from
		"without.unrecovered <= 3/10": Fail,
		"without.unrecovered > 70%":   Inconclusive,
	} {
		parsed, err := ParseClaim(claim)
		if err != nil {
			t.Fatal(err)
		}
		if got := parsed.Judge(c); got.Status != want {
			t.Errorf("%s: %s, want %s: %s", claim, got.Status, want, got.Words)
		}
	}
}

func TestTheDistributionOfRecoveryIsWritten(t *testing.T) {
	c := stuckArms(t, 20, 14)
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Variants []struct {
			Recovery struct {
				Seeds  int       `json:"seeds"`
				Never  int       `json:"did_not_recover"`
				Share  float64   `json:"share_not_recovered"`
				Median *float64  `json:"median_s"`
				Times  []float64 `json:"times_s"`
			}
		}
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	r, none := got.Variants[0].Recovery, got.Variants[1].Recovery
	if r.Seeds != 20 || r.Never != 14 || r.Share != 0.7 || r.Median == nil || *r.Median != 16.5 || len(r.Times) != 6 || r.Times[5] != 19 {
		t.Errorf("%+v", r)
	}
	if none.Seeds != 0 || none.Median != nil {
		t.Errorf("without a fault: %+v", none)
	}
	var b bytes.Buffer
	if err := c.WriteRecoveryCSV(&b); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"without,13,inf\n", "without,14,14\n", "with,0,\n"} {
		if !strings.Contains(b.String(), line) {
			t.Errorf("no line %q in\n%s", line, &b)
		}
	}
	if x := c.Variants[1].Runs[0].recovery(); !math.IsNaN(x) {
		t.Errorf("a run without a fault recovered in %v", x)
	}
}
