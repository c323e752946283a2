package document

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Value is a value of the document together with its place.
type Value struct {
	Val   any    // as the TOML library returns it
	Key   string // under which it stands; "" in an array and for the root
	Label string // how messages call a table, such as "[nodes.checkout]"; "" for the root
	at    *place
}

// At returns the offset of the value in the text.
func (v Value) At() int { return v.at.value }

// KeyAt returns the offset of the key of the value: of the header of a table
// that has one, of the value itself in an array.
func (v Value) KeyAt() int { return v.at.key }

// IsTable reports whether the value is a table.
func (v Value) IsTable() bool {
	_, ok := v.Val.(map[string]any)
	return ok
}

// Keys returns the keys of the table v in document order.
func (v Value) Keys() []string {
	table, _ := v.Val.(map[string]any)
	keys := make([]string, 0, len(table))
	for _, key := range v.at.order {
		if _, ok := table[key]; ok {
			keys = append(keys, key)
		}
	}
	if len(keys) == len(table) {
		return keys
	}
	keys = keys[:0]
	for key := range table {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(v.at.kid(a).key, v.at.kid(b).key), cmp.Compare(a, b))
	})
	return keys
}

// Entries returns the values in the table v in document order.
func (v Value) Entries() []Value {
	var entries []Value
	for _, key := range v.Keys() {
		entries = append(entries, v.Of(key))
	}
	return entries
}

// Get returns the value under a key of the table v, and whether there is one. If
// there is none, it lies where v does.
func (v Value) Get(key string) (Value, bool) {
	table, _ := v.Val.(map[string]any)
	val, ok := table[key]
	return Value{Val: val, Key: key, at: v.at.kid(key), Label: v.below(key)}, ok
}

// Of is Get for a key that is there, or of which only the place matters.
func (v Value) Of(key string) Value {
	val, _ := v.Get(key)
	return val
}

// Has reports whether the table v has the key.
func (v Value) Has(key string) bool {
	table, _ := v.Val.(map[string]any)
	_, ok := table[key]
	return ok
}

// Given returns those of the keys that the table v has.
func (v Value) Given(keys ...string) []string {
	return slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return !v.Has(key) })
}

// List returns the elements of the array v, and whether it is one.
func (v Value) List() ([]Value, bool) {
	n, ok := v.elements()
	if !ok {
		return nil, false
	}
	items := make([]Value, n)
	for i := range items {
		items[i] = v.Item(i)
	}
	return items, true
}

// Item returns the i-th element of the array v, or v itself if it is none.
func (v Value) Item(i int) Value {
	item := Value{at: v.at.item(i), Label: v.Label}
	switch list := v.Val.(type) {
	case []any:
		item.Val = list[i]
	case []map[string]any:
		item.Val = list[i]
	default:
		return v
	}
	if strings.Count(v.Label, "[") == 1 {
		item.Label = "[" + v.Label + "]"
	}
	return item
}

// elements counts the elements of the array v, and reports whether it is one.
func (v Value) elements() (int, bool) {
	switch list := v.Val.(type) {
	case []any:
		return len(list), true
	case []map[string]any:
		return len(list), true
	}
	return 0, false
}

// Items returns the elements of an array, or else v as the only one.
func (v Value) Items() []Value {
	if items, ok := v.List(); ok {
		return items
	}
	return []Value{v}
}

// With returns another value in the place of v, such as a default.
func (v Value) With(val any) Value {
	v.Val = val
	return v
}

// AsKey returns the place of v's key as that of a value: the key says what is
// judged.
func (v Value) AsKey() Value { return Value{at: newPlace(v.at.key)} }

// Complete gives the table v what another table has and it has not, and so each table
// within that both have. Such a value keeps the place where it stands.
func (v Value) Complete(base Value) {
	for _, key := range base.Keys() {
		value := base.Of(key)
		if v.Has(key) {
			if own := v.Of(key); own.IsTable() && value.IsTable() {
				own.Complete(value)
			}
			continue
		}
		v.Val.(map[string]any)[key] = value.Val
		v.at.enter(key, value.at.key)
		v.at.kids[key] = value.at
	}
}

// below names the table under key.
func (v Value) below(key string) string {
	if !isKey(key) {
		key = strconv.Quote(key)
	}
	switch {
	case v.Label == "":
		return "[" + key + "]"
	case strings.HasPrefix(v.Label, "[["):
		return v.Label + "." + key
	}
	return v.Label[:len(v.Label)-1] + "." + key + "]"
}

// In names the table v at the end of a message.
func (v Value) In() string {
	if v.Label == "" {
		return " at the top level"
	}
	return " in " + v.Label
}

// String names the value for a message.
func (v Value) String() string {
	switch x := v.Val.(type) {
	case string:
		if len(x) > 60 {
			x = x[:57] + "..."
		}
		return fmt.Sprintf("the text %q", x)
	case int64:
		return fmt.Sprintf("the number %d", x)
	case float64:
		return fmt.Sprintf("the number %v", x)
	case bool:
		return strconv.FormatBool(x)
	case time.Time:
		return "a date"
	case []any, []map[string]any:
		return "a list"
	case map[string]any:
		return "a table"
	}
	return fmt.Sprint(v.Val)
}
