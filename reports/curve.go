package reports

import (
	"math"
	"time"

	"wavetank/sim"
)

// A Curve is a number over the course of a run, over several seeds.
type Curve struct {
	Width  time.Duration // of the windows
	Points []Point
}

// A Point is one window: the median over the seeds and the band that leaves out
// 5 % on each side. It is OK if the number is defined in at least half of the
// runs; else the few that still answer would speak for the dead.
type Point struct {
	At                sim.Time // the window's beginning
	Median, Low, High float64
	OK                bool
}

// runCurves is the course of one run: NaN where undefined. A window of which no
// request was answered well has no latency of successes.
type runCurves struct {
	errors, degraded, p50, p99, allP99 []float64
	counted                            []Counted
}

func curvesOf(s *Series) runCurves {
	c := runCurves{counted: s.Counted}
	number := func(x float64, ok bool) float64 {
		if !ok {
			return math.NaN()
		}
		return x
	}
	for _, course := range []*[]float64{&c.errors, &c.degraded, &c.p50, &c.p99, &c.allP99} {
		*course = make([]float64, 0, len(s.Windows))
	}
	for i := range s.Windows {
		w := &s.Windows[i]
		c.errors = append(c.errors, number(w.ErrorRate()))
		c.degraded = append(c.degraded, number(ratio(float64(w.Degraded), float64(w.Known()))))
		c.p50 = append(c.p50, number(w.P50.Seconds(), w.OK > 0))
		c.p99 = append(c.p99, number(w.P99.Seconds(), w.OK > 0))
		c.allP99 = append(c.allP99, number(w.AllP99.Seconds(), w.Known() > 0))
	}
	return c
}

// bundle lays the courses of all runs over each other.
func (a *arm) bundle(v *Variant) {
	over := func(of func(*runCurves) []float64) Curve {
		var courses [][]float64
		for r := range a.curves {
			courses = append(courses, of(&a.curves[r]))
		}
		return curveOver(a.width, courses)
	}
	v.Errors = over(func(c *runCurves) []float64 { return c.errors })
	v.Degraded = over(func(c *runCurves) []float64 { return c.degraded })
	v.P50 = over(func(c *runCurves) []float64 { return c.p50 })
	v.P99 = over(func(c *runCurves) []float64 { return c.p99 })
	v.AllP99 = over(func(c *runCurves) []float64 { return c.allP99 })
}

// curveOver returns the median and the band of courses in windows of that width,
// one of each run.
func curveOver(width time.Duration, courses [][]float64) Curve {
	c := Curve{Width: width}
	for i := 0; ; i++ {
		var x []float64
		inside := false
		for _, course := range courses {
			inside = inside || i < len(course)
			if i < len(course) && !math.IsNaN(course[i]) {
				x = append(x, course[i])
			}
		}
		if !inside {
			return c
		}
		p := Point{At: sim.Time(i) * sim.Time(width), OK: 2*len(x) >= len(courses)}
		if p.OK {
			p.Median, p.Low, p.High = Quantile(x, 0.5), Quantile(x, 0.05), Quantile(x, 0.95)
		}
		c.Points = append(c.Points, p)
	}
}

// levelCurves returns the levels that any of the runs told, over their course. A
// run that told none has none in any window.
func levelCurves(runs []Run) []LevelCurve {
	var curves []LevelCurve
	for _, name := range kindsOf(LevelFamily, runs) {
		var width time.Duration
		courses, highest := make([][]float64, len(runs)), make([][]float64, len(runs))
		for i := range runs {
			l, ok := Find[*Level](runs[i].Told, name)
			if !ok {
				continue
			}
			width = l.Width
			for _, w := range l.Windows {
				mean, top := math.NaN(), math.NaN()
				if w.OK {
					mean, top = w.Mean, float64(w.Max)
				}
				courses[i], highest[i] = append(courses[i], mean), append(highest[i], top)
			}
		}
		curves = append(curves, LevelCurve{Name: name, Curve: curveOver(width, courses), Highest: curveOver(width, highest)})
	}
	return curves
}
