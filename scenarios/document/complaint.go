package document

import (
	"cmp"
	"fmt"
	"slices"

	"wavetank/sim/typo"
)

// A Complaint is a Problem in the making. Its position, its list of what is
// allowed and its suggestion are worked out only if it gets printed: a hostile
// file can earn a hundred thousand of them.
type Complaint struct {
	offset  int
	message string
	allowed string
	got     string   // what was written, to find what was meant
	words   []string // what may be written; listed unless allowed says it better
	other   func() string
}

// Complain notes a complaint about the text at the offset.
func (d *Document) Complain(at int, format string, args ...any) *Complaint {
	d.complaints = append(d.complaints, Complaint{offset: at, message: fmt.Sprintf(format, args...)})
	return &d.complaints[len(d.complaints)-1]
}

// Mistyped complains that a value is not what the usage says.
func (d *Document) Mistyped(v Value, usage string) {
	d.Complain(v.At(), "wrong type: %v", v).Allow("%s", usage)
}

// Refuse complains about a text in the words of an error, at the n-th byte of it
// if the text is written plainly.
func (d *Document) Refuse(v Value, err error, n int, usage string) {
	offset := v.At()
	if text, _ := v.Val.(string); v.at.text >= 0 && n > 0 && n <= len(text) {
		offset = v.at.text + n
	}
	d.Complain(offset, "%s", err).Allow("%s", usage)
}

// Idle complains about a key that is there and does nothing.
func (d *Document) Idle(table Value, key, why, allowed string) {
	if v, ok := table.Get(key); ok {
		d.Complain(v.KeyAt(), "%q has no effect: %s", key, why).Allow("%s", allowed)
	}
}

// Complaints counts the complaints so far.
func (d *Document) Complaints() int { return len(d.complaints) }

// Clean reports whether nothing is wrong so far.
func (d *Document) Clean() bool { return len(d.complaints) == 0 }

// Allow says what would be right.
func (c *Complaint) Allow(format string, args ...any) {
	c.allowed = fmt.Sprintf(format, args...)
}

// OneOf says that one of words would be right instead of got.
func (c *Complaint) OneOf(got string, words []string) *Complaint {
	if c.got, c.words = got, words; words == nil {
		c.words = []string{}
	}
	return c
}

// Else has find say what would be right where none of those words comes close; "" is
// nothing.
func (c *Complaint) Else(find func() string) { c.other = find }

// widestMessage bounds the bytes of a message, in which names of any length may stand.
const widestMessage = 1000

// MostShown bounds what is reported of one document: whoever made eleven
// mistakes corrects the first ten first.
const MostShown = 10

// Err returns what is wrong: nil, or Problems in the order of the file, each once,
// and no more than MostShown. Two at one place keep their order.
func (d *Document) Err() error {
	if d.Clean() {
		return nil
	}
	slices.SortStableFunc(d.complaints, func(a, b Complaint) int { return cmp.Compare(a.offset, b.offset) })
	list := slices.CompactFunc(d.complaints, func(a, b Complaint) bool {
		return a.offset == b.offset && a.message == b.message
	})
	var ps Problems
	for _, c := range list[:min(len(list), MostShown)] {
		p := &Problem{Position: d.Position(c.offset), Message: typo.Shortened(c.message, widestMessage), Allowed: typo.Shortened(c.allowed, 4*widestMessage)}
		_, p.Source = d.line(c.offset)
		if c.words != nil {
			// An empty name is no name, which is told where it stands.
			named := slices.DeleteFunc(slices.Clone(c.words), func(word string) bool { return word == "" })
			p.Allowed = cmp.Or(p.Allowed, typo.Instead(c.got, named))
			if p.Allowed == "" {
				p.Suggestion = typo.Meant(c.got, named)
			}
			if p.Suggestion == "" && c.other != nil {
				p.Allowed = cmp.Or(p.Allowed, c.other())
			}
			slices.Sort(named)
			p.Allowed = cmp.Or(p.Allowed, typo.List(named, p.Suggestion != ""), "there is none here")
		}
		ps = append(ps, p)
	}
	return ps
}
