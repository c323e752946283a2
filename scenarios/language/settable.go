package language

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wavetank/patterns/knob"
	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
)

// Settable returns the keys of the scenario for which a setting can put a value in
// place, in the order of the file: each dotted from the top on. Keys of tables within
// a table are left out, as the file need not have that table.
func (s *Scenario) Settable() []knob.Doc {
	var all []knob.Doc
	add := func(table string, of ...any) {
		for _, config := range of {
			for _, k := range knob.Describe(config) {
				if table != "" && strings.Contains(k.Key, ".") {
					continue
				}
				if table != "" {
					k.Key = table + "." + k.Key
				}
				all = append(all, k)
			}
		}
	}
	add("", &Scenario{})
	for _, n := range s.Nodes {
		add("nodes."+n.Name, &Node{})
		for _, r := range n.Routes {
			add("nodes."+n.Name+".routes."+r.Name, &Route{})
		}
	}
	for _, l := range s.Links {
		add("links."+spellKey(l.Name), &Link{})
	}
	for _, l := range s.Loads {
		add("loads."+l.Name, &Workload{})
	}
	for _, p := range s.Patterns {
		add("patterns."+p.Name, p.Config)
	}
	for i := range s.Faults {
		add(fmt.Sprintf("faults.%d", i+1), &fault.Schedule{}, s.Faults[i].Effect)
	}
	for _, v := range s.Variants {
		all = append(all, knob.Doc{Key: "variants." + v.Name, Kind: "list of text", Doc: "its patterns, outermost first"})
	}
	return all
}

// spellKey writes a part of a key as a file does: in quotes unless it is plain.
func spellKey(name string) string {
	if IsName(name) {
		return name
	}
	return knob.Quote(name)
}

// Written returns what a file that means the same scenario says under a key, or what the
// key means where it says nothing. It is empty if that is nothing, or no single value.
func (s *Scenario) Written(key string) string {
	path, err := form.ParseKey(key)
	if err != nil {
		return ""
	}
	v, found := document.Parse(s.File, s.Marshal(), form).Root, true
	for i := 0; i < len(path) && found; i++ {
		if items, ok := v.List(); ok {
			n, err := strconv.Atoi(path[i])
			if found = err == nil && n >= 1 && n <= len(items); found {
				v = items[n-1]
			}
			continue
		}
		v, found = v.Get(path[i])
	}
	switch x := v.Val.(type) {
	case string:
		if found {
			return x
		}
	case int64, float64, bool:
		if found {
			return fmt.Sprint(x)
		}
	}
	if k, ok := s.Knob(key); ok && !found {
		return k.Default
	}
	return ""
}

// Knob returns what the documentation says of a key that a setting can
// change, if it says anything.
func (s *Scenario) Knob(key string) (knob.Doc, bool) {
	path, err := form.ParseKey(key)
	for _, k := range s.Settable() {
		if own, wrong := form.ParseKey(k.Key); err == nil && wrong == nil && slices.Equal(own, path) {
			return k, true
		}
	}
	return knob.Doc{}, false
}
