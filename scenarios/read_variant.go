package scenarios

func (r *reader) variants(root cursor, s *Scenario) []Variant {
	c, ok := root.get("variants")
	if !ok {
		return defaultVariants(s.Patterns)
	}
	if _, isTable := c.val.(map[string]any); !isTable {
		r.mistyped(c, `a table of variants, as in with = ["breaker"]`)
		return nil
	}
	var variants []Variant
	used := map[string]bool{}
	for i, name := range c.keys() {
		at, _ := c.get(name)
		if i == mostVariants {
			r.add(at.at.key, "too many variants").allow("at most %d", mostVariants)
			return nil
		}
		r.checkName(c, name, "variant")
		v := Variant{Name: name, Pos: r.pos(at), Patterns: r.patternNames(at)}
		for _, pattern := range v.Patterns {
			used[pattern] = true
			for _, carried := range s.carriedBy(pattern) {
				used[carried] = true
			}
		}
		r.checkQueues(at, s, v.Patterns)
		variants = append(variants, v)
	}
	if len(variants) == 0 {
		r.add(c.at.key, "[variants] is empty").allow(`variants such as without = [] and with = ["breaker"], the baseline first`)
	}
	table, _ := root.get("patterns")
	sound := r.clean()
	for _, p := range s.Patterns {
		if sound && !used[p.Name] {
			r.add(table.at.kid(p.Name).key, "no variant uses the pattern %q", p.Name).allow("its name in a list under [variants]")
		}
	}
	return variants
}

// carriedBy returns the patterns that the configuration of a pattern names.
func (s *Scenario) carriedBy(name string) []string {
	for _, p := range s.Patterns {
		if p.Name == name && p.Config != nil {
			return references(p.Config, "pattern")
		}
	}
	return nil
}

// checkQueues complains about a node whose queue two patterns of a variant keep.
func (r *reader) checkQueues(c cursor, s *Scenario, names []string) {
	keeper := map[string]string{} // by node
	for _, p := range s.Patterns {
		if !contains(names, p.Name) || !r.queues(p.Kind) {
			continue
		}
		for _, e := range p.On {
			if other, kept := keeper[e.From]; kept {
				r.add(c.at.value, "%q and %q would both keep the queue of %s", other, p.Name, e.From).allow("one of the two")
			}
			keeper[e.From] = p.Name
		}
	}
}

// patternNames reads the list of one variant.
func (r *reader) patternNames(c cursor) []string {
	items, ok := c.list()
	if !ok {
		r.mistyped(c, `a list of patterns such as ["breaker"], outermost first`)
		return nil
	}
	names := make([]string, 0, len(items))
	for _, item := range items {
		name, ok := item.val.(string)
		switch {
		case !ok:
			r.mistyped(item, "the name of a pattern")
		case !contains(r.names.patterns, name):
			r.add(item.at.value, "there is no pattern %q", name).oneOf(name, r.names.patterns)
		case contains(names, name):
			r.add(item.at.value, "the pattern %q stands here twice", name).allow("each pattern once")
		default:
			names = append(names, name)
		}
	}
	return names
}

// defaultVariants returns the arms of a scenario that does not name any.
func defaultVariants(patterns []Pattern) []Variant {
	if len(patterns) == 0 {
		return []Variant{{Name: "baseline", Patterns: []string{}}}
	}
	all := make([]string, len(patterns))
	for i, p := range patterns {
		all[i] = p.Name
	}
	return []Variant{{Name: "without", Patterns: []string{}}, {Name: "with", Patterns: all}}
}
