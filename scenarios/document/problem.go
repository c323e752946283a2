package document

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Position is a place in a file. Columns count characters, not bytes; both
// start at 1. A zero line stands for the file as a whole.
type Position struct {
	File         string
	Line, Column int
}

// String returns p as compilers write it: "file:line:column".
func (p Position) String() string {
	if p.Line == 0 {
		return p.File
	}
	return p.File + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}

// A Problem is one mistake in a document: where it is and what would be
// right.
type Problem struct {
	Position
	Source     string // the offending line; "" if the file as a whole is the problem
	Message    string
	Allowed    string // what may stand there; "" if the message says it
	Suggestion string // what was probably meant; "" if nothing comes close
}

// Error prints p as compilers do, with the line and a caret under the column.
func (p *Problem) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", p.Position, p.Message)
	if p.Line > 0 {
		line, indent := excerpt(p.Source, p.Column)
		gutter := fmt.Sprintf("%5d", p.Line)
		fmt.Fprintf(&b, "\n%s | %s\n%*s | %s^", gutter, line, len(gutter), "", indent)
	}
	switch {
	case p.Allowed != "" && p.Suggestion != "":
		fmt.Fprintf(&b, "\ndid you mean %q? allowed: %s", p.Suggestion, p.Allowed)
	case p.Allowed != "":
		fmt.Fprintf(&b, "\nallowed: %s", p.Allowed)
	case p.Suggestion != "":
		fmt.Fprintf(&b, "\ndid you mean %q?", p.Suggestion)
	}
	return b.String()
}

// widestExcerpt bounds the characters of a source line that are printed: files
// made by machines have lines of any length.
const widestExcerpt = 100

// excerpt returns the part of line around the column and the white space that
// moves a caret below that column. Tabs are kept, so that both lines are
// indented alike; what does not print becomes a dot.
func excerpt(line string, column int) (text, indent string) {
	chars := []rune(line)
	at := min(max(column-1, 0), len(chars))
	from := 0
	if at > widestExcerpt*3/4 {
		from = at - widestExcerpt/2
	}
	to := min(len(chars), from+widestExcerpt)
	var shown, blank strings.Builder
	if from > 0 {
		shown.WriteString("…")
		blank.WriteString(" ")
	}
	for i, c := range chars[from:to] {
		if c != '\t' && (!unicode.IsPrint(c) || c == utf8.RuneError) {
			c = '.'
		}
		shown.WriteRune(c)
		switch {
		case from+i >= at:
		case c == '\t':
			blank.WriteRune('\t')
		default:
			blank.WriteRune(' ')
		}
	}
	if to < len(chars) {
		shown.WriteString("…")
	}
	return strings.TrimRight(shown.String(), " \t"), blank.String()
}

// Problems is what is wrong with a document, in the order of its text. It is never
// empty.
type Problems []*Problem

// Error prints the problems one after another.
func (ps Problems) Error() string {
	texts := make([]string, len(ps))
	for i, p := range ps {
		texts[i] = p.Error()
	}
	return strings.Join(texts, "\n")
}

// Unwrap lets errors.As find the first Problem.
func (ps Problems) Unwrap() []error {
	errs := make([]error, len(ps))
	for i, p := range ps {
		errs[i] = p
	}
	return errs
}
