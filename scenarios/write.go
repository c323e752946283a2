package scenarios

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// Marshal returns the scenario as a file that Load reads back as the same
// scenario. Comments are lost, but for the question.
func (s *Scenario) Marshal() []byte {
	w := &writer{}
	if s.Question != "" {
		w.line("# %s\n", s.Question)
	}
	w.fields(s, nil)
	for i := range s.Nodes {
		w.node(&s.Nodes[i])
	}
	for i := range s.Links {
		w.line("\n[links.%s]", quoteText(s.Links[i].Name))
		w.fields(&s.Links[i], nil)
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
		w.line("\n[storm]")
		w.fields(s.Storm, nil)
	}
	for i := range s.Invariants {
		w.line("\n[[invariant]]")
		if at := s.Invariants[i].AtMost; at != Unbounded { // zero is a bound, too
			w.line("at_most = %d", at)
		}
		w.fields(&s.Invariants[i], nil, "at_most")
	}
	for i := range s.Expects {
		w.line("\n[[expect]]")
		w.fields(&s.Expects[i], nil)
	}
	return w.Bytes()
}

// MarshalFaults returns faults as a file has them.
func MarshalFaults(faults []Fault) []byte {
	w := &writer{}
	w.faults(faults)
	return w.Bytes()
}

// A writer writes what a reader reads, by the same tags.
type writer struct{ bytes.Buffer }

func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// fields writes the keys of a struct, a line each, but for those that are what
// their absence means: zero, or what fresh holds.
func (w *writer) fields(of, fresh any, but ...string) {
	for _, f := range set(of, fresh) {
		if !slices.Contains(but, f.key) {
			w.line("%s = %s", f.key, f.written())
		}
	}
}

// set returns the fields of a struct that a file has to set.
func set(of, fresh any) []field {
	var usual []field
	if fresh != nil {
		usual = fieldsOf(reflect.ValueOf(fresh).Elem())
	}
	var list []field
	for i, f := range fieldsOf(reflect.ValueOf(of).Elem()) {
		if f.value.Kind() == reflect.Interface && f.value.IsNil() || f.value.Kind() == reflect.Pointer && f.value.IsNil() {
			continue
		}
		absent := f.value.IsZero()
		switch {
		case f.value.Kind() == reflect.Slice && f.value.IsNil():
			continue
		case f.value.Kind() == reflect.Struct && f.value.CanAddr() && f.preset == "" && !isText(f.value.Type()):
			absent = len(set(f.value.Addr().Interface(), nil)) == 0
		case f.preset != "":
			absent = f.isPreset()
		case usual != nil:
			absent = reflect.DeepEqual(f.value.Interface(), usual[i].value.Interface())
		}
		if f.required || !absent {
			list = append(list, f)
		}
	}
	return list
}

// isText reports whether a struct is written as a text.
func isText(t reflect.Type) bool { return t == edgeType || t == victimType }

// isPreset reports whether the field has the value that its absence means. An
// empty word stands for that, too.
func (f field) isPreset() bool {
	switch v := f.value; v.Kind() {
	case reflect.String:
		return v.String() == f.preset || v.String() == ""
	case reflect.Slice:
		var words []string
		for i := range v.Len() {
			words = append(words, fmt.Sprint(v.Index(i).Interface()))
		}
		return strings.Join(words, ",") == f.preset
	case reflect.Bool:
		return v.Bool() == (f.preset == "true")
	}
	n, whole, err := f.parse(f.preset)
	switch {
	case err != nil:
		return false
	case f.value.CanFloat():
		return f.value.Float() == n
	}
	return f.value.CanInt() && f.value.Int() == whole
}

func (w *writer) node(n *Node) {
	w.line("\n[nodes.%s]", n.Name)
	w.fields(n, &Node{Queue: Unbounded})
	for i := range n.Routes {
		r := &n.Routes[i]
		parts := inline(set(r, nil))
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
	var parts []string
	if c.IsGroup() {
		parts = append(parts, "parallel = "+calls(c.Parallel))
		if c.Need > 0 {
			parts = append(parts, fmt.Sprintf("need = %d", c.Need))
		}
		if c.Optional {
			parts = append(parts, "optional = true")
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	one := singleCall{To: c.To.String(), Timeout: c.Timeout, Optional: c.Optional, Repeat: c.Repeat, Probability: c.Probability}
	return "{ " + strings.Join(inline(set(&one, nil)), ", ") + " }"
}

func (w *writer) load(s *Scenario, l Workload) {
	w.line("\n[loads.%s]", l.Name)
	if len(l.To) == 1 {
		w.line("to = %s", quoteText(l.To[0].To.String()))
	} else {
		var shares []string
		for _, share := range l.To {
			shares = append(shares, fmt.Sprintf("%s = %d", quoteText(share.To.String()), share.Weight))
		}
		w.line("to = { %s }", strings.Join(shares, ", "))
	}
	if l.Until >= s.Duration {
		l.Until = 0
	}
	if l.Rate == 0 { // the process belongs to a rate
		l.Arrivals = ""
		w.fields(&l, nil, "arrivals")
		return
	}
	w.fields(&l, nil)
}

func (w *writer) pattern(p Pattern) {
	w.line("\n[patterns.%s]", p.Name)
	w.line("kind = %s", quoteText(p.Kind))
	var on []string
	for _, e := range p.On {
		on = append(on, e.String())
	}
	w.line("on = %s", texts(on))
	var fresh any
	if door, ok := FindPattern(p.Kind); ok {
		fresh = door.Config()
	}
	w.fields(p.Config, fresh)
}

func (w *writer) faults(faults []Fault) {
	for i := range faults {
		f := &faults[i]
		w.line("\n[[faults]]")
		if f.Name != "" {
			w.line("name = %s", quoteText(f.Name))
		}
		w.line("kind = %s", quoteText(f.Kind))
		w.fields(&f.Schedule, nil)
		w.fields(f.Effect, nil)
	}
}

// inline returns fields as an inline table has them.
func inline(fields []field) []string {
	var parts []string
	for _, f := range fields {
		parts = append(parts, f.key+" = "+f.written())
	}
	return parts
}

// written returns the value of the field as a file has it.
func (f field) written() string { return f.write(f.value) }

func (f field) write(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case time.Duration:
		return quoteText(spell(x))
	case sim.Dist:
		return quoteText(strings.ReplaceAll(x.String(), "µs", "us"))
	case Edge:
		return quoteText(x.String())
	case fault.Victim:
		return quoteText(x.String())
	}
	switch v.Kind() {
	case reflect.Pointer:
		return f.write(v.Elem())
	case reflect.Struct:
		return "{ " + strings.Join(inline(set(v.Addr().Interface(), nil)), ", ") + " }"
	case reflect.Slice:
		var parts []string
		for i := range v.Len() {
			parts = append(parts, f.write(v.Index(i)))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case reflect.String:
		return quoteText(v.String())
	case reflect.Float32, reflect.Float64:
		return f.number(strconv.FormatFloat(v.Float(), 'f', -1, 64))
	}
	if v.CanInt() {
		return f.number(strconv.FormatInt(v.Int(), 10))
	}
	return fmt.Sprint(v.Interface())
}

// number returns a number with the unit of its kind.
func (f field) number(digits string) string {
	switch f.kind {
	case "rate":
		return quoteText(digits + "/s")
	case "size":
		return quoteText(digits + "B")
	case "bandwidth":
		return quoteText(digits + "B/s")
	case "ppm":
		return quoteText(digits + "ppm")
	}
	return digits
}

// spell writes a duration as files do.
func spell(d time.Duration) string { return strings.ReplaceAll(brief(d), "µs", "us") }

// texts returns a list of texts.
func texts(list []string) string {
	quoted := make([]string, len(list))
	for i, text := range list {
		quoted[i] = quoteText(text)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// quoteText returns a text as a TOML basic string.
func quoteText(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
