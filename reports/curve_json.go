package reports

import (
	"math"
	"strconv"
	"time"
)

// Course returns what the charts over time draw, as JSON: "at" the beginnings of the
// windows in seconds, for each arm the median, low and high of its "curves" (fractions
// and seconds) and of its "levels", counts so far among them, and what the faults and changes of load are. A window
// without a number is null. The bytes are the same on every processor.
func (c *Comparison) Course() ([]byte, error) {
	var at []number
	arms, shades := []members{}, []members{}
	duration, warmup := time.Duration(0), time.Duration(0)
	for _, v := range c.Variants {
		if n := time.Duration(len(v.Runs)); n > 0 {
			duration, warmup = max(duration, v.Total.Duration/n), max(warmup, v.Total.Warmup/n)
		}
		if at == nil {
			for _, p := range v.Errors.Points {
				at = append(at, number(p.At.Seconds()))
			}
		}
		curves := members{}
		for _, x := range []struct {
			name  string
			curve Curve
		}{{"error_rate", v.Errors}, {"degraded", v.Degraded}, {"p50", v.P50}, {"p99", v.P99}, {"all_p99", v.AllP99}} {
			curves = append(curves, member{x.name, x.curve.json()})
		}
		levels := members{}
		for _, l := range v.Levels {
			levels = append(levels, member{l.Name, l.Curve.json()})
		}
		for _, x := range v.Counts {
			levels = append(levels, member{x.Metric, x.Curve.json()})
		}
		arms = append(arms, members{{"name", v.Name}, {"curves", curves}, {"levels", levels}})
	}
	shade := func(what string, from, to float64) {
		shades = append(shades, members{{"what", what}, {"from", number(from)}, {"to", number(to)}})
	}
	for _, f := range c.Faults {
		shade(f.What, f.Begin.Seconds(), f.End.Seconds())
	}
	for _, x := range c.Changes {
		shade(x.What, x.From.Seconds(), x.To.Seconds())
	}
	return members{
		{"at", at}, {"duration", seconds(duration)}, {"warmup", seconds(warmup)}, {"seeds", len(c.Seeds)},
		{"arms", arms}, {"shades", shades}, {"meanings", c.levelMeanings()},
	}.MarshalJSON()
}

// levelMeanings are the words for the levels.
func (c *Comparison) levelMeanings() members {
	out := members{}
	for _, kind := range c.Kinds(LevelFamily) {
		out = append(out, member{kind, c.Meanings[kind]})
	}
	for _, x := range c.Variants[0].Counts {
		out = append(out, member{x.Metric, x.Words()})
	}
	return out
}

func (c Curve) json() members {
	median, low, high := []drawn{}, []drawn{}, []drawn{}
	for _, p := range c.Points {
		if !p.OK {
			p.Median, p.Low, p.High = float64(undefined()), float64(undefined()), float64(undefined())
		}
		median, low, high = append(median, drawn(p.Median)), append(low, drawn(p.Low)), append(high, drawn(p.High))
	}
	return members{{"median", median}, {"low", low}, {"high", high}}
}

// A drawn number is one of a chart: four digits are more than can be seen.
type drawn float64

// MarshalJSON writes the number, null if it is undefined.
func (d drawn) MarshalJSON() ([]byte, error) {
	if x := float64(d); !math.IsNaN(x) && !math.IsInf(x, 0) {
		return strconv.AppendFloat(nil, x, 'g', 4, 64), nil
	}
	return []byte("null"), nil
}
