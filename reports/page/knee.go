package page

import (
	"fmt"
	"math"

	"wavetank/reports"
)

// knee fills the page of a search for the value at which a scenario breaks.
func (v *view) knee(k *reports.Knee) {
	seeds := len(k.Arms[0].Thresholds)
	v.Info = k.Info
	v.Kind = fmt.Sprintf("a search for the knee over %s, %s of %s", k.Over, reports.CountOf(seeds, "seed"), reports.CountOf(len(k.Arms), "variant"))
	for _, words := range []string{k.Finding(), k.Return(), k.Doubt()} {
		if words != "" {
			v.Answer = append(v.Answer, words)
		}
	}
	v.add(part{"thresholds", "Thresholds", "Up to where each arm keeps it", k.Asked() + " Of each seed the threshold was searched for by itself; told are the values within which all but one storm in twenty and half of them keep what is asked, with the 95 % interval of the half.", thresholds(k)})
	v.Strips = []strip{thresholdsBySeed(k)}
	v.Limits = append(scope(), fmt.Sprintf("A threshold is that of the storms that %s drew, in the one key that was moved. What lies beyond the bounds of the search was not looked at.", reports.CountOf(seeds, "seed")))
	if seeds < 6 {
		v.Limits = append(v.Limits, "Fewer than six seeds have no interval: of how sure this is they say nothing.")
	}
}

// thresholds is the table of the terminal, with what is better in green, and to what the
// key has to be cut after a collapse.
func thresholds(k *reports.Knee) table {
	t := rowsOf(k.Table())
	returns := k.Return() != ""
	if returns {
		t.Heading = append(t.Heading, "once down, back at")
	}
	for i := range t.Rows {
		a, row := &k.Arms[i], &t.Rows[i]
		if i > 0 {
			gain := k.Gain(a)
			switch last := &row.Cells[len(row.Cells)-1]; {
			case gain.Low > 0 && k.Small, gain.High < 0 && !k.Small:
				last.Class = "good"
			case gain.High < 0 && k.Small, gain.Low > 0 && !k.Small:
				last.Class = "bad"
			}
		}
		if returns {
			row.Cells = append(row.Cells, returning(k, a))
		}
	}
	return t
}

// returning is to what the key has to be cut for half of the storms to come back.
func returning(k *reports.Knee, a *reports.KneeArm) cell {
	switch back := a.Back(); {
	case math.IsNaN(back.Middle):
		return cell{Value: "–"}
	case back.Middle == 0:
		return cell{Value: "never", Class: "bad"}
	case back.Open():
		return cell{Value: k.Write(back.Middle)}
	default:
		return cell{Value: k.Write(back.Middle), Small: k.Place(back.Low) + " to " + k.Place(back.High)}
	}
}

func thresholdsBySeed(k *reports.Knee) strip {
	first := k.Arms[0].Thresholds
	n := min(len(first), mostStrip)
	s := strip{Name: "threshold of " + k.Over, More: len(first) - n}
	for _, t := range first[:n] {
		s.Seeds = append(s.Seeds, t.Seed)
	}
	for i, a := range k.Arms {
		row := tableRow{Name: a.Name}
		for j, t := range a.Thresholds[:n] {
			x := cell{Value: k.Place(t.At)}
			switch base := first[j].At; {
			case i == 0 || t.At == base:
			case t.At > base == k.Small:
				x.Class = "good"
			default:
				x.Class = "bad"
			}
			row.Cells = append(row.Cells, x)
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}
