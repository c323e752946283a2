package lint

import (
	"fmt"
	"regexp"
	"time"
)

// rare finds percentiles in claims, and how many requests each is worth something of.
var (
	rare      = regexp.MustCompile(`\bp(90|99|999)\b`)
	wanted    = map[string]int{"90": 20, "99": 200, "999": 2000}
	fewerThan = .5 // of those wanted the highest requests of all are the percentile
)

// times looks at what the run has time for.
func (a *arm) times() {
	s := a.scenario
	for i := range s.Faults {
		f := &s.Faults[i].Schedule
		if f.At == nil || f.Every > 0 || f.For == nil || *f.At >= s.Warmup {
			continue
		}
		end, what := *f.At+f.For.Mean(), " begins within the warm-up, of which nothing is counted"
		if end <= s.Warmup {
			what = " is over before the end of the warm-up, so that only what it leaves behind is counted"
		}
		a.note(a.place(i), end <= s.Warmup, s.Faults[i].Label()+what, fmt.Sprintf("from %v to about %v, the warm-up lasts %v", *f.At, end, s.Warmup),
			fmt.Sprintf("at = %q or later, or a shorter warm-up", s.Warmup.String()))
	}
	var counted float64
	for i := range s.Loads {
		counted += a.flow.loads[s.Loads[i].Name].total
	}
	counted *= float64(s.Duration-s.Warmup) / float64(s.Duration)
	for _, e := range s.Expects {
		for _, m := range rare.FindAllStringSubmatch(e.That, -1) {
			if need := float64(wanted[m[1]]); counted > 0 && counted < fewerThan*need {
				run := time.Duration(need/counted*float64(s.Duration-s.Warmup)) + s.Warmup
				a.note(e.Pos, serious, m[0]+" of so few requests is as good as their slowest",
					fmt.Sprintf("about %s are counted in a run, %s wanted", short(counted), short(need)), fmt.Sprintf("a run of %v or longer", run.Round(time.Second)))
			}
		}
	}
}
