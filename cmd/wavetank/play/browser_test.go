package play

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
)

// small runs in no time. What the loader leaves to its author is hostile.
const small = `# Who wins <script>alert("question")</script>?
title    = '<img src=x onerror="alert(1)">'
duration = "6s"
warmup   = "1s"
seeds    = 3
nodes.shop = { workers = 4, queue = 8, routes.order = { work = "exp 5ms", calls = ["bank.pay"], timeout = "100ms" } }
nodes.bank = { workers = 4, routes.pay = { work = "exp 10ms" } }
loads.users = { to = "shop.order", rate = "60/s", timeout = "1s" }
variants = { without = [], with = ["breaker"] }

[patterns.breaker]
kind         = "circuit-breaker"
on           = "shop -> bank"
window       = 10 # calls
failure_rate = "50%"
open_for     = "1s"

[[faults]]
kind = "hang"
node = "bank"
at   = "2s"
for  = "2s"

[[invariant]]
name    = '"><svg onload=alert(2)>'
at_most = 1000000
of      = "breaker.opened"

[[expect]]
engaged = true
note    = "</script><script>alert(4)</script>\u202e"
`

func (l *lab) of(t *testing.T, text string) string {
	t.Helper()
	link, err := Link("small", text)
	if err != nil {
		t.Fatal(err)
	}
	return l.server + link
}

const finished = `!!document.documentElement.dataset.finished && document.getElementById("stop").disabled`

// TestBrowser drives one Chromium through all that somebody does with the playground.
func TestBrowser(t *testing.T) {
	l := newLab(t)
	t.Run("shows an answer at once, and stops", func(t *testing.T) { answersAtOnce(t, l) })
	t.Run("by keyboard alone", func(t *testing.T) { goesByKeyboard(t, l) })
	t.Run("opens the library", func(t *testing.T) { opensTheLibrary(t, l) })
	t.Run("an author", func(t *testing.T) {
		x := l.tab(t, 1400, l.of(t, small), preferring("light"))
		x.until(finished)
		for _, test := range []struct {
			name string
			run  func(*testing.T, *tab)
		}{
			{"names and notes stay text, and the numbers are those of the command line", staysText},
			{"a run is seen step by step", stepsThrough},
			{"a knob that is turned by keyboard moves the chart", turnsAKnob},
			{"a broken scenario shows its complaint in its place", complains},
			{"a link shows the same to somebody else", func(t *testing.T, x *tab) { follows(t, l, x) }},
		} {
			t.Run(test.name, func(t *testing.T) { test.run(t, x) })
		}
	})
	t.Run("a telephone at night", func(t *testing.T) { fitsATelephone(t, l) })
	t.Run("a playground from a disk says what to do", func(t *testing.T) { saysWhereItRuns(t, l) })
	t.Run("a report from a disk runs again", func(t *testing.T) { runsFromADisk(t, l) })
}

// saysWhereItRuns opens the site without a host, from which a browser gives it no files.
func saysWhereItRuns(t *testing.T, l *lab) {
	site, err := New("test", l.program, l.script)
	dir := t.TempDir()
	if err = errors.Join(err, site.Write(dir)); err != nil {
		t.Fatal(err)
	}
	x := l.tab(t, 1000, "file://"+filepath.Join(dir, "index.html"))
	x.until(`document.getElementById("state").textContent.includes("Serve this folder by any host")`)
	if n := value[int](x, `document.querySelectorAll("button, select, input:not(#link)").length`); n > 0 {
		t.Errorf("%d controls are left that do nothing", n)
	}
}

func answersAtOnce(t *testing.T, l *lab) {
	x := l.tab(t, 1400, l.server, preferring("light"))
	x.until(`Number(document.documentElement.dataset.seeds) >= 2`)
	x.do(chromedp.Click(chromedp.CSS("#stop")))
	x.until(finished)
	if said := value[string](x, `document.getElementById("state").textContent`); !strings.HasPrefix(said, "stopped after ") {
		t.Errorf("it says %q", said)
	}
	if title := value[string](x, `document.querySelector("h1").textContent`); title != "A hung payment provider" {
		t.Errorf("its title is %q", title)
	}
	if n := value[int](x, `document.querySelectorAll("#charts canvas").length`); n < 4 {
		t.Errorf("%d charts", n)
	}
	if n := value[int](x, `document.querySelectorAll("#library option").length`); n != len(scenarios.Library())+1 {
		t.Errorf("the menu has %d entries", n)
	}
	// The cursor goes in step, an arm is switched off, the zoom is one.
	value[int](x, `document.querySelector(".frame").dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight"})), 0`)
	if n := value[int](x, `[...document.querySelectorAll(".readout")].filter(r => r.textContent.startsWith("at ")).length`); n < 4 {
		t.Errorf("%d of the charts tell the values at the cursor", n)
	}
	value[int](x, `document.querySelector(".arm input").click(), 0`)
	if r := value[string](x, `document.querySelector(".readout").textContent`); strings.Contains(r, "without ") {
		t.Errorf("an arm that is switched off is told: %q", r)
	}
}

func staysText(t *testing.T, x *tab) {
	if title := value[string](x, `document.querySelector("h1").textContent`); title != `<img src=x onerror="alert(1)">` {
		t.Errorf("its title is %q", title)
	}
	if n := value[int](x, `document.querySelectorAll("img, iframe, b[onclick], [onload], [onerror], .answer script, section script").length`); n != 0 {
		t.Errorf("%d elements came of names", n)
	}
	if body := value[string](x, `document.body.innerText`); !strings.Contains(body, `alert("question")</script>?`) || !strings.Contains(body, "</script><script>alert(4)</script>\\u202e") || strings.Contains(body, "\u202e") {
		t.Error("the names are not on the page at all")
	}
	claims, verdicts := value[string](x, `document.getElementById("claims").innerText`), value[string](x, `document.getElementById("verdicts").innerText`)
	if !strings.Contains(claims, `><svg onload=alert(2)>", with`) || !strings.Contains(claims, "held") || !strings.Contains(verdicts, "1 × pass") || !strings.Contains(verdicts, "× invariant held") {
		t.Errorf("of what was judged it says %q and %q", verdicts, claims)
	}
	var native bytes.Buffer
	if err := reports.JSON(natively(t))(&native); err != nil {
		t.Fatal(err)
	}
	if page := value[string](x, "results.bytes"); page != native.String() {
		t.Errorf("comparison.json in the page has %d bytes, natively %d, and they differ", len(page), native.Len())
	}
}

// natively compares the small scenario as the command line does.
func natively(t *testing.T) *reports.Comparison {
	t.Helper()
	s, err := scenarios.Parse("small", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	s.Measure = true
	c, err := scenarios.Compare(context.Background(), s, scenarios.CompareOptions{Seeds: scenarios.Seeds(1, 3), Command: "wavetank compare small.toml --seeds 3", Build: "test", Run: storm.RunDeclared})
	if err != nil {
		t.Fatal(err)
	}
	scenarios.Judge(s, c)
	return c
}

func turnsAKnob(t *testing.T, x *tab) {
	before := value[string](x, `document.querySelector("#charts canvas").toDataURL()`)
	x.do(chromedp.Focus(chromedp.CSS("#knob-breaker-open_for")), chromedp.KeyEvent(kb.ArrowRight))
	x.until(`editor.text().includes('open_for     = "1.5s"')`)
	x.until(`settled && settled.text.includes('"1.5s"') && ` + finished)
	if after := value[string](x, `document.querySelector("#charts canvas").toDataURL()`); after == before {
		t.Error("the chart is as before")
	}
	if said := value[string](x, `document.getElementById("since").innerText`); !strings.Contains(said, "without is as before; with: ") || !strings.Contains(said, " → ") || !strings.Contains(said, "95 % interval") {
		t.Errorf("of what the change did it says %q", said)
	}
	if !value[bool](x, `editor.text().includes("window       = 10 # calls")`) {
		t.Error("turning a knob touched another line")
	}
	if at := value[string](x, `document.activeElement.id`); at != "knob-breaker-open_for" {
		t.Errorf("the focus went to %q", at)
	}
	// Out of the editor by keyboard, and a run begun from within it.
	run := value[int](x, `Number(document.documentElement.dataset.finished)`)
	x.do(chromedp.Focus(chromedp.CSS(".cm-content")), chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	x.until(fmt.Sprintf(`Number(document.documentElement.dataset.finished) > %d && %s`, run, finished))
	x.do(chromedp.KeyEvent(kb.Escape), chromedp.KeyEvent(kb.Tab))
	if value[bool](x, `!!document.activeElement.closest(".cm-editor")`) {
		t.Error("the keyboard does not leave the editor")
	}
}

func complains(t *testing.T, x *tab) {
	x.write(strings.Replace(small, "window       = 10", "windw        = 10", 1))
	x.until(`document.getElementById("problems").children.length > 0`)
	if words := value[string](x, `document.getElementById("problems").textContent`); !strings.Contains(words, "line 14, column 1") || !strings.Contains(words, "did you mean window") {
		t.Errorf("it complains: %q", words)
	}
	if marked := value[string](x, `document.querySelector(".cm-lintRange-error").textContent`); !strings.HasPrefix(marked, "windw") {
		t.Errorf("what is underlined is %q", marked)
	}
	x.write(small)
	x.until(`document.getElementById("problems").children.length === 0`)
}

func follows(t *testing.T, l *lab, x *tab) {
	value[int](x, `document.getElementById("seeds").value = "5", 0`)
	x.do(chromedp.Click(chromedp.CSS("#share")))
	x.until(`document.getElementById("link").value.includes("#v1=")`)
	link := value[string](x, `document.getElementById("link").value`)
	y := l.tab(t, 1400, link)
	y.until(finished)
	if same := value[string](x, `editor.text()`) == value[string](y, `editor.text()`); !same {
		t.Error("somebody else sees another text")
	}
	if n := value[string](y, `document.documentElement.dataset.seeds`); n != "5" {
		t.Errorf("somebody else sees %s seeds", n)
	}
	large, err := Link("large", strings.Repeat("# one line more\n", 1<<17))
	if err != nil {
		t.Fatal(err)
	}
	packed := link[strings.Index(link, "#"):]
	for _, test := range []struct{ link, says string }{
		{"#v9=AAAA", "a newer wavetank made it"},
		{"#v1=", "nothing stands behind its #v1="},
		{packed[:len(packed)/2], "it was cut off or changed on its way"},
		{packed[:40] + "!!" + packed[42:], "it was cut off or changed on its way"},
		{"#name=%E0%A4", "it was cut off or changed on its way"},
		{"#v1=q1YAAA", "it was cut off or changed on its way"},
		{"#v1=q64FAA", "it names no scenario"},
		{large, "it holds more than a scenario can have"},
		{"#name=nobody", "there is no scenario nobody"},
	} {
		value[int](y, "location.hash = "+strconv.Quote(test.link)+", 0")
		y.until(`document.getElementById("astray").textContent.includes(` + strconv.Quote(test.says) + `)`)
		if value[string](x, `editor.text()`) != value[string](y, `editor.text()`) {
			t.Errorf("%.20s takes away what was there", test.link)
		}
		value[int](y, `document.getElementById("astray").textContent = "", 0`)
	}
	z := l.tab(t, 1400, l.server+packed[:len(packed)/2])
	z.until(`document.getElementById("astray").textContent.includes("cut off") && Number(document.documentElement.dataset.seeds) >= 2`)
	z.do(chromedp.Click(chromedp.CSS("#stop")))
	value[int](z, `location.hash = "#answer", 0`) // a place on the page is no link
	if said := value[string](z, `document.getElementById("astray").textContent`); !strings.Contains(said, "cut off") {
		t.Errorf("it says %q", said)
	}
}

func stepsThrough(t *testing.T, x *tab) {
	x.do(chromedp.SetValue(chromedp.CSS("#step-from"), "3"), chromedp.Click(chromedp.CSS("#step")))
	x.until(`document.querySelectorAll("#steps .message").length > 10`)
	first := value[string](x, `document.querySelector(".told").textContent`)
	x.do(chromedp.Focus(chromedp.CSS("#steps .scroll")), chromedp.KeyEvent(kb.ArrowDown))
	if second := value[string](x, `document.querySelector(".told").textContent`); !strings.HasPrefix(first, "Step 1 of ") || !strings.HasPrefix(second, "Step 2 of ") {
		t.Errorf("%q, and then %q", first, second)
	}
	if known := value[string](x, `document.querySelector("#steps ul").textContent`); !strings.Contains(known, "shop: breaker.opened to bank (1 ×") {
		t.Errorf("of everybody it knows %q", known)
	}
}

func fitsATelephone(t *testing.T, l *lab) {
	x := l.tab(t, 360, l.of(t, small), preferring("dark"))
	x.until(finished)
	x.do(chromedp.Click(chromedp.CSS("#step")))
	x.until(`document.querySelectorAll("#steps .message").length > 0`)
	if width := value[int](x, `document.scrollingElement.scrollWidth`); width > 360 {
		t.Errorf("the page is %d pixels wide: %s", width, value[string](x, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > 361 && !e.closest(".scroll, .cm-editor")).map(e => e.tagName + "." + e.className + "#" + e.id).join(" ")`))
	}
	if ground := value[string](x, `getComputedStyle(document.body).backgroundColor`); ground != "rgb(14, 17, 22)" {
		t.Errorf("by night the ground is %s", ground)
	}
}
