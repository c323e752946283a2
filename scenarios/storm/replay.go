package storm

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/language"
)

// Variable is the variable of the environment that makes Check repeat the storm
// in a file instead of drawing some.
const Variable = "WAVETANK_STORM"

// replayed runs the one storm that the environment names, if it does.
func (r *runner) replayed(t TB) bool {
	t.Helper()
	path := os.Getenv(Variable)
	if path == "" {
		return false
	}
	x, err := r.read(path)
	var out outcome
	if err == nil {
		out, err = r.patiently(x)
	}
	switch {
	case err != nil:
		t.Fatalf("%s=%s: %v", Variable, path, err)
	case out.violation != nil:
		f := &Failure{Seed: x.seed, Storm: x.storm, Violation: out.violation, least: x}
		t.Fatalf("The storm in %s breaks a property again.\n\n%s", path, r.story(f))
	default:
		t.Logf("the storm in %s breaks no property", path)
	}
	return true
}

// read returns the trial that a file describes: a scenario, or the faults of a
// world made in Go.
func (r *runner) read(path string) (x trial, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return x, err
	}
	if r.plan.Scenario != nil {
		s, err := scenarios.Parse(path, data)
		if err != nil {
			return x, err
		}
		return trial{seed: uint64(s.Seed), storm: s.Faults, variant: r.variantIn(s), scenario: s}, nil
	}
	w, err := r.made(r.plan.Seed)
	if err != nil {
		return x, err
	}
	defer w.Close()
	seed, faults, err := language.ParseFaults(path, data, w.Topology(), w.Duration())
	return trial{seed: seed, storm: faults}, err
}

// variantIn returns the variant of a scenario in a file: the plan's, unless the
// file has it no more under that name.
func (r *runner) variantIn(s *scenarios.Scenario) string {
	if _, err := s.Variant(r.plan.Variant); err != nil {
		return ""
	}
	return r.plan.Variant
}

// File returns the least storm as a file: a scenario if the world is one, and
// else its seed and faults, which Check repeats.
func (f *Failure) File() []byte {
	head := fmt.Sprintf("# %s\n", strings.ReplaceAll(f.Violation.String(), "\n", " "))
	if f.least.scenario == nil {
		return fmt.Appendf([]byte(head), "seed = %d\n%s", f.Seed, language.MarshalFaults(f.Storm))
	}
	s := *f.least.scenario
	s.Question, s.Seed, s.Faults = "", int64(f.Seed), f.Storm
	return append([]byte(head), s.Marshal()...)
}

// Files returns what a failure leaves behind: failure.toml, a picture of the story,
// porcupine's of a history that is not linearizable, and for a scenario a Go test.
func (f *Failure) Files() ([]reports.File, error) {
	var files []reports.File
	add := func(name string, data []byte) {
		files = append(files, reports.File{Name: name, Write: func(w io.Writer) error { _, err := w.Write(data); return err }})
	}
	add("failure.toml", f.File())
	if f.diagram != nil {
		add("story.svg", f.diagram.SVG)
	}
	if f.least.scenario != nil {
		add("failure_test.go", []byte(failureTest))
	}
	var nonlinear *NotLinear
	if errors.As(f.Violation.Err, &nonlinear) {
		picture, err := nonlinear.Picture()
		if err != nil {
			return nil, err
		}
		add("history.html", picture)
	}
	return files, nil
}

// Save writes the files into a folder and returns their names.
func (f *Failure) Save(dir string) ([]string, error) {
	files, err := f.Files()
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	var names []string
	for _, x := range files {
		names = append(names, x.Name)
		err = errors.Join(err, x.Save(dir))
	}
	return names, err
}

const failureTest = `// Package failure repeats what a hunt has found. Keep it beside failure.toml, in
// any module that requires wavetank, and run it by go test.
package failure

import (
	"testing"

	"wavetank/scenarios/storm"
)

// TestFailure fails as long as the storm in failure.toml breaks an invariant.
func TestFailure(t *testing.T) { storm.Replay(t, "failure.toml") }
`

// Replay runs the scenario in a file, in each of its variants, and fails the test
// if an invariant is violated, or an expectation in this single seed.
func Replay(t TB, path string) {
	t.Helper()
	s, err := scenarios.Open(path)
	if err != nil {
		t.Fatalf("%v", err)
	}
	base := Plan{Scenario: s, Still: true, Seed: uint64(s.Seed), Runs: 1}
	for _, p := range base.Split(s.Variants, true) {
		if err := replay(p); err != nil {
			t.Errorf("seed %d: %v", s.Seed, err)
		}
	}
}

// Split returns the plan for each of the variants that declares properties and, if
// they are asked for, last for the expectations, which are about all variants.
func (p Plan) Split(variants []scenarios.Variant, expect bool) []Plan {
	var plans []Plan
	for _, v := range variants {
		p.Variant, p.Properties = v.Name, Declared(p.Scenario, v.Name)
		if len(p.Properties) > 0 {
			plans = append(plans, p)
		}
	}
	if expect && len(p.Scenario.Expects) > 0 {
		p.Variant, p.Properties, p.Expect = p.Scenario.Variants[0].Name, nil, true
		plans = append(plans, p)
	}
	return plans
}

// What says what the plan looks at, for people.
func (p Plan) What() string {
	if p.Expect {
		return "the expectations"
	}
	return "variant " + p.Variant
}

// replay runs the one trial of a plan. A violation is an error, too.
func replay(p Plan) error {
	r, err := newRunner(p)
	if err != nil {
		return err
	}
	x, err := r.trial(p.Seed)
	if err != nil {
		return err
	}
	out, err := r.patiently(x)
	switch {
	case err != nil:
		return err
	case out.violation != nil && p.Expect:
		return fmt.Errorf("%v", out.violation)
	case out.violation != nil:
		return fmt.Errorf("variant %s: %v", p.Variant, out.violation)
	}
	return nil
}
