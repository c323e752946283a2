package scenarios

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"wavetank/scenarios/document"
	"wavetank/scenarios/language"
)

// A Recipe is all that decides the runs of a scenario but their seeds: plain data, with
// which another machine makes the same runs without a file.
type Recipe struct {
	Name       string // what complaints call the scenario; it decides nothing
	Text       []byte
	Files      map[string][]byte `json:",omitempty"` // the CSVs that it names
	Set        []Setting         `json:",omitempty"`
	Arms       []RecipeArm
	Invariants []RecipeInvariant `json:",omitempty"`
	Measure    bool              `json:",omitempty"`
}

// A RecipeArm is a variant.
type RecipeArm struct {
	Name     string
	Patterns []string
}

// A RecipeInvariant is one of the text, by its place, with the variants that it is about.
type RecipeInvariant struct {
	Line, Column int
	Variants     []string // nil: all
}

// errUnwritten says that a scenario is not what its text says.
var errUnwritten = errors.New("it is not what its file and settings say, so no other machine can run it")

// RecipeOf returns the recipe of a scenario. The error says that it was made, or changed,
// by a program and not by its text.
func RecipeOf(s *Scenario) (*Recipe, error) {
	r := &Recipe{Name: s.File, Text: s.Origin.Text, Files: s.Origin.Files, Set: s.Origin.Set, Measure: measures(s)}
	for _, v := range s.Variants {
		r.Arms = append(r.Arms, RecipeArm{v.Name, v.Patterns})
	}
	for _, v := range s.Invariants {
		r.Invariants = append(r.Invariants, RecipeInvariant{v.Pos.Line, v.Pos.Column, v.Variants})
	}
	again, err := r.Open()
	if err != nil {
		return nil, err
	}
	alone := *s
	alone.Expects, again.Expects = nil, nil // judged where the results are
	if !bytes.Equal(alone.Marshal(), again.Marshal()) {
		return nil, fmt.Errorf("scenario %s: %w", s.Name(), errUnwritten)
	}
	return r, nil
}

// Open makes the scenario.
func (r *Recipe) Open() (*Scenario, error) {
	s, err := OpenOrigin(r.Name, language.Origin{Text: r.Text, Files: r.Files, Set: r.Set})
	if err != nil {
		return nil, err
	}
	all := s.Invariants
	s.Variants, s.Invariants, s.Measure = nil, nil, s.Measure || r.Measure
	var names []string
	for _, a := range r.Arms {
		names = append(names, a.Name)
		s.Variants = append(s.Variants, Variant{Name: a.Name, Patterns: a.Patterns})
		for _, name := range a.Patterns {
			if !slices.ContainsFunc(s.Patterns, func(p Pattern) bool { return p.Name == name }) {
				return nil, fmt.Errorf("scenario %s has no pattern %q", r.Name, name)
			}
		}
	}
	s.Expects = slices.DeleteFunc(s.Expects, func(e language.Expect) bool { return !e.Engaged && !aboutOnly(e.That, names) })
	for _, v := range r.Invariants {
		at := slices.IndexFunc(all, func(x language.Invariant) bool { return x.Pos.Line == v.Line && x.Pos.Column == v.Column })
		if at < 0 {
			return nil, fmt.Errorf("scenario %s has no invariant at %d:%d", r.Name, v.Line, v.Column)
		}
		kept := all[at]
		kept.Variants = v.Variants
		s.Invariants = append(s.Invariants, kept)
	}
	return s, nil
}

// OpenOrigin opens what a scenario was loaded from, under a name, with further values in
// the place of those of the file.
func OpenOrigin(name string, from language.Origin, more ...document.Setting) (*Scenario, error) {
	o := everything()
	o.Set = slices.Concat(from.Set, more)
	o.Open = func(csv string) (io.ReadCloser, error) {
		data, ok := from.Files[csv]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return io.NopCloser(bytes.NewReader(data)), nil
	}
	return language.Load(name, from.Text, o)
}
