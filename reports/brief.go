package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"wavetank/sim/typo"
)

// A Brief is what a machine that builds software is told of a command: what was found,
// and each thing that was judged.
type Brief struct {
	Scenario string
	Title    string
	Finding  string
	Command  string     // repeats it
	Table    [][]string // its first row is the heading; may be nil
	Cases    []Case
}

// Broken is the status of what could not be judged, as it went wrong.
const Broken Status = "error"

// A Case is one thing that was judged.
type Case struct {
	Kind   string // "expectation", "invariant", "scenario"
	Name   string
	Status Status
	Words  string // why
	File   string // where it is claimed; empty if that is not known
	Line   int    // zero for the file as a whole
	Column int
}

// count returns how many cases have a status.
func (b *Brief) count(s Status) int {
	n := 0
	for _, c := range b.Cases {
		if c.Status == s {
			n++
		}
	}
	return n
}

// BriefTable returns the medians of each variant in the metrics that are shown.
func (c *Comparison) BriefTable() [][]string {
	rows := [][]string{{"variant"}}
	shown := c.Shown()
	for _, s := range shown {
		rows[0] = append(rows[0], s.Words())
	}
	for _, v := range c.Variants {
		row := []string{v.Name}
		for _, s := range shown {
			median := missing
			if b, ok := c.Over(v.Name, s); ok && b.Runs > 0 {
				median, _ = b.Figures()
			}
			row = append(row, median)
		}
		rows = append(rows, row)
	}
	return rows
}

// WriteMarkdown writes the brief as a page or a step summary shows it.
func (b *Brief) WriteMarkdown(w io.Writer) error {
	var t strings.Builder
	fmt.Fprintf(&t, "### %s: %s\n\n", plainCell(b.Scenario), plainCell(b.Title))
	if b.Finding != "" {
		fmt.Fprintf(&t, "%s\n\n", plainCell(b.Finding))
	}
	var table [][]string
	for _, row := range b.Table {
		cells := slices.Clone(row)
		for i := range cells {
			cells[i] = plainCell(cells[i])
		}
		table = append(table, cells)
	}
	writeCells(&t, table)
	if len(b.Cases) > 0 {
		rows := [][]string{{"", "claimed", "found"}}
		for _, c := range b.Cases {
			rows = append(rows, []string{marks[c.Status] + " " + string(c.Status), strings.ReplaceAll(codeOf(c.Name), "|", `\|`), plainCell(c.Words)})
		}
		writeCells(&t, rows)
	}
	fmt.Fprintf(&t, "Again: %s\n\n", codeOf(b.Command))
	_, err := io.WriteString(w, typo.Visible(t.String()))
	return err
}

// marks are what Markdown shows before a status.
var marks = map[Status]string{Pass: "✅", Fail: "❌", Inconclusive: "➖", Broken: "💥"}

// writeCells writes rows as a table of Markdown.
func writeCells(b *strings.Builder, rows [][]string) {
	for i, row := range rows {
		for _, cell := range row {
			b.WriteString("| " + cell + " ")
		}
		b.WriteString("|\n")
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(row)) + "|\n")
		}
	}
	if len(rows) > 0 {
		b.WriteString("\n")
	}
}

// plainCell writes a text in one line that ends no cell and is read as it stands: what
// Markdown or HTML would take for more than a letter is escaped.
func plainCell(text string) string {
	return markup.Replace(strings.Join(strings.Fields(text), " "))
}

var markup = strings.NewReplacer(`\`, `\\`, "|", `\|`, "`", "\\`", "*", `\*`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;")

// codeOf writes a text in one line as code: between more backquotes than it has in a row.
func codeOf(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if fence != "`" {
		text = " " + text + " "
	}
	return fence + text + fence
}

// WriteAnnotations writes a line for each case that did not pass, as the workflow
// commands of GitHub: an error, or a warning for what is inconclusive.
func (b *Brief) WriteAnnotations(w io.Writer) error {
	for _, c := range b.Cases {
		level := "error"
		switch c.Status {
		case Pass:
			continue
		case Inconclusive:
			level = "warning"
		}
		at := ""
		if c.File != "" {
			at = "file=" + property.Replace(c.File) + ","
			if c.Line > 0 {
				at += fmt.Sprintf("line=%d,col=%d,", c.Line, max(c.Column, 1))
			}
		}
		if _, err := fmt.Fprintf(w, "::%s %stitle=%s::%s\n", level, at, property.Replace(fmt.Sprintf("%s %s: %s", c.Kind, c.Status, c.Name)), data.Replace(c.Words)); err != nil {
			return err
		}
	}
	return nil
}

// What a workflow command cannot hold as it is, in its text and in its properties.
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
