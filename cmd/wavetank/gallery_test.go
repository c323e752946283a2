package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wavetank/cmd/wavetank/play"
	"wavetank/reports"
	"wavetank/reports/chart"
	"wavetank/scenarios"
)

// pictures are the pictures of the README, one for each family beside the flagship's.
var pictures = []string{"shared-pool", "leader-crash", "order-saga"}

func TestTheREADMEShowsAPictureOfEachFamily(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	g := gallery{out: out, seeds: 3, build: "test"}
	var told bytes.Buffer
	if err := g.write(context.Background(), &told, pictures, play.Site{"index.html": []byte("the playground")}); err != nil {
		t.Fatal(err)
	}
	for _, name := range pictures {
		if !strings.Contains(string(text), "(reports/gallery/"+name+".svg)") {
			t.Errorf("the README does not show %s", name)
		}
		drawn, err := os.ReadFile(filepath.Join(out, name+".svg"))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("../../reports/gallery", name+".svg")
		old, _ := os.ReadFile(path)
		switch {
		case bytes.Equal(drawn, old):
		case *update:
			if err := os.WriteFile(path, drawn, 0o644); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("%s is not what the program draws; run the test with -update", path)
		}
	}
	index, err := os.ReadFile(filepath.Join(out, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<h2 id="capacity-h">capacity</h2>`, `<h2 id="groups-h">groups</h2>`, `<h2 id="data-h">data</h2>`, `href="order-saga.html"`, `href="play/#name=leader-crash"`} {
		if !strings.Contains(string(index), want) {
			t.Errorf("the index has no %s", want)
		}
	}
	if strings.Contains(string(index), "measuring sticks") {
		t.Error("the index has a family without scenarios")
	}
	own, err := os.ReadFile(filepath.Join(out, "order-saga.html"))
	if err != nil || !strings.Contains(string(own), `href="play/#name=order-saga"`) {
		t.Errorf("the page of a scenario does not lead to the playground (%v)", err)
	}
	if _, err := os.Stat(filepath.Join(out, "play", "index.html")); err != nil {
		t.Error(err)
	}
}

func TestTheGalleryIsOfTheLibrary(t *testing.T) {
	tank(t, "gallery", "no-such").must(t, 2, `the library has no scenario "no-such"`)
	tank(t, "gallery", "--seeds", "0").must(t, 2, "--seeds 0 is not 1 to")
	tank(t, "play", "no-such.toml").must(t, 2, "no-such.toml")
	tank(t, "play", "--port", "70000").must(t, 2, "--port 70000 is not 0 to 65535")
}

// TestAPictureHasSomethingToShow holds that a scenario in which nothing goes wrong is shown by
// its latency.
func TestAPictureHasSomethingToShow(t *testing.T) {
	drawings := []chart.Drawing{{Name: "error-rate"}, {Name: "latency"}, {Name: "level-saga.half_done"}}
	well, badly := reports.Load{}, reports.Load{}
	well.OK, badly.TimedOut = 9, 1
	for _, test := range []struct {
		kind string
		load reports.Load
		want string
	}{{"hedge", well, "latency"}, {"hedge", badly, "error-rate"}, {"saga", badly, "level-saga.half_done"}} {
		s := &scenarios.Scenario{Patterns: []scenarios.Pattern{{Kind: test.kind}}}
		c := &reports.Comparison{Variants: []*reports.Variant{{}, {Total: reports.Summary{Loads: []reports.Load{well, test.load}}}}}
		if got := pictured(s, c, drawings).Name; got != test.want {
			t.Errorf("a scenario of %s is shown by its %s, want %s", test.kind, got, test.want)
		}
	}
}
