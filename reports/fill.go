package reports

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Fold prints a text as it is, but for lines that do not fit: they go on in the next,
// under the beginning of their last column or, without columns, further in.
func (s Screen) Fold(w io.Writer, text string) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		head, words := columnsOf(line, s.columns()/2)
		switch {
		case utf8.RuneCountInString(line) <= s.columns():
			io.WriteString(w, line+"\n")
		case strings.TrimSpace(head) == "":
			s.hang(w, head, words, len(head)+4)
		default:
			s.hang(w, head, words, utf8.RuneCountInString(head))
		}
	}
}

// Fill prints prose, whose lines are joined as well as broken. A line with columns, such as a
// word and what it means, goes on in those that begin under the last one.
func (s Screen) Fill(w io.Writer, text string) {
	var head, words string
	flush := func() {
		if words != "" {
			s.hang(w, head, words, utf8.RuneCountInString(head))
		}
		head, words = "", ""
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		first, rest := columnsOf(line, s.columns()/2)
		switch {
		case line == "" || line[0] == '\t':
			flush()
			io.WriteString(w, line+"\n")
		case words != "" && strings.TrimSpace(first) == "" && len(first) == utf8.RuneCountInString(head):
			words += " " + rest
		default:
			flush()
			head, words = first, rest
		}
	}
	flush()
}

// Meanings prints words with what they mean beside them, each of its lines filled. The first
// of a row is the word; what means nothing is left out.
func (s Screen) Meanings(w io.Writer, indent string, rows [][]string) {
	widest := 0
	for _, row := range rows {
		widest = max(widest, utf8.RuneCountInString(row[0]))
	}
	for _, row := range rows {
		head := row[0]
		for _, line := range row[1:] {
			if line != "" {
				s.hang(w, fmt.Sprintf("%s%-*s  ", indent, widest, head), line, len(indent)+widest+2)
				head = ""
			}
		}
	}
}

// columnsOf splits a line where its last column begins that is not beyond a bound, or where
// its words begin.
func columnsOf(line string, bound int) (head, words string) {
	at := len(line) - len(strings.TrimLeft(line, " "))
	for i := at + 2; i < len(line); i++ {
		begins := line[i] != ' ' && line[i-2:i] == "  "
		if begins && utf8.RuneCountInString(line[:i]) <= bound {
			at = i
		}
	}
	return line[:at], line[at:]
}

// hang prints words behind a head, and goes on at a column.
func (s Screen) hang(w io.Writer, head, words string, column int) {
	var b bytes.Buffer
	s.Wrap(&b, words, strings.Repeat(" ", column))
	io.WriteString(w, head+strings.TrimLeft(b.String(), " "))
}
