package main

import (
	"encoding/json"

	"wavetank/reports"
)

// A shift is what became of one measure of a variant, as wavetank diff tells it of two
// saved results: medians, and the difference, paired by seed, with its 95 % interval.
type shift struct {
	Variant  string `json:"variant"`
	Measure  string `json:"measure"`
	From     string `json:"from"`
	To       string `json:"to"`
	Change   string `json:"change"`
	Interval string `json:"interval"`
	Verdict  string `json:"verdict"`
	Pairs    int    `json:"pairs"`
	Same     bool   `json:"same"` // each run of the variant, event by event
}

// since holds results, as JSON, against those of before. Results that have no seed of any
// variant in common have nothing to tell.
func since(before *reports.Saved, results []byte) ([]shift, error) {
	now := new(reports.Saved)
	if err := json.Unmarshal(results, now); err != nil {
		return nil, err
	}
	d, err := reports.NewDiff([]*reports.Saved{before}, []*reports.Saved{now})
	if err != nil {
		return nil, nil
	}
	var all []shift
	for _, c := range d.Changes {
		if !c.Gated {
			continue
		}
		x := shift{Variant: c.Variant, Measure: reports.Subject{Load: c.Load, Metric: c.Metric}.Words(), Verdict: c.Verdict, Pairs: c.Pairs, Same: c.Same}
		x.From, x.To = c.Sides()
		x.Change, x.Interval = c.Figures()
		all = append(all, x)
	}
	return all, nil
}
