package reports

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// A Screen is what tables are written for. The zero Screen is 100 letters wide, and
// plain. What does not fit is folded: columns that find no room follow below, with the
// first repeated.
type Screen struct {
	Width   int  // in letters; 0 is 100
	Colour  bool // for better, worse and failed
	Details bool // everything there is, rather than what answers the question

	Escape string // what a colour begins with, for a writer that lets nobody else's pass; "" is ESC
}

// A tone is what colour says beside the words, never alone.
type tone int

const (
	plain tone = iota
	good
	bad
)

// An entry is one place of a table. The lines of a heading stand above each other.
type entry struct {
	text string
	tone tone
}

func (s Screen) columns() int {
	if s.Width <= 0 {
		return 100
	}
	return s.Width
}

// plainEntries are rows without tones.
func plainEntries(rows [][]string) [][]entry {
	out := make([][]entry, len(rows))
	for i, row := range rows {
		for _, text := range row {
			out[i] = append(out[i], entry{text: text})
		}
	}
	return out
}

// grid writes rows of equal length in columns two spaces apart: the first few begin at
// their left edge, the others end at their right.
func (s Screen) grid(b *strings.Builder, rows [][]string, left int) {
	s.paint(b, plainEntries(rows), left, min(left, 2))
}

// paint writes rows as grid does, in blocks that fit, each after the first few columns.
func (s Screen) paint(b *strings.Builder, rows [][]entry, left, repeated int) {
	widths := widthsOf(rows)
	for i, columns := range s.blocks(widths, repeated) {
		if i > 0 {
			b.WriteString("\n")
		}
		for at, row := range rows {
			if at == 0 {
				s.heading(b, row, columns, widths, left)
				continue
			}
			s.row(b, row, columns, widths, left)
		}
	}
}

func widthsOf(rows [][]entry) []int {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, e := range row {
			for _, text := range strings.Split(e.text, "\n") {
				widths[i] = max(widths[i], utf8.RuneCountInString(text))
			}
		}
	}
	return widths
}

// blocks says which columns stand beside each other.
func (s Screen) blocks(widths []int, repeated int) (blocks [][]int) {
	var first []int
	begin := -2
	for i := range repeated {
		first, begin = append(first, i), begin+2+widths[i]
	}
	block, width := first, begin
	for i := repeated; i < len(widths); i++ {
		if width+2+widths[i] > s.columns() && len(block) > repeated {
			blocks = append(blocks, block)
			block, width = first[:repeated:repeated], begin
		}
		block, width = append(block[:len(block):len(block)], i), width+2+widths[i]
	}
	return append(blocks, block)
}

func (s Screen) heading(b *strings.Builder, row []entry, columns, widths []int, left int) {
	lines := 1
	for _, i := range columns {
		lines = max(lines, strings.Count(row[i].text, "\n")+1)
	}
	for n := range lines {
		part := make([]entry, len(row))
		for _, i := range columns {
			if texts := strings.Split(row[i].text, "\n"); n >= lines-len(texts) {
				part[i].text = texts[n-lines+len(texts)]
			}
		}
		s.row(b, part, columns, widths, left)
	}
}

func (s Screen) row(b *strings.Builder, row []entry, columns, widths []int, left int) {
	var line strings.Builder
	for at, i := range columns {
		if at > 0 {
			line.WriteString("  ")
		}
		gap := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(row[i].text))
		if i < left {
			line.WriteString(s.Tone(row[i].text, row[i].tone == good, row[i].tone == bad) + gap)
		} else {
			line.WriteString(gap + s.Tone(row[i].text, row[i].tone == good, row[i].tone == bad))
		}
	}
	b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
}

// Tone colours what is better green and what is worse red, where there are colours.
func (s Screen) Tone(text string, better, worse bool) string {
	switch {
	case !s.Colour || text == "":
	case better:
		return s.colour("32", text)
	case worse:
		return s.colour("31", text)
	}
	return text
}

func (s Screen) colour(code, text string) string {
	escape := cmp.Or(s.Escape, "\x1b")
	return escape + "[" + code + "m" + text + escape + "[0m"
}

// Wrap writes words in lines that fit, each after an indent, and tears no unit from its
// number.
func (s Screen) Wrap(w io.Writer, text, indent string) {
	line, letters := indent, utf8.RuneCountInString(indent)
	for _, word := range Words(text) {
		n := utf8.RuneCountInString(word)
		if letters+n > s.columns() && line != indent {
			fmt.Fprintln(w, strings.TrimRight(line, " "))
			line, letters = indent, utf8.RuneCountInString(indent)
		}
		line, letters = line+word+" ", letters+n+1
	}
	fmt.Fprintln(w, strings.TrimRight(line, " "))
}

// Words are what a line may break between. A unit stays with its number: a word of one
// or two letters, or a percent sign, after a digit.
func Words(text string) []string {
	var all []string
	for _, word := range strings.Fields(text) {
		last := len(all) - 1
		bare := strings.TrimRight(word, ".,;:)")
		unit := strings.HasPrefix(word, "%") || bare == "s" || bare == "ms" || bare == "µs" || bare == "points"
		if last >= 0 && unit && '0' <= all[last][len(all[last])-1] && all[last][len(all[last])-1] <= '9' {
			all[last] += " " + word
			continue
		}
		all = append(all, word)
	}
	return all
}

// labels are names that stay different where they have to be cut: parts that are joined
// by "+" are cut each, and if that is not enough names are numbered.
func (s Screen) labels(names []string) []string {
	room := max(12, s.columns()/4)
	try := func(label func(i int, name string) string) []string {
		out, seen := make([]string, len(names)), make(map[string]bool)
		for i, name := range names {
			if out[i] = name; utf8.RuneCountInString(name) > room {
				out[i] = label(i, name)
			}
			if seen[out[i]] || utf8.RuneCountInString(out[i]) > room {
				return nil
			}
			seen[out[i]] = true
		}
		return out
	}
	if out := try(func(_ int, name string) string { return shorten(name, room) }); out != nil {
		return out
	}
	for letters := 8; letters > 1; letters-- {
		out := try(func(_ int, name string) string {
			parts := strings.Split(name, "+")
			for i := range parts {
				parts[i] = shorten(parts[i], letters)
			}
			return strings.Join(parts, "+")
		})
		if out != nil {
			return out
		}
	}
	return try(func(i int, name string) string { return fmt.Sprintf("%d %s", i+1, shorten(name, room-4)) })
}

// stacked breaks a heading that is longer than a number.
func stacked(title string) string {
	if utf8.RuneCountInString(title) <= 10 {
		return title
	}
	title = strings.ReplaceAll(title, " of ", " of_")
	title = strings.ReplaceAll(strings.ReplaceAll(title, ".", ".\n"), " ", "\n")
	return strings.ReplaceAll(title, "of_", "of ")
}

// Command breaks a command that is too long for a line before its flags, where a shell
// reads on.
func (s Screen) Command(command string) string {
	var b strings.Builder
	line := 0
	for i, word := range flagged(command) {
		if i > 0 && line+1+utf8.RuneCountInString(word) > s.columns()-2 {
			b.WriteString(" \\\n    ")
			line = 4
		} else if i > 0 {
			b.WriteByte(' ')
			line++
		}
		b.WriteString(word)
		line += utf8.RuneCountInString(word)
	}
	return b.String()
}

// flagged splits a command before each flag that stands outside quotes.
func flagged(command string) (words []string) {
	begin, quoted := 0, false
	for i := range command {
		switch {
		case command[i] == '\'':
			quoted = !quoted
		case !quoted && strings.HasPrefix(command[i:], " --"):
			words = append(words, command[begin:i])
			begin = i + 1
		}
	}
	return append(words, command[begin:])
}
