package language

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"wavetank/patterns/knob"
	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// text reads a value that is written as text.
func (r *reader) text(c document.Value, f knob.Field, v reflect.Value) {
	text, ok := c.Val.(string)
	if !ok {
		if n, bare := c.Val.(int64); bare && v.Type() == durationType {
			r.Mistyped(c, fmt.Sprintf(`a duration with its unit, such as "%ds"`, n))
			return
		}
		r.Mistyped(c, f.Usage())
		return
	}
	switch v.Type() {
	case distType:
		if d, err := sim.ParseDist(text, r.open); err != nil {
			r.refuse(c, err, f.Usage())
		} else {
			v.Set(reflect.ValueOf(d))
		}
		return
	case edgeType:
		if e, err := parseEdge(text); err != nil {
			r.refuse(c, err, f.Usage())
		} else {
			v.Set(reflect.ValueOf(e))
		}
		return
	case targetType:
		before := r.Complaints()
		t, _ := r.checkTarget(c, text)
		r.dangling += r.Complaints() - before
		v.Set(reflect.ValueOf(t))
		return
	case victimType:
		v.Set(reflect.ValueOf(fault.ParseVictim(text)))
		return
	}
	if v.Kind() == reflect.String {
		if len(f.Enum) > 0 && !slices.Contains(f.Enum, text) {
			r.Complain(c.At(), "%q cannot be %q", f.Key, text).OneOf(text, f.Enum)
			return
		}
		v.SetString(text)
		return
	}
	n, exact, err := f.Parse(text)
	switch {
	case err != nil:
		r.refuse(c, err, f.Usage())
	case !f.Holds(n):
		r.outside(c, f)
	case v.CanFloat():
		v.SetFloat(n)
	case v.OverflowInt(exact):
		r.outside(c, f)
	default:
		v.SetInt(exact)
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
