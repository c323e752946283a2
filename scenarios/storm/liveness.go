package storm

import (
	"fmt"
	"time"

	"wavetank/sim"
)

// Eventually holds if a fact of the kind happens in the calm, no later than
// within after its beginning: progress resumes.
func Eventually(k *sim.Kind, within time.Duration) Property {
	name := fmt.Sprintf("%v within %v of the calm", k, within)
	return Property{Name: name, On: []*sim.Kind{k}, calm: true, New: func(r *Run) Judge {
		resumed := false
		by := r.Calm.Add(within)
		return Judge{
			Fact: func(x *sim.Fact) error {
				resumed = resumed || r.Calm < x.At && x.At <= by
				return nil
			},
			End: func() error {
				switch {
				case resumed:
					return nil
				case by > r.End:
					return fmt.Errorf("the run ends at %v, before the calm has lasted %v", r.End, within)
				}
				return &Late{by, fmt.Errorf("no %v between %v and %v, though nothing is wrong any more", k, r.Calm, by)}
			},
		}
	}}
}

// Finally holds if check finds nothing wrong at the end of the run, when the calm
// has lasted for long.
func Finally(name string, check func(*Run) error) Property {
	return Property{Name: name, On: []*sim.Kind{}, calm: true, New: func(r *Run) Judge {
		return Judge{End: func() error { return check(r) }}
	}}
}

// Sometimes is a fact that some storm must reach: a campaign in which none does
// has not tested what its author meant to.
func Sometimes(k *sim.Kind) Property {
	return Reached("sometimes "+k.String(), func(*sim.Fact) bool { return true }, k)
}

// Reached is Sometimes for facts that a function knows.
func Reached(name string, is func(*sim.Fact) bool, on ...*sim.Kind) Property {
	return Property{Name: name, On: on, goal: true, New: func(*Run) Judge {
		return Judge{Fact: func(x *sim.Fact) error {
			if is(x) {
				return errReached
			}
			return nil
		}}
	}}
}

// errReached is what the judge of a goal says when it was reached.
var errReached = fmt.Errorf("reached")
