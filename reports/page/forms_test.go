package page

import (
	"encoding/xml"
	"fmt"
	"math"
	"strings"
	"testing"

	"wavetank/reports"
	"wavetank/reports/chart"
)

// standsStill fails if a page has a script, or names that became markup or steer, or a chart
// without its numbers.
func standsStill(t *testing.T, page string) {
	t.Helper()
	if len(page) > 400_000 {
		t.Errorf("the page has %d bytes", len(page))
	}
	for _, not := range []string{"<script", "<img", "\u202e", "href=\"http"} {
		if strings.Contains(page, not) {
			t.Errorf("the page has %q", not)
		}
	}
	if !strings.Contains(page, `\u202e`) || !strings.Contains(page, "&lt;script") {
		t.Error("the names are not on the page at all")
	}
	charts := 0
	elements(t, page, func(e xml.StartElement) {
		if e.Name.Local == "svg" {
			charts++
		}
	})
	if n := strings.Count(page, "The numbers of this chart"); charts == 0 || n != charts {
		t.Errorf("%d charts have %d tables", charts, n)
	}
}

func says(t *testing.T, page string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func info() reports.Info {
	return reports.Info{Scenario: "x", Title: "Who " + hostile, Hash: "abc", Command: "wavetank again"}
}

// TestAKneeHasAPage with thresholds, gains in their colours, and what comes back how far.
func TestAKneeHasAPage(t *testing.T) {
	k := &reports.Knee{Info: info(), Over: "loads." + hostile, Until: "p99 < 1s", Low: 10, High: 100, Capacity: 80, Small: true,
		Write: func(x float64) string { return fmt.Sprintf("%.0f/s", x) }}
	for i, name := range []string{"without", "worse", "better" + hostile} {
		a := reports.KneeArm{Arm: reports.Arm{Name: name}}
		for seed := range 9 {
			at := float64([]int{50, 30, 70}[i] + seed)
			if i == 2 && seed == 8 {
				at = math.Inf(1)
			}
			a.Thresholds = append(a.Thresholds, reports.Threshold{Seed: uint64(seed + 1), At: at, Back: []float64{math.NaN(), 12, 0}[i]})
		}
		k.Arms = append(k.Arms, a)
	}
	page := written(t, Report{Knee: k, Drawings: []chart.Drawing{{Name: "knee", Chart: chart.Knee(k)}}, Question: "Where?", Text: "title"})
	standsStill(t, page)
	says(t, page, "a search for the knee", "9 seeds of 3 variants", "Half of the storms break above 54/s", "from there to 34/s it is metastable", "room up to 80/s",
		`<td class="bad">-37`, `<td class="good">&#43;37`, `<td class="bad">never`, `<td class="good">&gt; 100/s</td>`, "12/s", "wavetank again", "room on paper")
}

// TestATuningHasAPage with its front, its curves and the text of what was found.
func TestATuningHasAPage(t *testing.T) {
	errors, err := reports.ParseObjective("error_rate", false)
	if err != nil {
		t.Fatal(err)
	}
	goodput, err := reports.ParseObjective("goodput", true)
	if err != nil {
		t.Fatal(err)
	}
	curve := func(x float64) reports.Interval {
		return reports.Interval{Middle: x, Low: x / 2, High: 2 * x, Pairs: 3}
	}
	u := &reports.Tuning{Info: info(), Variant: "with", Objectives: []reports.Objective{errors, goodput}, Zones: []float64{0.01, 1},
		Knobs: []reports.TunedKnob{{Key: "patterns.b.window", Values: []string{"5", "9"}, Curve: []reports.TunedPoint{
			{Value: "5", At: []reports.Interval{curve(0.3), curve(-70)}}, {Value: "9", At: []reports.Interval{curve(0.1), curve(-90)}},
		}}},
		Designs: []reports.Design{
			{Names: []string{"yours"}, Values: []string{"5"}, Raced: []float64{0.3, -70}, Seeds: 3, Fate: reports.Left, Again: [][]float64{{0.3, 0.31, 0.29}, {-70, -71, -69}}},
			{Names: []string{"A" + hostile}, Values: []string{"9"}, Raced: []float64{0.1, -90}, Seeds: 3, Fate: reports.Left, Again: [][]float64{{0.1, 0.11, 0.1}, {-90, -91, -89}}},
			{Values: []string{""}, Raced: []float64{0.5, -10}, Seeds: 1, Fate: "beaten"},
		},
		Final: []int{1, 0}, Best: 1, Decided: true, Budget: 60, Runs: 7, Checked: 6, Fresh: []uint64{8, 9, 10}}
	page := written(t, Report{Tuning: u, Drawings: chart.TuningDrawings(u), Question: "Which?", Files: []Text{{"tuned.toml", "window = 9 # " + hostile}}})
	standsStill(t, page)
	says(t, page, "a race of 3 designs of with, 7 runs and 6 with fresh seeds", "Set patterns.b.window = 9", "► A", "better by", "tuned.toml", "window = 9 # ",
		"<td>beaten at 1</td>", "<td>70.0/s</td>", "<td>unsaid</td>", "The storm was the same")
}

// TestAHuntHasAPage with the storm, what happened, and what repeats it.
func TestAHuntHasAPage(t *testing.T) {
	h := &Hunt{Info: info(), Kind: "a hunt", Finding: []string{"seed 4 breaks it " + hostile},
		Tallies: []reports.Tally{{Invariant: "calm", Variant: "with", Runs: 4, Broken: 1, Seed: 4, Words: hostile, Command: "wavetank run failure.toml"}},
		Storm:   [][]string{{"fault", "needed"}, {hostile, "yes"}}, Nearest: [][]string{{"invariant"}},
		Picture: "Messages", SVG: []byte(`<svg width="100%" role="img"><title>m</title></svg>`), Told: [][]string{{"at"}, {"1s " + hostile}}, Again: "wavetank run failure.toml"}
	page := written(t, Report{Hunt: h, Question: "Who?", Text: "title", Files: []Text{{"story", hostile}}})
	standsStill(t, page)
	says(t, page, "a hunt", "seed 4 breaks it", "1 invariant violated", "The storm", "What happened", "The story", "What was found, by itself", "wavetank run failure.toml", "does not prove that there is none")
	if strings.Contains(page, "What came near") {
		t.Error("there is a table of what came near without a row")
	}
}

func TestSeedsBesideEachOtherFitOnPaper(t *testing.T) {
	long := strip{Name: "p99", More: 7, Rows: []tableRow{{Name: "without"}}}
	for seed := range uint64(45) {
		long.Seeds = append(long.Seeds, 100+seed)
		long.Rows[0].Cells = append(long.Rows[0].Cells, cell{Value: fmt.Sprint(100 + seed)})
	}
	names, more, seeds := "", 0, 0
	for _, piece := range cut([]strip{long, {Name: "short", Seeds: []uint64{1}, Rows: []tableRow{{Cells: []cell{{}}}}}}) {
		names, more, seeds = names+piece.Name+"; ", more+piece.More, seeds+len(piece.Seeds)
		for i, c := range piece.Rows[0].Cells {
			if piece.Name != "short" && c.Value != fmt.Sprint(piece.Seeds[i]) {
				t.Errorf("%s: below seed %d stands %s", piece.Name, piece.Seeds[i], c.Value)
			}
		}
	}
	if want := "p99, seeds 100 to 119; p99, seeds 120 to 139; p99, seeds 140 to 144; short; "; names != want || more != 7 || seeds != 46 {
		t.Errorf("%q of %d seeds, %d more; want %q", names, seeds, more, want)
	}
}
