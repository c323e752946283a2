package scenarios

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"wavetank/scenarios/language"
)

func TestLoadChangesAreTold(t *testing.T) {
	const s = time.Second
	for _, test := range []struct {
		name string
		load language.Workload
		want string
	}{
		{"a steady load has none", language.Workload{Rate: 100}, ""},
		{"a burst", language.Workload{Rate: 100, Burst: &language.Surge{Rate: 50, For: 2 * s, At: 10 * s}}, "10s-12s w +50/s"},
		{"a burst that comes again, to the end", language.Workload{Rate: 100, Burst: &language.Surge{Rate: 50, For: 5 * s, At: 10 * s, Every: 28 * s}}, "10s-15s w +50/s, 38s-40s w +50/s"},
		{"many bursts are told as one", language.Workload{Rate: 100, Burst: &language.Surge{Rate: 50, For: s, At: s, Every: 2 * s}}, "1s-26s w changes 13 times"},
		{"steps up and down", language.Workload{Steps: []language.Step{{Rate: 100}, {At: 10 * s, Rate: 300}, {At: 20 * s, Rate: 100}}}, "10s-20s w 300/s"},
		{"a ramp, and what it leads to", language.Workload{Steps: []language.Step{{Rate: 100}, {At: 10 * s, Rate: 300, Ramp: true}, {At: 20 * s, Rate: 400}}}, "0s-10s w to 300/s, 10s-20s w 300/s, 20s-40s w 400/s"},
		{"one that comes late", language.Workload{Users: 3, From: 10 * s, Until: 20 * s}, "10s-20s w 3 users"},
		{"one that goes early", language.Workload{Rate: 3, Until: 20 * s}, "20s-40s w is over"},
	} {
		test.load.Name = "w"
		var got []string
		for _, c := range changes(&Scenario{Duration: 40 * s, Loads: []language.Workload{test.load}}) {
			got = append(got, fmt.Sprintf("%v-%v %s", c.From, c.To, c.What))
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%s: %q, want %q", test.name, strings.Join(got, ", "), test.want)
		}
	}
}
