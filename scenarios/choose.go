package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"wavetank/reports"
	"wavetank/scenarios/language"
)

// ParseSetting reads "KEY=VALUE", which stands behind a flag.
func ParseSetting(flag, text string) (Setting, error) {
	key, value, ok := cutOutside(text, '=')
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if !ok || value == "" {
		return Setting{}, fmt.Errorf("%q is not KEY=VALUE such as patterns.breaker.failure_rate=30%%", text)
	}
	_, err := language.ParseKey(key)
	return Setting{Key: key, Value: value, From: flag + " " + key + "=" + value}, err
}

// An Opener opens a scenario with some values in the place of those of its file.
type Opener func(...Setting) (*Scenario, error)

// Only returns the scenario with some of its variants, in that order. Expectations
// and invariants of others stay behind; LeftOut counts them.
func Only(s *Scenario, names []string) (*Scenario, error) {
	out := *s
	out.Variants, out.Expects, out.Invariants, out.LeftOut = nil, nil, nil, 0
	for i, name := range names {
		v, err := s.Variant(name)
		switch {
		case err != nil:
			return nil, err
		case name == "":
			return nil, fmt.Errorf("%q holds an empty name", strings.Join(names, ","))
		case slices.Contains(names[:i], name):
			return nil, fmt.Errorf("the variant %q stands there twice", name)
		}
		out.Variants = append(out.Variants, v)
	}
	for _, e := range s.Expects {
		if e.Engaged || aboutOnly(e.That, names) {
			out.Expects = append(out.Expects, e)
		} else {
			out.LeftOut++
		}
	}
	for _, v := range s.Invariants {
		if v.Variants != nil {
			v.Variants = slices.DeleteFunc(slices.Clone(v.Variants), func(name string) bool { return !slices.Contains(names, name) })
		}
		if v.Variants == nil || len(v.Variants) > 0 {
			out.Invariants = append(out.Invariants, v)
		} else {
			out.LeftOut++
		}
	}
	return &out, nil
}

// aboutOnly reports whether a claim is about no other variants than these.
func aboutOnly(text string, variants []string) bool {
	claim, err := reports.ParseClaim(text)
	return err == nil && !slices.ContainsFunc(claim.Names(), func(n reports.Name) bool {
		return n.Variant != "" && !slices.Contains(variants, n.Variant)
	})
}
