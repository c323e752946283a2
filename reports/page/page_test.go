package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"wavetank/reports"
	"wavetank/reports/chart"
	"wavetank/sim"
)

// hostile is a name that is markup, in whatever context it lands.
const hostile = `"><script src=//evil.example>alert(1)</script><img src=x onerror=alert(1)>'</style></title>-->{{.}}` + "\u202e"

// report is a comparison of several variants over seeds, whose words are all hostile, if
// they are to be.
func report(t *testing.T, seeds int, names ...string) Report {
	t.Helper()
	led := sim.NewKind("raft.led")
	var runs []*reports.Summary
	info := reports.Info{Scenario: "x", Title: "Who " + names[0], Hash: "abc", Command: "wavetank compare " + names[0], SLO: &reports.SLO{ErrorRate: 0.01, P99: time.Millisecond}, Meanings: map[string]string{"raft.led": names[0]}}
	for i, name := range names {
		info.Variants = append(info.Variants, reports.Arm{Name: name})
		for seed := range seeds {
			w := sim.New(sim.Config{})
			c := reports.NewCollector(reports.Options{Duration: 10 * time.Second, Windows: 10, Told: map[*sim.Kind]*reports.Family{led: reports.SpanFamily}})
			fact := func(at time.Duration, k *sim.Kind, owner string, value, extra int64) {
				c.Fact(&sim.Fact{At: sim.Time(at), Kind: k, Owner: w.Owner(owner), Value: value, Extra: extra})
			}
			fact(time.Second, led, "node-"+names[0], 1, 0)
			for at := time.Duration(0); at < 10*time.Second; at += 10 * time.Millisecond {
				fact(at, sim.RequestStarted, "users", 0, 0)
				kind := sim.RequestOK
				if i > 0 && at%(time.Duration(30+seed)*10*time.Millisecond) == 0 {
					kind = sim.RequestFailed
				}
				fact(at, kind, "users", int64(time.Duration(2*i+1)*time.Millisecond/2), int64(at))
			}
			runs = append(runs, c.Finish(name, uint64(seed+1), 0, 0, sim.Time(10*time.Second)))
			w.Close()
		}
	}
	c, err := reports.Compare(info, runs)
	if err != nil {
		t.Fatal(err)
	}
	c.Faults = []reports.Disturbance{{Name: names[0], What: names[0], End: sim.Time(time.Second)}}
	c.Changes = []reports.Change{{To: time.Second, What: names[0]}}
	c.Expectations = []reports.Expectation{
		{That: "broken " + names[0], Note: names[0], Verdict: reports.Verdict{Status: reports.Fail, Words: names[0]}},
		{That: "any.facts.raft.led > 0", Verdict: reports.Verdict{Status: reports.Pass, Found: "1 > 0"}},
	}
	c.Invariants = []reports.Tally{
		{Invariant: names[0], Variant: names[0], Runs: 3, Broken: 1, Words: names[0], Command: names[0]},
		{Invariant: "calm", Variant: "with", Runs: 3},
	}
	return Report{Comparison: c, Drawings: chart.Drawings(c), Question: names[0] + "?", Text: "title = " + names[0], Idle: []string{names[0]}}
}

func written(t *testing.T, r Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// elements walks through the elements of a page.
func elements(t *testing.T, page string, each func(xml.StartElement)) {
	t.Helper()
	page = regexp.MustCompile(`(?s)(<script[^>]*>).*?(</script>)`).ReplaceAllString(page, "$1$2") // which xml would read
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok {
			each(start)
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// TestNoNameBecomesMarkup: whatever a scenario calls its things, no script is in the page,
// and nothing in it asks a host.
func TestNoNameBecomesMarkup(t *testing.T) {
	page, scripts := written(t, report(t, 2, hostile, "with"+hostile)), 0
	page = regexp.MustCompile(`(?s)(<script>).*?(</script>)`).ReplaceAllString(page, "$1$2") // ours, which the policy names
	elements(t, page, func(e xml.StartElement) {
		if e.Name.Local == "script" {
			scripts++
		}
		if slices.Contains([]string{"img", "iframe", "link", "object", "embed", "form", "base", "foreignObject", "use", "image"}, e.Name.Local) {
			t.Errorf("the page has an element <%s>", e.Name.Local)
		}
		for _, a := range e.Attr {
			switch {
			case strings.HasPrefix(a.Name.Local, "on"), a.Name.Local == "src", a.Name.Local == "style":
				t.Errorf("<%s %s=%q>", e.Name.Local, a.Name.Local, a.Value)
			case a.Name.Local == "href" && !strings.HasPrefix(a.Value, "#"):
				t.Errorf("a link leads to %q", a.Value)
			}
		}
	})
	if n := strings.Count(page, "<script"); n != 4 || scripts != n {
		t.Errorf("%d scripts, of which %d are elements", n, scripts)
	}
	if urls := regexp.MustCompile(`(?i)(url\(|@import|https?://[^ "']*)`).FindAllString(page, -1); slices.ContainsFunc(urls, func(u string) bool { return u != "http://www.w3.org/2000/svg" }) {
		t.Errorf("the page names hosts: %q", urls)
	}
	if !strings.Contains(page, "&lt;script") {
		t.Error("the names are not on the page at all")
	}
}

// TestThePolicyAllowsItsOwnScriptsOnly: it names each by its digest, and no host.
func TestThePolicyAllowsItsOwnScriptsOnly(t *testing.T) {
	page, policy := written(t, report(t, 2, "without", "with")), ""
	elements(t, page, func(e xml.StartElement) {
		if attribute(e, "http-equiv") == "Content-Security-Policy" {
			policy = attribute(e, "content")
		}
	})
	if !strings.HasPrefix(policy, "default-src 'none'; script-src 'sha256-") || strings.Contains(policy, "http") || strings.Contains(policy, "eval") || strings.Count(policy, "unsafe-inline") != 1 {
		t.Errorf("the policy is %q", policy)
	}
	for _, m := range regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllStringSubmatch(page, -1) {
		digest := sha256.Sum256([]byte(m[1]))
		if !strings.Contains(policy, base64.StdEncoding.EncodeToString(digest[:])) {
			t.Errorf("the policy does not know the script %.60q", m[1])
		}
	}
}

// TestThePageHoldsAProgram byte for byte, whatever HTML would make of them.
func TestThePageHoldsAProgram(t *testing.T) {
	program := make([]byte, 0, 1024)
	for i := range 1024 {
		program = append(program, byte(i), byte(i*7))
	}
	r := report(t, 2, "without", "with ☂ 𝄞")
	r.Text, r.Live = "title = '☂'", &Live{Program: program, Runtime: []byte("// ☂")}
	page := written(t, r)
	_, rest, _ := strings.Cut(page, `id="program">`)
	enclosed, _, _ := strings.Cut(rest, "</script>")
	var back []byte
	for i := 0; i < len(enclosed); i++ {
		c := enclosed[i]
		if c == '=' {
			i++
			c = enclosed[i] - 64
		}
		back = append(back, c)
	}
	if !bytes.Equal(back, program) || strings.ContainsAny(enclosed, "\x00\r<") {
		t.Error("the program is not what it was")
	}
	if around := strings.Replace(page, enclosed, "", 1); strings.ContainsFunc(around, func(c rune) bool { return c >= utf8.RuneSelf }) {
		t.Error("around the program is more than ASCII")
	}
	if !strings.Contains(page, `"error_rate":{"values":[`) || regexp.MustCompile(`\.[^",:]*":\{"values":`).MatchString(page) {
		t.Error("of what was found the page does not keep what a change is held against, or keeps much else")
	}
	if !strings.Contains(page, `charset="windows-1252"`) || !strings.Contains(page, "with &#9730; &#119070;") || !strings.Contains(page, `\ud834\udd1e`) {
		t.Error("the page does not say how it is written, or lost a name")
	}
}

// TestAPageCanBeReadWithoutSeeingIt: every chart has its words and its table, what scrolls
// can be reached by keyboard and has a name, headings do not skip, and links lead somewhere.
func TestAPageCanBeReadWithoutSeeingIt(t *testing.T) {
	page := written(t, report(t, 3, "without", "with"))
	ids, targets := map[string]int{}, []string{}
	charts, tables := 0, 0
	elements(t, page, func(e xml.StartElement) {
		if id := attribute(e, "id"); id != "" {
			ids[id]++
		}
		switch {
		case e.Name.Local == "svg":
			charts++
			if attribute(e, "role") != "img" || attribute(e, "width") != "100%" {
				t.Errorf("a chart is %+v", e.Attr)
			}
		case e.Name.Local == "summary":
			tables++
		case e.Name.Local == "a":
			targets = append(targets, strings.TrimPrefix(attribute(e, "href"), "#"))
		case attribute(e, "class") == "scroll" && (attribute(e, "tabindex") != "0" || attribute(e, "role") != "region" || attribute(e, "aria-label") == ""):
			t.Errorf("what scrolls is %+v", e.Attr)
		}
	})
	if charts == 0 || strings.Count(page, "The numbers of this chart") != charts || strings.Count(page, "<title>") != charts+1 {
		t.Errorf("%d charts, %d tables of theirs, %d titles", charts, strings.Count(page, "The numbers of this chart"), strings.Count(page, "<title>"))
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("%d elements have the id %q", n, id)
		}
	}
	for _, target := range targets {
		if ids[target] == 0 {
			t.Errorf("a link leads to %q, which is not there", target)
		}
	}
	for _, want := range []string{"prefers-color-scheme:dark", "@media print", "width=device-width", `lang="en"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
}

// TestAnAnswerHasItsLinesOnThePageToo, whatever full stops are within a line.
func TestAnAnswerHasItsLinesOnThePageToo(t *testing.T) {
	r := report(t, 3, "without", "with")
	r.Comparison.Variants[0].Words = "the code of ver. 2"
	lines := r.Comparison.FindingLines(reports.FindingWidth)
	if !strings.Contains(lines[0], "ver. 2") {
		t.Fatalf("the first line has no full stop within: %q", lines)
	}
	want := ""
	for _, l := range lines {
		want += "<p>" + l + "</p>"
	}
	if page := written(t, r); !strings.Contains(page, `<div class="answer">`+want+"</div>") {
		t.Errorf("the page does not say %s", want)
	}
	r.Finding = "One. Two."
	if page := written(t, r); !strings.Contains(page, `<div class="answer"><p>One.</p><p>Two.</p></div>`) {
		t.Error("the finding of a factorial is no paragraph a sentence")
	}
}

func TestAPageTellsWhatWasFound(t *testing.T) {
	r := report(t, 3, "without", "with")
	page := written(t, r)
	for _, want := range []string{
		"Who without", "without?", "wavetank compare without", "title = without", "1 expectation passed", "1 expectation failed",
		"1 invariant violated", "1 invariant held", "keeps the SLO", "breaks the SLO", "Differences from without", "raft.led",
		"What this does not prove", "seed 1", "abc",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if again := written(t, r); again != page {
		t.Error("the same report is another page")
	}
	alone := written(t, report(t, 1, "alone"))
	if strings.Contains(alone, "Differences from") || !strings.Contains(alone, "One seed says nothing") {
		t.Error("one variant with one seed has differences, or nothing says that it proves little")
	}
}

// TestAPageOfManyArmsIsSmall: it is to be sent.
func TestAPageOfManyArmsIsSmall(t *testing.T) {
	var names []string
	for i := range 8 {
		names = append(names, fmt.Sprintf("arm-%d", i))
	}
	r := report(t, 3, names...)
	page := written(t, r)
	if len(page) > mostBytes || strings.Contains(page, "too great") {
		t.Errorf("a page of eight arms has %d bytes", len(page))
	}
	first := r.Drawings[0].Name
	r.Drawings = slices.Repeat(r.Drawings, 12)
	r.Drawings[len(r.Drawings)-1].Name = "the-last"
	page = written(t, r)
	if len(page) > mostBytes || len(page) < mostBytes/2 || !strings.Contains(page, "the command below: the-last, ") || !strings.Contains(page, `id="chart-`+first) {
		t.Errorf("a page with too many charts has %d bytes, or does not say what it left out", len(page))
	}
}

func TestADifferenceIsPutInACell(t *testing.T) {
	d := func(middle, low, high float64, verdict string) reports.Difference {
		return reports.Difference{Metric: "error_rate", Verdict: verdict, Interval: reports.Interval{Middle: middle, Low: low, High: high, Pairs: 5}}
	}
	for _, test := range []struct {
		d    reports.Difference
		want cell
	}{
		{d(-0.1, -0.2, -0.05, reports.Better), cell{"good", "-10.0 points", "-20.0 to -5.0 points; better"}},
		{d(0.1, 0.05, 0.2, reports.Worse), cell{"bad", "+10.0 points", "5.0–20.0 points; worse"}},
		{d(0.1, -0.05, 0.2, reports.NoDifference), cell{"", "~ +10.0 points", "-5.0 to 20.0 points"}},
		{d(0, 0, 0, reports.NoDifference), cell{"", "the same", ""}},
		{reports.Difference{Metric: "error_rate"}, cell{Value: "–"}},
	} {
		if got := changeCell(test.d, true); got != test.want {
			t.Errorf("%+v, want %+v", got, test.want)
		}
	}
}

// TestASweepHasAPage of its own form: no differences, and every point in its chart's table.
func TestASweepHasAPage(t *testing.T) {
	one := report(t, 2, "without", "with").Comparison
	s := &reports.Sweep{Info: one.Info, Axes: []reports.Axis{{Key: hostile, Values: []string{"10%", "90%"}}}, Points: []*reports.Comparison{one, one}}
	page := written(t, Report{Sweep: s, Drawings: chart.SweepDrawings(s), Question: "Which?", Text: "title"})
	for _, want := range []string{"a sweep of", "2 points", "<td>90%</td>", "Which?", "found after the fact"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, not := range []string{"<script", "Differences from", `id="seeds"`, `href="#measures"`} {
		if strings.Contains(page, not) {
			t.Errorf("the page has %s", not)
		}
	}
	elements(t, page, func(xml.StartElement) {})
}

// TestVerdictsCountGoalsApart holds that a goal is not counted as an invariant.
func TestVerdictsCountGoalsApart(t *testing.T) {
	v := view{Rules: rules([]reports.Tally{
		{Invariant: "one leader", Runs: 3}, {Invariant: "no loss", Runs: 3, Words: "nothing was written"},
		{Invariant: "a split vote", Runs: 3, Goal: true}, {Invariant: "two terms", Runs: 3, Goal: true, Reached: 2},
	})}
	want := []verdict{{"good", "1 invariant held"}, {"open", "1 invariant not at stake"}, {"good", "1 goal reached"}, {"open", "1 goal not reached"}}
	if got := verdicts(&v); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
