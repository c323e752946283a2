package scenarios

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A place is where one value of a TOML document stands in the text. Places form
// a tree beside the tree of values, which the TOML library makes without saying
// where it found what.
type place struct {
	key   int // offset of the key; of the value in an array; of the header of an array's table
	value int // offset of the value; that of the key for a table with a header
	text  int // offset of the first character of a string written plainly on one line; otherwise -1

	given bool              // by "key = value", so that nothing may be added to it
	order []string          // keys of the children, in document order
	kids  map[string]*place // by key
	items []*place          // of an array, or of an array of tables
}

func newPlace(offset int) *place {
	return &place{key: offset, value: offset, text: -1}
}

// kid returns the place of key under p, or p itself if there is none.
func (p *place) kid(key string) *place {
	if k := p.kids[key]; k != nil {
		return k
	}
	return p
}

// item returns the place of the i-th element of p, or p itself if there is none.
func (p *place) item(i int) *place {
	if i < len(p.items) {
		return p.items[i]
	}
	return p
}

// enter returns the place of key under p, made at offset if it is new. The
// tables of an array share its key: what follows belongs to the last of them.
func (p *place) enter(key string, offset int) *place {
	k := p.kids[key]
	if k == nil {
		k = newPlace(offset)
		if p.kids == nil {
			p.kids = make(map[string]*place)
		}
		p.kids[key] = k
		p.order = append(p.order, key)
	}
	return k
}

// last returns the table that a header or a dotted key below p continues.
func (p *place) last() *place {
	if n := len(p.items); n > 0 {
		return p.items[n-1]
	}
	return p
}

// A cursor is a value of the document together with its place.
type cursor struct {
	val   any
	at    *place
	label string // how messages call a table, such as "[nodes.checkout]"; "" for the root
}

// keys returns the keys of the table at c in document order.
func (c cursor) keys() []string {
	table, _ := c.val.(map[string]any)
	keys := make([]string, 0, len(table))
	for _, key := range c.at.order {
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
		return cmp.Or(cmp.Compare(c.at.kid(a).key, c.at.kid(b).key), cmp.Compare(a, b))
	})
	return keys
}

// get returns the value under key, and whether there is one.
func (c cursor) get(key string) (cursor, bool) {
	table, _ := c.val.(map[string]any)
	val, ok := table[key]
	return cursor{val: val, at: c.at.kid(key), label: c.below(key)}, ok
}

// has reports whether the table at c has the key.
func (c cursor) has(key string) bool {
	table, _ := c.val.(map[string]any)
	_, ok := table[key]
	return ok
}

// below names the table under key.
func (c cursor) below(key string) string {
	if !isKey(key) {
		key = strconv.Quote(key)
	}
	switch {
	case c.label == "":
		return "[" + key + "]"
	case strings.HasPrefix(c.label, "[["):
		return c.label + "." + key
	}
	return c.label[:len(c.label)-1] + "." + key + "]"
}

// list returns the elements of the array at c, and whether it is one.
func (c cursor) list() ([]cursor, bool) {
	var vals []any
	label := c.label
	switch v := c.val.(type) {
	case []any:
		vals = v
	case []map[string]any:
		for _, table := range v {
			vals = append(vals, table)
		}
	default:
		return nil, false
	}
	if strings.Count(label, "[") == 1 {
		label = "[" + label + "]"
	}
	items := make([]cursor, len(vals))
	for i, val := range vals {
		items[i] = cursor{val: val, at: c.at.item(i), label: label}
	}
	return items, true
}
