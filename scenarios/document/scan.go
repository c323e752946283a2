package document

import (
	"fmt"
	"strings"
)

// Limits on the shape of a document. Nothing that a person writes comes near
// them; without them a hostile file costs the TOML library a deep stack or
// time that grows with the square of its size.
const (
	deepestNesting = 32
	longestPath    = 16  // parts of a dotted key
	longestKey     = 256 // bytes of one part
	mostValues     = 400_000
)

// A scanner walks a TOML document and notes where things stand. It trusts the
// text as far as it can: whatever it cannot follow is left to the TOML library,
// which says what is wrong. It never reads values.
type scanner struct {
	text   string
	i      int
	depth  int
	values int       // keys, and elements of lists, so far
	excess Complaint // about a limit that the document breaks or a key given twice; without message if none
}

// scan returns the places of the text. If it cannot follow the text to the end,
// stop is where it lost the thread; excess has a message if it knows why, and
// none if the syntax seems wrong.
func scan(text string) (root *place, stop int, excess Complaint) {
	s := &scanner{text: text}
	root = newPlace(0)
	s.document(root)
	return root, s.i, s.excess
}

// A keyPart is one part of a dotted key.
type keyPart struct {
	name   string
	offset int
}

// document reads lines until the end or trouble.
func (s *scanner) document(root *place) bool {
	table := root
	for {
		s.blank(true)
		if s.i == len(s.text) {
			return true
		}
		ok := false
		if s.text[s.i] == '[' {
			table, ok = s.header(root)
		} else {
			ok = s.pair(table)
		}
		if !ok {
			return false
		}
		s.blank(false)
		if s.i < len(s.text) && s.text[s.i] != '\n' && s.text[s.i] != '\r' && s.text[s.i] != '#' {
			return false
		}
	}
}

// header reads "[a.b]" or "[[a.b]]" and returns the place of its table.
func (s *scanner) header(root *place) (*place, bool) {
	start := s.i
	double := strings.HasPrefix(s.text[s.i:], "[[")
	closing := "]"
	s.i++
	if double {
		closing = "]]"
		s.i++
	}
	path, ok := s.path()
	if !ok || !strings.HasPrefix(s.text[s.i:], closing) {
		return nil, false
	}
	s.i += len(closing)
	table, ok := s.enter(root, path)
	if !ok {
		return nil, false
	}
	if double {
		item := newPlace(start)
		table.items = append(table.items, item)
		return item, true
	}
	table.key = path[len(path)-1].offset
	table.value = table.key
	return table, true
}

// enter returns the place at a path below a table, unless something on the way has
// a value already.
func (s *scanner) enter(table *place, path []keyPart) (*place, bool) {
	for i, part := range path {
		if i > 0 {
			table = table.last()
		}
		if table = table.enter(part.name, part.offset); table.given {
			return nil, s.exceed(part.offset, fmt.Sprintf("duplicate key %q: it has a value already", part.name), "each key and each table once")
		}
	}
	return table, true
}

// pair reads "key = value" into the table.
func (s *scanner) pair(table *place) bool {
	path, ok := s.path()
	if !ok || !s.accept('=') {
		return false
	}
	if table, ok = s.enter(table, path); !ok {
		return false
	}
	s.blank(false)
	table.given = true
	return s.value(table)
}

// path reads a dotted key and the white space around its parts.
func (s *scanner) path() ([]keyPart, bool) {
	var path []keyPart
	for {
		s.blank(false)
		part, ok := s.keyPart()
		if !ok {
			return nil, false
		}
		path = append(path, part)
		if len(path) > longestPath {
			return nil, s.exceed(part.offset, "a key of too many parts", fmt.Sprintf("at most %d", longestPath))
		}
		s.blank(false)
		if !s.accept('.') {
			return path, true
		}
	}
}

// keyPart reads a bare or quoted part of a key.
func (s *scanner) keyPart() (keyPart, bool) {
	start := s.i
	if s.i == len(s.text) || !s.another() {
		return keyPart{}, false
	}
	name, ok := "", false
	switch s.text[s.i] {
	case '"':
		if s.quoted() {
			name, ok = unescape(s.text[start+1 : s.i-1])
		}
	case '\'':
		if s.literal() {
			name, ok = s.text[start+1:s.i-1], true
		}
	default:
		for s.i < len(s.text) && isBare(s.text[s.i]) {
			s.i++
		}
		name, ok = s.text[start:s.i], s.i > start
	}
	if ok && len(name) > longestKey {
		return keyPart{}, s.exceed(start, "a key too long", fmt.Sprintf("at most %d bytes", longestKey))
	}
	return keyPart{name, start}, ok
}

// value reads one value and notes where it begins.
func (s *scanner) value(at *place) bool {
	if s.i == len(s.text) {
		return false
	}
	at.value = s.i
	switch rest := s.text[s.i:]; rest[0] {
	case '[':
		return s.nested(s.array, at)
	case '{':
		return s.nested(s.inline, at)
	case '"':
		if strings.HasPrefix(rest, `"""`) {
			return s.multiline(`"""`, true)
		}
		if !s.quoted() {
			return false
		}
		if !strings.Contains(s.text[at.value:s.i], `\`) {
			at.text = at.value + 1
		}
		return true
	case '\'':
		if strings.HasPrefix(rest, "'''") {
			return s.multiline("'''", false)
		}
		at.text = at.value + 1
		return s.literal()
	}
	if n := strings.IndexAny(s.text[s.i:], ",]}#\r\n"); n >= 0 {
		s.i += n
	} else {
		s.i = len(s.text)
	}
	return s.i > at.value
}

// nested reads an array or inline table one level further down.
func (s *scanner) nested(read func(*place) bool, at *place) bool {
	if s.depth++; s.depth > deepestNesting {
		return s.exceed(s.i, "values nested too deep", fmt.Sprintf("at most %d levels", deepestNesting))
	}
	defer func() { s.depth-- }()
	s.i++
	return read(at)
}

func (s *scanner) array(at *place) bool {
	for {
		s.blank(true)
		if s.accept(']') {
			return true
		}
		item := newPlace(s.i)
		at.items = append(at.items, item)
		if !s.another() || !s.value(item) {
			return false
		}
		s.blank(true)
		if !s.accept(',') {
			return s.accept(']')
		}
	}
}

func (s *scanner) inline(at *place) bool {
	for {
		s.blank(true)
		if s.accept('}') {
			return true
		}
		if !s.pair(at) {
			return false
		}
		s.blank(true)
		if !s.accept(',') {
			return s.accept('}')
		}
	}
}

// another counts a key or an element, and reports whether there may be one more.
func (s *scanner) another() bool {
	s.values++
	return s.values <= mostValues || s.exceed(s.i, "a file of too many keys and values", fmt.Sprintf("at most %d", mostValues))
}

// exceed notes that the document breaks a limit at the offset, or gives a key a
// second value, of which the library would forget the first. It returns false.
func (s *scanner) exceed(offset int, what, allowed string) bool {
	s.i = offset
	s.excess = Complaint{offset: offset, message: what, allowed: allowed}
	return false
}
