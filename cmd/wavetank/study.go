package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/reports/chart"
	"wavetank/reports/page"
	"wavetank/scenarios"
)

// A study is a comparison, a sweep or a factorial: many runs, and what came of them
// in words, numbers and charts.
type study struct {
	scenario *scenarios.Scenario // whose name, seeds and duration count
	unit     string              // of what the bar counts
	points   int                 // scenarios to compare, for each seed; 0 is not known before
	run      func(context.Context, scenarios.CompareOptions) (*outcome, error)
}

// An outcome is what came of the runs of a study, or of those that were finished
// when it was interrupted.
type outcome struct {
	finished string      // how many of the seeds
	page     page.Report // without its drawings and the scenario
	json     func(io.Writer) error
	print    func(io.Writer) error
	files    []reports.File
	drawings []chart.Drawing
	tallies  []reports.Tally
	status   int
	brief    reports.Brief // without what every study has
}

// carryOut warns of what is serious, makes the runs of a study, prints what came of
// them and saves it. An interrupt keeps what is finished.
func (o *compareOptions) carryOut(c *cobra.Command, name string, s study) error {
	if err := o.complete(c, s.scenario); err != nil {
		return err
	}
	files := []string{o.junit, o.markdown, o.db}
	if o.tune != nil {
		files = append(files, filepath.Join(o.out, "tuned.toml"))
	}
	release, err := o.claim(s.scenario, o.out, o.html, files...)
	if err != nil {
		return err
	}
	defer release()
	warn(c.ErrOrStderr(), s.scenario)
	kept, err := o.keep(c, name, s.scenario)
	if err != nil {
		return err
	}
	served := false
	defer func() { kept.end(served) }()
	got, interrupted, err := o.make(c, name, s, kept)
	if got == nil {
		return err
	}
	show := got.print
	if o.json {
		show = got.json
	}
	if err := show(c.OutOrStdout()); err != nil {
		return err
	}
	if err := o.deliver(c, name, s.scenario, got); err != nil {
		return err
	}
	if violated(got.tallies) {
		got.status = statusViolated
	}
	if served = !interrupted; interrupted {
		fmt.Fprintln(c.ErrOrStderr(), kept.onward("interrupted: these are "+got.finished))
		if got.status != statusViolated {
			got.status = statusInterrupted
		}
	}
	if got.status == statusPass {
		return nil
	}
	return &statusError{status: got.status, told: true}
}

// forResults is which part of the memory the results of all runs may take: in the end there
// are the numbers, their text and the charts of them.
const forResults = 3

// make makes the runs of a study, as far as it gets. There is an outcome, or an error, or,
// if the rest is for other machines, neither.
func (o *compareOptions) make(c *cobra.Command, name string, s study, kept *keeper) (got *outcome, interrupted bool, err error) {
	bar := newProgress(c.ErrOrStderr(), s.unit)
	if e := evaluationOf(c); e != nil {
		bar.more = e.more
	}
	if s.points > 0 {
		bar.show(0, o.seeds*s.points)
	}
	got, err = s.run(c.Context(), scenarios.CompareOptions{
		Seeds: scenarios.Seeds(o.first, o.seeds), Jobs: kept.jobs, Command: o.command(name), Build: built().String(), Progress: bar.show, Known: bar.know,
		Evaluate: kept.Evaluate, Block: kept.block, Guess: kept.Shard.Count > 0, Phase: true, Memory: limits(c).Memory.Most / forResults,
	})
	bar.end()
	interrupted = errors.Is(err, context.Canceled)
	switch {
	case errors.Is(err, scenarios.ErrElsewhere):
		return nil, false, kept.elsewhere(c.ErrOrStderr())
	case interrupted && got == nil && kept.holds():
		return nil, true, &statusError{status: statusInterrupted, err: errors.New(kept.onward("interrupted before there was anything to show"))}
	case interrupted && got == nil:
		return nil, true, &statusError{status: statusInterrupted, err: errors.New("interrupted before a seed was finished: there is nothing to show")}
	case err != nil && !interrupted:
		err = o.blame(err, name)
		if kept.vain = statusOf(err) == statusUsage; !kept.vain && kept.holds() {
			fmt.Fprintln(c.ErrOrStderr(), kept.onward("not finished"))
		}
		return nil, false, err
	}
	return got, interrupted, nil
}

// deliver leaves files, the page and what a build is told.
func (o *compareOptions) deliver(c *cobra.Command, name string, s *scenarios.Scenario, got *outcome) error {
	names, err := save(c.ErrOrStderr(), s, o.out, o.command(name), append(got.files, drawn(got.drawings)...), o.jobs)
	if err != nil {
		return err
	}
	if err := o.keepInDB(got); err != nil {
		return err
	}
	wrap(c.ErrOrStderr(), fmt.Sprintf("wrote to %s: %s", o.out, strings.Join(names, ", ")), "")
	if o.html != "" {
		got.page.Drawings, got.page.Question, got.page.Text, got.page.Live = got.drawings, s.Question, o.source(name), o.simulator
		if o.live && o.words() != "" { // what the page runs again is what was run
			got.page.Text = string(s.Marshal())
		}
		if err := writePage(c, o.html, got.page); err != nil {
			return err
		}
	}
	got.brief.Scenario, got.brief.Title, got.brief.Command = s.Name(), s.Title, o.command(name)
	got.brief.Cases = append(got.brief.Cases, invariants(s, got.tallies)...)
	return o.tell(c, got.brief)
}
