package play

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"wavetank/reports/chart"
	"wavetank/reports/page"
)

// runsFromADisk opens a report with the simulator in it from a file, at night; its charts
// stand where scripts draw nothing.
func runsFromADisk(t *testing.T, l *lab) {
	c := natively(t)
	path := filepath.Join(t.TempDir(), "report.html")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	r := page.Report{Comparison: c, Drawings: chart.Drawings(c), Question: "Who?", Text: small, Live: &page.Live{Program: l.program, Runtime: l.script, Build: "test"}}
	if err := errors.Join(page.Write(f, r), f.Close()); err != nil {
		t.Fatal(err)
	}
	x := l.tab(t, 1200, "file://"+path, preferring("dark"))
	x.until(`document.querySelectorAll("#interactive canvas").length >= 4 && document.querySelectorAll("#knobs input").length > 0`)
	if said := value[string](x, `document.getElementById("knob-breaker-open_for").ariaDescribedByElements.map(e => e.textContent).join()`); said != "how long the breaker stays open before it tries again" {
		t.Errorf("of a knob a reader who does not see hears %q", said)
	}
	before := value[string](x, `document.querySelector("#interactive canvas").toDataURL()`)
	x.do(chromedp.Focus(chromedp.CSS("#knob-breaker-open_for")), chromedp.KeyEvent(kb.ArrowRight))
	x.until(`!!document.documentElement.dataset.finished && document.getElementById("state").textContent.startsWith("3 seeds")`)
	if after := value[string](x, `document.querySelector("#interactive canvas").toDataURL()`); after == before {
		t.Error("the chart is as before")
	}
	if said := value[string](x, `document.getElementById("since").innerText`); !strings.Contains(said, "without is as before; with: ") {
		t.Errorf("of what the change did it says %q", said)
	}
	if text := value[string](x, `document.getElementById("text").value`); !strings.Contains(text, `open_for     = "1.5s"`) {
		t.Errorf("the text is %s", text)
	}
	if wide := value[int](x, `[...document.querySelectorAll("#interactive .frame")].filter(f => f.querySelector(".uplot").clientWidth > f.clientWidth).length`); wide > 0 {
		t.Errorf("%d charts are wider than their frames, and cut off", wide)
	}
	if shown := value[string](x, `getComputedStyle(document.querySelector("#chart-error-rate > .scroll")).display`); shown != "none" {
		t.Error("the chart that stands still is shown too")
	}
	standsStill(t, l, path)
}

// standsStill looks at a report on a telephone without scripts, with short names and long ones.
func standsStill(t *testing.T, l *lab, path string) {
	y := l.tab(t, 360, "about:blank", withoutScripts)
	y.do(chromedp.Navigate("file://" + path))
	if shown := value[string](y, `getComputedStyle(document.querySelector("#chart-error-rate > .scroll")).display`); shown == "none" {
		t.Error("without scripts there is no chart")
	}
	if width := value[int](y, `document.scrollingElement.scrollWidth`); width > 360 {
		t.Errorf("the report is %d pixels wide", width)
	}
	if hidden := value[int](y, `(s => s.scrollWidth - s.clientWidth)(document.querySelector("#measures .scroll"))`); hidden > 0 {
		t.Errorf("of two arms beside each other %d pixels are out of sight", hidden)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("w", 64)
	if err := os.WriteFile(path, bytes.ReplaceAll(text, []byte(">with<"), []byte(">"+long+"<")), 0o644); err != nil {
		t.Fatal(err)
	}
	y.do(chromedp.Navigate("file://" + path))
	if width := value[int](y, `document.scrollingElement.scrollWidth`); width > 360 {
		t.Errorf("with names of 64 letters the report is %d pixels wide", width)
	}
	if over := value[int](y, `[...document.querySelectorAll("th")].filter(e => e.scrollWidth > e.clientWidth + 1).length`); over > 0 {
		t.Errorf("%d long names lie on what stands beside them", over)
	}
}
