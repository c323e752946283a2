package language

import (
	"bytes"
	"fmt"
	"strings"

	"wavetank/patterns/catalog"
	"wavetank/patterns/knob"
	"wavetank/scenarios/fault"
)

// Marshal returns the scenario as a file that Load reads back as the same
// scenario. Comments are lost, but for the question.
func (s *Scenario) Marshal() []byte {
	w := &writer{}
	if s.Question != "" {
		w.line("# %s\n", s.Question)
	}
	w.fields(s, nil)
	if s.SLO.Stated && len(knob.Given(&s.SLO, nil)) == 0 {
		w.line("slo = {}") // that it is stated is a statement
	}
	for i := range s.Nodes {
		w.node(&s.Nodes[i])
	}
	for i := range s.Links {
		w.table(&s.Links[i], "[links.%s]", knob.Quote(s.Links[i].Name))
	}
	for i := range s.Loads {
		w.load(s, s.Loads[i])
	}
	for _, p := range s.Patterns {
		w.pattern(p)
	}
	if len(s.Variants) > 0 {
		w.line("\n[variants]")
	}
	for _, v := range s.Variants {
		w.line("%s = %s", v.Name, texts(v.Patterns))
	}
	w.faults(s.Faults)
	if s.Storm != nil {
		w.table(s.Storm, "[storm]")
	}
	for i := range s.Invariants {
		w.table(&s.Invariants[i], "[[invariant]]")
	}
	for i := range s.Expects {
		w.table(&s.Expects[i], "[[expect]]")
	}
	return w.Bytes()
}

// MarshalFaults returns faults as a file has them.
func MarshalFaults(faults []fault.Fault) []byte {
	w := &writer{}
	w.faults(faults)
	return w.Bytes()
}

// A writer writes what a reader reads, by the same tags.
type writer struct{ bytes.Buffer }

func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// fields writes the keys of a struct, a line each, but for those that are what
// their absence means: zero, or what fresh holds.
func (w *writer) fields(of, fresh any) {
	for _, text := range knob.Inline(knob.Given(of, fresh)) {
		w.line("%s", text)
	}
}

// table writes a struct as a table with a header.
func (w *writer) table(of any, header string, args ...any) {
	w.line("\n"+header, args...)
	w.fields(of, nil)
}

func (w *writer) node(n *Node) {
	w.table(n, "[nodes.%s]", n.Name)
	for i := range n.Routes {
		r := &n.Routes[i]
		parts := knob.Inline(knob.Given(r, nil))
		if len(r.Calls) > 0 {
			parts = append(parts, "calls = "+calls(r.Calls))
		}
		w.line("routes.%s = { %s }", r.Name, strings.Join(parts, ", "))
	}
}

func calls(list []Call) string {
	var parts []string
	for _, c := range list {
		parts = append(parts, c.written())
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// written returns the call as a table.
func (c Call) written() string {
	if c.IsGroup() {
		parts := append([]string{"parallel = " + calls(c.Parallel)}, knob.Inline(knob.Given(&groupCall{c.Need, c.Optional}, nil))...)
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	return "{ " + strings.Join(knob.Inline(knob.Given(&c, nil)), ", ") + " }"
}

func (w *writer) load(s *Scenario, l Workload) {
	w.line("\n[loads.%s]", l.Name)
	if len(l.To) == 1 {
		w.line("to = %s", knob.Quote(l.To[0].String()))
	} else {
		var shares []string
		for _, share := range l.To {
			shares = append(shares, fmt.Sprintf("%s = %d", knob.Quote(share.String()), share.Weight))
		}
		w.line("to = { %s }", strings.Join(shares, ", "))
	}
	if l.Until >= s.Duration {
		l.Until = 0
	}
	w.fields(&l, nil)
}

func (w *writer) pattern(p Pattern) {
	w.line("\n[patterns.%s]", p.Name)
	w.line("kind = %s", knob.Quote(p.Kind))
	w.line("on = %s", texts(spelled(p.On)))
	var fresh any
	if door, ok := catalog.Find(p.Kind); ok {
		fresh = door.Config()
	}
	w.fields(p.Config, fresh)
}

func (w *writer) faults(faults []fault.Fault) {
	for i := range faults {
		f := &faults[i]
		w.line("\n[[faults]]")
		if f.Name != "" {
			w.line("name = %s", knob.Quote(f.Name))
		}
		w.line("kind = %s", knob.Quote(f.Kind))
		when := f.Schedule
		if f.AtOnce() {
			when.For = nil
		}
		w.fields(&when, nil)
		w.fields(f.Effect, nil)
	}
}

func texts(list []string) string {
	quoted := make([]string, len(list))
	for i, text := range list {
		quoted[i] = knob.Quote(text)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
