package scenarios

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"wavetank/reports"
)

const busyServer = `
title = "a server that is asked too much at times"
duration = "4s"
warmup = "1s"
[nodes.server]
workers = 4
queue = 5
routes.serve = { work = "exp 30ms" }
[loads.users]
to = "server.serve"
rate = "100/s"
timeout = "1s"
[patterns.again]
kind = "retry"
on = "users -> server"
attempts = 2
[variants]
without = []
with = ["again"]
[[faults]]
kind = "slow"
node = "server"
factor = 2
at = "2s"
for = "1s"
`

// tried opens a text with nothing but its variant "with".
func tried(t *testing.T, text string) Opener {
	open := written(t, text)
	return func(set ...Setting) (*Scenario, error) {
		s, err := open(set...)
		if err != nil {
			return nil, err
		}
		return Only(s, []string{"with"})
	}
}

func tune(t *testing.T, text string, k TuneOptions, o CompareOptions) *reports.Tuning {
	t.Helper()
	found, err := Tune(t.Context(), tried(t, text), k, o)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestMoreWorkersAreFoundAndToldWithBothNumbers: an optimum at the border, and numbers of
// the race beside those of fresh seeds.
func TestMoreWorkersAreFoundAndToldWithBothNumbers(t *testing.T) {
	found := tune(t, busyServer, TuneOptions{Knobs: []string{"nodes.server.workers=1..12"}, Budget: 240}, CompareOptions{Seeds: Seeds(1, 6)})
	w := found.Winner()
	if found.Keep || found.Subjected() != reports.Pass || found.Runs > 240 || len(w.Again[0]) != 6 || found.Fresh[0] != 241 || len(found.Knobs[0].Curve) < 8 {
		t.Errorf("%s: %+v", found.Finding(), found)
	}
	if g := found.Gain(w, 0); !(g.Low > 0) || found.Came(w, 0) > 0.001 || found.Designs[0].Names[0] != reports.Yours {
		t.Errorf("the gain is %+v, and %v of requests fail", g, found.Came(w, 0))
	}
}

func TestTuningIsAFunctionOfFileFlagsAndSeed(t *testing.T) {
	k := TuneOptions{
		Knobs:    []string{"patterns.again.attempts=1..5", "patterns.again.base=1ms..1s", "patterns.again.backoff=constant,exponential"},
		Minimise: []string{"error_rate", "attempts_per_request"}, Subject: "p99 < 400ms", Vary: []string{"faults.at,loads.users.rate=±20%"}, Budget: 90,
	}
	var texts [2]bytes.Buffer
	for i, jobs := range []int{1, 3} {
		found := tune(t, busyServer, k, CompareOptions{Seeds: Seeds(1, 3), Jobs: jobs})
		if err := found.WriteTable(&texts[i], reports.Screen{Width: 80}); err != nil {
			t.Fatal(err)
		}
		json.NewEncoder(&texts[i]).Encode(found)
	}
	if texts[0].String() != texts[1].String() {
		t.Errorf("one job says\n%s\nand three say\n%s", &texts[0], &texts[1])
	}
	for line := range strings.Lines(strings.SplitN(texts[0].String(), "{", 2)[0]) {
		if n := len([]rune(line)); n > 81 {
			t.Errorf("%d letters: %s", n, line)
		}
	}
}

func TestWhatIsLeftOfARaceIsAScenario(t *testing.T) {
	open := written(t, busyServer)
	found := tune(t, busyServer, TuneOptions{Knobs: []string{"nodes.server.workers=1..12"}, Budget: 120}, CompareOptions{Seeds: Seeds(1, 6)})
	files, err := Tuned(open, found)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := files[len(files)-1].Write(&text); err != nil {
		t.Fatal(err)
	}
	s, err := Parse("tuned.toml", text.Bytes())
	if err != nil {
		t.Fatalf("%v\n%s", err, &text)
	}
	if got, want := fmt.Sprint(s.Nodes[0].Workers), found.Winner().Values[0]; got != want || want == "4" {
		t.Errorf("tuned.toml has %s workers, the winner %s", got, want)
	}
}

func TestAnInterruptedRaceTellsWhatItKnows(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	found, err := Tune(ctx, tried(t, busyServer), TuneOptions{Knobs: []string{"nodes.server.workers=1..12"}, Budget: 400},
		CompareOptions{Seeds: Seeds(1, 4), Progress: func(done, _ int) {
			if done == 200 {
				stop()
			}
		}})
	if err == nil || found == nil || found.Runs < 100 || found.Winner().Again != nil || !strings.HasPrefix(found.Finding(), "So far") {
		t.Errorf("%v: %+v", err, found)
	}
}

// TestDefaultsThatNoKnobAllowsCannotWin: Polly makes four attempts, which is better than three,
// and is shown to compare with. The file's own five may be kept.
func TestDefaultsThatNoKnobAllowsCannotWin(t *testing.T) {
	text := strings.Replace(busyServer, "work = \"exp 30ms\"", "work = \"1ms\", errors = \"30%\"", 1)
	found := tune(t, text, TuneOptions{Knobs: []string{"patterns.again.attempts=1..3"}, Budget: 60}, CompareOptions{Seeds: Seeds(1, 6)})
	four := &found.Designs[len(found.Designs)-1]
	if w := found.Winner(); w.Values[0] != "3" || found.Raced() != 3 || four.Fate != reports.Barred || !(found.Came(four, 0) < found.Came(w, 0)) {
		t.Errorf("%s %s: %+v", found.Finding(), found.Guarantee(), found.Designs)
	}
	text = strings.Replace(text, "attempts = 2", "attempts = 5", 1)
	found = tune(t, text, TuneOptions{Knobs: []string{"patterns.again.attempts=1..3"}, Budget: 60}, CompareOptions{Seeds: Seeds(1, 6)})
	if w := found.Winner(); w.Values[0] != "5" || !found.Keep {
		t.Errorf("%s %s: %+v", found.Finding(), found.Guarantee(), found.Designs)
	}
	text = strings.Replace(text, "attempts = 5", "attempts = 2", 1)
	found = tune(t, text, TuneOptions{Knobs: []string{"patterns.again.attempts=1..2"}, Subject: "error_rate < 0.1%", Budget: 60}, CompareOptions{Seeds: Seeds(1, 6)})
	if words := found.Guarantee(); words != "Each of the 2 designs is shown to break it." {
		t.Error(words)
	}
}

func TestKnobsAreRoundNumbersFromEndToEnd(t *testing.T) {
	s, err := Open("breaker-sweet-spot")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"nodes.a.workers=1..6":                     "1 2 3 4 5 6",
		"patterns.b.failure_rate=10%..70%":         "10% 12% 14% … 66% 68% 70% (31)",
		"patterns.b.base=10ms..1s":                 "10ms 12ms 15ms … 680ms 820ms 1s (25)",
		"patterns.b.base=1ms..10s":                 "1ms 1.2ms 1.5ms … 6.8s 8.2s 10s (49)",
		"loads.l.rate=95/s..130/s":                 "95/s 100/s 110/s 120/s 130/s",
		"patterns.b.window=10..1000":               "10 12 15 … 680 820 1000 (25)",
		"patterns.b.backoff=none,exponential":      "none exponential",
		"patterns.b.failure_rate=30%,10%":          "10% 30%",
		"patterns.b.open_for=1s..16s log 5":        "1s 2s 4s 8s 16s",
		"patterns.b.budget_share=0..0.5":           "0 0.01 0.02 … 0.48 0.49 0.5 (51)",
		"patterns.breaker.open_growth=1..4 log":    "1 1.1 1.2 … 3.6 3.9 4 (16)",
		`links."a -> b".latency=2ms..3ms`:          "2ms 2.2ms 2.4ms 2.7ms 3ms",
		"patterns.b.rule=count,time":               "count time",
		"patterns.b.minimum_calls=20..60":          "20 21 22 … 58 59 60 (41)",
		"patterns.b.failure_rate=2.5%..3.5%":       "2.5% 2.52% 2.54% … 3.46% 3.48% 3.5% (51)",
		"patterns.b.open_for=90s..30m":             "90s 91s 100s … 25m0s 26m40s 30m (33)",
		"nodes.a.queue=0,1,2,5,10,20,50,100":       "0 1 2 5 10 20 50 100",
		"nodes.a.queue=0..100/3":                   "0 50 100",
		"patterns.b.failure_rate=10%..20%,50%,90%": "",
	} {
		k, err := parseKnob(text, s)
		if want == "" {
			if err == nil {
				t.Errorf("%s: %v", text, k.Values)
			}
			continue
		}
		got := strings.Join(k.Values, " ")
		if n := len(k.Values); n > 12 {
			got = fmt.Sprintf("%s … %s (%d)", strings.Join(k.Values[:3], " "), strings.Join(k.Values[n-3:], " "), n)
		}
		if err != nil || got != want {
			t.Errorf("%s: %s, %v, not %s", text, got, err, want)
		}
	}
}

// TestATuningBeatsTheGridAtATenthOfItsRuns: a grid of ten by ten points with twenty seeds
// each,
//
//	wavetank compare breaker-sweet-spot --only with --sweep patterns.breaker.failure_rate=5%..95%/10 --sweep patterns.breaker.window=10..100/10
//
// takes 2,000 runs, and ends at 35 % of 40 calls and nine points as good. A race that begins
// far from there takes a tenth, and ends as well on seeds that neither has seen.
func TestATuningBeatsTheGridAtATenthOfItsRuns(t *testing.T) {
	open := func(set ...Setting) (*Scenario, error) {
		far := []Setting{{Key: "patterns.breaker.failure_rate", Value: "90%"}, {Key: "patterns.breaker.window", Value: "100"}}
		s, err := OpenWith("breaker-sweet-spot", append(far, set...)...)
		if err != nil {
			return nil, err
		}
		return Only(s, []string{"with"})
	}
	k := TuneOptions{Knobs: []string{"patterns.breaker.failure_rate=5%..95%", "patterns.breaker.window=10..100"}, Budget: 120}
	found, err := Tune(t.Context(), open, k, CompareOptions{Seeds: Seeds(1, 2)})
	if err != nil {
		t.Fatal(err)
	}
	o, _ := reports.ParseObjective("error_rate", false)
	b := newBench(open, nil, CompareOptions{Seeds: Seeds(1001, 8)}, func(c *reports.Comparison) []float64 { return []float64{o.Of(c)} })
	var trials []trial
	for _, values := range [][]string{found.Winner().Values, {"35%", "40"}} {
		for _, seed := range Seeds(1001, 8) {
			trials = append(trials, trial{[]Setting{{Key: found.Knobs[0].Key, Value: values[0]}, {Key: found.Knobs[1].Key, Value: values[1]}}, "with", seed, bySeed})
		}
	}
	rates, err := b.run(t.Context(), trials)
	if err != nil {
		t.Fatal(err)
	}
	gap := 0.0
	for n := range 8 {
		gap += (rates[n][0] - rates[8+n][0]) / 8
	}
	if runs := found.Runs + found.Checked; runs > 200 || gap > found.Zones[0] {
		t.Errorf("%d runs, and %.2f points above what the grid chooses: %s", runs, 100*gap, found.Finding())
	}
}

func TestWhatATuningCannotDoIsRefused(t *testing.T) {
	for _, c := range []struct {
		k    TuneOptions
		says string
	}{
		{TuneOptions{}, "1 to 8 knobs"},
		{TuneOptions{Knobs: []string{"nodes.server.workers"}}, "is not KEY=LOW..HIGH"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=5..2"}}, "5 is not below 2"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5ms"}}, "not of one unit"},
		{TuneOptions{Knobs: []string{"nodes.server.workrs=1..5"}}, "workrs"},
		{TuneOptions{Knobs: []string{"seeds=1..5"}}, "seeds"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5", "nodes.server.workers=1..6"}}, "twice"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5"}, Minimise: []string{"goodput"}}, "--maximise goodput"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5"}, Maximise: []string{"p99"}}, "--minimise p99"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5"}, Minimise: []string{"eror_rate"}}, "error_rate"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5"}, Minimise: []string{"nodes.sever.utilisation"}}, "sever"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5"}, Minimise: []string{"p99", "p99"}}, "twice"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5"}, Subject: "p99 < 5"}, "time"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5"}, Subject: "without.p99 < 5ms"}, "without"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5"}, Indifferent: []string{"p99=1ms"}}, "--indifferent"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5"}, Indifferent: []string{"error_rate=1ms"}}, "no difference in error_rate"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5"}, Vary: []string{"loads.users.rate=20%"}}, "±SHARE"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5"}, Vary: []string{"nodes.server.workers=±20%"}}, "twice"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5"}, Vary: []string{"loads.user.rate=±20%"}}, "no number there"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5"}, Vary: []string{"faults.for=±90%"}}, ""},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5"}, Budget: 3}, "too small"},
		{TuneOptions{Knobs: []string{"nodes.server.workers=1..5"}, Minimise: []string{"p99", "stale_reads"}}, "--minimise stale_reads: there is nothing to judge it by: stale_reads is undefined"},
	} {
		if c.k.Budget == 0 {
			c.k.Budget = 40
		}
		_, err := Tune(t.Context(), tried(t, busyServer), c.k, CompareOptions{Seeds: Seeds(1, 2)})
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v, which does not say %q", c.k, err, c.says)
		}
	}
}
