package main

import (
	"fmt"
	"slices"
	"strings"

	"wavetank/scenarios"
)

// lacks says what a pattern needs that this program does not carry, "" if nothing.
func lacks(p scenarios.Pattern) string {
	if c, ok := p.Config.(interface{ Lacks() string }); ok {
		return c.Lacks()
	}
	return ""
}

// runnable returns a scenario without the variants that need what this program does not carry,
// and what that is.
func runnable(s *scenarios.Scenario) (*scenarios.Scenario, string, error) {
	var names []string
	lack := ""
	for _, v := range s.Variants {
		whole := true
		for _, p := range s.Patterns {
			if words := lacks(p); words != "" && slices.Contains(v.Patterns, p.Name) {
				lack, whole = words, false
			}
		}
		if whole {
			names = append(names, v.Name)
		}
	}
	if names == nil {
		return nil, "", fmt.Errorf("every variant needs %s, which a page does not carry: the command line does", lack)
	}
	if len(names) == len(s.Variants) {
		return s, "", nil
	}
	rest, err := scenarios.Only(s, names)
	return rest, lack, err
}

// only returns the variants that are run, as --only of the command line takes them; "" is all.
func (x *simulator) only() string {
	if x.lack == "" {
		return ""
	}
	var names []string
	for _, v := range x.scenario.Variants {
		names = append(names, v.Name)
	}
	return strings.Join(names, ",")
}
