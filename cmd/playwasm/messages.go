package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
	"wavetank/sim"
)

// A question is what a page asks. Text is a scenario's TOML; without it, Name is one of
// the library.
type question struct {
	Ask     string         `json:"ask"` // list, source, check, put, run, make, compare or steps
	Name    string         `json:"name"`
	Text    string         `json:"text"`
	Variant string         `json:"variant"` // to run; "" is the first
	Seed    uint64         `json:"seed"`    // to run, or the first to compare; 0 is what the scenario says, or 1
	Seeds   int            `json:"seeds"`   // to compare; 0 is what the scenario says, or 20
	Command string         `json:"command"` // that repeats the comparison, for its results
	Build   string         `json:"build"`   // of the program that made the page, for the results
	Pattern string         `json:"pattern"` // to put a value in its place
	Key     string         `json:"key"`     // of the pattern
	Value   string         `json:"value"`   // as in a file, but for its quotes
	From    float64        `json:"from"`    // steps: the virtual second of the first
	Made    []made         `json:"made"`    // runs to compare that others have made
	Before  *reports.Saved `json:"before"`  // compare: the results to hold these against
}

// Made are the runs of a seed, in the order of the variants, as [reports.Summary] is kept.
type made struct {
	Seed uint64   `json:"seed"`
	Runs [][]byte `json:"runs"`
}

// An answer has what was asked for, or why not. Results are those that the command line
// writes for the same scenario and seeds, byte for byte.
type answer struct {
	Names    []string        `json:"names,omitempty"`
	Title    string          `json:"title,omitempty"`
	Question string          `json:"question,omitempty"`
	Duration float64         `json:"duration,omitempty"` // seconds
	Seeds    int             `json:"seeds,omitempty"`
	Variants []string        `json:"variants,omitempty"`
	Only     string          `json:"only,omitempty"`  // the variants, where others are left out
	Lack     string          `json:"lack,omitempty"`  // what those others need, and a page does not carry
	Knobs    []knobs         `json:"knobs,omitempty"` // by pattern
	Text     string          `json:"text,omitempty"`
	Results  string          `json:"results,omitempty"` // JSON
	Finding  []string        `json:"finding,omitempty"` // of a comparison, by line
	Course   json.RawMessage `json:"course,omitempty"`  // of a comparison, for charts
	Since    []shift         `json:"since,omitempty"`   // what is other than in the results before
	Steps    *steps          `json:"steps,omitempty"`
	Runs     [][]byte        `json:"runs,omitempty"`     // made, for whoever compares
	Problems []problem       `json:"problems,omitempty"` // of the scenario
	Error    string          `json:"error,omitempty"`    // of the run, or of the question
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

// A simulator answers questions one after another. Most are about one scenario, which is read
// once.
type simulator struct {
	last       unfinished
	name, text string // of the scenario
	scenario   *scenarios.Scenario
	lack       string // what its other variants need, see runnable
}

// reply answers a question, both in JSON.
func (x *simulator) reply(text []byte) []byte {
	var q question
	var a answer
	err := json.Unmarshal(text, &q)
	if err == nil {
		a, err = x.answer(context.Background(), q)
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

func (x *simulator) answer(ctx context.Context, q question) (a answer, err error) {
	switch q.Ask {
	case "list":
		a.Names = scenarios.Library()
		return a, nil
	case "source":
		source, err := scenarios.Source(q.Name)
		a.Text = string(source)
		return a, err
	}
	s, err := x.read(q)
	if err != nil {
		return a, err
	}
	s.Measure = q.Ask == "make" || q.Ask == "compare"
	switch q.Ask {
	case "check":
		a.Title, a.Question, a.Duration, a.Seeds = s.Title, s.Question, s.Duration.Seconds(), s.Seeds
		a.Only, a.Lack = x.only(), x.lack
		for _, v := range s.Variants {
			a.Variants = append(a.Variants, v.Name)
		}
		a.Knobs = knobsOf(s, q.source())
		return a, nil
	case "put":
		a.Text, err = q.put(s)
		return a, err
	case "run":
		return q.run(ctx, s)
	case "make":
		return q.make(ctx, s)
	case "compare":
		return x.compare(ctx, q, s)
	case "steps":
		a.Steps, err = q.steps(s)
		return a, err
	}
	return a, fmt.Errorf("unknown question %q: ask list, source, check, put, run, make, compare or steps", q.Ask)
}

// source returns the text that is asked about; empty if there is none.
func (q question) source() string {
	if q.Text != "" {
		return q.Text
	}
	text, _ := scenarios.Source(q.Name)
	return string(text)
}

// read returns the scenario that is asked about.
func (x *simulator) read(q question) (*scenarios.Scenario, error) {
	if x.scenario != nil && x.name == q.Name && x.text == q.Text {
		return x.scenario, nil
	}
	if _, err := scenarios.Source(q.Name); q.Text == "" && err != nil {
		return nil, err
	}
	s, err := scenarios.Parse(q.Name, []byte(q.source()))
	lack := ""
	if err == nil {
		s, lack, err = runnable(s)
	}
	if err != nil {
		return nil, err
	}
	x.name, x.text, x.scenario, x.lack = q.Name, q.Text, s, lack
	return s, nil
}

// alone returns the variant and the seed of a single run.
func (q question) alone(s *scenarios.Scenario) (variant string, seed uint64) {
	return cmp.Or(q.Variant, s.Variants[0].Name), cmp.Or(q.Seed, uint64(s.Seed))
}

// run runs a variant once.
func (q question) run(ctx context.Context, s *scenarios.Scenario) (a answer, err error) {
	variant, seed := q.alone(s)
	sum, err := storm.RunDeclared(ctx, s, variant, seed, sim.Limits{})
	if err != nil {
		return a, err
	}
	var b bytes.Buffer
	err = reports.JSON(reports.Results{Scenario: s.Name(), Hash: s.Hash, Seed: seed, Runs: []*reports.Summary{sum}})(&b)
	a.Results = b.String()
	return a, err
}

// make runs every variant with a seed, for somebody else to compare. Between two runs little is
// alive, and a collection is over at once. One that begins amid a run lasts for as long as the
// run does, since nothing else gets the only thread, and every pointer that is written pays.
func (q question) make(ctx context.Context, s *scenarios.Scenario) (a answer, err error) {
	for _, v := range s.Variants {
		sum, err := storm.RunDeclared(ctx, s, v.Name, max(1, q.Seed), sim.Limits{})
		if err != nil {
			return a, err
		}
		run, err := sum.MarshalBinary()
		if err != nil {
			return a, err
		}
		a.Runs = append(a.Runs, run)
		runtime.GC()
	}
	return a, nil
}

// take returns the run of a variant: one that was made, or it makes it.
func (q question) take(ctx context.Context, s *scenarios.Scenario, variant int, seed uint64) (*reports.Summary, error) {
	name := s.Variants[variant].Name
	at := slices.IndexFunc(q.Made, func(m made) bool { return m.Seed == seed && len(m.Runs) == len(s.Variants) })
	if at < 0 {
		return storm.RunDeclared(ctx, s, name, seed, sim.Limits{})
	}
	var sum reports.Summary
	if err := sum.UnmarshalBinary(q.Made[at].Runs[variant]); err != nil {
		return nil, err
	}
	if sum.Variant != name || sum.Seed != seed {
		return nil, fmt.Errorf("the run of %s with seed %d is one of %s with seed %d", name, seed, sum.Variant, sum.Seed)
	}
	return &sum, nil
}

// An unfinished comparison is kept from one question to the next, so that whoever asks
// for more seeds of the same waits for these alone.
type unfinished struct {
	name, text string
	first      uint64
	done       int
	comparer   *reports.Comparer
}

// compare runs every variant with each seed, and judges.
func (x *simulator) compare(ctx context.Context, q question, s *scenarios.Scenario) (a answer, err error) {
	last := &x.last
	n, first := cmp.Or(q.Seeds, s.Seeds), max(1, q.Seed)
	if n < 1 || n > mostSeeds {
		return a, fmt.Errorf("%d seeds: 1 to %d can be compared at a time", n, mostSeeds)
	}
	options := scenarios.CompareOptions{Command: q.Command, Build: q.Build}
	if last.name != s.Name() || last.text != s.Hash || last.first != first || last.done > n {
		*last = unfinished{name: s.Name(), text: s.Hash, first: first, comparer: scenarios.Comparer(s, options)}
	}
	for ; last.done < n; last.done++ {
		for i := range s.Variants {
			sum, err := q.take(ctx, s, i, first+uint64(last.done))
			if err == nil {
				err = last.comparer.Add(sum)
			}
			if err != nil {
				*last = unfinished{}
				return a, err
			}
		}
	}
	c, err := last.comparer.Comparison()
	if err != nil {
		return a, err
	}
	c.Command, c.Build = q.Command, q.Build
	if len(s.Faults) > 0 {
		options.Jobs, options.Run = 1, storm.RunDeclared
		if err := scenarios.Control(ctx, s, c, options); err != nil {
			return a, err
		}
	}
	scenarios.Judge(s, c)
	a.Finding = c.FindingLines(reports.FindingWidth)
	var b bytes.Buffer
	if err := reports.JSON(c)(&b); err != nil {
		return a, err
	}
	a.Results = b.String()
	if q.Before != nil {
		if a.Since, err = since(q.Before, b.Bytes()); err != nil {
			return a, err
		}
	}
	a.Course, err = c.Course()
	return a, err
}
