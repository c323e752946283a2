package reports

import (
	"testing"
	"time"

	"wavetank/sim"
)

// TestACircumstanceIsNotLaidToTheFaultBeforeIt has a system that is well two seconds
// after its fault, and falls ill of another that lasts to the end.
func TestACircumstanceIsNotLaidToTheFaultBeforeIt(t *testing.T) {
	spells := []spell{
		{0, 20 * sec, sim.RequestOK, quick}, {20 * sec, 32 * sec, sim.RequestFailed, quick},
		{32 * sec, 41 * sec, sim.RequestOK, quick}, {41 * sec, 60 * sec, sim.RequestFailed, quick},
	}
	for begin, recovered := range map[time.Duration]bool{41 * sec: true, 25 * sec: false, 10 * sec: false} {
		s := play(Options{Duration: 60 * sec, SLO: SLO{ErrorRate: 0.01}}, spells, func(tape *tape) {
			one(tape)
			tape.fault("catalogue", 2, begin, 61*sec)
		})
		for _, f := range s.Faults {
			switch {
			case f.Name == "catalogue":
				if f.Untold != Lasting {
					t.Errorf("from %v to the end: %+v", begin, f)
				}
			case f.Untold != "" || f.Recovered != recovered || recovered && f.Recovery != 2*sec:
				t.Errorf("beside a fault from %v to the end: %+v", begin, f)
			}
		}
	}
}
