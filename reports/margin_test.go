package reports

import (
	"math"
	"testing"
	"time"
)

func TestTheMarginIsWhatIsLeftOfAClaim(t *testing.T) {
	one := func(seed uint64, ok, failed int64) *Summary {
		return &Summary{Variant: "run", Seed: seed, Duration: 10 * time.Second, Loads: []Load{{Outcomes: Outcomes{Requests: ok + failed, OK: ok, Failed: failed}}}}
	}
	runs := mustCompare(t, Info{Variants: []Arm{{Name: "run"}}}, []*Summary{one(1, 90, 10), one(2, 70, 30), one(3, 70, 30)})
	for _, test := range []struct {
		claim, unit, words string
		by                 float64
	}{
		{"error_rate < 50%", "share", "20.0 points left: 30.0 % < 50.0 %", 0.2},
		{"50% > error_rate", "share", "20.0 points left: 50.0 % > 30.0 %", 0.2},
		{"error_rate <= 30%", "share", "0 points left: 30.0 % <= 30.0 %", 0},
		{"error_rate < 30%", "share", "broken by 0 points: 30.0 % instead of < 30.0 %", 0},
		{"error_rate < 25%", "share", "broken by 5.0 points: 30.0 % instead of < 25.0 %", -0.05},
		{"goodput > 6/s", "1/s", "1.00/s left: 7.00/s > 6.00/s", 1},
		{"goodput >= 8/s", "1/s", "broken by 1.00/s: 7.00/s instead of >= 8.00/s", -1},
		{"requests == 100", "", "0 left: 100 == 100", 0},
		{"failed != 12", "", "2 left: 10 != 12", 2},
		{"failed == 12", "", "broken by 18: 30 instead of == 12", -18},
	} {
		claim, err := ParseClaim(test.claim)
		if err != nil {
			t.Fatal(err)
		}
		m, ok := claim.Margin(runs)
		if !ok || math.Abs(m.By-test.by) > 1e-12 || m.Unit != test.unit || m.Words != test.words || math.Signbit(m.By) && m.By == 0 {
			t.Errorf("%s: %+v %v, want %v", test.claim, m, ok, test)
		}
	}
	for _, text := range []string{"p99 < 1s", "recovery < 1s"} {
		claim, _ := ParseClaim(text)
		if m, ok := claim.Margin(runs); ok {
			t.Errorf("%s is undefined, and its margin is %+v", text, m)
		}
	}
}
