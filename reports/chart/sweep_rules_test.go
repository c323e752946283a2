package chart

import (
	"math"
	"strings"
	"testing"
	"time"

	"wavetank/reports"
)

// TestEffectsOfNothingStandInTheMiddle of an axis to both sides.
func TestEffectsOfNothingStandInTheMiddle(t *testing.T) {
	nothing := []effectRow{{who: "a", Interval: reports.Interval{Middle: math.NaN(), Low: math.Inf(-1), High: math.Inf(1)}}}
	for name, axis := range map[string]func(lo, hi float64) (axis, float64){"factors": factorAxis, "gaps": sweptMetrics[0].gapAxis} {
		if q := layEffects("effect", nothing, 0, axis); q.x.at(q.none) != 0.5 {
			t.Errorf("%s: none is at %v of the axis", name, q.x.at(q.none))
		}
	}
	if !strings.Contains(sweptMetrics[1].title, "answered") {
		t.Errorf("the p99 of a sweep, which is that of answered requests, is called %q", sweptMetrics[1].title)
	}
}

// TestASweepLabelsItsCurvesWhereTheyAreApart, and at their ends only if that is nowhere.
func TestASweepLabelsItsCurvesWhereTheyAreApart(t *testing.T) {
	p := layPanelOf(sweetSpot(), sweptMetrics[0], 100)
	for _, tag := range p.tags {
		if tag.leader != nil || tag.at.x > p.frame.right {
			t.Errorf("%q stands at %v, beside the frame", tag.lines, tag.at)
		}
	}
}

// TestASweepDrawsOneCurveOrMapForWhatIsTheSame, after all of it.
func TestASweepDrawsOneCurveOrMapForWhatIsTheSame(t *testing.T) {
	for _, s := range []*reports.Sweep{sweetSpot(), plane()} {
		for k, rate := range []float64{0.23, 0.13, 0.12, 0.22, 0.3, 0.1, 0.2, 0.4}[:len(s.Points)] {
			s.Points[k] = counted3(outcome{"without", 0.24, 500 * time.Millisecond}, outcome{"with", rate, 100 * time.Millisecond},
				outcome{"also", rate, 100 * time.Millisecond}, outcome{"other", rate / 2, 90 * time.Millisecond})
		}
		s.Info = s.Points[0].Info
		words := lettering(Sweep(s))
		find(t, words, "with = also")
		for _, w := range words {
			if w.text == "with" || w.text == "also" {
				t.Errorf("%d axes: %q stands alone", len(s.Axes), w.text)
			}
		}
	}
}
