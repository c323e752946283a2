package language

import (
	"fmt"
	"path"
	"strings"
	"unicode"

	"wavetank/sim/typo"
)

// Name returns what people call the scenario: its file without directory and
// extension, unless only dots would be left: those name folders.
func (s *Scenario) Name() string {
	file := path.Base(strings.ReplaceAll(s.File, `\`, "/"))
	if name := strings.TrimSuffix(file, ".toml"); strings.Trim(name, ".") != "" {
		return name
	}
	return file
}

func percent(share float64) string { return fmt.Sprintf("%.4g%%", float64(share*100)) }

// Asked returns what the comment that opens the file asks, up to its first question mark,
// or its first sentence if it asks nothing; empty if there are no words.
func (s *Scenario) Asked() string {
	if question, _, asked := strings.Cut(s.Question, "?"); asked {
		return question + "?"
	}
	first, _, more := strings.Cut(s.Question, ". ")
	switch {
	case !strings.ContainsFunc(first, unicode.IsLetter):
		return ""
	case more:
		return first + "."
	}
	return first
}

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
	return Variant{}, fmt.Errorf("scenario %s has no variant %q; %s", s.Name(), name, typo.OrElse(name, s.armNames()))
}

func (s *Scenario) armNames() []string {
	names := make([]string, len(s.Variants))
	for i, v := range s.Variants {
		names[i] = v.Name
	}
	return names
}

// Routes returns the routes of all nodes.
func (s *Scenario) Routes() map[Target]*Route {
	routes := make(map[Target]*Route)
	for _, n := range s.Nodes {
		for i := range n.Routes {
			routes[Target{n.Name, n.Routes[i].Name}] = &n.Routes[i]
		}
	}
	return routes
}

// Pattern returns the scenario's pattern of that name.
func (s *Scenario) Pattern(name string) Pattern {
	if p := s.pattern(name); p != nil {
		return *p
	}
	panic("language: a variant names the unknown pattern " + name)
}

// pattern is Pattern, and nil if there is none.
func (s *Scenario) pattern(name string) *Pattern {
	for i := range s.Patterns {
		if s.Patterns[i].Name == name {
			return &s.Patterns[i]
		}
	}
	return nil
}

// spelled returns the words for each of a list.
func spelled[T fmt.Stringer](list []T) []string {
	words := make([]string, len(list))
	for i, x := range list {
		words[i] = x.String()
	}
	return words
}

func byName(nodes []Node) map[string]*Node {
	named := make(map[string]*Node, len(nodes))
	for i := range nodes {
		named[nodes[i].Name] = &nodes[i]
	}
	return named
}

// lying returns the patterns that lie on each node, in their order.
func lying(patterns []Pattern) map[string][]*Pattern {
	on := make(map[string][]*Pattern)
	for i := range patterns {
		for _, e := range patterns[i].On {
			if e.IsNode() {
				on[e.From] = append(on[e.From], &patterns[i])
			}
		}
	}
	return on
}
