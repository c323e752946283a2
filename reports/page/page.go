package page

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"

	"wavetank/reports"
	"wavetank/reports/chart"
	"wavetank/sim/typo"
)

// A Report is what a page tells: of one thing, all others being nil.
type Report struct {
	Comparison *reports.Comparison // of a factorial, that of its subsets
	Sweep      *reports.Sweep
	Knee       *reports.Knee
	Tuning     *reports.Tuning
	Hunt       *Hunt

	Finding  string // in place of that of the comparison; may be empty
	Drawings []chart.Drawing
	Files    []Text   // that were written, to be read
	Question string   // of the scenario; may be empty
	Text     string   // of its file; may be empty
	Idle     []string // what took no part in the runs
	Try      string   // where its playground is; may be empty
	Live     *Live    // the simulator, to run the scenario again in the page; nil is none
}

// A Text is shown as it is, under its name.
type Text struct{ Name, Text string }

//go:embed page.html
var layout string

//go:embed page.css
var style string

var pageTemplate = template.Must(template.New("page").Parse(layout))

// Write writes a page. It is the same for the same report, to the byte. A character that
// steers is written out: nothing else in a page has one.
func Write(w io.Writer, r Report) error {
	view, err := r.view()
	if err != nil {
		return fmt.Errorf("draw the page: %w", err)
	}
	for {
		var b bytes.Buffer
		if err := pageTemplate.Execute(&b, view); err != nil {
			return fmt.Errorf("write the page: %w", err)
		}
		text, most := []byte(typo.Visible(b.String())), mostBytes
		if r.Live != nil {
			text, most = r.Live.enclosed(text), mostLiveBytes
		}
		if len(text) > most && view.leaveOut() {
			continue
		}
		if _, err := w.Write(text); err != nil {
			return fmt.Errorf("write the page: %w", err)
		}
		return nil
	}
}

// What a page takes at most, as long as its first charts have room: without the simulator,
// and with it.
const (
	mostBytes     = 400_000
	mostLiveBytes = 3_300_000
	firstCharts   = 3
)

// leaveOut leaves out the last chart, which says least, and reports whether it could.
func (v *view) leaveOut() bool {
	n := len(v.Pictures) - 1
	if n < firstCharts {
		return false
	}
	v.LeftOut = append(v.LeftOut, v.Pictures[n].Name)
	v.Pictures = v.Pictures[:n]
	return true
}

// A view is what the template shows.
type view struct {
	Report
	Info     reports.Info
	Kind     string // what was done, in a few words
	Style    template.CSS
	Answer   []string
	Verdicts []verdict
	Parts    []part
	Claims   []claim
	Rules    []claim
	Pictures []picture
	LeftOut  []string // pictures that would make the page too great
	Strips   []strip
	Limits   []string
	Digests  []string

	Charset string
	Policy  string // of the page's security
	Blocks  []block
}

// A part of a page is a table of its own, with what it shows.
type part struct {
	ID, Short, Title, Note string
	table
}

// A verdict is a count of what passed, failed or was not decided.
type verdict struct{ Class, Words string }

// A claim is an expectation or an invariant, and what became of it.
type claim struct{ Class, Status, That, Words, Again string }

// A picture is a chart and its numbers.
type picture struct {
	Name     string
	Title    string
	OverTime bool          // scripts draw the same
	SVG      template.HTML // whose text the chart escapes
	Heading  []string
	Rows     [][]string
}

func (r Report) view() (*view, error) {
	v := &view{Report: r, Style: template.CSS(style)}
	switch {
	case r.Sweep != nil:
		v.sweep(r.Sweep)
	case r.Knee != nil:
		v.knee(r.Knee)
	case r.Tuning != nil:
		v.tuning(r.Tuning)
	case r.Hunt != nil:
		v.hunt(r.Hunt)
	default:
		v.comparison(r.Comparison)
	}
	v.Verdicts, v.Strips = verdicts(v), cut(v.Strips)
	for _, d := range r.Drawings {
		var svg bytes.Buffer
		if err := d.WriteSVG(&svg); err != nil {
			return nil, err
		}
		p := picture{Name: d.Name, Title: d.Title(), OverTime: d.Name == "error-rate" || d.Name == "latency", SVG: template.HTML(svg.String())}
		p.tell(d.Table())
		v.Pictures = append(v.Pictures, p)
	}
	return v, v.interactive()
}

// tell gives a picture its numbers, the first row being their heading.
func (p *picture) tell(rows [][]string) {
	if len(rows) > 1 {
		p.Heading, p.Rows = rows[0], rows[1:]
	}
}

// add adds a part, unless it has nothing to show.
func (v *view) add(p part) {
	if len(p.Rows) > 0 {
		v.Parts = append(v.Parts, p)
	}
}

func (v *view) comparison(c *reports.Comparison) {
	v.Info, v.Answer = c.Info, c.FindingLines(reports.FindingWidth)
	if v.Finding != "" {
		v.Answer = answer(v.Finding)
	}
	v.add(part{"measures", "Measures", "Arms and measures", "Medians over the seeds, and below them the range in which 5–95 % of the seeds lie.", arms(c)})
	v.add(part{"differences", "Differences", "Differences from " + c.Variants[0].Name, "Mean of the differences, paired by seed, and the 95 % interval. “~”: no difference is shown.", changes(c)})
	v.Strips, v.Claims, v.Rules, v.Limits = strips(c), claims(c), rules(c.Invariants), limits(v.Report)
	var virtual time.Duration
	for _, a := range c.Variants {
		if n := time.Duration(len(a.Runs)); n > 0 {
			virtual = max(virtual, a.Total.Duration/n)
			v.Digests = append(v.Digests, fmt.Sprintf("%s, seed %d: %s", a.Name, a.Runs[0].Seed, a.Runs[0].Digest))
		}
	}
	v.Kind = fmt.Sprintf("a comparison of %s over %s, %v of virtual time each", reports.CountOf(len(c.Variants), "variant"), reports.CountOf(len(c.Seeds), "seed"), virtual)
}

func (v *view) sweep(s *reports.Sweep) {
	v.Info, v.Answer, v.Rules = s.Info, answer(s.Finding()), rules(s.Invariants())
	var keys []string
	for _, a := range s.Axes {
		keys = append(keys, a.Key)
	}
	v.Kind = fmt.Sprintf("a sweep of %s, %s of %s", strings.Join(keys, " and "), reports.CountOf(len(s.Points), "point"), reports.CountOf(s.Seeds(), "seed"))
	v.Limits = append(scope(), "The best of several values is found after the fact: what looks best by a little may be so by luck. Compare the two values that matter, with seeds of their own.")
}

// answer is the finding, a paragraph for each line or, where it has one alone, for each
// sentence.
func answer(finding string) []string {
	lines := strings.Split(strings.TrimSpace(finding), "\n")
	if len(lines) > 1 {
		return lines
	}
	var all []string
	for _, s := range strings.SplitAfter(lines[0], ". ") {
		all = append(all, strings.TrimSpace(s))
	}
	return all
}

func claims(c *reports.Comparison) []claim {
	var all []claim
	for _, e := range c.Expectations {
		x := claim{Class: classOf(e.Verdict.Status), Status: string(e.Verdict.Status), That: e.That, Words: e.Verdict.Words}
		if e.Verdict.Status == reports.Pass {
			x.Words = e.Verdict.Found
		}
		if e.Note != "" {
			x.Words = strings.TrimPrefix(x.Words+": "+e.Note, ": ")
		}
		all = append(all, x)
	}
	return all
}

func classOf(s reports.Status) string {
	switch s {
	case reports.Pass:
		return "good"
	case reports.Fail:
		return "bad"
	}
	return "open"
}

func rules(tallies []reports.Tally) []claim {
	var all []claim
	for _, t := range tallies {
		x := claim{Class: "good", Status: "held", That: strings.Join(append([]string{t.Invariant, t.Variant}, t.Point...), ", "), Words: fmt.Sprintf("in %s", reports.CountOf(t.Runs, "run"))}
		switch {
		case t.Goal && t.Reached > 0:
			x.Status, x.Words = "reached", fmt.Sprintf("in %d of %s", t.Reached, reports.CountOf(t.Runs, "run"))
		case t.Goal:
			x.Class, x.Status, x.Words = "open", "not reached", "the runs say nothing about it"
		case t.Broken > 0:
			x.Class, x.Status, x.Again = "bad", "violated", t.Command
			x.Words = fmt.Sprintf("in %d of %s; first in seed %d at %v: %s", t.Broken, reports.CountOf(t.Runs, "run"), t.Seed, t.At, t.Words)
		case t.Words != "":
			x.Class, x.Status, x.Words = "open", "not at stake", t.Words
		}
		all = append(all, x)
	}
	return all
}

// verdicts counts what became of all claims.
func verdicts(v *view) []verdict {
	var all []verdict
	add := func(list []claim, status, thing, words string) {
		n, class := 0, ""
		for _, c := range list {
			if c.Status == status {
				n, class = n+1, c.Class
			}
		}
		if n > 0 {
			all = append(all, verdict{class, reports.CountOf(n, thing) + " " + words})
		}
	}
	add(v.Claims, string(reports.Pass), "expectation", "passed")
	add(v.Claims, string(reports.Fail), "expectation", "failed")
	add(v.Claims, string(reports.Inconclusive), "expectation", "not decided")
	for _, status := range []string{"held", "violated", "not at stake"} {
		add(v.Rules, status, "invariant", status)
	}
	for _, status := range []string{"reached", "not reached"} {
		add(v.Rules, status, "goal", status)
	}
	return all
}

// scope says of what the answer is not.
func scope() []string {
	return []string{
		"The answer is about this scenario, not about production: what the file does not say does not happen.",
		"The model has no processor caches, no kernel scheduler and no congestion control beyond what is named; how long work takes does not depend on neighbours unless the scenario says so.",
	}
}

// limits says what the page does not prove.
func limits(r Report) []string {
	c, all := r.Comparison, scope()
	n := len(c.Seeds)
	if n < 2 {
		return append(append(all, "One seed says nothing about how sure a difference is."), r.Idle...)
	}
	compared := 0
	for _, d := range c.Differences {
		if d.Pairs > 1 {
			compared++
		}
	}
	all = append(all, fmt.Sprintf("Each interval is one of 95 %%, from %s: of %d such differences about %s would exclude the truth by chance. “~” says that no difference is shown, not that there is none.",
		reports.CountOf(n, "seed"), compared, expected(compared)))
	return append(all, r.Idle...)
}

func expected(compared int) string {
	if compared < 20 {
		return "one in twenty"
	}
	return fmt.Sprint(compared / 20)
}
