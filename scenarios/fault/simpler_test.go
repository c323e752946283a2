package fault

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"wavetank/sim"
)

// TestEverySimplerFormIsALittleLess takes every kind, with all its keys set,
// through all its simpler forms: each is less in one key, and all others are as
// they were.
func TestEverySimplerFormIsALittleLess(t *testing.T) {
	ends := []string{"a", "b", "c"}
	for _, k := range Kinds() {
		e := k.New()
		fill(reflect.ValueOf(e).Elem(), "")
		forms := Simpler(e, ends)
		if len(forms) == 0 {
			t.Errorf("%s is never made smaller", k.Name)
		}
		for _, form := range forms {
			if err := aLittleLess(e, form); err != nil {
				t.Errorf("%s: %v\n     %+v\ninto %+v", k.Name, err, e, form)
			}
		}
	}
}

// TestSimplifyingEnds follows the first and the last form of each.
func TestSimplifyingEnds(t *testing.T) {
	for _, k := range Kinds() {
		for _, last := range []bool{false, true} {
			e := k.New()
			fill(reflect.ValueOf(e).Elem(), "")
			steps := 0
			for forms := Simpler(e, []string{"a", "b"}); len(forms) > 0; forms = Simpler(e, []string{"a", "b"}) {
				if e = forms[0]; last {
					e = forms[len(forms)-1]
				}
				if steps++; steps > 200 {
					t.Fatalf("%s becomes smaller without an end: %+v", k.Name, e)
				}
			}
		}
	}
}

// TestALostKeyIsFound feeds the law forms that were written by hand, and wrong.
func TestALostKeyIsFound(t *testing.T) {
	slow := &Slow{Machines: On("a"), Factor: 8, Beside: Beside{"mesh"}}
	for name, form := range map[string]Effect{
		"it loses the pattern":   &Slow{Machines: On("a"), Factor: 4.5},
		"it is the same":         &Slow{Machines: On("a"), Factor: 8, Beside: Beside{"mesh"}},
		"it is more":             &Slow{Machines: On("a"), Factor: 9, Beside: Beside{"mesh"}},
		"it strikes another":     &Slow{Machines: On("b"), Factor: 8, Beside: Beside{"mesh"}},
		"it is of another kind":  &Hang{Machines: On("a"), Beside: Beside{"mesh"}},
		"it is less in two keys": &Slow{Machines: On(), Factor: 4, Beside: Beside{"mesh"}},
	} {
		if aLittleLess(slow, form) == nil {
			t.Errorf("%s, and nobody notices", name)
		}
	}
	if err := aLittleLess(slow, &Slow{Machines: On("a"), Factor: 4.5, Beside: Beside{"mesh"}}); err != nil {
		t.Error(err)
	}
}

// fill sets every key to something that can be made less.
func fill(v reflect.Value, kind string) {
	switch v.Interface().(type) {
	case time.Duration:
		v.SetInt(int64(time.Second))
		return
	case Edge:
		v.Set(reflect.ValueOf(Edge{From: "*", To: "*"}))
		return
	case []Victim:
		v.Set(reflect.ValueOf(On("a", "b:any", "c:leader").Nodes))
		return
	case [][]string:
		v.Set(reflect.ValueOf([][]string{{"a", "b"}, {"c", "d"}}))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), v.Type().Field(i).Tag.Get("kind"))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), kind)
	case reflect.Interface:
		v.Set(reflect.ValueOf(sim.Exponential(100 * time.Millisecond)))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		v.SetString("word")
	case reflect.Slice:
		v.Set(reflect.ValueOf([]string{"word", "other"}))
	case reflect.Int64:
		v.SetInt(4000)
	case reflect.Float64:
		v.SetFloat(map[string]float64{"ratio": 0.8, "factor": 8, "drift": -500, "bandwidth": 1000}[kind])
	default:
		panic("no value for " + v.Type().String())
	}
}

// aLittleLess returns what is wrong with a form: it must differ from the effect
// in one key, in which it is less.
func aLittleLess(of, form Effect) error {
	if reflect.TypeOf(of) != reflect.TypeOf(form) {
		return fmt.Errorf("%T becomes %T", of, form)
	}
	before, after := keys(reflect.ValueOf(of).Elem()), keys(reflect.ValueOf(form).Elem())
	var changed []string
	for i, k := range before {
		if reflect.DeepEqual(k.value, after[i].value) {
			continue
		}
		changed = append(changed, k.name)
		if !less(k, after[i].value) {
			return fmt.Errorf("%s = %v is not less than %v", k.name, after[i].value, k.value)
		}
	}
	if len(changed) != 1 {
		return fmt.Errorf("it changes %d keys: %s", len(changed), strings.Join(changed, ", "))
	}
	return nil
}

// A key is one key of an effect.
type key struct {
	name  string
	tag   reflect.StructTag
	value any
}

// keys lists the keys of a struct, those of what it embeds included.
func keys(v reflect.Value) []key {
	var list []key
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			list = append(list, keys(v.Field(i))...)
			continue
		}
		list = append(list, key{f.Tag.Get("toml"), f.Tag, v.Field(i).Interface()})
	}
	return list
}

// less reports whether a value of the key is less of a fault than what it was.
func less(k key, now any) bool {
	switch was := k.value.(type) {
	case []Victim:
		now := now.([]Victim)
		return len(now) > 0 && len(now) < len(was) && !slices.ContainsFunc(now, func(v Victim) bool { return !slices.Contains(was, v) })
	case [][]string:
		return len(slices.Concat(now.([][]string)...)) < len(slices.Concat(was...))
	case Edge:
		return wide(now.(Edge)) < wide(was)
	case bool:
		return was
	case *Flap:
		return now.(*Flap) == nil
	case sim.Dist:
		return now.(sim.Dist).Mean() < was.Mean()
	case time.Duration:
		if now := now.(time.Duration); k.tag.Get("milder") != "more" {
			return now.Abs() < was.Abs()
		}
		return now.(time.Duration) > was
	case int64: // the room of a buffer: none is no bound
		return now.(int64) == 0
	case float64:
		now := now.(float64)
		switch {
		case k.tag.Get("milder") == "more":
			return now > was
		case k.tag.Get("kind") == "factor":
			return now > 1 && now < was
		}
		return math.Abs(now) < math.Abs(was)
	}
	return false
}

// wide counts the wildcards and directions of an edge.
func wide(e Edge) int {
	n := len(e.Directions())
	for _, end := range []string{e.From, e.To} {
		if end == "*" {
			n++
		}
	}
	return n
}
