package chart

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A word is a piece of text as it lies on the page.
type word struct {
	text string
	box
}

// A notebook is a pen that notes what it is given.
type notebook struct {
	strokes []stroked
	fills   []filled
	words   []word
}

type stroked struct {
	spots []spot
	stroke
}

type filled struct {
	spots  []spot
	colour color.NRGBA
}

func (n *notebook) stroke(paths [][]spot, s stroke) {
	for _, spots := range paths {
		n.strokes = append(n.strokes, stroked{spots, s})
	}
}

func (n *notebook) disc(spot, float64, color.NRGBA) {}

func (n *notebook) fill(spots []spot, c color.NRGBA, _ bool) {
	n.fills = append(n.fills, filled{spots, c})
}

func (n *notebook) write(at spot, s string, l letter, _ color.NRGBA, _ bool) {
	n.words = append(n.words, word{s, box{at.x, at.y - l.capital(), at.x + l.width(s), at.y}})
}

// noted is what a chart draws.
func noted(c Chart) *notebook {
	var n notebook
	c.paint(&page{pen: &n, height: c.height})
	return &n
}

// lettering returns all the text of a chart.
func lettering(c Chart) []word { return noted(c).words }

// flaws lists words that leave the page or lie on each other.
func flaws(c Chart) []string {
	var found []string
	words := lettering(c)
	for i, w := range words {
		if w.left < 0 || w.right > pageWidth || w.top < 0 || w.bottom > c.height {
			found = append(found, fmt.Sprintf("%q leaves the page: %v", w.text, w.box))
		}
		for _, o := range words[:i] {
			if w.meets(o.box, 0.5) {
				found = append(found, fmt.Sprintf("%q lies on %q", w.text, o.text))
			}
		}
	}
	return found
}

func TestNoWordLiesOnAnotherInTheSamples(t *testing.T) {
	for name, c := range samples() {
		for _, flaw := range flaws(c) {
			t.Errorf("%s: %s", name, flaw)
		}
	}
}

// TestNoWordLiesOnAnother holds for whatever a comparison may come to.
func TestNoWordLiesOnAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawnFigure(t)
		for name, c := range map[string]Chart{
			"error rate": ErrorRate(f), "latency": Latency(f), "level": Level(f), "differences": Differences(drawnContrast(t)),
			"spans": Spans(drawnTimeline(t, f)), "recovery": Recovery(drawnRecovery(t)),
		} {
			for _, flaw := range flaws(c) {
				t.Errorf("%s: %s", name, flaw)
			}
		}
	})
}

// TestEveryLabelIsWritten looks for the words of labels, wherever they wrap.
func TestEveryLabelIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawnFigure(t)
		var all strings.Builder
		for _, w := range lettering(Latency(f)) {
			all.WriteString(strings.ReplaceAll(w.text, " ", ""))
		}
		wanted := append([]string{f.Title, f.Subtitle}, f.Footer...)
		for _, c := range f.Curves {
			wanted = append(wanted, c.Label)
		}
		for _, s := range f.Shades {
			wanted = append(wanted, s.Label)
		}
		for _, w := range wanted {
			if !strings.Contains(all.String(), strings.Join(strings.Fields(printable(w)), "")) {
				t.Errorf("%q is not on the chart", w)
			}
		}
	})
}

func drawnFigure(t *rapid.T) Figure {
	text := rapid.StringMatching(`([a-zA-Z0-9%→é-]{1,12} ?){1,12}`)
	f := Figure{
		Title:    text.Draw(t, "title"),
		Subtitle: text.Draw(t, "subtitle"),
		Footer:   rapid.SliceOfN(text, 0, 4).Draw(t, "footer"),
		Duration: rapid.Float64Range(0.001, 1e5).Draw(t, "duration"),
	}
	f.Warmup = f.Duration * rapid.Float64Range(0, 1).Draw(t, "warm-up")
	for range rapid.IntRange(0, 5).Draw(t, "shades") {
		from := rapid.Float64Range(0, f.Duration).Draw(t, "from")
		f.Shades = append(f.Shades, Shade{from, rapid.Float64Range(from, f.Duration).Draw(t, "to"), text.Draw(t, "shade"), rapid.Bool().Draw(t, "load")})
	}
	value := rapid.OneOf(rapid.Float64Range(0, 1), rapid.Float64Range(0, 1e-3), rapid.Just(math.NaN()), rapid.Just(0.5))
	for i := range rapid.IntRange(0, 7).Draw(t, "curves") {
		b := Band{Variant: text.Draw(t, "label"), Baseline: i == 0, Lesser: i > 0 && rapid.Bool().Draw(t, "lesser")}
		if b.Lesser {
			b.Variant, b.Baseline = f.Curves[i-1].Variant, i == 1
		} else {
			b.Label = b.Variant
		}
		n := rapid.IntRange(0, 30).Draw(t, "windows")
		level := value.Draw(t, "level")
		for k := range n {
			if rapid.Bool().Draw(t, "new level") {
				level = value.Draw(t, "level")
			}
			b.At = append(b.At, f.Duration*(float64(k)+0.5)/float64(n))
			b.Median = append(b.Median, level)
			b.Low, b.High = append(b.Low, level*0.9), append(b.High, min(level*1.1, 1))
		}
		f.Curves = append(f.Curves, b)
	}
	return f
}

func drawnContrast(t *rapid.T) Contrast {
	text := rapid.StringMatching(`([a-zA-Z0-9%→é-]{1,12} ?){1,12}`)
	c := Contrast{Title: text.Draw(t, "title"), Footer: []string{text.Draw(t, "footer")}}
	for range rapid.IntRange(0, 3).Draw(t, "panels") {
		p := Panel{Measure: "measure", scale: scale(rapid.IntRange(0, 4).Draw(t, "scale"))}
		for i := range rapid.IntRange(0, 5).Draw(t, "rows") {
			v := rapid.OneOf(rapid.Float64Range(0, 1), rapid.Just(math.NaN())).Draw(t, "value")
			p.Rows = append(p.Rows, Row{Variant: text.Draw(t, "variant"), Baseline: i == 0, Median: v, Low: v / 2, High: v, Note: text.Draw(t, "note")})
		}
		c.Panels = append(c.Panels, p)
	}
	return c
}

func drawnTimeline(t *rapid.T, f Figure) Timeline {
	line := Timeline{Title: f.Title, Subtitle: f.Subtitle, Footer: f.Footer, Duration: f.Duration, Warmup: f.Warmup}
	text := rapid.StringMatching(`([a-zA-Z0-9%→é-]{1,12} ?){1,12}`)
	for range rapid.IntRange(0, 3).Draw(t, "runs") {
		b := TimelineRun{Variant: text.Draw(t, "variant"), Note: text.Draw(t, "note"), Shades: f.Shades}
		for range rapid.IntRange(0, 30).Draw(t, "owners") {
			from := rapid.Float64Range(0, f.Duration).Draw(t, "from")
			b.Owners = append(b.Owners, Owner{text.Draw(t, "owner"), []Interval{{from, f.Duration}}})
		}
		line.Runs = append(line.Runs, b)
	}
	return line
}

func drawnRecovery(t *rapid.T) RecoveryChart {
	text := rapid.StringMatching(`([a-zA-Z0-9%→é-]{1,12} ?){1,12}`)
	c := RecoveryChart{Title: text.Draw(t, "title"), Footer: []string{text.Draw(t, "footer")}}
	for range rapid.IntRange(0, 5).Draw(t, "rows") {
		times := rapid.SliceOfN(rapid.Float64Range(0, 1e5), 0, 9).Draw(t, "times")
		slices.Sort(times)
		r := RecoveryRow{Variant: text.Draw(t, "variant"), Times: times, Median: math.NaN(), Never: rapid.IntRange(0, 99).Draw(t, "never"), Note: text.Draw(t, "note")}
		if len(times) > 0 {
			r.Median = times[len(times)/2]
		}
		c.Rows = append(c.Rows, r)
	}
	return c
}
