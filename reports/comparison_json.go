package reports

import (
	"math"
	"slices"
)

// The names of what is written as JSON, with the version of its form: the number
// grows when a key goes or means something else. [ResultSchema] describes them.
const (
	comparisonSchema = "wavetank/comparison/1"
	factorialSchema  = "wavetank/factorial/2"
	sweepSchema      = "wavetank/sweep/1"
	runSchema        = "wavetank/run/1"
	kneeSchema       = "wavetank/knee/1"
	tuningSchema     = "wavetank/tuning/1"
	HuntSchema       = "wavetank/hunt/1"
)

// head is what each of them begins with.
func head(schema, build string) members { return members{{"schema", schema}, {"build", build}} }

// MarshalJSON returns the comparison as one object whose keys are always in the
// same order: variants, loads and metrics as they are declared, facts by name.
// Counts are sums over the seeds, latencies those of the merged histograms, and
// "metrics" the bands over the seeds, with the value of each run. Undefined numbers
// are null, as are infinite ones but for those of single runs, which are "inf". Times are in the unit that the key or "unit" names. The bytes are the
// same on every processor.
func (c *Comparison) MarshalJSON() ([]byte, error) {
	variants, differences, expectations, shown := []members{}, []members{}, []members{}, []members{}
	for _, v := range c.Variants {
		variants = append(variants, c.jsonOf(v))
	}
	for _, d := range c.Differences {
		differences = append(differences, d.json())
	}
	for _, e := range c.Expectations {
		expectations = append(expectations, e.json())
	}
	for _, s := range c.Shown() {
		shown = append(shown, members{{"load", s.Load}, {"metric", s.Metric}, {"words", s.Words()}})
	}
	out := append(head(comparisonSchema, c.Build), members{
		{"scenario", c.Scenario}, {"title", c.Title}, {"hash", c.Hash}, {"seeds", append([]uint64{}, c.Seeds...)},
		{"variants", variants}, {"differences", differences}, {"shown", shown}, {"expectations", expectations},
	}...)
	if c.Invariants != nil {
		var invariants []members
		for _, t := range c.Invariants {
			invariants = append(invariants, t.json())
		}
		out = append(out, member{"invariants", invariants})
	}
	return append(out, member{"finding", c.Finding()}, member{"command", c.Command}).MarshalJSON()
}

func (c *Comparison) jsonOf(v *Variant) members {
	var loads, facts members
	for i := range v.Total.Loads {
		name := v.Total.Loads[i].Name
		loads = append(loads, member{name, loadOf(&v.Total, name)})
	}
	for _, f := range v.Total.Facts {
		facts = append(facts, member{f.Name, f.Count})
	}
	out := members{{"variant", v.Name}, {"loads", loads}, {"facts", facts}, {"metrics", bandsOf(v, "")}}
	if len(c.Loads) > 1 {
		var byLoad members
		for _, load := range c.Loads {
			byLoad = append(byLoad, member{load, bandsOf(v, load)})
		}
		out = append(out, member{"metrics_by_load", byLoad})
	}
	runs := []members{}
	for _, r := range v.Runs {
		runs = append(runs, members{{"seed", r.Seed}, {"digest", r.Digest}, {"state", r.State}})
	}
	out = append(out, member{"runs", runs}, member{"states", v.states()}, member{"faults", faultTotals(v)}, member{"recovery", v.Recovery().json()})
	return out.withPlaces(v.Total.Places)
}

func faultTotals(v *Variant) []members {
	var totals []Disturbance
	times := map[string]int{}
	for _, f := range v.Total.Faults {
		if times[f.Name]++; times[f.Name] == 1 {
			totals = append(totals, f)
			continue
		}
		i := slices.IndexFunc(totals, func(t Disturbance) bool { return t.Name == f.Name })
		totals[i].Touched += f.Touched
	}
	out := []members{}
	for _, t := range totals {
		out = append(out, members{{"name", t.Name}, {"what", t.What}, {"times", times[t.Name]}, {"touched", t.Touched}})
	}
	return out
}

// measured are values of single runs: null where undefined, and "inf" where infinite.
type measured []float64

// MarshalJSON returns the values as one list.
func (m measured) MarshalJSON() ([]byte, error) {
	list := make([]any, len(m))
	for i, x := range m {
		if list[i] = number(x); math.IsInf(x, 1) {
			list[i] = "inf"
		}
	}
	return plainJSON(list)
}

// bandsOf tells an infinite median from an undefined one by "infinite", which is
// how many of the runs did not recover.
func bandsOf(v *Variant, load string) members {
	var out members
	for _, b := range v.Bands {
		if b.Load != load {
			continue
		}
		band := members{
			{"median", number(b.Median)}, {"low", number(b.Low)}, {"high", number(b.High)},
			{"unit", b.Unit}, {"runs", b.Runs}, {"infinite", b.Infinite}, {"values", measured(b.Values)},
		}
		if b.Undefined > 0 {
			band = append(band, member{"undefined", b.Undefined}, member{"why", b.Why})
		}
		out = append(out, member{b.Metric, band})
	}
	return out
}

// json leaves the mean null where the middle is a median.
func (d *Difference) json() members {
	mean, median := number(d.Middle), undefined()
	if d.ByMedian {
		mean, median = median, mean
	}
	return members{
		{"variant", d.Variant}, {"baseline", d.Baseline}, {"load", d.Load}, {"metric", d.Metric}, {"unit", d.Unit},
		{"mean", mean}, {"low", number(d.Low)}, {"high", number(d.High)},
		{"pairs", d.Pairs}, {"better", d.Better}, {"verdict", d.Verdict}, {"worse", d.Worse}, {"left_out", d.LeftOut},
		{"baseline_median", number(d.From)}, {"variant_median", number(d.To)}, {"median", median},
	}
}

func (e Expectation) json() members {
	v := e.Verdict
	return members{
		{"that", e.That}, {"note", e.Note}, {"status", v.Status}, {"left", number(v.Left)}, {"right", number(v.Right)},
		{"low", number(v.Low)}, {"high", number(v.High)}, {"seeds", v.Seeds}, {"words", v.Words},
	}
}
