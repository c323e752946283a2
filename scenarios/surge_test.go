package scenarios

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"wavetank/scenarios/language"
)

// TestASurgeIsAboveWhatComesBeforeAndAfter holds where the surges of loads lie, and that
// nothing is left of them in the control.
func TestASurgeIsAboveWhatComesBeforeAndAfter(t *testing.T) {
	const s = time.Second
	rate := func(rate float64) language.Workload { return language.Workload{Name: "w", Rate: rate} }
	during := func(w language.Workload, from, until time.Duration) language.Workload {
		w.Name, w.From, w.Until = "crowd", from, until
		return w
	}
	steps := func(list ...language.Step) language.Workload { return language.Workload{Name: "w", Steps: list} }
	burst := func(b language.Surge) language.Workload {
		return language.Workload{Name: "w", Rate: 100, Burst: &b}
	}
	for _, test := range []struct {
		name  string
		loads []language.Workload
		want  string
	}{
		{"a steady load has none", []language.Workload{rate(100)}, ""},
		{"a rise that comes back", []language.Workload{steps(language.Step{Rate: 100}, language.Step{At: 10 * s, Rate: 300}, language.Step{At: 20 * s, Rate: 100})}, "10s-20s w 300/s"},
		{"a rise in two steps that comes back by half", []language.Workload{steps(language.Step{Rate: 100}, language.Step{At: 10 * s, Rate: 200}, language.Step{At: 15 * s, Rate: 300}, language.Step{At: 20 * s, Rate: 150})}, "10s-20s w 200/s, w 300/s"},
		{"a rise that stays is none", []language.Workload{steps(language.Step{Rate: 100}, language.Step{At: 10 * s, Rate: 300})}, ""},
		{"a fall is none, nor what it comes back to", []language.Workload{steps(language.Step{Rate: 300}, language.Step{At: 10 * s, Rate: 100}, language.Step{At: 20 * s, Rate: 300})}, ""},
		{"a ramp up and one down, from where it is above what stays", []language.Workload{steps(language.Step{Rate: 100}, language.Step{At: 10 * s, Rate: 300, Ramp: true}, language.Step{At: 20 * s, Rate: 200, Ramp: true})}, "5s-20s w to 300/s, w to 200/s"},
		{"a burst", []language.Workload{burst(language.Surge{Rate: 50, For: 2 * s, At: 10 * s})}, "10s-12s w +50/s"},
		{"a burst that comes again, and the last of which has no end", []language.Workload{burst(language.Surge{Rate: 50, For: 2 * s, At: 8 * s, Every: 10 * s})}, "8s-10s w +50/s; 18s-20s w +50/s; 28s-30s w +50/s"},
		{"bursts without end, too many to tell apart", []language.Workload{burst(language.Surge{Rate: 50, For: time.Nanosecond, At: s, Every: 2})}, ""},
		{"a crowd on top of others", []language.Workload{rate(100), during(rate(300), 10*s, 20*s)}, "10s-20s crowd 300/s"},
		{"a crowd of users on top of others", []language.Workload{rate(100), during(language.Workload{Users: 30}, 10*s, 20*s)}, "10s-20s crowd 30 users"},
		{"a load alone that comes and goes is none", []language.Workload{during(rate(300), 10*s, 20*s)}, ""},
		{"loads that take turns are none", []language.Workload{during(rate(100), 0, 10*s), during(rate(100), 10*s, 20*s), during(rate(100), 20*s, 40*s)}, ""},
	} {
		for i := range test.loads {
			if test.loads[i].Until == 0 {
				test.loads[i].Until = 40 * s
			}
		}
		scenario := Scenario{Duration: 40 * s, Loads: test.loads}
		if test.name == "a burst that comes again, and the last of which has no end" {
			scenario.Duration = 39 * s
		}
		list := surges(&scenario)
		var got []string
		for _, c := range list {
			got = append(got, fmt.Sprintf("%v-%v %s", c.From, c.To, c.What))
		}
		if strings.Join(got, "; ") != test.want {
			t.Errorf("%s: %q, want %q", test.name, strings.Join(got, "; "), test.want)
		}
		scenario.Loads = calmer(&scenario, list, 0)
		if left := surges(&scenario); len(scenario.Loads) == 0 || left != nil {
			t.Errorf("%s: %v is left in the control", test.name, left)
		}
	}
}
