package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
	"wavetank/sim"
)

// A question is what a page asks. Text is a scenario's TOML; without it, Name is one of
// the library.
type question struct {
	Ask     string `json:"ask"` // list, source, check, run or compare
	Name    string `json:"name"`
	Text    string `json:"text"`
	Variant string `json:"variant"` // to run; "" is the first
	Seed    uint64 `json:"seed"`    // to run, or the first to compare; 0 is what the scenario says, or 1
	Seeds   int    `json:"seeds"`   // to compare; 0 is what the scenario says, or 20
	Command string `json:"command"` // that repeats the comparison, for its results
}

// An answer has what was asked for, or why not. Results are those that the command line
// writes for the same scenario and seeds, byte for byte.
type answer struct {
	Names    []string  `json:"names,omitempty"`
	Title    string    `json:"title,omitempty"`
	Variants []string  `json:"variants,omitempty"`
	Text     string    `json:"text,omitempty"`
	Results  string    `json:"results,omitempty"`  // JSON
	Problems []problem `json:"problems,omitempty"` // of the scenario
	Error    string    `json:"error,omitempty"`    // of the run, or of the question
}

// A problem is a complaint about a scenario, in its place.
type problem struct {
	Line       int    `json:"line"`
	Column     int    `json:"column"`
	Message    string `json:"message"`
	Allowed    string `json:"allowed,omitempty"`
	Suggestion string `json:"suggestion,omitempty"`
}

// mostSeeds bounds a comparison: a page asks again for more.
const mostSeeds = 1000

// reply answers a question, both in JSON.
func reply(text []byte) []byte {
	var q question
	var a answer
	err := json.Unmarshal(text, &q)
	if err == nil {
		a, err = q.answer(context.Background())
	}
	var problems scenarios.Problems
	switch {
	case errors.As(err, &problems):
		for _, p := range problems {
			a.Problems = append(a.Problems, problem{p.Line, p.Column, p.Message, p.Allowed, p.Suggestion})
		}
	case err != nil:
		a.Error = err.Error()
	}
	out, err := json.Marshal(a)
	if err != nil {
		panic(err) // an answer has nothing that JSON cannot say
	}
	return out
}

func (q question) answer(ctx context.Context) (a answer, err error) {
	switch q.Ask {
	case "list":
		a.Names = scenarios.Library()
		return a, nil
	case "source":
		source, err := scenarios.Source(q.Name)
		a.Text = string(source)
		return a, err
	}
	s, err := q.scenario()
	if err != nil {
		return a, err
	}
	var results func(io.Writer) error
	switch q.Ask {
	case "check":
		a.Title = s.Title
		for _, v := range s.Variants {
			a.Variants = append(a.Variants, v.Name)
		}
		return a, nil
	case "run":
		results, err = q.run(ctx, s)
	case "compare":
		results, err = q.compare(ctx, s)
	default:
		err = fmt.Errorf("unknown question %q: ask list, source, check, run or compare", q.Ask)
	}
	if err != nil {
		return a, err
	}
	var b bytes.Buffer
	err = results(&b)
	a.Results = b.String()
	return a, err
}

func (q question) scenario() (*scenarios.Scenario, error) {
	if q.Text != "" {
		return scenarios.Parse(q.Name, []byte(q.Text))
	}
	source, err := scenarios.Source(q.Name)
	if err != nil {
		return nil, err
	}
	return scenarios.Parse(q.Name, source)
}

// run runs a variant once.
func (q question) run(ctx context.Context, s *scenarios.Scenario) (func(io.Writer) error, error) {
	variant, seed := q.Variant, q.Seed
	if variant == "" {
		variant = s.Variants[0].Name
	}
	if seed == 0 {
		seed = uint64(s.Seed)
	}
	sum, err := storm.RunDeclared(ctx, s, variant, seed, sim.Limits{})
	if err != nil {
		return nil, err
	}
	return reports.JSON(reports.Results{Scenario: s.Name(), Hash: s.Hash, Seed: seed, Runs: []*reports.Summary{sum}}), nil
}

// compare runs every variant with each seed, and judges.
func (q question) compare(ctx context.Context, s *scenarios.Scenario) (func(io.Writer) error, error) {
	n, first := q.Seeds, max(1, q.Seed)
	if n == 0 {
		n = s.Seeds
	}
	if n < 1 || n > mostSeeds {
		return nil, fmt.Errorf("%d seeds: 1 to %d can be compared at a time", n, mostSeeds)
	}
	c, err := scenarios.Compare(ctx, s, scenarios.CompareOptions{
		Seeds: scenarios.Seeds(first, n), Jobs: 1, Command: q.Command, Run: storm.RunDeclared,
	})
	if err != nil {
		return nil, err
	}
	scenarios.Judge(s, c)
	return reports.JSON(c), nil
}
