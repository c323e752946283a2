package page

import (
	"html/template"

	"wavetank/reports"
)

// A Hunt is what a search for a storm that breaks a scenario came to.
type Hunt struct {
	reports.Info
	Kind    string
	Finding []string // a paragraph each
	Tallies []reports.Tally
	Storm   [][]string // a heading, and a row for each fault that was drawn; nil if nothing was found
	Nearest [][]string // a heading, and a row for each run that came near; may be nil
	Picture string     // what the diagram shows
	SVG     []byte     // the diagram, which escapes its text; nil if there is none
	Told    [][]string // what the diagram tells, under a heading
	Again   string     // the command that repeats what was found; may be empty
}

// hunt fills the page of a search for a storm.
func (v *view) hunt(h *Hunt) {
	v.Info, v.Kind, v.Answer, v.Rules = h.Info, h.Kind, h.Finding, rules(h.Tallies)
	v.add(part{"storm", "Storm", "The storm", "As the seed drew it, and what of it is needed, after it was made smaller.", rowsOf(h.Storm)})
	v.add(part{"nearest", "Nearest", "What came near", "The runs that had the least left of each invariant that is a claim about numbers.", rowsOf(h.Nearest)})
	if h.SVG != nil {
		p := picture{Name: "story", Title: h.Picture, SVG: template.HTML(h.SVG)}
		p.tell(h.Told)
		v.Pictures = append(v.Pictures, p)
	}
	v.Limits = append(scope(), "A hunt that finds nothing has looked at so many storms and no more: it does not prove that there is none. What it finds is the first by its seed, and neither the worst nor the most likely.")
}

// rowsOf makes a table of a heading and rows.
func rowsOf(rows [][]string) (t table) {
	for i, row := range rows {
		if i == 0 {
			t.Heading = row
			continue
		}
		out := tableRow{Name: row[0]}
		for _, value := range row[1:] {
			out.Cells = append(out.Cells, cell{Value: value})
		}
		t.Rows = append(t.Rows, out)
	}
	return t
}
