package language

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"wavetank/patterns"
	"wavetank/scenarios/document"
)

// Options connects the loader to what lies outside a scenario file. The zero
// Options loads files that use no pattern, no region and no CSV.
type Options struct {
	// Open opens a CSV that the scenario names, relative to the scenario file.
	// Nil: there are none.
	Open func(name string) (io.ReadCloser, error)
	// Catalog lists the patterns that there are.
	Catalog []patterns.Pattern
	// Regions lists the places of the built-in round-trip table.
	Regions []string
	// Facts lists the names of the facts that a run may have. Nil: any.
	Facts []string
	// Set holds values that stand in for those of the file.
	Set []document.Setting
	// Claim checks the text of an expectation of a scenario with these variants
	// and loads, which are nil if the scenario is wrong elsewhere. An error with
	// an int field Offset points into the text. Nil: any text will do.
	Claim func(text string, variants []string, s *Scenario) error
}

// largestFile bounds a scenario file.
const largestFile = 16 << 20

// form is what a scenario file looks like.
var form = document.Form{
	Largest: largestFile,
	Needs:   "at least title, duration and a node",
	Lines:   `lines such as [nodes.NAME], [[faults]], key = 5, key = "text", and # comments`,
	Path:    `patterns.breaker.failure_rate or links."a -> b".loss`,
	Open:    "links",
}

// ParseKey returns the parts of a dotted key, of which any may stand in double
// quotes.
func ParseKey(key string) ([]string, error) { return form.ParseKey(key) }

// Load reads the scenario in data, which came from the file called name. It is
// strict: a key that it does not know, a name that stands for nothing or a value
// that makes no sense is an error, of type Problems if it lies in the file.
func Load(name string, data []byte, o Options) (*Scenario, error) {
	r := &reader{Document: document.Parse(name, data, form), opts: o}
	if !r.Clean() {
		return nil, r.Err()
	}
	r.hashed.Write(data)
	s := r.scenario()
	if !r.Clean() {
		return nil, r.Err()
	}
	s.File = name
	s.Hash = fmt.Sprintf("%.6x", sha256(r.hashed.Bytes()))
	s.Question = r.Comment()
	s.Origin = Origin{Text: data, Files: r.files, Set: o.Set}
	return s, nil
}

// A reader turns one document into a Scenario.
type reader struct {
	*document.Document
	opts   Options
	hashed bytes.Buffer      // the file and the CSVs, in the order of their first use
	files  map[string][]byte // CSVs read so far
	names  *names
	nodes  map[string]*Node      // by name, once they have been read
	lying  map[string][]*Pattern // on each node, once they have been read

	dangling int // complaints about names that stand for nothing
}

// scenario reads all sections. References are checked while reading; what takes
// the whole scenario to judge is checked only if the parts are sound.
func (r *reader) scenario() *Scenario {
	root := r.Root
	for _, set := range r.opts.Set {
		fmt.Fprintf(&r.hashed, "\n%s=%s", set.Key, set.Value)
		r.Set(set)
	}
	r.inherit(root)
	s := &Scenario{}
	r.table(root, []any{s}, "nodes", "links", "loads", "patterns", "variants", "faults", "expect", "invariant", "storm")
	r.checkHead(root, s)
	_, s.SLO.Stated = root.Get("slo")
	r.names = r.collectNames(root)
	s.Nodes = r.allNodes(root)
	r.nodes = byName(s.Nodes)
	s.Links = r.links(root, s.Duration)
	s.Loads = r.loads(root, s)
	if r.Clean() {
		r.checkGraph(s)
	}
	s.Patterns = r.allPatterns(root, s)
	r.lying = lying(s.Patterns)
	s.Variants = r.variants(root, s)
	r.names.variants = s.armNames()
	s.Faults = r.faults(root, s)
	s.Expects = r.expects(root, s)
	s.Storm = r.storm(root, s)
	s.Invariants = r.invariants(root, s)
	return s
}

// door returns the pattern of the catalog of that kind, or the zero Pattern.
func (r *reader) door(kind string) patterns.Pattern {
	i := slices.IndexFunc(r.opts.Catalog, func(p patterns.Pattern) bool { return p.Kind == kind })
	if i < 0 {
		return patterns.Pattern{}
	}
	return r.opts.Catalog[i]
}

// kinds returns the kinds of patterns for which holds is true; nil is all.
func (r *reader) kinds(holds func(patterns.Pattern) bool) []string {
	var kinds []string
	for _, p := range r.opts.Catalog {
		if holds == nil || holds(p) {
			kinds = append(kinds, p.Kind)
		}
	}
	return kinds
}

// leads reports whether a pattern chooses a leader.
func leads(p patterns.Pattern) bool {
	return slices.ContainsFunc(p.Facts, func(f patterns.Fact) bool { return f.Leads })
}
