package reports

import (
	"fmt"
	"math"
	"strings"
)

// Back returns to what the key has to be cut after a collapse for half of the storms to
// come back; its middle is NaN if nobody looked. Between that and the threshold the arm is
// metastable: it stays as it is, up or down.
func (a *KneeArm) Back() Interval {
	var d []float64
	for _, t := range a.Thresholds {
		if !math.IsNaN(t.Back) {
			d = append(d, t.Back)
		}
	}
	if d == nil {
		return Interval{Middle: math.NaN(), Low: math.Inf(-1), High: math.Inf(1)}
	}
	return MedianInterval(d)
}

// Return says how far the key has to be cut after a collapse, where somebody looked.
func (k *Knee) Return() string {
	var parts []string
	for i := range k.Arms {
		a := &k.Arms[i]
		switch back, half := a.Back(), k.Quantile(a, 0.5).Middle; {
		case math.IsNaN(back.Middle):
		case back.Middle == 0:
			parts = append(parts, a.Name+" does not come back in twice the time, however low the load is")
		case back.Middle > float64(0.9*half):
			parts = append(parts, a.Name+" comes back as soon as it is below its threshold")
		default:
			parts = append(parts, fmt.Sprintf("%s comes back at %s: from there to %s it is metastable", a.Name, k.Write(back.Middle), k.Write(half)))
		}
	}
	if parts == nil {
		return ""
	}
	return "Once down, " + strings.Join(parts, "; ") + "."
}

// Returns returns the share of the seeds that come back, once down, at a value of the key,
// among those of which it is known.
func (a *KneeArm) Returns(x float64) float64 {
	came, n := 0, 0
	for _, t := range a.Thresholds {
		if math.IsNaN(t.Back) {
			continue
		}
		if n++; x <= t.Back {
			came++
		}
	}
	return float64(came) / float64(n)
}
