package play

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"wavetank/scenarios"
)

// opensTheLibrary has every scenario of the library read in a page, without a complaint. One has
// an arm that a page cannot run: it says so, and how to run it.
func opensTheLibrary(t *testing.T, l *lab) {
	x := l.tab(t, 1400, l.server+"#name=leader-crash", preferring("light"))
	x.until(`Number(document.documentElement.dataset.seeds) >= 2`)
	x.do(chromedp.Click(chromedp.CSS("#stop")))
	x.until(finished)
	const told = `(() => { const p = document.getElementById("lack"); return p.hidden ? "" : p.textContent })()`
	if said := value[string](x, told); !strings.Contains(said, "static, bully, raft") || !strings.HasSuffix(said, "wavetank compare leader-crash") {
		t.Errorf("of the arm that is left out it says %q", said)
	}
	if said := value[string](x, `document.getElementById("command").textContent`); !strings.HasPrefix(said, "wavetank compare leader-crash --seeds ") || !strings.HasSuffix(said, " --only static,bully,raft") {
		t.Errorf("the command is %q", said)
	}
	value[int](x, `(async () => {
		window.read = []
		for (const o of document.querySelectorAll("#library option:not([disabled])")) read.push([o.value, await pool.quick.ask({ ask: "check", name: o.value })])
		window.whole = true
	})(), 0`)
	x.until(`!!window.whole`)
	var read [][2]json.RawMessage
	if err := json.Unmarshal([]byte(value[string](x, `JSON.stringify(read)`)), &read); err != nil {
		t.Fatal(err)
	}
	if len(read) != len(scenarios.Library()) {
		t.Errorf("%d scenarios are read", len(read))
	}
	for _, r := range read {
		var a struct {
			Title, Error, Lack string
			Problems           []struct{ Message string }
		}
		if err := json.Unmarshal(r[1], &a); err != nil {
			t.Fatal(err)
		}
		if name := string(r[0]); a.Title == "" || a.Error != "" || a.Problems != nil || (a.Lack != "") != (name == `"leader-crash"`) {
			t.Errorf("%s: %s", name, fmt.Sprint(a))
		}
	}
	value[int](x, `(document.getElementById("library").value = "mm1", document.getElementById("library").dispatchEvent(new Event("change")), 0)`)
	x.until(`document.getElementById("lack").hidden && Number(document.documentElement.dataset.finished) > 1 && ` + finished)
}
