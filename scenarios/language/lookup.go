package language

import (
	"fmt"
	"path"
	"strings"

	"wavetank/sim/typo"
)

// Name returns what people call the scenario: its file without directory and
// extension.
func (s *Scenario) Name() string {
	return strings.TrimSuffix(path.Base(strings.ReplaceAll(s.File, `\`, "/")), ".toml")
}

func percent(share float64) string { return fmt.Sprintf("%.4g%%", float64(share*100)) }

// Variant returns the variant of that name; "" is the first, the baseline.
func (s *Scenario) Variant(name string) (Variant, error) {
	if name == "" {
		return s.Variants[0], nil
	}
	for _, v := range s.Variants {
		if v.Name == name {
			return v, nil
		}
	}
	return Variant{}, fmt.Errorf("scenario %s has no variant %q; it has %s", s.Name(), name, typo.OrElse(name, s.armNames()))
}

func (s *Scenario) armNames() []string {
	names := make([]string, len(s.Variants))
	for i, v := range s.Variants {
		names[i] = v.Name
	}
	return names
}

// Pattern returns the scenario's pattern of that name.
func (s *Scenario) Pattern(name string) Pattern {
	for _, p := range s.Patterns {
		if p.Name == name {
			return p
		}
	}
	panic("language: a variant names the unknown pattern " + name)
}
