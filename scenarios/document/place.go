package document

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
