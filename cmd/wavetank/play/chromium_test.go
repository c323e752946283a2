package play

import (
	"context"
	"encoding/json"
	"flag"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience ends a test that waits for what does not come.
const patience = 2 * time.Minute

var shots = flag.String("shots", "", "a folder for pictures of the pages that the tests see")

// A step is what a reader does, or the browser.
type step = chromedp.Action[chromedp.Void]

// A lab is one Chromium and a server of the playground, for all tests of a test.
type lab struct {
	ctx             context.Context
	server          string
	program, script []byte // the simulator
}

// newLab skips the test where there is no Chromium, unless WAVETANK_BROWSER says that
// there has to be one.
func newLab(t *testing.T) *lab {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	switch {
	case testing.Short():
		t.Skip("drives a browser")
	case err != nil && os.Getenv("WAVETANK_BROWSER") == "":
		t.Skip("there is no chromium in the PATH to drive: on Debian, apt-get install chromium; .ci/run does")
	case err != nil:
		t.Fatal("WAVETANK_BROWSER asks for a browser, and there is no chromium in the PATH")
	}
	program, script, err := Simulator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	site, err := New("test", program, script)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.WindowSize(1400, 1000), chromedp.WSURLReadTimeout(2*time.Minute))
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(end)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(end)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return &lab{ctx, server.URL + "/", program, script}
}

// A tab is a page of a profile of its own. What it asks for, and what goes wrong in it,
// is noted.
type tab struct {
	t    *testing.T
	ctx  context.Context
	lock sync.Mutex // guards what follows, which the browser's events write
	asks []string
	ills []string
}

// tab opens a page, and fails the test in the end if it asked a host for anything or had
// an error.
func (l *lab) tab(t *testing.T, width int64, address string, before ...step) *tab {
	t.Helper()
	x := &tab{t: t}
	ctx, end := chromedp.NewContext(l.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(x.hear))
	x.ctx = ctx
	x.do(append(append([]step{chromedp.EmulateViewport(width, 1000)}, before...), chromedp.Navigate(address))...)
	t.Cleanup(func() {
		x.picture()
		x.lock.Lock()
		for _, ask := range x.asks {
			if !strings.HasPrefix(ask, l.server) && !strings.HasPrefix(ask, "data:") && !strings.HasPrefix(ask, "blob:") && !strings.HasPrefix(ask, "file:") {
				t.Errorf("the page asked for %q", ask)
			}
		}
		for _, ill := range x.ills {
			t.Errorf("in the page: %s", ill)
		}
		x.lock.Unlock()
		end()
	})
	return x
}

func (x *tab) hear(event any) {
	x.lock.Lock()
	defer x.lock.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		x.asks = append(x.asks, e.Request.URL)
	case *runtime.EventExceptionThrown:
		x.ills = append(x.ills, (&chromedp.ExceptionError{ExceptionDetails: e.ExceptionDetails}).Error())
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			x.ills = append(x.ills, e.Entry.Text+" "+e.Entry.URL)
		}
	case *page.EventJavascriptDialogOpening:
		x.ills = append(x.ills, "a dialog: "+e.Message)
	}
}

func (x *tab) do(steps ...step) {
	x.t.Helper()
	if err := chromedp.Do(x.ctx, steps...); err != nil {
		x.picture()
		x.t.Fatal(err)
	}
}

// value evaluates JavaScript.
func value[T any](x *tab, script string) T {
	x.t.Helper()
	out, err := chromedp.Run(x.ctx, chromedp.Evaluate[T](script))
	if err != nil {
		x.picture()
		x.t.Fatalf("%s: %v", script, err)
	}
	return out
}

// until waits for an expression to become true.
func (x *tab) until(script string) {
	x.t.Helper()
	if _, err := chromedp.Run(x.ctx, chromedp.Poll[bool](script, chromedp.WithPollingTimeout(patience), chromedp.WithPollingInterval(50*time.Millisecond))); err != nil {
		x.t.Fatalf("until %s: %v; the page says %q", script, err, value[string](x, `document.getElementById("state")?.textContent || document.body.innerText.slice(0, 300)`))
	}
}

// write replaces the text in the editor, as somebody who types does.
func (x *tab) write(text string) {
	x.t.Helper()
	literal, _ := json.Marshal(text)
	value[int](x, "editor.view.dispatch({changes: {from: 0, to: editor.view.state.doc.length, insert: "+string(literal)+"}}), 0")
}

// picture keeps how the page looks, where somebody asked for pictures.
func (x *tab) picture() {
	if *shots == "" {
		return
	}
	png, err := chromedp.Run(x.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		x.t.Log(err)
		return
	}
	name := strings.ReplaceAll(x.t.Name(), "/", "-") + ".png"
	if err := os.WriteFile(filepath.Join(*shots, name), png, 0o644); err != nil {
		x.t.Error(err)
	}
}

// preferring has the browser say what its reader prefers, such as dark.
func preferring(scheme string) step {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		return chromedp.Void{}, err
	}
}

// withoutScripts has the page's own scripts not run.
func withoutScripts(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	return chromedp.Void{}, err
}
