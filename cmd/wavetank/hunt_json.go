package main

import (
	"encoding/json"
	"io"
	"math"
	"slices"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
	"wavetank/sim"
)

// A huntJSON is what hunt prints with --json.
type huntJSON struct {
	Schema   string     `json:"schema"`
	Build    string     `json:"build"`
	Scenario string     `json:"scenario"`
	Hunts    []planJSON `json:"hunts"`
	Command  string     `json:"command"`
}

// A planJSON is what one variant came to, or with "expectations" all of them.
type planJSON struct {
	Variant   string       `json:"variant"`
	Runs      int          `json:"runs"`
	Unreached []string     `json:"unreached"`
	Nearest   []nearJSON   `json:"nearest"`
	Failure   *failureJSON `json:"failure"`

	Expectations bool `json:"expectations"`
}

// A nearJSON is a run that came near to breaking an invariant. Its margin is null
// if it is infinite.
type nearJSON struct {
	Invariant string   `json:"invariant"`
	Seed      uint64   `json:"seed"`
	Margin    *float64 `json:"margin"`
	Unit      string   `json:"unit"`
	Words     string   `json:"words"`
	Storm     []string `json:"storm"`
	Command   string   `json:"command"`
}

type failureJSON struct {
	Invariant string   `json:"invariant"`
	Seed      uint64   `json:"seed"`
	AtS       float64  `json:"at_s"`
	Words     string   `json:"words"`
	Digest    string   `json:"digest"`
	Drawn     int      `json:"drawn"`
	Storm     []string `json:"storm"`
	Steps     int      `json:"steps"`
	Saved     []string `json:"saved"`
	Command   string   `json:"command"`
}

// add enters what a plan came to, given the command that runs one seed of it.
func (h *huntJSON) add(p storm.Plan, report *storm.Report, alone func(uint64) string) *planJSON {
	one := planJSON{Variant: p.Variant, Runs: report.Runs, Unreached: append([]string{}, report.Unreached...), Nearest: []nearJSON{}, Expectations: p.Expect}
	for _, n := range report.Nearest {
		near := nearJSON{n.Property, n.Seed, nil, n.Margin.Unit, n.Margin.Words, sentences(n.Storm), alone(n.Seed)}
		if !math.IsInf(n.Margin.By, 0) {
			near.Margin = &n.Margin.By
		}
		one.Nearest = append(one.Nearest, near)
	}
	if f := report.Failure; f != nil {
		v := f.Violation
		one.Failure = &failureJSON{
			Invariant: v.Property, Seed: f.Seed, AtS: v.At.Seconds(), Words: v.Words, Digest: v.Digest.String(),
			Drawn: len(f.Drawn), Storm: sentences(f.Storm), Steps: f.Steps, Saved: []string{},
		}
	}
	h.Hunts = append(h.Hunts, one)
	return &h.Hunts[len(h.Hunts)-1]
}

// cases returns what the hunt was for, invariant by invariant.
func (h *huntJSON) cases(s *scenarios.Scenario) []reports.Case {
	var cases []reports.Case
	for i := range h.Hunts {
		cases = append(cases, invariants(s, h.Hunts[i].tallies(s))...)
	}
	return cases
}

// tallies returns what became of each invariant of a variant.
func (p *planJSON) tallies(s *scenarios.Scenario) []reports.Tally {
	var tallies []reports.Tally
	for _, property := range storm.Declared(s, p.Variant) {
		tallies = append(tallies, reports.Tally{Invariant: property.Name, Variant: p.Variant, Runs: p.Runs})
	}
	if p.Expectations {
		tallies = []reports.Tally{{Invariant: "every expectation, in each seed", Variant: "all variants", Runs: p.Runs}}
	}
	for i := range tallies {
		t := &tallies[i]
		if t.Goal = slices.Contains(p.Unreached, t.Invariant); t.Goal {
			continue
		}
		if f := p.Failure; f != nil && (p.Expectations || f.Invariant == t.Invariant) {
			t.Broken, t.Seed, t.At, t.Words, t.Command = 1, f.Seed, sim.Time(f.AtS*1e9), f.Words, f.Command
		}
	}
	return tallies
}

// sentences tells a storm.
func sentences(faults []scenarios.Fault) []string {
	told := []string{}
	for i := range faults {
		told = append(told, faults[i].Sentence())
	}
	return told
}

// write prints all of it, indented.
func (h *huntJSON) write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(h)
}
