package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
)

// A ci is how a machine that builds software wants to be told of what was judged.
type ci struct {
	junit, markdown string
	annotations     bool
	told            bool
}

func (x *ci) flags(c *cobra.Command) {
	c.Flags().StringVar(&x.junit, "junit", "", "FILE: write what was judged as JUnit's XML; what is inconclusive was skipped")
	c.Flags().StringVar(&x.markdown, "markdown", "", "FILE: write a summary in Markdown; where "+stepSummary+" names a file, it is added there, too")
	c.Flags().BoolVar(&x.annotations, "annotations", false, "print what did not pass as annotations of GitHub, with file and line, on stderr")
}

// stepSummary is the variable that names the file of the summary of a step on GitHub.
const stepSummary = "GITHUB_STEP_SUMMARY"

// tell tells whoever asked for it.
func (x *ci) tell(c *cobra.Command, b reports.Brief) (err error) {
	x.told = true
	if x.annotations {
		err = b.WriteAnnotations(c.ErrOrStderr())
	}
	if x.junit != "" {
		err = errors.Join(err, writeFile(x.junit, b.WriteJUnit))
	}
	if x.markdown != "" {
		err = errors.Join(err, writeFile(x.markdown, b.WriteMarkdown))
	}
	if file := os.Getenv(stepSummary); file != "" {
		err = errors.Join(err, appendTo(file, b.WriteMarkdown))
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errWriting, err)
	}
	return nil
}

// appendTo adds to a file to which others add, too.
func appendTo(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// guard carries out a command, and tells of what ended it before it could judge, so
// that nobody takes a file of an earlier build for its result.
func (x *ci) guard(c *cobra.Command, name string, run func() error) error {
	if err := errors.Join(named(x.junit), named(x.markdown), spare([]string{name}, x.junit, x.markdown)); err != nil {
		return err
	}
	err := run()
	if err == nil || x.told || x.junit+x.markdown == "" && !x.annotations {
		return err
	}
	if s, failed := scenarios.Open(name); failed == nil {
		if read := spare(readBy(s), x.junit, x.markdown); read != nil {
			return read
		}
	}
	b := reports.Brief{Scenario: name, Title: "could not be judged", Command: c.CommandPath() + " " + quote(name), Cases: wrong(name, err)}
	if failed := x.tell(c, b); failed != nil {
		return errors.Join(failed, err)
	}
	return err
}

// wrong returns what is wrong with a scenario as cases, or with a run as one.
func wrong(name string, err error) []reports.Case {
	var problems scenarios.Problems
	if !errors.As(err, &problems) {
		return []reports.Case{{Kind: "command", Name: name, Status: reports.Broken, Words: strings.TrimSpace(err.Error())}}
	}
	var cases []reports.Case
	for _, p := range problems {
		words := p.Message
		switch {
		case p.Suggestion != "":
			words += fmt.Sprintf("; did you mean %q?", p.Suggestion)
		case p.Allowed != "":
			words += "; allowed: " + p.Allowed
		}
		cases = append(cases, reports.Case{Kind: "scenario", Name: p.Position.String(), Status: reports.Broken, Words: words, File: p.File, Line: p.Line, Column: p.Column})
	}
	return cases
}

// expected returns the expectations of a scenario as cases.
func expected(s *scenarios.Scenario, judged []reports.Expectation) []reports.Case {
	var cases []reports.Case
	for i, e := range judged {
		words := e.Verdict.Found
		if e.Verdict.Status != reports.Pass || words == "" {
			words = e.Verdict.Words
		}
		c := reports.Case{Kind: "expectation", Name: e.That, Status: e.Verdict.Status, Words: strings.TrimPrefix(strings.TrimSuffix(words+": "+e.Note, ": "), ": ")}
		if i < len(s.Expects) {
			at := s.Expects[i].Pos
			c.File, c.Line, c.Column = at.File, at.Line, at.Column
		}
		cases = append(cases, c)
	}
	return cases
}

// invariant returns what became of an invariant as a case.
func invariant(s *scenarios.Scenario, t reports.Tally) reports.Case {
	c := reports.Case{Kind: "invariant", Name: t.Invariant + " (" + t.Variant + ")", Status: reports.Pass, Words: fmt.Sprintf("held in %s", reports.CountOf(t.Runs, "run"))}
	if t.Point != nil {
		c.Name = t.Invariant + " (" + t.Variant + " with " + strings.Join(t.Point, ", ") + ")"
	}
	switch {
	case t.Broken > 0:
		c.Status, c.Words = reports.Fail, fmt.Sprintf("violated in %d of %s; first in seed %d at %v: %s", t.Broken, reports.CountOf(t.Runs, "run"), t.Seed, t.At, t.Words)
	case t.Goal && t.Reached == 0:
		c.Status, c.Words = reports.Inconclusive, "not reached in any run"
	case t.Goal:
		c.Words = fmt.Sprintf("reached in %d of %s", t.Reached, reports.CountOf(t.Runs, "run"))
	case t.Words != "":
		c.Status, c.Words = reports.Inconclusive, "vacuous: "+t.Words
	}
	if at := storm.Claimed(s, t.Variant, t.Invariant); at.Line > 0 {
		c.File, c.Line, c.Column = at.File, at.Line, at.Column
	}
	return c
}

// invariants returns all of them.
func invariants(s *scenarios.Scenario, tallies []reports.Tally) []reports.Case {
	var cases []reports.Case
	for _, t := range tallies {
		cases = append(cases, invariant(s, t))
	}
	return slices.Clip(cases)
}
