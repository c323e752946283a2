package language

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"wavetank/patterns/knob"
	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// text reads a value that is written as text.
func (r *reader) text(c document.Value, f knob.Field, v reflect.Value) {
	text, ok := c.Val.(string)
	if n, bare := c.Val.(int64); bare && v.Type() == durationType {
		r.Mistyped(c, fmt.Sprintf(`a duration with its unit, such as "%ds"`, n))
		return
	}
	if !ok {
		r.Mistyped(c, f.Usage())
		return
	}
	var parsed any
	var err error
	switch v.Type() {
	case distType:
		parsed, err = sim.ParseDist(text, r.open)
	case edgeType:
		parsed, err = parseEdge(text)
	case victimType:
		parsed = fault.ParseVictim(text)
	case targetType:
		before := r.Complaints()
		parsed, _ = r.checkTarget(c, text)
		r.dangling += r.Complaints() - before
	default:
		r.scalar(c, f, v, text)
		return
	}
	if err != nil {
		r.refuse(c, err, f.Usage())
		return
	}
	v.Set(reflect.ValueOf(parsed))
}

// scalar reads a word, or a number with its unit.
func (r *reader) scalar(c document.Value, f knob.Field, v reflect.Value, text string) {
	if v.Kind() == reflect.String {
		if text == "" && f.Kind != "" {
			r.Complain(c.At(), "%q is an empty name, and nothing has one: leave the key out", f.Key).Allow("%s", f.Usage())
			return
		}
		if len(f.Enum) > 0 && !slices.Contains(f.Enum, text) {
			r.Complain(c.At(), "%q cannot be %q", f.Key, text).OneOf(text, f.Enum)
			return
		}
		if strings.ContainsFunc(text, unicode.IsControl) {
			r.Complain(c.At(), "%q holds a control character", f.Key).Allow("one line of text")
			return
		}
		v.SetString(text)
		return
	}
	n, exact, err := f.Parse(text)
	switch {
	case err != nil:
		r.refuse(c, err, f.Usage())
	case !f.Holds(n), v.CanInt() && (v.OverflowInt(exact) || !f.HoldsExactly(exact)):
		r.outside(c, f)
	case v.CanInt():
		v.SetInt(exact)
	default:
		v.SetFloat(n)
	}
}

// refuse complains about a text, at the character that its error names.
func (r *reader) refuse(c document.Value, err error, usage string) {
	offset := 0
	if wrong := (*sim.ParseError)(nil); errors.As(err, &wrong) {
		offset = wrong.Offset
	}
	r.Refuse(c, err, offset, usage)
}
