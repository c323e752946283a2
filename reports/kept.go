package reports

import "reflect"

// Kept returns about how many bytes the runs take that were added, and how many they are.
func (c *Comparer) Kept() (bytes int64, runs int) {
	for i := range c.arms {
		bytes, runs = bytes+c.arms[i].kept, runs+len(c.arms[i].runs)
	}
	return bytes, runs
}

// sizeOf returns about how many bytes a value holds beside itself. What two values share
// counts twice, and the letters of a text not at all, since most are names.
func sizeOf(v reflect.Value) (bytes int64) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return 0
		}
		return int64(v.Elem().Type().Size()) + sizeOf(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			bytes += sizeOf(v.Field(i))
		}
	case reflect.Slice:
		bytes = int64(v.Cap()) * int64(v.Type().Elem().Size())
		fallthrough
	case reflect.Array:
		if flat(v.Type().Elem().Kind()) {
			return bytes
		}
		for i := range v.Len() {
			bytes += sizeOf(v.Index(i))
		}
	case reflect.Map:
		const slot = 2 // of each entry, in tables that are about half full
		for entries := v.MapRange(); entries.Next(); {
			bytes += slot*int64(v.Type().Key().Size()+v.Type().Elem().Size()) + sizeOf(entries.Value())
		}
	}
	return bytes
}

// flat reports whether values of a kind hold nothing beside themselves.
func flat(k reflect.Kind) bool {
	return k >= reflect.Bool && k <= reflect.Complex128 || k == reflect.String
}
