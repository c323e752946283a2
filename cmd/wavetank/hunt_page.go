package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/reports/page"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
)

// blank is the page of a hunt that has not begun.
func (o huntOptions) blank(s *scenarios.Scenario, name string) *page.Report {
	info := reports.Info{Scenario: s.Name(), Title: s.Title, Hash: s.Hash, Command: o.command(name), Build: o.found.Build}
	return &page.Report{Question: s.Question, Text: o.source(name), Hunt: &page.Hunt{
		Info: info, Kind: fmt.Sprintf("a hunt for a storm that breaks it, in %s", reports.CountOf(len(s.Variants), "variant")),
	}}
}

// show puts what a plan found into the page.
func (o huntOptions) show(p storm.Plan, report *storm.Report, story string, left []reports.File, again string) (err error) {
	f, h := report.Failure, o.page.Hunt
	h.Finding = append(h.Finding,
		fmt.Sprintf("%s: seed %d, the %s, breaks it: %v.", p.What(), f.Seed, ordinal(report.Runs), f.Violation),
		fmt.Sprintf("Needed for it: %d of the storm's %s.", len(f.Storm), reports.CountOf(len(f.Drawn), "fault")))
	h.Storm = [][]string{{"", "what goes wrong"}}
	for _, words := range sentences(f.Storm) {
		h.Storm = append(h.Storm, []string{"needed", words})
	}
	for _, words := range sentences(f.Drawn) {
		h.Storm = append(h.Storm, []string{"as drawn", words})
	}
	if d := f.Diagram(); d != nil {
		h.Picture, h.SVG, h.Told = "What happened before "+f.Violation.String(), d.SVG, d.Table
	}
	h.Again = again
	o.page.Files = []page.Text{{Name: "What happened, in words", Text: story}}
	texts, err := scenariosIn(left)
	o.page.Files = append(o.page.Files, texts...)
	return err
}

// writePage writes the page of a hunt that has ended, if it is asked for.
func (o huntOptions) writePage(c *cobra.Command, s *scenarios.Scenario) error {
	if o.html == "" {
		return nil
	}
	h := o.page.Hunt
	h.Nearest = [][]string{{"invariant", "variant", "seed", "what was left", "the storm", "again"}}
	for i := range o.found.Hunts {
		p := &o.found.Hunts[i]
		h.Tallies = append(h.Tallies, p.tallies(s)...)
		for _, n := range p.Nearest {
			h.Nearest = append(h.Nearest, []string{n.Invariant, p.Variant, fmt.Sprint(n.Seed), n.Words, strings.Join(n.Storm, " "), n.Command})
		}
	}
	return writePage(c, o.html, *o.page)
}
