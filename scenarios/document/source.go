package document

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A source is the text of a file and finds the line of an offset.
type source struct {
	file  string
	text  string
	lines []int // offset at which each line begins
	notes int   // how many lines at the end are no part of the file, but settings

	last int      // the offset last asked for, and its position: offsets are mostly
	at   Position // asked for in order, and a line can be as long as a file
}

func newSource(file, text string) *source {
	s := &source{file: file, text: text, lines: []int{0}}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// append adds what a setting is called as a line behind the file, and returns
// its offset: complaints at it are about the setting.
func (s *source) append(name string) int {
	s.text += "\n" + name
	at := len(s.text) - len(name)
	s.lines = append(s.lines, at)
	s.notes++
	return at
}

// line returns the number (from 0) of the line that holds the offset, and the
// line without its end.
func (s *source) line(offset int) (int, string) {
	offset = min(max(offset, 0), len(s.text))
	n := sort.SearchInts(s.lines, offset+1) - 1
	text := s.text[s.lines[n]:]
	if n+1 < len(s.lines) {
		text = s.text[s.lines[n] : s.lines[n+1]-1]
	}
	return n, strings.TrimSuffix(text, "\r")
}

// Position returns the position of the offset, counted in bytes.
func (s *source) Position(offset int) Position {
	offset = min(max(offset, 0), len(s.text))
	n, text := s.line(offset)
	if n >= len(s.lines)-s.notes {
		return Position{File: text}
	}
	if s.at.Line == n+1 && s.last <= offset {
		s.at.Column += utf8.RuneCountInString(s.text[s.last:offset])
	} else {
		s.at = Position{s.file, n + 1, utf8.RuneCountInString(s.text[s.lines[n]:offset]) + 1}
	}
	s.last = offset
	return s.at
}

// Offset returns the offset of a position in the text.
func (s *source) Offset(p Position) int {
	begin := s.lines[min(max(p.Line-1, 0), len(s.lines)-1)]
	column := 1
	for i := range s.text[begin:] {
		if column == p.Column {
			return begin + i
		}
		column++
	}
	return begin
}

// Comment returns the comment that opens the file as one line, up to one without words,
// such as a rule beneath a banner. What #:schema says is for editors.
func (s *source) Comment() string {
	var words []string
	for line := range strings.SplitSeq(s.text, "\n") {
		line = strings.TrimSpace(line)
		comment, ok := strings.CutPrefix(line, "#")
		switch {
		case line == "" && len(words) == 0, strings.HasPrefix(line, "#:schema "):
			continue
		case ok && !strings.ContainsFunc(comment, unicode.IsLetter) && len(words) == 0:
			continue
		case !ok || !strings.ContainsFunc(comment, unicode.IsLetter):
			return strings.Join(words, " ")
		}
		words = append(words, strings.Fields(comment)...)
	}
	return strings.Join(words, " ")
}
