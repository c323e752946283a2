package fault

import (
	"fmt"
	"time"

	"wavetank/sim"
)

// each returns copies of an effect, one for each value, which set puts in. All
// else stays as it is.
func each[E, V any, P interface {
	*E
	Effect
}](of P, values []V, set func(P, V)) []Effect {
	var forms []Effect
	for _, v := range values {
		form := P(new(E))
		*form = *of
		set(form, v)
		forms = append(forms, form)
	}
	return forms
}

// weaker returns half of what x is away from nothing, if that is not next to it
// already.
func weaker(x, nothing float64) []float64 {
	half := nothing + (x-nothing)/2
	if gap := half - nothing; gap > -1e-3 && gap < 1e-3 {
		return nil
	}
	return []float64{half}
}

// shorter returns half of the mean of a time, if that is any.
func shorter(d sim.Dist) []sim.Dist {
	if half := Round(d.Mean() / 2); half > 0 {
		return []sim.Dist{sim.Constant(half)}
	}
	return nil
}

// Round cuts a span down to two digits.
func Round(d time.Duration) time.Duration {
	unit := time.Duration(1)
	for d/unit >= 100 {
		unit *= 10
	}
	return d / unit * unit
}

func percent(share float64) string { return fmt.Sprintf("%.4g%%", float64(share*100)) }
