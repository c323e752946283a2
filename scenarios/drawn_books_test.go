package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"wavetank/reports"
	"wavetank/sim"
	_ "wavetank/sim/property"
)

// The laws of this file hold for every scenario that anybody could write. A long
// run draws more of them:
//
//	go test ./scenarios -run TestDrawn -rapid.checks=2000

func TestDrawnScenariosAreReportedSoundly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawScenario(t)
		s, err := Parse("drawn.toml", []byte(text))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		var runs []*reports.Summary
		for _, seed := range Seeds(1, 2) {
			all, err := Task{Scenario: s, Seeds: []uint64{seed}}.Carry(t.Context(), nil)
			if err != nil {
				t.Skip("it explodes") // and says so, which others test
			}
			runs = append(runs, all...)
		}
		for _, r := range runs {
			checkAccounts(t, text, r)
		}
		c, err := reports.Compare(info(s, CompareOptions{Command: "again"}), runs)
		if err != nil {
			t.Fatal(err)
		}
		checkBands(t, text, c)
		checkTexts(t, text, c, runs)
		checkAgreement(t, text, c)
	})
}

// checkAccounts holds that no request is missing, and that statistics are in order.
func checkAccounts(t *rapid.T, text string, s *reports.Summary) {
	var inWindows, beforeWarm int64
	for i := range s.Series.Windows {
		w := &s.Series.Windows[i]
		inWindows += w.Requests
		if known := w.OK + w.Failed + w.TimedOut + w.Rejected + w.Unanswered; known > w.Requests || w.Degraded > w.OK || w.P50 > w.P99 || w.OK == 0 && w.P99 > 0 || known == 0 && w.AllP99 > 0 {
			t.Fatalf("window %d holds %+v\n%s", i, w, text)
		}
	}
	for i := range s.Loads {
		l := &s.Loads[i]
		beforeWarm -= l.Requests
		if l.Requests != l.OK+l.Failed+l.TimedOut+l.Rejected+l.Unanswered+l.InFlight || l.Degraded > l.OK || l.InFlight < 0 {
			t.Fatalf("%+v does not add up\n%s", l, text)
		}
		if rate, ok := l.ErrorRate(); ok && (rate < 0 || rate > 1) || !ok && l.Requests > l.InFlight {
			t.Fatalf("an error rate of %v, %v\n%s", rate, ok, text)
		}
		for _, h := range []*reports.Histogram{&l.LatencyOK, &l.LatencyAll} {
			last := int64(0)
			for _, q := range []float64{0, 0.5, 0.9, 0.99, 0.999} {
				d, _ := h.Quantile(q)
				if int64(d) < last {
					t.Fatalf("quantile %v is %v, less than a lower one\n%s", q, d, text)
				}
				last = int64(d)
			}
			mean, _ := h.Mean()
			if most, _ := h.Max(); mean > most || int64(most) < last || most > s.Duration {
				t.Fatalf("a mean of %v, and a maximum of %v\n%s", mean, most, text)
			}
		}
	}
	if beforeWarm += inWindows; beforeWarm < 0 || s.Warmup == 0 && beforeWarm > 0 {
		t.Fatalf("%d requests more in the windows than in the run\n%s", beforeWarm, text)
	}
	for _, f := range s.Faults {
		if f.Recovery < 0 || f.Recovery > s.Duration || f.Recovered && f.Untold != "" || !f.Recovered && f.Recovery != 0 || f.Begin > f.End {
			t.Fatalf("%+v\n%s", f, text)
		}
	}
}

// checkBands holds that no metric is where it cannot be.
func checkBands(t *rapid.T, text string, c *reports.Comparison) {
	for i := range c.Variants {
		for _, b := range c.Variants[i].Bands {
			share := b.Unit == "share" || b.Metric == "error_rate" || b.Metric == "unrecovered"
			if b.Runs > 0 && (b.Low < 0 || b.Low > b.Median || b.Median > b.High || share && b.High > 1) {
				t.Fatalf("%+v\n%s", b, text)
			}
		}
	}
	for _, d := range c.Differences {
		most := math.Inf(1)
		if d.Unit == "share" || d.Metric == "error_rate" {
			most = 1
		}
		if d.Pairs > 1 && (d.Low > d.Middle || d.Middle > d.High || math.Abs(d.Middle) > most || d.Better+d.Worse > d.Pairs) {
			t.Fatalf("%+v\n%s", d, text)
		}
	}
}

var (
	impossible = regexp.MustCompile(`NaN|\bInf|%!|(^|[^0-9.])[0-9,]{3,}(\.[0-9]+)? %|-0 |\bnil\b`)
	hundred    = regexp.MustCompile(`\b100 %`)
)

// checkTexts holds that nothing impossible is printed, and that JSON is JSON.
func checkTexts(t *rapid.T, text string, c *reports.Comparison, runs []*reports.Summary) {
	results := reports.Results{Scenario: "drawn", Hash: "cafe", Seed: 1, Runs: runs}
	files := append(c.Files(), []reports.File{
		{Name: "table of runs", Write: func(w io.Writer) error { return reports.WriteTable(w, reports.Screen{Details: true}, runs...) }},
		{Name: "table", Write: func(w io.Writer) error { return c.WriteTable(w, reports.Screen{Details: true}) }},
		{Name: "runs.json", Write: reports.JSON(results)},
		{Name: "finding", Write: func(w io.Writer) error { _, err := io.WriteString(w, c.Finding()); return err }},
	}...)
	for _, f := range files {
		name, write := f.Name, f.Write
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, text)
		}
		if wrong := impossible.FindString(hundred.ReplaceAllString(b.String(), "")); wrong != "" {
			t.Fatalf("%s says %q:\n%s\n%s", name, wrong, &b, text)
		}
		if strings.HasSuffix(name, ".json") && !json.Valid(b.Bytes()) {
			t.Fatalf("%s is none\n%s", name, text)
		}
	}
}

// checkAgreement holds that sentence, table and verdicts say the same, and that
// nobody is praised for a lower error rate who answered no more requests well. Beside an
// arm that is dead in every seed, whoever answered something well is the best of the living,
// and the finding has to say how little that is.
func checkAgreement(t *rapid.T, text string, c *reports.Comparison) {
	finding := c.Finding()
	rate, _ := c.Difference("all", "", "error_rate")
	good, _ := c.Difference("all", "", "goodput")
	shown := rate.Verdict == reports.Better || c.Variants[0].Dead() && strings.Contains(finding, "not one request was answered well")
	if strings.Contains(finding, "best with all: error rate") && (!shown || good.Middle <= 0) {
		t.Fatalf("praise for %+v and %+v: %s\n%s", rate, good, finding, text)
	}
	var table bytes.Buffer
	if err := c.WriteTable(&table, reports.Screen{Details: true}); err != nil {
		t.Fatal(err)
	}
	for _, v := range c.Variants {
		if l := v.Answered(); l.Unanswered > 0 && !strings.Contains(table.String(), "unanswered") {
			t.Fatalf("%d are unanswered, of which the table says nothing: %s\n%s", l.Unanswered, &table, text)
		}
		if r := v.Recovery(); r.Never > 0 && !strings.Contains(table.String(), "never") && !strings.Contains(table.String(), "did not recover") {
			t.Fatalf("%s %v, of which the table says nothing: %s\n%s", v.Name, r, &table, text)
		}
	}
}

// A tapeRecorder keeps what the facts about requests say.
type tapeRecorder []sim.Fact

func (r *tapeRecorder) Fact(f *sim.Fact) {
	if slices.Contains([]*sim.Kind{sim.RequestStarted, sim.RequestOK, sim.RequestFailed, sim.RequestTimedOut, sim.RequestRejected}, f.Kind) {
		*r = append(*r, *f)
	}
}

// Whoever turns an error into silence, in any scenario, is not better off for it:
// some of the errors of a run are taken off its trace, of those that began early
// enough for their silence to be told, and the error rate does not fall.
func TestDrawnErrorsAreNoWorseThanSilence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawScenario(t)
		s, err := Parse("drawn.toml", []byte(text))
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		var tape tapeRecorder
		if _, err := Run(t.Context(), s, "all", 1, sim.Limits{}, func(w *World) { w.Sim.Attach(&tape) }); err != nil {
			t.Skip("it explodes")
		}
		end := sim.Time(s.Duration)
		longest := map[*sim.Owner]int64{}
		for _, f := range tape {
			if f.Kind == sim.RequestOK || f.Kind == sim.RequestFailed || f.Kind == sim.RequestRejected {
				longest[f.Owner] = max(longest[f.Owner], f.Value)
			}
		}
		luck := rapid.Uint64().Draw(t, "luck")
		quiet := slices.DeleteFunc(slices.Clone(tape), func(f sim.Fact) bool {
			answer := f.Kind == sim.RequestFailed || f.Kind == sim.RequestRejected
			return answer && int64(end)-f.Extra > longest[f.Owner] && (uint64(f.Key)^luck)%3 == 0
		})
		before, after := rateOf(s, tape), rateOf(s, quiet)
		if after < before || math.IsNaN(after) && !math.IsNaN(before) {
			t.Fatalf("%d answers fewer, and the error rate falls from %v to %v\n%s", len(tape)-len(quiet), before, after, text)
		}
	})
}

// rateOf returns the error rate that a trace comes to.
func rateOf(s *Scenario, tape []sim.Fact) float64 {
	c := reports.NewCollector(reports.Options{Warmup: s.Warmup, Duration: s.Duration})
	for i := range tape {
		c.Fact(&tape[i])
	}
	x, ok, err := c.Finish("all", 1, 0, 0, sim.Time(s.Duration)).Metric("error_rate", "")
	if err != nil {
		panic(fmt.Sprint("scenarios: ", err))
	}
	if !ok {
		return math.NaN()
	}
	return x
}
