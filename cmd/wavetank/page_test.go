package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wavetank/reports"
	"wavetank/reports/page"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
)

// TestEveryStudyWritesAPage in a form of its own, without scripts.
func TestEveryStudyWritesAPage(t *testing.T) {
	path := file(t, "pair.toml", pair)
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		args []string
		want []string
	}{
		{[]string{"knee", path, "--over", "loads.users.rate=100/s..300/s", "--until", "error_rate < 20%", "--seeds", "2"}, []string{"a search for the knee", "Storms that keep it", "Up to where each arm keeps it"}},
		{[]string{"tune", path, "--only", "with", "--knob", "patterns.breaker.failure_rate=20%,80%", "--minimise", "error_rate,attempts_per_request", "--budget", "40", "--seeds", "2"}, []string{"a race of", "The last of the race", "<summary>tuned.toml", "Made by: wavetank tune"}},
	} {
		tank(t, append(c.args, "--html", "page.html")...).must(t, 0, "wrote the page page.html")
		text, err := os.ReadFile("page.html")
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range append(c.want, "default-src &#39;none&#39;; style-src", "The numbers of this chart", "wavetank "+c.args[0]+" "+path, "[patterns.breaker]") {
			if !strings.Contains(string(text), want) {
				t.Errorf("the page of %s has no %q", c.args[0], want)
			}
		}
		if strings.Contains(string(text), "<script") {
			t.Errorf("the page of %s has a script", c.args[0])
		}
	}
}

// TestAHuntWritesAPage of what it found, and of finding nothing; its diagram tells messages.
func TestAHuntWritesAPage(t *testing.T) {
	path := file(t, "fragile.toml", fragile)
	t.Chdir(t.TempDir())
	read := func() string {
		text, err := os.ReadFile("page.html")
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	tank(t, "hunt", path, "--seeds", "100", "--html", "page.html").must(t, statusViolated, "wrote the page page.html")
	found := read()
	for _, want := range []string{
		"breaks it: never node.crashed", "<td>", ">needed</th>", ">as drawn</th>", "The numbers of this chart", `class="story"`, "kv-2: node.crashed</title>", "What happened, in words",
		"1 invariant violated", "sometimes breaker.opened", "What was found, by itself", "wavetank run out/fragile-hunt/failure.toml", "<summary>failure.toml", "the planted bug",
	} {
		if !strings.Contains(found, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	if len(found) > 400_000 || strings.Contains(found, "<script") {
		t.Errorf("the page has %d bytes, or a script", len(found))
	}
	tank(t, "hunt", file(t, "calm.toml", strings.Replace(fragile, "never = \"node.crashed\"", "never = \"breaker.opened\"", 1)), "--seeds", "2", "--html", "page.html").must(t, 0)
	if calm := read(); !strings.Contains(calm, "too few to show anything") || strings.Contains(calm, "What happened") || !strings.Contains(calm, "1 invariant held") {
		t.Error("the page of a hunt that found nothing does not say so")
	}
}

func TestCompareWritesAPage(t *testing.T) {
	path := file(t, "tiny.toml", tiny)
	dir := t.TempDir()
	t.Chdir(dir)
	page := filepath.Join("sent", "page.html")
	tank(t, "compare", path, "--seeds", "2", "--html", page).must(t, 0, "wrote the page "+page)
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<!DOCTYPE html>", "Content-Security-Policy", "<svg", "wavetank compare " + path, "title"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the page has no %q", want)
		}
	}
	tank(t, "compare", path, "--html", dir).must(t, 2, dir+" is a folder, not a file")
	tank(t, "compare", path, "--live").must(t, 2, "it needs --html FILE")
	tank(t, "compare", path, "--html", page, "--live", "--sweep=loads.users.rate=1/s,2/s").must(t, 2, "such as with --set loads.users.rate=1/s --live")
	tank(t, "compare", path, "--html", page, "--live", "--factorial=breaker").must(t, 2, "which [variants] names")
	for _, more := range [][]string{{"--sweep", "loads.users.rate=1/s,2/s"}, {"--factorial", "breaker"}} {
		name := path
		if more[0] == "--factorial" {
			name = file(t, "pair.toml", pair)
		}
		tank(t, append([]string{"compare", name, "--seeds", "2", "--html", page}, more...)...).must(t, 0, "wrote the page ")
		if text, _ := os.ReadFile(page); !strings.Contains(string(text), "The numbers of this chart") || !strings.Contains(string(text), more[1]) {
			t.Errorf("the page of %s lacks its chart's table or its command", more[0])
		}
	}
}

// TestALivePageRunsWhatWasRun holds the scenario that a page runs again to the runs that it
// tells of, where flags say otherwise than the file.
func TestALivePageRunsWhatWasRun(t *testing.T) {
	path, to := file(t, "pair.toml", pair), filepath.Join(t.TempDir(), "page.html")
	o := compareOptions{html: to, live: true, simulator: &page.Live{Program: []byte("wasm")}, out: t.TempDir(), first: 1}
	o.set, o.only = []string{"loads.users.rate=90/s", "patterns.breaker.open_for=250ms"}, []string{"with"}
	c := compareCommand()
	c.SetContext(t.Context())
	c.SetOut(io.Discard)
	c.SetErr(io.Discard)
	var status *statusError
	if err := o.run(c, path); err != nil && !errors.As(err, &status) {
		t.Fatal(err)
	}
	text, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(text), `<script type="application/json" id="report">`)
	block, _, _ = strings.Cut(block, "</script>")
	var report struct {
		Text   string
		Before *reports.Saved
	}
	if err := json.Unmarshal([]byte(block), &report); err != nil {
		t.Fatal(err)
	}
	s, err := scenarios.Parse("pair", []byte(report.Text))
	if err != nil {
		t.Fatal(err)
	}
	again, err := scenarios.Compare(t.Context(), s, scenarios.CompareOptions{Seeds: []uint64{1}, Run: storm.RunDeclared})
	if err != nil {
		t.Fatal(err)
	}
	if got, was := fmt.Sprint(again.Variants[0].Runs[0].Digest), report.Before.Variants[0].Runs[0].Digest; len(again.Variants) != 1 || got != was {
		t.Errorf("the page runs %d arms, seed 1 with the digest %s, and it tells of %s:\n%s", len(again.Variants), got, was, report.Text)
	}
}
