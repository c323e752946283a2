package fault

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"wavetank/sim"
)

// Simpler returns the effects that do a bit less than e in one key and the same in
// all others. What stands last in its struct becomes less first: the numbers, then
// whom it strikes. Ends are those that a link may have.
func Simpler(e Effect, ends []string) []Effect {
	var forms []Effect
	of := reflect.ValueOf(e).Elem()
	for _, f := range slices.Backward(reflect.VisibleFields(of.Type())) {
		if f.Anonymous {
			continue
		}
		for _, less := range milder(of.FieldByIndex(f.Index).Interface(), f.Tag, ends) {
			form := reflect.New(of.Type())
			form.Elem().Set(of)
			form.Elem().FieldByIndex(f.Index).Set(reflect.ValueOf(less))
			forms = append(forms, form.Interface().(Effect))
		}
	}
	return forms
}

// milder returns the values of a key that are a bit less of a fault. With the tag
// milder:"more" these are the larger ones.
func milder(value any, tag reflect.StructTag, ends []string) []any {
	var to any
	switch v := value.(type) {
	case []Victim:
		return alone(v)
	case Edge:
		return v.narrower(ends)
	case [][]string:
		return oneLess(v)
	case *Flap:
		to = (*Flap)(nil)
	case bool:
		to = false
	case int64: // the size of a buffer: none is no bound
		to = int64(0)
	case sim.Dist:
		if half := Round(v.Mean() / 2); half > 0 {
			return []any{sim.Constant(half)}
		}
		return nil
	case time.Duration:
		to = weaker(v, 0, time.Microsecond, time.Minute, tag)
	case float64:
		nothing := 0.0
		if tag.Get("kind") == "factor" {
			nothing = 1
		}
		to = weaker(v, nothing, 1e-3, 1e9, tag)
	default:
		return nil
	}
	if reflect.DeepEqual(to, value) {
		return nil
	}
	return []any{to}
}

// weaker returns half of what x is away from nothing, or twice x if more of it is
// milder; it returns x itself once that is near nothing, or beyond enough.
func weaker[T time.Duration | float64](x, nothing, near, enough T, tag reflect.StructTag) T {
	if tag.Get("milder") == "more" {
		if x >= enough {
			return x
		}
		return 2 * x
	}
	half := (x - nothing) / 2
	if -near < half && half < near {
		return x
	}
	return nothing + half
}

func alone(victims []Victim) []any {
	var forms []any
	for _, v := range victims {
		if len(victims) > 1 {
			forms = append(forms, []Victim{v})
		}
	}
	return forms
}

// oneLess returns groups with one name less on a side.
func oneLess(groups [][]string) []any {
	var forms []any
	for side, group := range groups {
		for i := range group {
			if len(group) > 1 {
				less := slices.Clone(groups)
				less[side] = slices.Concat(group[:i], group[i+1:])
				forms = append(forms, less)
			}
		}
	}
	return forms
}

// Round cuts a span down to two digits.
func Round(d time.Duration) time.Duration {
	unit := time.Duration(1)
	for d/unit >= 100 {
		unit *= 10
	}
	return d / unit * unit
}

func percent(share float64) string { return fmt.Sprintf("%.4g%%", float64(share*100)) }
