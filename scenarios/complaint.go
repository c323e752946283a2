package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A complaint is a Problem in the making. Its position, its list of what is
// allowed and its suggestion are worked out only if it gets printed: a hostile
// file can earn a hundred thousand of them.
type complaint struct {
	offset  int
	message string
	allowed string
	got     string   // what was written, to find what was meant
	words   []string // what may be written; listed unless allowed says it better
}

// complaints collects what is wrong with one source.
type complaints struct {
	src  *source
	list []complaint
}

// add notes a complaint about the text at the offset.
func (cs *complaints) add(offset int, format string, args ...any) *complaint {
	cs.list = append(cs.list, complaint{offset: offset, message: fmt.Sprintf(format, args...)})
	return &cs.list[len(cs.list)-1]
}

// allow says what would be right.
func (c *complaint) allow(format string, args ...any) {
	c.allowed = fmt.Sprintf(format, args...)
}

// oneOf says that one of words would be right instead of got.
func (c *complaint) oneOf(got string, words []string) {
	c.got, c.words = got, words
	if len(words) == 0 {
		c.allowed = "there is none here"
	}
}

// mostComplaintsShown bounds what one Load reports: whoever made eleven
// mistakes corrects the first ten first.
const mostComplaintsShown = 10

// problems returns the complaints in the order of the file, each once, and no
// more than mostComplaintsShown. Two at one place keep their order.
func (cs *complaints) problems() Problems {
	slices.SortStableFunc(cs.list, func(a, b complaint) int { return cmp.Compare(a.offset, b.offset) })
	list := slices.CompactFunc(cs.list, func(a, b complaint) bool {
		return a.offset == b.offset && a.message == b.message
	})
	var ps Problems
	for _, c := range list[:min(len(list), mostComplaintsShown)] {
		p := &Problem{Position: cs.src.position(c.offset), Message: c.message, Allowed: c.allowed}
		_, p.Source = cs.src.line(c.offset)
		if c.words != nil {
			p.Suggestion = suggest(c.got, c.words)
		}
		if p.Allowed == "" {
			p.Allowed = wordList(c.words)
		}
		ps = append(ps, p)
	}
	return ps
}

// mostWordsShown bounds a list of what is allowed.
const mostWordsShown = 40

// wordList returns the words in alphabetical order.
func wordList(words []string) string {
	words = slices.Sorted(slices.Values(words))
	more := ""
	if len(words) > mostWordsShown {
		words, more = words[:mostWordsShown], ", …"
	}
	return strings.Join(words, ", ") + more
}
