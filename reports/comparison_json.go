package reports

import "io"

// MarshalJSON returns the comparison as one object whose keys are always in the
// same order: variants, loads and metrics as they are declared, facts by name.
// Counts are sums over the seeds, latencies those of the merged histograms, and
// "metrics" the bands over the seeds. Undefined numbers are null, as are infinite
// ones. Times are in the unit that the key or "unit" names. The bytes are the
// same on every processor.
func (c *Comparison) MarshalJSON() ([]byte, error) {
	out := struct {
		Scenario     string            `json:"scenario"`
		Title        string            `json:"title"`
		Hash         string            `json:"hash"`
		Seeds        []uint64          `json:"seeds"`
		Variants     []variantJSON     `json:"variants"`
		Differences  []differenceJSON  `json:"differences"`
		Expectations []expectationJSON `json:"expectations"`
		Finding      string            `json:"finding"`
		Command      string            `json:"command"`
	}{
		c.Scenario, c.Title, c.Hash, append([]uint64{}, c.Seeds...), []variantJSON{},
		[]differenceJSON{}, []expectationJSON{}, c.Finding(), c.Command,
	}
	for i := range c.Variants {
		out.Variants = append(out.Variants, c.variantJSON(&c.Variants[i]))
	}
	for _, d := range c.Differences {
		out.Differences = append(out.Differences, d.json())
	}
	for _, e := range c.Expectations {
		v := e.Verdict
		out.Expectations = append(out.Expectations, expectationJSON{e.That, e.Note, v.Status,
			number(v.Left), number(v.Right), number(v.Low), number(v.High), v.Seeds, v.Words})
	}
	return plainJSON(out)
}

// WriteJSON writes the comparison indented, with a newline at the end.
func (c *Comparison) WriteJSON(w io.Writer) error { return writeJSON(w, c) }

type variantJSON struct {
	Variant string      `json:"variant"`
	Loads   members     `json:"loads"`
	Facts   members     `json:"facts"`
	Metrics members     `json:"metrics"`
	ByLoad  members     `json:"metrics_by_load,omitempty"`
	Runs    []seedJSON  `json:"runs"`
	Faults  []totalJSON `json:"faults"`

	Recovery recoveryJSON `json:"recovery"`
}

type seedJSON struct {
	Seed   uint64 `json:"seed"`
	Digest string `json:"digest"`
}

// A bandJSON tells an infinite median from an undefined one by Infinite, which
// is how many of the Runs did not recover.
type bandJSON struct {
	Median   number `json:"median"`
	Low      number `json:"low"`
	High     number `json:"high"`
	Unit     string `json:"unit"`
	Runs     int    `json:"runs"`
	Infinite int    `json:"infinite"`

	Undefined int    `json:"undefined,omitempty"` // runs
	Why       string `json:"why,omitempty"`
}

type totalJSON struct {
	Name    string `json:"name"`
	What    string `json:"what"`
	Times   int    `json:"times"`
	Touched int64  `json:"touched"`
}

type differenceJSON struct {
	Variant  string `json:"variant"`
	Baseline string `json:"baseline"`
	Load     string `json:"load"`
	Metric   string `json:"metric"`
	Unit     string `json:"unit"`
	Mean     number `json:"mean"`
	Low      number `json:"low"`
	High     number `json:"high"`
	Pairs    int    `json:"pairs"`
	Better   int    `json:"better"`
	Verdict  string `json:"verdict"`
	Worse    int    `json:"worse"`
	LeftOut  int    `json:"left_out"`
	From     number `json:"baseline_median"`
	To       number `json:"variant_median"`
	Median   number `json:"median"`
}

type expectationJSON struct {
	That   string `json:"that"`
	Note   string `json:"note"`
	Status Status `json:"status"`
	Left   number `json:"left"`
	Right  number `json:"right"`
	Low    number `json:"low"`
	High   number `json:"high"`
	Seeds  int    `json:"seeds"`
	Words  string `json:"words"`
}

func (c *Comparison) variantJSON(v *Variant) variantJSON {
	out := variantJSON{Variant: v.Name, Metrics: bandsOf(v, ""), Runs: []seedJSON{}, Faults: []totalJSON{}, Recovery: v.Recovery().json()}
	for i := range v.Total.Loads {
		name := v.Total.Loads[i].Name
		out.Loads = append(out.Loads, member{name, loadOf(&v.Total, name)})
	}
	for _, f := range v.Total.Facts {
		out.Facts = append(out.Facts, member{f.Name, f.Count})
	}
	if len(c.Loads) > 1 {
		for _, load := range c.Loads {
			out.ByLoad = append(out.ByLoad, member{load, bandsOf(v, load)})
		}
	}
	for _, r := range v.Runs {
		out.Runs = append(out.Runs, seedJSON{r.Seed, r.Digest})
	}
	for _, f := range v.Total.Faults {
		i := 0
		for i < len(out.Faults) && out.Faults[i].Name != f.Name {
			i++
		}
		if i == len(out.Faults) {
			out.Faults = append(out.Faults, totalJSON{Name: f.Name, What: f.What})
		}
		out.Faults[i].Times++
		out.Faults[i].Touched += f.Touched
	}
	return out
}

func bandsOf(v *Variant, load string) members {
	var out members
	for _, b := range v.Bands {
		if b.Load == load {
			out = append(out, member{b.Metric, bandJSON{number(b.Median), number(b.Low), number(b.High), b.Unit, b.Runs, b.Infinite, b.Undefined, b.Why}})
		}
	}
	return out
}

// json leaves the mean null where the middle is a median.
func (d *Difference) json() differenceJSON {
	out := differenceJSON{
		Variant: d.Variant, Baseline: d.Baseline, Load: d.Load, Metric: d.Metric, Unit: d.Unit,
		Mean: number(d.Middle), Low: number(d.Low), High: number(d.High),
		Pairs: d.Pairs, Better: d.Better, Verdict: d.Verdict, Worse: d.Worse, LeftOut: d.LeftOut,
		From: number(d.From), To: number(d.To), Median: undefined(),
	}
	if d.ByMedian {
		out.Mean, out.Median = undefined(), number(d.Middle)
	}
	return out
}
