package language

import (
	"math"
	"reflect"
	"slices"
	"time"

	"wavetank/patterns/knob"
	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
	"wavetank/sim"
	"wavetank/sim/typo"
)

// table reads the table at c into dests, which are pointers to structs. Keys in
// others are left to the caller; any other key is a mistake.
func (r *reader) table(c document.Value, dests []any, others ...string) bool {
	before := r.malformed()
	if !c.IsTable() {
		r.Mistyped(c, "a table"+keysOf(dests, others))
		return false
	}
	known := slices.Clip(others)
	for _, dest := range dests {
		for _, f := range knob.Fields(reflect.ValueOf(dest).Elem()) {
			if !slices.Contains(known, f.Key) {
				known = append(known, f.Key)
				r.field(c, f)
			}
		}
	}
	for _, key := range c.Keys() {
		if !slices.Contains(known, key) {
			r.Complain(c.Of(key).KeyAt(), "unknown key %q%s", key, c.In()).OneOf(key, known).
				Else(func() string { return within(dests, key) })
		}
	}
	return r.malformed() == before
}

// keysOf names the keys of a table after its kind, such as " of error_rate, p99".
func keysOf(dests []any, others []string) string {
	keys := slices.Clip(others)
	for _, dest := range dests {
		for _, f := range knob.Fields(reflect.ValueOf(dest).Elem()) {
			keys = append(keys, f.Key)
		}
	}
	if len(keys) == 0 {
		return ""
	}
	return " of " + typo.List(keys, false)
}

// within returns where a key belongs that is one of a table below, such as eject.base, or "".
func within(dests []any, key string) string {
	for _, dest := range dests {
		for _, f := range knob.Fields(reflect.ValueOf(dest).Elem()) {
			t := f.Value.Type()
			if t.Kind() == reflect.Pointer {
				t = t.Elem()
			}
			if t.Kind() != reflect.Struct || knob.IsText(t) {
				continue
			}
			var keys []string
			for _, inner := range knob.Fields(reflect.New(t).Elem()) {
				keys = append(keys, inner.Key)
			}
			if word := typo.Understood(key, keys); word != "" {
				return f.Key + "." + word
			}
		}
	}
	return ""
}

// malformed counts the complaints about anything but names that stand for nothing.
func (r *reader) malformed() int { return r.Complaints() - r.dangling }

// idle complains about keys of the table at c, read into dest, that nobody reads.
func (r *reader) idle(c document.Value, dest any) {
	fields := knob.Fields(reflect.ValueOf(dest).Elem())
	for _, f := range fields {
		k, ok := c.Get(f.Key)
		if !ok {
			continue
		}
		if why, cure := f.Idle(fields); why != "" {
			r.Complain(k.KeyAt(), "%q has no effect%s", f.Key, why).Allow("%s", cure)
		}
	}
}

// exactlyOne returns which key of an exclusive group of dest the table at c has. It
// complains about none in one way, and about several in another.
func (r *reader) exactlyOne(c document.Value, dest any, group, none, several, allowed string) (string, bool) {
	given := c.Given(knob.Group(knob.Fields(reflect.ValueOf(dest).Elem()), group)...)
	switch len(given) {
	case 0:
		r.Complain(c.KeyAt(), "%s", none).Allow("%s", allowed)
		return "", false
	case 1:
		return given[0], true
	}
	r.Complain(c.Of(given[1]).KeyAt(), "%s and %s %s", given[0], given[1], several).Allow("%s", allowed)
	return "", false
}

// kind returns the kind of what the table at c describes, which is one of kinds.
func (r *reader) kind(c document.Value, what string, kinds []string) (string, bool) {
	kind, ok := c.Get("kind")
	if !ok {
		r.Complain(c.KeyAt(), `"kind" is missing in %s`, c.Label).OneOf(c.Key, kinds)
		return "", false
	}
	text, ok := kind.Val.(string)
	switch {
	case !ok:
		r.Mistyped(kind, "a kind of "+what)
	case !slices.Contains(kinds, text):
		r.Complain(kind.At(), "there is no %s of kind %q", what, text).OneOf(text, kinds)
		return "", false
	}
	return text, ok
}

// field reads the value of one key, or puts its default in place.
func (r *reader) field(c document.Value, f knob.Field) {
	if v, ok := c.Get(f.Key); ok {
		r.value(v, f, f.Value)
		return
	}
	switch {
	case f.Required:
		r.Complain(c.KeyAt(), "%q is missing%s", f.Key, c.In()).Allow("%s", f.Usage())
	case f.Default != "" && f.Value.IsZero():
		r.value(c.With(f.Preset()), f, f.Value)
	case f.Default == "" && f.Value.Kind() == reflect.Struct:
		for _, inner := range knob.Fields(f.Value) {
			inner.Required = false
			r.field(c.With(map[string]any{}), inner)
		}
	}
}

var (
	durationType = reflect.TypeFor[time.Duration]()
	distType     = reflect.TypeFor[sim.Dist]()
	edgeType     = reflect.TypeFor[fault.Edge]()
	victimType   = reflect.TypeFor[fault.Victim]()
	targetType   = reflect.TypeFor[Target]()
)

// value reads the value at c into v, which f describes.
func (r *reader) value(c document.Value, f knob.Field, v reflect.Value) {
	switch v.Type() {
	case durationType, distType, edgeType, victimType, targetType:
		r.text(c, f, v)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		before := r.malformed()
		fresh := reflect.New(v.Type().Elem())
		f.Value = fresh.Elem()
		if r.value(c, f, f.Value); r.malformed() == before {
			v.Set(fresh)
		}
	case reflect.Struct:
		r.table(c, []any{v.Addr().Interface()})
	case reflect.Slice:
		r.slice(c, f, v)
	case reflect.String:
		if r.text(c, f, v); c.Val == v.String() {
			before := r.Complaints()
			r.checkReference(c, f.Kind, v.String())
			r.dangling += r.Complaints() - before
		}
	case reflect.Bool:
		if b, ok := c.Val.(bool); ok {
			v.SetBool(b)
		} else {
			r.Mistyped(c, f.Usage())
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64:
		if _, isText := c.Val.(string); isText && f.Kind != "" && f.Kind != "factor" && f.Kind != "member" {
			r.text(c, f, v)
			return
		}
		r.number(c, f, v)
	default:
		r.Complain(c.KeyAt(), "%q cannot be set from a file", f.Key)
	}
}

// checkReference complains about a name that stands for nothing of its kind.
func (r *reader) checkReference(c document.Value, kind, name string) {
	what := kind
	var words []string
	switch kind {
	case "route", "own route":
		if name != "" { // which has been refused
			r.checkTarget(c, name)
		}
		return
	case "pattern":
		words = r.names.patterns
	case "region":
		words = r.opts.Regions
	case "fact":
		words = r.opts.Facts
	case "variant":
		words = r.names.variants
	case "end":
		r.checkEnd(c, name)
		return
	case "fault":
		what, words = "fault of kind", fault.KindNames()
	default:
		return
	}
	anything := len(words) == 0 && (kind == "fact" || kind == "variant")
	if name != "" && !anything && !slices.Contains(words, name) {
		r.Complain(c.At(), "there is no %s %q", what, name).OneOf(name, words)
	}
}

// slice reads an array. Names of nodes and edges may also stand alone.
func (r *reader) slice(c document.Value, f knob.Field, v reflect.Value) {
	items, ok := c.List()
	elem := v.Type().Elem()
	if _, isText := c.Val.(string); isText && (elem == edgeType || elem == victimType) {
		items, ok = []document.Value{c}, true
	}
	if !ok {
		r.Mistyped(c, f.Usage())
		return
	}
	list := reflect.MakeSlice(v.Type(), len(items), len(items))
	f.Value = reflect.New(elem).Elem()
	for i, item := range items {
		r.value(item, f, list.Index(i))
	}
	v.Set(list)
}

// number reads an integer or a float that is not written as text.
func (r *reader) number(c document.Value, f knob.Field, v reflect.Value) {
	x, isWhole := c.Val.(int64)
	n, isFloat := c.Val.(float64)
	if isWhole {
		n = float64(x)
	}
	switch {
	case f.Unit() != "", !isWhole && (!isFloat || v.CanInt()):
		r.Mistyped(c, f.Usage())
	case math.IsNaN(n) || math.IsInf(n, 0):
		r.Complain(c.At(), "%q is %v: it must be a finite number", f.Key, n).Allow("%s", f.Usage())
	case !f.Holds(n), v.CanInt() && (v.OverflowInt(x) || !f.HoldsExactly(x)):
		r.outside(c, f)
	case v.CanInt():
		v.SetInt(x)
	default:
		v.SetFloat(n)
	}
}

// outside complains that the value at c is out of its range.
func (r *reader) outside(c document.Value, f knob.Field) {
	r.Complain(c.At(), "%q is out of range: %v", f.Key, c.Val).Allow("%s", f.Bounds().String())
}
