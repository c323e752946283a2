package play

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// walk presses a key until what a selector finds has the focus, which has to be seen.
func (x *tab) walk(selector, key string, with ...chromedp.KeyOption) {
	x.t.Helper()
	for range 80 {
		x.do(chromedp.KeyEvent(key, with...))
		if !value[bool](x, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
			continue
		}
		if !value[bool](x, `(e => e.matches(":focus-visible") && getComputedStyle(e).outlineStyle !== "none")(document.activeElement)`) {
			x.t.Errorf("%s has the focus, and nothing shows it", selector)
		}
		return
	}
	x.t.Fatalf("no pressing of the key leads to %s", selector)
}

// goesByKeyboard does with the playground all that there is to do, without a pointer: skips to
// the answer, turns a knob, runs, stops, steps through a run, and takes a link.
func goesByKeyboard(t *testing.T, l *lab) {
	x := l.tab(t, 1400, l.server, preferring("light"))
	x.until(`Number(document.documentElement.dataset.seeds) >= 2`)
	x.do(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Enter))
	if at := value[string](x, `document.activeElement.id`); at != "answer" {
		t.Errorf("the first link leads to %q", at)
	}
	x.walk("#stop", kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))
	x.do(chromedp.KeyEvent(kb.Enter))
	x.until(finished)

	x.walk("#knob-breaker-failure_rate", kb.Tab)
	x.do(chromedp.KeyEvent(kb.ArrowLeft))
	x.until(`editor.text().includes('failure_rate = "45%"') && !document.getElementById("stop").disabled`)
	if at := value[string](x, `document.activeElement.id`); at != "knob-breaker-failure_rate" {
		t.Errorf("after the knob was turned the focus is at %q", at)
	}
	x.walk("#stop", kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))
	x.do(chromedp.KeyEvent(" "))
	x.until(finished)
	x.walk("#run", kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))
	x.do(chromedp.KeyEvent(kb.Enter))
	x.until(`!document.getElementById("stop").disabled`)
	x.walk("#stop", kb.Tab)
	x.do(chromedp.KeyEvent(kb.Enter))
	x.until(finished)

	x.walk(".skip", kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)) // past the editor, where Tab is a letter
	x.do(chromedp.KeyEvent(kb.Enter))
	x.walk("#step-from", kb.Tab)
	x.do(chromedp.KeyEvent("22"))
	x.walk("#step", kb.Tab)
	x.do(chromedp.KeyEvent(kb.Enter))
	x.until(`document.querySelectorAll("#steps .message").length > 10`)
	x.walk("#steps .scroll", kb.Tab)
	x.do(chromedp.KeyEvent(kb.ArrowDown))
	if told := value[string](x, `document.querySelector(".told").textContent`); !strings.HasPrefix(told, "Step 2 of ") {
		t.Errorf("one step on it tells %q", told)
	}

	x.walk("#share", kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))
	x.do(chromedp.KeyEvent(kb.Enter))
	x.until(`document.activeElement.id === "link" && document.getElementById("link").value.includes("#v1=")`)
}
