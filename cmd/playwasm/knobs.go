package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"wavetank/patterns/catalog"
	"wavetank/patterns/knob"
	"wavetank/scenarios"
	"wavetank/scenarios/language"
)

// Knobs are what can be turned of one pattern of a scenario.
type knobs struct {
	Pattern string    `json:"pattern"`
	Kind    string    `json:"kind"`
	Knobs   []setting `json:"knobs"`
}

// A setting is a knob and its value, as a file writes it.
type setting struct {
	Key     string   `json:"key"`
	Kind    string   `json:"kind"`
	Value   string   `json:"value"`
	Range   string   `json:"range,omitempty"`
	Default string   `json:"default,omitempty"`
	Enum    []string `json:"enum,omitempty"`
	Only    string   `json:"only,omitempty"` // the condition under which it matters
	Doc     string   `json:"doc"`
	Said    bool     `json:"said"` // the file says it
}

// turned are the kinds that a page has something to turn for.
var turned = []string{"duration", "ratio", "rate", "factor", "integer", "number", "flag", "text"}

// knobsOf returns the knobs of a scenario's patterns, those that the file sets first.
func knobsOf(s *scenarios.Scenario, text string) []knobs {
	var all []knobs
	for _, p := range s.Patterns {
		if lacks(p) != "" {
			continue
		}
		of := knobs{Pattern: p.Name, Kind: p.Kind}
		written := map[string]string{}
		if kind, ok := catalog.Find(p.Kind); ok {
			for _, f := range knob.Given(p.Config, kind.Config()) {
				written[f.Key] = strings.Trim(f.Written(), `"`)
			}
		}
		says := language.Says(text, p.Name)
		for _, d := range knob.Describe(p.Config) {
			plain := !strings.ContainsAny(d.Key, ".[") && slices.Contains(turned, d.Kind)
			if !plain || d.Kind == "text" && d.Enum == nil {
				continue
			}
			value, said := says[d.Key]
			if !said {
				value = cmp.Or(written[d.Key], d.Default) // like another
			}
			of.Knobs = append(of.Knobs, setting{d.Key, d.Kind, value, d.Range, d.Default, d.Enum, d.Only, d.Doc, said})
		}
		slices.SortStableFunc(of.Knobs, func(a, b setting) int {
			switch {
			case a.Said == b.Said:
				return 0
			case a.Said:
				return -1
			}
			return 1
		})
		if of.Knobs != nil {
			all = append(all, of)
		}
	}
	return all
}

// put returns the text with a knob at another value.
func (q question) put(s *scenarios.Scenario) (string, error) {
	at := slices.IndexFunc(s.Patterns, func(p scenarios.Pattern) bool { return p.Name == q.Pattern })
	if at < 0 {
		return "", fmt.Errorf("there is no pattern %q", q.Pattern)
	}
	for _, d := range knob.Describe(s.Patterns[at].Config) {
		if d.Key == q.Key {
			return language.Put(q.source(), q.Pattern, d, q.Value)
		}
	}
	return "", fmt.Errorf("the pattern %q has no knob %q", q.Pattern, q.Key)
}
