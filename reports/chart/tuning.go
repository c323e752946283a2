package chart

import (
	"fmt"

	"wavetank/reports"
)

// TuningDrawings returns the charts of a tuning: for each objective a curve through the
// winner for each knob, and of several objectives the front.
func TuningDrawings(t *reports.Tuning) []Drawing {
	var all []Drawing
	for k := range t.Objectives {
		if len(t.Knobs[0].Curve) > 0 {
			all = append(all, Drawing{"curves-" + fileName(t.Objectives[k].Text), tuningCurves(t, k)})
		}
	}
	if len(t.Objectives) > 1 {
		all = append(all, Drawing{"front", front(t)})
	}
	return all
}

// tuningCurves draws what the winner comes to in an objective as each knob moves alone.
func tuningCurves(t *reports.Tuning, objective int) Chart {
	sheet := newSheet(t.Finding(), "Each curve moves one knob of the winner. Line: mean, band: its 95 % interval, on fresh seeds.", tuningFooter(t))
	o := &t.Objectives[objective]
	y := sheet.top() + 12
	type named struct {
		sweepPanel
		key string
	}
	var panels []named
	for i := range t.Knobs {
		k := &t.Knobs[i]
		if len(k.Curve) == 0 {
			continue
		}
		panel := named{tuningPanel(t, i, objective, o, y), k.Key}
		panels = append(panels, panel)
		y = panel.frame.bottom + 52
	}
	return Chart{title: t.Finding(), height: y - 10 + sheet.foot(), table: curvesTable(t, objective), paint: func(p *page) {
		sheet.paint(p)
		for _, q := range panels {
			q.paint(p)
			p.textCentred(spot{(q.frame.left + q.frame.right) / 2, q.frame.bottom + 32}, tickLetter.shorten(printable(q.key), q.frame.right-q.frame.left), axisLetter, inkSoft)
		}
	}}
}

// tuningPanel lays the curve of a knob, and where on it the winner lies.
func tuningPanel(t *reports.Tuning, knob, objective int, o *reports.Objective, top float64) sweepPanel {
	k := &t.Knobs[knob]
	var values []string
	for _, p := range k.Curve {
		values = append(values, unsaid(p.Value))
	}
	scale, places := valueAxis(reports.Axis{Values: values, Log: k.Log})
	curve := Band{Variant: "curve", Label: "moved alone"}
	mark := Band{Variant: "winner", Label: "the winner", Baseline: true}
	for _, i := range inOrderOf(places) {
		m := o.Shown(k.Curve[i].At[objective])
		curve.At, curve.Median = append(curve.At, places[i]), append(curve.Median, m.Middle)
		curve.Low, curve.High = append(curve.Low, inside(m.Low, m.Middle)), append(curve.High, inside(m.High, m.Middle))
		if k.Curve[i].Value == t.Winner().Values[knob] {
			mark.At, mark.Median = []float64{places[i]}, []float64{m.Middle}
		}
	}
	return layCurvePanel(o.Text, scale, objectiveAxis(o, []Band{curve}), []Band{curve, mark}, top)
}

// unsaid stands for a value that the file does not say.
func unsaid(value string) string {
	if value == "" {
		return "unsaid"
	}
	return value
}

// objectiveAxis is an axis in the unit of an objective.
func objectiveAxis(o *reports.Objective, bands []Band) axis {
	lo, hi, ok := extent(bands, func(v float64) bool { return o.Unit() != "s" || v > 0 })
	if !ok {
		lo, hi = 1e-3, 1
	}
	switch o.Unit() {
	case "s":
		return latencyAxis(lo, hi)
	case "share":
		return ratioAxis(hi)
	}
	return numberAxis(lo, hi)
}

func tuningFooter(t *reports.Tuning) []string {
	lines := []string{fmt.Sprintf("scenario %s, hash %s · %s of %s, %s in the race · fresh seeds %s", t.Scenario, t.Hash, reports.CountOf(t.Raced(), "design"), t.Variant, reports.CountOf(t.Runs, "run"), ranges(t.Fresh))}
	if t.Command != "" {
		lines = append(lines, t.Command)
	}
	return lines
}
