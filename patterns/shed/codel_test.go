package shed

import (
	"testing"
	"time"

	"wavetank/sim"
	"wavetank/sim/reference"
)

const ms = time.Millisecond

// drops returns when a law drops, from its first drop on, as long as every wait is
// above target; requests leave so often.
func drops(drop func(sim.Time, time.Duration, bool) bool, step, most time.Duration) (times []time.Duration) {
	var first sim.Time
	for now := sim.Time(1); now < sim.Time(most); now = now.Add(step) {
		if drop(now, time.Second, false) {
			if times == nil {
				first = now
			}
			times = append(times, now.Sub(first))
		}
	}
	return times
}

// TestTruthOfCoDel holds the law against codel.json, to the grain of departures.
func TestTruthOfCoDel(t *testing.T) {
	var table struct {
		Interval float64
		Times    []float64 `json:"drop_times_ms"`
	}
	reference.Table(t, "codel", &table)
	const step = 10 * time.Microsecond
	interval := time.Duration(table.Interval) * ms
	got := drops(NewCoDel(5*ms, interval).Drop, step, 700*ms)
	for i, want := range table.Times {
		w := time.Duration(want * float64(ms))
		if i >= len(got) || got[i] < w-step || got[i] > w+step {
			t.Fatalf("drop %d of %v, want %v", i+1, got, w)
		}
	}
}

func TestCoDelForgivesAndRemembers(t *testing.T) {
	c := NewCoDel(5*ms, 100*ms)
	step := func(at, wait time.Duration, alone bool) bool { return c.Drop(sim.Time(at), wait, alone) }
	for _, x := range []struct {
		at, wait time.Duration
		alone    bool
		want     bool
		why      string
	}{
		{1 * ms, 4 * ms, false, false, "a wait below target is fine"},
		{2 * ms, 9 * ms, false, false, "one above is looked at for an interval"},
		{101 * ms, 9 * ms, false, false, "which is not over yet"},
		{102 * ms, 9 * ms, false, true, "and now is"},
		{150 * ms, 9 * ms, false, false, "the next drop comes an interval later"},
		{202 * ms, 9 * ms, false, true, "here"},
		{272 * ms, 9 * ms, false, false, "and then after interval/√2, which is not over"},
		{273 * ms, 9 * ms, false, true, "and now is"},
		{274 * ms, 4 * ms, false, false, "a wait below target ends it"},
		{275 * ms, 9 * ms, false, false, "an interval begins anew"},
		{375 * ms, 9 * ms, true, false, "who is alone is no standing queue"},
		{376 * ms, 9 * ms, false, false, "so another interval begins"},
		{476 * ms, 9 * ms, false, true, "it drops again"},
		{547 * ms, 9 * ms, false, true, "at the pace that was needed before: interval/√2"},
	} {
		if got := step(x.at, x.wait, x.alone); got != x.want {
			t.Errorf("at %v: dropped %v; %s", x.at, got, x.why)
		}
	}
}
