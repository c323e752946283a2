package chart

import (
	"bytes"
	"image/color"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/reports"
)

// stepped is high between two instants and 0.1 else.
func stepped(name string, from, to, high float64) Band {
	b := Band{Label: name}
	for s := range 60 {
		v := 0.1
		if t := float64(s); t >= from && t < to {
			v = high
		}
		b.At, b.Median = append(b.At, float64(s)+0.5), append(b.Median, v)
	}
	return b
}

func find(t *testing.T, words []word, text string) word {
	t.Helper()
	i := slices.IndexFunc(words, func(w word) bool { return w.text == text })
	if i < 0 {
		t.Fatalf("%q is not on the chart", text)
	}
	return words[i]
}

func TestLabelsStandWhereLinesAreApart(t *testing.T) {
	f := Figure{Duration: 60, Curves: []Band{stepped("early", 5, 25, 0.9), stepped("late", 35, 55, 0.9)}}
	words := lettering(ErrorRate(f))
	early, late := find(t, words, "early"), find(t, words, "late")
	if middle := pageWidth / 2; early.right > middle || late.left < middle {
		t.Errorf("early is labelled at %v, late at %v, though they are apart from the others in their own half alone", early.box, late.box)
	}
}

func TestCurvesThatLieOnEachOtherShareALabel(t *testing.T) {
	a, b, c := stepped("a", 5, 25, 0.9), stepped("b", 5, 25, 0.9), stepped("c", 5, 25, 0.9005)
	d := stepped("d", 5, 25, 0.5)
	for _, test := range []struct {
		curves []Band
		want   string
	}{
		{[]Band{a, b, d}, "a = b, d"},
		{[]Band{a, c, d}, "a ≈ c, d"},
		{[]Band{a, d}, "a, d"},
		{[]Band{a, {Variant: "a", Lesser: true, At: a.At, Median: a.Median}, b, {Variant: "b", Lesser: true, At: d.At, Median: d.Median}}, "a, b"},
	} {
		var labels []string
		for _, g := range groups(test.curves, ratioAxis(1)) {
			labels = append(labels, g.label)
		}
		if got := strings.Join(labels, ", "); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

// TestFiveArmsHaveAPanelEach, and fewer have one where no label fits beside its line.
func TestFiveArmsHaveAPanelEach(t *testing.T) {
	var five []Band
	for i, name := range []string{"one", "two", "three", "four", "five"} {
		five = append(five, stepped(name, 5, 25, 0.5+0.1*float64(i)))
	}
	never := Band{Label: "nobody", At: five[0].At, Median: slices.Repeat([]float64{math.NaN()}, 60)}
	panels := func(curves []Band) int {
		n := 0
		for _, w := range lettering(ErrorRate(Figure{Duration: 60, Warmup: 5, Curves: curves})) {
			if w.text == "0 s" {
				n++
			}
		}
		return n
	}
	if got := panels(five[:4]); got != 1 {
		t.Errorf("four arms have %d time axes", got)
	}
	if got := panels(five); got != 2 {
		t.Errorf("five arms have %d columns, want 2", got)
	}
	c := ErrorRate(Figure{Duration: 60, Curves: five[:1:1]})
	if d := ErrorRate(Figure{Duration: 60, Curves: append(five[:1:1], never)}); d.height <= c.height-200 {
		t.Errorf("a page of height %v for two panels", d.height)
	}
	find(t, lettering(ErrorRate(Figure{Duration: 60, Curves: append(five[:1:1], never)})), "nobody (no value)")
}

func TestTheSLOIsADottedLine(t *testing.T) {
	for _, n := range []int{2, 5} {
		var curves []Band
		for i := range n {
			curves = append(curves, stepped(string(rune('a'+i)), 5, 25, 0.2+0.1*float64(i)))
		}
		chart := Latency(Figure{Duration: 60, Curves: curves, Limits: []Limit{{0.03, "the SLO, a p99 of 30 ms"}}})
		dotted := 0
		for _, s := range noted(chart).strokes {
			if slices.Equal(s.dashes, []float64{1.5, 3}) && s.spots[0].y == s.spots[1].y {
				dotted++
			}
		}
		if want := map[int]int{2: 1, 5: 5}[n]; dotted != want {
			t.Errorf("%d arms: %d dotted lines, want %d", n, dotted, want)
		}
		if words := lettering(chart); !strings.Contains(find(t, words, "Dotted: the SLO, a p99 of 30 ms."+map[int]string{5: " Thin in the other panels: a."}[n]).text, "SLO") {
			t.Error("nothing says what the line is")
		}
	}
}

func TestChangesOfTheLoadAreShaded(t *testing.T) {
	c := compared()
	c.Changes = []reports.Change{{From: time.Second, To: 2 * time.Second, What: "shoppers +100/s"}}
	errorRate, _, _ := FromComparison(c)
	n := noted(ErrorRate(errorRate))
	if !slices.ContainsFunc(n.fills, func(f filled) bool { return f.colour == translucent(loadInk, 0x18) }) {
		t.Error("a burst is not shaded")
	}
	find(t, n.words, "shoppers +100/s")
}

func TestSpansShowEveryOneOfAGroup(t *testing.T) {
	got := withTheirGroups([]string{"kv-4", "kv-2", "dns"}, [][]string{{"kv-1", "kv-2", "kv-3", "kv-4"}, {"web-1", "web-2"}})
	if want := []string{"dns", "kv-1", "kv-2", "kv-3", "kv-4"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestNoMeanIsWrittenAboveItsMaximum: rounding keeps the order.
func TestNoMeanIsWrittenAboveItsMaximum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mean := rapid.Float64Range(0, 1e5).Draw(t, "mean")
		most := math.Ceil(mean) + float64(rapid.IntRange(0, 3).Draw(t, "above"))
		a, _ := strconv.ParseFloat(quantity(mean), 64)
		if b, _ := strconv.ParseFloat(quantity(most), 64); a > b {
			t.Errorf("a mean of %s (peak %s)", quantity(mean), quantity(most))
		}
	})
	if got := quantity(3096.2); got != "3096" {
		t.Errorf("3096.2 is written %s", got)
	}
	if got := percent(0.99997); got == "100 %" {
		t.Error("less than all is written as 100 %")
	}
}

func TestWhatIsExpectedHasAChart(t *testing.T) {
	c := told(t)
	c.Meanings = map[string]string{"raft.led": "a member led (value: 1 from now on)"}
	c.Expectations = []reports.Expectation{{That: "with.error_rate < 1"}}
	if _, ok := subjectOf(c); ok {
		t.Error("the error rate, which has a chart, has another")
	}
	c.Expectations = append(c.Expectations, reports.Expectation{That: "with.facts.raft.led > without.facts.raft.led"}, reports.Expectation{That: "with.users.goodput > 3/s"})
	got, ok := subjectOf(c)
	if !ok || len(got.Panels) != 2 {
		t.Fatalf("%+v", got)
	}
	if want := "How often a member led (facts.raft.led)"; got.Panels[0].Measure != want || got.Panels[0].Rows[1].Median != 3 {
		t.Errorf("%+v, want %s of 3", got.Panels[0], want)
	}
	if value := layPanel(got.Panels[1], newPalette(nil), 0).value(row{Row: got.Panels[1].Rows[0]}); !strings.HasSuffix(value, "/s") {
		t.Errorf("a goodput is written %s", value)
	}
	if want := "Goodput of users, per second"; got.Panels[1].Measure != want {
		t.Errorf("%s, want %s", got.Panels[1].Measure, want)
	}
	if !slices.ContainsFunc(Drawings(c), func(d Drawing) bool { return d.Name == "subject" }) {
		t.Error("it is not among the drawings")
	}
}

// TestEveryMetricThatIsClaimedIsDrawn: whatever metric an expectation names, of one arm or
// of two, there is a chart with a panel for it, and it is drawn.
func TestEveryMetricThatIsClaimedIsDrawn(t *testing.T) {
	two := told(t)
	one := *two
	one.Variants = two.Variants[:1]
	metrics := []string{"facts.raft.led", "levels.queue.deep.max", "levels.queue.deep.last", "spans.raft.led.share", "delays.saga.decided.p99"}
	for _, m := range reports.Metrics() {
		metrics = append(metrics, m.Name)
	}
	for _, c := range []*reports.Comparison{two, &one} {
		for _, metric := range metrics {
			c.Expectations = []reports.Expectation{{That: "without." + metric + " <= without." + metric}}
			drawn := map[string]bool{}
			subject, ok := subjectOf(c)
			panels := subject.Panels
			if len(c.Variants) > 1 {
				panels = append(panels, contrastOf(c).Panels...)
			}
			for _, p := range panels {
				drawn[p.Measure] = true
			}
			m := measureOf(c, reports.Subject{Metric: metric})
			for _, usual := range []measure{errorMeasure, latencyMeasure, answeredMeasure} {
				if len(c.Variants) > 1 && usual.Metric == metric {
					m = usual
				}
			}
			if !drawn[m.title] {
				t.Errorf("%d arms: no panel is called %q, of %s", len(c.Variants), m.title, metric)
			}
			if n := slices.IndexFunc(Drawings(c), func(d Drawing) bool { return d.Name == "subject" }); ok != (n >= 0) {
				t.Errorf("%d arms: %s has no drawing", len(c.Variants), metric)
			}
		}
	}
}

// TestAnSVGScalesAndHasADarkVariant: no colour stands outside the rules, each rule has a
// colour by night unless it is one that stays, and letters can be read by night.
func TestAnSVGScalesAndHasADarkVariant(t *testing.T) {
	for _, name := range []string{"flagship", "heat", "spans", "many"} {
		var b bytes.Buffer
		if err := samples()[name].WriteSVG(&b); err != nil {
			t.Fatal(err)
		}
		head, body, _ := strings.Cut(b.String(), "</style>")
		if !regexp.MustCompile(`^<svg [^>]*viewBox="0 0 900 [0-9.]+" width="100%"`).MatchString(head) || strings.Contains(head[:200], "height") {
			t.Errorf("%s does not scale: %s", name, head[:200])
		}
		if texts, wide := strings.Count(body, "<text "), strings.Count(body, " textLength="); texts == 0 || texts != wide {
			t.Errorf("%s: %d of %d texts have their width, whatever the letter of the reader", name, wide, texts)
		}
		if strings.Contains(body, "#") {
			t.Errorf("%s has a colour that no dark variant can change", name)
		}
		day, night, ok := strings.Cut(head, "@media screen and (prefers-color-scheme:dark){")
		if !ok {
			t.Fatalf("%s has no dark variant", name)
		}
		for _, class := range regexp.MustCompile(`class="([^"]*)"`).FindAllStringSubmatch(body, -1) {
			if !strings.Contains(day, "."+class[1]+"{") {
				t.Errorf("%s: the class %s has no rule", name, class[1])
			}
			if fixed := class[1][0] == 'd'; fixed == strings.Contains(night, "."+class[1]+"{") && fixed {
				t.Errorf("%s: %s changes by night", name, class[1])
			}
		}
	}
	for _, c := range append(patternColours[:], baselineColour, ink, inkSoft, inkFaint, loadInk) {
		if got := contrastOfWCAG(night(legible(c)), nightPaper); got < 4.5 {
			t.Errorf("letters of %v have a contrast of %.2f by night", c, got)
		}
	}
}

// contrastOfWCAG is the contrast of two colours, as https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
// has it.
func contrastOfWCAG(a, b color.NRGBA) float64 {
	luminance := func(c color.NRGBA) float64 {
		linear := func(v uint8) float64 {
			if x := float64(v) / 255; x > 0.04045 {
				return math.Pow((x+0.055)/1.055, 2.4)
			}
			return float64(v) / 255 / 12.92
		}
		return 0.05 + 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
	}
	x, y := luminance(a), luminance(b)
	return max(x, y) / min(x, y)
}

// TestEveryChartOfAComparisonHasItsTable: whoever does not see it has the same numbers.
func TestEveryChartOfAComparisonHasItsTable(t *testing.T) {
	c := told(t)
	c.Expectations = []reports.Expectation{{That: "with.goodput > 1/s"}}
	c.Phase = twoBasins()
	for _, d := range Drawings(c) {
		table := d.Table()
		if len(table) < 2 {
			t.Errorf("%s has no table", d.Name)
			continue
		}
		for _, row := range table {
			if len(row) != len(table[0]) {
				t.Errorf("%s: a row of %d cells under a heading of %d: %q", d.Name, len(row), len(table[0]), row)
			}
		}
	}
}

// TestAPhasePlotTellsWhereItsArrowsPoint: what waits doubles or halves with each of four samples.
func TestAPhasePlotTellsWhereItsArrowsPoint(t *testing.T) {
	plane := reports.Phase{Courses: []reports.Course{{Back: true}, {}}}
	for i := range plane.Courses {
		at := []reports.PhasePoint{{Queued: 10, InFlight: 1}}
		for q := 100.0; len(at) < 12; q *= []float64{0.5, 2}[i] {
			at = append(at, reports.PhasePoint{Queued: int64(q), InFlight: 4})
		}
		plane.Courses[i].At = slices.Concat(at, at, at)
	}
	table := phaseTable(plane.Cells())
	for _, want := range [][]string{{"39–61", "3–5", "3", "4", "100 %"}, {"629–998", "3–5", "12,684", "4", "0 %"}} {
		if !slices.ContainsFunc(table, func(row []string) bool { return slices.Equal(row, want) }) {
			t.Errorf("no row is %q: %q", want, table)
		}
	}
}
