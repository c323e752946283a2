package reports

import "math"

// difference is that of an arm from another in a metric, whatever it rests on.
func (c *Comparison) difference(base, v *Variant, load, name string) Difference {
	m := metricOf(name)
	before, _ := c.cell(Name{Variant: base.Name, Load: load, Metric: m.Name})
	after, _ := c.cell(Name{Variant: v.Name, Load: load, Metric: m.Name})
	d := newDifference(base.Name, v.Name, load, m)
	from, to := d.of(m, func(side func(x, y float64)) {
		for _, p := range pairs(base.Runs, v.Runs) {
			x, _ := before.value(p[0])
			y, _ := after.value(p[1])
			side(x, y)
		}
	})
	if !d.ByMedian {
		d.Interval = d.Interval.within(m.reach(base.mean(m, load, from), v.mean(m, load, to)))
	}
	d.Verdict = verdict(d.Interval, m.Better)
	return d
}

func newDifference(base, variant, load string, m Metric) Difference {
	return Difference{Variant: variant, Baseline: base, Load: load, Metric: m.Name, Unit: m.Unit, ByMedian: m.Name == "recovery"}
}

// of fills in what the sides of a metric say, and returns them.
func (d *Difference) of(m Metric, each func(side func(x, y float64))) (from, to []float64) {
	u, _ := unitOf(m)
	from, to = d.pair(u, m.Better, m.rounded(), each)
	d.Interval = d.Interval.within(m.limits().minus(m.limits()))
	return from, to
}

// pair fills in what the seeds say in which both sides are defined, and returns the
// sides.
func (d *Difference) pair(u unit, good Direction, rounded bool, each func(side func(x, y float64))) (from, to []float64) {
	var change []float64
	each(func(x, y float64) {
		if math.IsNaN(x) || math.IsNaN(y) {
			d.LeftOut++
			return
		}
		from, to = append(from, x), append(to, y)
		change = append(change, minus(y, x))
		switch better, worse := y < x, y > x; {
		case good == Lower && better, good == Higher && worse:
			d.Better++
		case better, worse:
			d.Worse++
		}
	})
	d.From, d.To = typical(from, u), typical(to, u)
	switch {
	case d.ByMedian:
		d.Interval = MedianInterval(change)
	case rounded:
		d.Interval = meanInterval(change, rounding(from, to))
	default:
		d.Interval = MeanInterval(change)
	}
	return from, to
}

// mean returns the interval of a metric's mean over seeds. An error rate of zero can
// be one that is not seen yet.
func (v *Variant) mean(m Metric, load string, values []float64) Interval {
	i := MeanInterval(values)
	if m.Name != "error_rate" {
		return i
	}
	if l, ok := v.Total.load(load); ok {
		return i.unseen(l.Known())
	}
	return i
}

// earned looks at what a difference in error rate rests on.
func (c *Comparison) earned(base, v *Variant, d Difference) Difference {
	if d.Metric == "error_rate" && d.Verdict != NoDifference {
		if _, _, uneven := uneven(base, v, d.Load); uneven {
			d.Verdict = Uneven
			return d
		}
	}
	if d.Metric == "error_rate" && d.Verdict == Better && c.difference(base, v, d.Load, "ok").Verdict != Better {
		d.Verdict = Hollow
	}
	return d
}
