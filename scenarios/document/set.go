package document

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A Setting puts a value in the place of what a file says, or does not
// say, under a key. Complaints about it name the setting where they would name
// the line.
type Setting struct {
	Key   string // as in "patterns.breaker.failure_rate"; elements of lists by number from 1: "faults.1.for"
	Value string // as a file would write it; a text needs no quotes
	From  string // what complaints call it, such as the flag that it came from
}

// ParseKey returns the parts of a dotted key, of which any may stand in double
// quotes.
func (f Form) ParseKey(key string) ([]string, error) {
	s := &scanner{text: key}
	path, ok := s.path()
	if !ok || s.i != len(key) || len(path) == 0 {
		quotes := ""
		if strings.ContainsAny(key, "*<> ") && !strings.Contains(key, `"`) {
			quotes = `; a part that holds other signs than letters, digits, _ and - stands in double quotes`
		}
		return nil, fmt.Errorf("%q is not a key such as %s%s", key, f.Path, quotes)
	}
	names := make([]string, len(path))
	for i, part := range path {
		names[i] = part.name
	}
	return names, nil
}

// Set carries out a setting.
func (d *Document) Set(s Setting) {
	at := d.append(s.From)
	path, err := d.form.ParseKey(s.Key)
	if err != nil {
		d.Complain(at, "%v", err)
		return
	}
	d.put(path, at, s.Value)
}

// put sets one value. A table that is missing is made only where no name can be
// mistyped: at the top level, and in the open table.
func (d *Document) put(path []string, at int, value string) {
	c := d.Root
	for i, name := range path {
		last := i == len(path)-1
		if items, ok := c.List(); ok {
			n, err := strconv.Atoi(name)
			if err != nil || n < 1 || n > len(items) {
				d.Complain(at, "%s has no element %q", strings.Join(path[:i], "."), name).Allow("a number from 1 to %d", len(items))
				return
			}
			if last {
				d.Complain(at, "%s is an element of a list", strings.Join(path, ".")).Allow("a key of it, such as %s.KEY", strings.Join(path, "."))
				return
			}
			c = items[n-1]
			continue
		}
		table, ok := c.Val.(map[string]any)
		if !ok {
			d.Complain(at, "%s is not a table", strings.Join(path[:i], "."))
			return
		}
		if last {
			p := newPlace(at)
			p.text = at
			c.at.enter(name, at)
			c.at.kids[name] = p
			table[name] = valueOf(value)
			return
		}
		if _, ok := table[name]; !ok {
			if i == 0 && name != d.form.Open && d.elsewhere(path, at) {
				return
			}
			if i > 0 && path[0] != d.form.Open {
				d.Complain(at, "there is no %q in %s", name, strings.Join(path[:i], ".")).OneOf(name, slices.Sorted(maps.Keys(table)))
				return
			}
			table[name] = map[string]any{}
			c.at.enter(name, at)
		}
		c = c.Of(name)
	}
}

// elsewhere complains about a key that would be right below one of the tables of the
// document, as "breaker.window" is below "patterns".
func (d *Document) elsewhere(path []string, at int) bool {
	for _, table := range d.Root.Entries() {
		if table.Has(path[0]) {
			d.Complain(at, "there is no table %q at the top of the file", path[0]).Allow("%s.%s", table.Key, strings.Join(path, "."))
			return true
		}
	}
	return false
}

// valueOf reads a value as TOML does, and as a text what that cannot read: 5% and
// 20ms need no quotes.
func valueOf(text string) any {
	var tree map[string]any
	if err := decode("x = "+text, &tree); err == nil && len(tree) == 1 && plainValue(tree["x"]) {
		return tree["x"]
	}
	return text
}

// plainValue leaves out dates, which no key takes.
func plainValue(v any) bool {
	switch v.(type) {
	case string, int64, float64, bool, []any, map[string]any:
		return true
	}
	return false
}
