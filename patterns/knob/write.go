package knob

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"wavetank/sim"
)

// Given returns the fields of the struct behind of that a file has to set: not
// those that are what their absence means, which is zero, their default, or what
// the struct behind fresh holds.
func Given(of, fresh any) []Field {
	var usual []Field
	if fresh != nil {
		usual = Fields(reflect.ValueOf(fresh).Elem())
	}
	var list []Field
	for i, f := range Fields(reflect.ValueOf(of).Elem()) {
		is := f.Value.Kind()
		if (is == reflect.Interface || is == reflect.Pointer || is == reflect.Slice) && f.Value.IsNil() {
			continue
		}
		absent := f.Value.IsZero()
		switch {
		case is == reflect.Struct && f.Value.CanAddr() && f.Default == "" && !IsText(f.Value.Type()):
			absent = len(Given(f.Value.Addr().Interface(), nil)) == 0
		case f.Default != "":
			absent = f.IsDefault()
		case usual != nil:
			absent = reflect.DeepEqual(f.Value.Interface(), usual[i].Value.Interface())
		}
		if f.Required || !absent {
			list = append(list, f)
		}
	}
	return list
}

// Inline returns fields as an inline table has them.
func Inline(fields []Field) []string {
	var parts []string
	for _, f := range fields {
		parts = append(parts, f.Key+" = "+f.Written())
	}
	return parts
}

// Written returns the value of the field as a file has it.
func (f Field) Written() string { return f.write(f.Value) }

func (f Field) write(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case time.Duration:
		return Quote(spell(x))
	case sim.Dist:
		return Quote(strings.ReplaceAll(x.String(), "µs", "us"))
	case Text:
		return Quote(x.String())
	}
	switch v.Kind() {
	case reflect.Pointer:
		return f.write(v.Elem())
	case reflect.Struct:
		return "{ " + strings.Join(Inline(Given(v.Addr().Interface(), nil)), ", ") + " }"
	case reflect.Slice:
		var parts []string
		for i := range v.Len() {
			parts = append(parts, f.write(v.Index(i)))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case reflect.String:
		return Quote(v.String())
	}
	text := fmt.Sprint(v.Interface())
	if v.CanFloat() {
		text = strconv.FormatFloat(v.Float(), 'f', -1, 64)
	}
	if unit := f.Unit(); unit != "" {
		return Quote(text + unit)
	}
	return text
}

// Brief returns d without the zeros that time.Duration prints: "1m", not "1m0s".
func Brief(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// spell writes a duration as files do.
func spell(d time.Duration) string { return strings.ReplaceAll(Brief(d), "µs", "us") }

// Quote returns a text as a TOML basic string.
func Quote(text string) string {
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
