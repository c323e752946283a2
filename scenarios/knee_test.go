package scenarios

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

// written opens a text, with settings.
func written(t *testing.T, text string) Opener {
	t.Helper()
	return func(set ...Setting) (*Scenario, error) {
		o := everything()
		o.Set = set
		return language.Load("test.toml", []byte(text), o)
	}
}

const oneServer = `
title = "a server of exponential work"
duration = "200s"
warmup = "10s"
[nodes.server]
workers = 1
routes.serve = { work = "exp 10ms" }
[loads.users]
to = "server.serve"
rate = "50/s"
timeout = "1h"
`

// TestTheKneeOfOneServerIsWhereTheorySays: the time in an M/M/1 system is exponential with
// the rate mu - lambda, so its p99 is ln(100) over that.
func TestTheKneeOfOneServerIsWhereTheorySays(t *testing.T) {
	k, err := Knee(t.Context(), written(t, oneServer), KneeOptions{Over: "loads.users.rate=20/s..98/s", Until: "p99 < 150ms"},
		CompareOptions{Seeds: Seeds(1, 12)})
	if err != nil {
		t.Fatal(err)
	}
	want := 100 - math.Log(100)/0.150
	half := k.Quantile(&k.Arms[0], 0.5)
	if !k.Small || math.Abs(half.Middle-want) > 0.02*want || half.Low > want || half.High < want {
		t.Errorf("half of the seeds are beyond 150 ms at %+v, small %v: theory says %.1f/s", half, k.Small, want)
	}
	if n := k.Arms[0].Inversions(); n > 0 {
		t.Errorf("%d seeds are inverted", n)
	}
}

// TestWhatPilesUpKeepsNothing: beyond the capacity of 100/s a run ends at the limit of what
// may be in flight, which is an answer and no error.
func TestWhatPilesUpKeepsNothing(t *testing.T) {
	text := strings.Replace(oneServer, "200s", "100s", 1)
	k, err := Knee(t.Context(), written(t, text), KneeOptions{Over: "loads.users.rate=20/s..800/s", Until: "p99 < 30s"},
		CompareOptions{Seeds: Seeds(1, 5), Limits: sim.Limits{InFlight: 2000}})
	if err != nil {
		t.Fatal(err)
	}
	if half := k.Quantile(&k.Arms[0], 0.5).Middle; half < 80 || half > 150 {
		t.Errorf("half of the seeds break at %v/s, with room for 100/s", half)
	}
}

// TestTheKneeOfASmallRoomIsWhereErlangSays: M/M/c/c loses what Erlang B says.
func TestTheKneeOfASmallRoomIsWhereErlangSays(t *testing.T) {
	text := strings.NewReplacer("workers = 1", "workers = 5\nqueue = 0", "200s", "60s").Replace(oneServer)
	k, err := Knee(t.Context(), written(t, text), KneeOptions{Over: "loads.users.rate=200/s..420/s", Until: "error_rate < 10%"},
		CompareOptions{Seeds: Seeds(1, 9)})
	if err != nil {
		t.Fatal(err)
	}
	lost := func(offered float64) float64 {
		b := 1.0
		for c := 1.0; c <= 5; c++ {
			b = offered * b / (c + offered*b)
		}
		return b
	}
	want := 0.0
	for lost(want/100) < 0.1 {
		want += 0.1
	}
	if half := k.Quantile(&k.Arms[0], 0.5).Middle; math.Abs(half-want) > 0.02*want {
		t.Errorf("half of the seeds lose a tenth at %.1f/s: Erlang B says %.1f/s", half, want)
	}
}

// TestAKneeMayLieOnEitherSide: more workers keep what is asked, and fewer do not.
func TestAKneeMayLieOnEitherSide(t *testing.T) {
	find := func(over, until string, jobs int) (*reports.Knee, string) {
		t.Helper()
		k, err := Knee(t.Context(), written(t, strings.Replace(oneServer, "200s", "20s", 1)), KneeOptions{Over: over, Until: until}, CompareOptions{Seeds: Seeds(1, 5), Jobs: jobs})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := reports.JSON(k)(&b); err != nil {
			t.Fatal(err)
		}
		return k, b.String()
	}
	k, first := find("nodes.server.workers=1..20", "p99 < 65ms", 1)
	if _, second := find("nodes.server.workers=1..20", "p99 < 65ms", 3); second != first {
		t.Errorf("with three jobs it is\n%s\nand with one\n%s", second, first)
	}
	if half := k.Quantile(&k.Arms[0], 0.5).Middle; k.Small || half != 2 {
		t.Errorf("it keeps it from %v workers on, small %v: want 2", half, k.Small)
	}
	k, _ = find("loads.users.rate=5/s..10/s", "p99 < 10s", 2)
	if words := k.Finding(); words != "The arm baseline holds as far as 10/s." {
		t.Errorf("what is always kept: %q", words)
	}
	k, _ = find("loads.users.rate=5/s..10/s", "p99 < 1us", 2)
	if words := k.Finding(); words != "The arm baseline breaks at 5/s already." {
		t.Errorf("what is never kept: %q", words)
	}
}

// TestAnInversionIsTold: what is kept by few and by many, but not between, has no knee.
func TestAnInversionIsTold(t *testing.T) {
	k, err := Knee(t.Context(), written(t, strings.Replace(oneServer, "200s", "20s", 1)),
		KneeOptions{Over: "loads.users.rate=5/s..95/s", Until: "(requests - 500) * (requests - 500) > 10000"}, CompareOptions{Seeds: Seeds(1, 3)})
	if err != nil {
		t.Fatal(err)
	}
	if n := k.Arms[0].Inversions(); n != 3 {
		t.Errorf("%d of 3 seeds are inverted: %+v", n, k.Arms[0].Thresholds)
	}
	if g := k.Arms[0].Grid; len(g) != 9 || g[0].Kept != 3 || g[8].Kept != 3 || g[4].Kept != 0 || !strings.Contains(k.Doubt(), "isotonic") {
		t.Errorf("the grid is %+v: %s", g, k.Doubt())
	}
}

// TestWhatIsKeptInTheMiddleAloneHasNoThreshold: neither bound keeps it, so nothing is to be
// bisected, and yet it is not broken everywhere.
func TestWhatIsKeptInTheMiddleAloneHasNoThreshold(t *testing.T) {
	k, err := Knee(t.Context(), written(t, strings.Replace(oneServer, "200s", "20s", 1)),
		KneeOptions{Over: "loads.users.rate=5/s..95/s", Until: "(requests - 500) * (requests - 500) < 10000"}, CompareOptions{Seeds: Seeds(1, 3)})
	if err != nil {
		t.Fatal(err)
	}
	if n, g := k.Arms[0].Inversions(), k.Arms[0].Grid; n != 3 || len(g) != 9 || g[0].Kept != 0 || g[4].Kept != 3 || g[8].Kept != 0 {
		t.Errorf("%d of 3 seeds are inverted, and the grid is %+v", n, g)
	}
}

// TestAKneeMayBeThatOfOneLoad: who goes first waits as if nobody else came but one at work,
// so that its knee lies above that of both.
func TestAKneeMayBeThatOfOneLoad(t *testing.T) {
	text := strings.NewReplacer("workers = 1", "workers = 1\ndiscipline = \"priority\"", "200s", "60s").Replace(oneServer) +
		"priority = 1\n[loads.others]\nto = \"server.serve\"\nrate = \"30/s\"\npriority = 2\n"
	half := func(until string) float64 {
		k, err := Knee(t.Context(), written(t, text), KneeOptions{Over: "loads.users.rate=5/s..68/s", Until: until}, CompareOptions{Seeds: Seeds(1, 3)})
		if err != nil {
			t.Fatal(err)
		}
		return k.Quantile(&k.Arms[0], 0.5).Middle
	}
	users, others, all := half("users.p99 < 150ms"), half("others.p99 < 150ms"), half("users.p99 < 150ms & others.p99 < 150ms")
	if !(users > 1.2*others) || all != others {
		t.Errorf("users keep it up to %v/s, others up to %v/s, and both up to %v/s", users, others, all)
	}
}

func TestAKneeThatCannotBeSoughtSaysWhy(t *testing.T) {
	for _, c := range []struct{ over, until, words string }{
		{"nodes.server.queue", "", "the file has no number above zero there"},
		{"loads.users.rate=5/s", "", "is not KEY=LOW..HIGH"},
		{"loads.users.rate=5/s..4/s", "", "5/s is not below 4/s"},
		{"loads.users.rate=5/s..9s", "", "not two numbers of one unit"},
		{"loads.users.rate=few..many", "", "not two numbers of one unit"},
		{"loads.nobody.rate=5/s..9/s", "", "nobody"},
		{"loads.users.rate=5/s..9/s", "p99 <", "--until"},
		{"loads.users.rate=5/s..9/s", "p99 < 1s & speed > 3", "speed"},
		{"loads.users.rate=5/s..9/s", "baseline.p99 < 1s", "leave out baseline."},
		{"loads.users.rate=5/s..9/s", "baseline.users.p99 < 1s", "leave out baseline."},
		{"loads.users.rate=5/s..9/s", "user.p99 < 1s", `no load is called "user": there is users`},
		{"loads.users.rate=5/s..9/s", "users.unrecovered == 0", "of all loads together: leave out users."},
		{"loads.users.rate=5/s..9/s", "recovery < 1s", `--until "recovery < 1s": there is nothing to judge it by: there was no fault`},
		{"loads.users.rate", "unrecovered == 0", "nothing to judge it by: there was no fault"},
		{"loads.users.rate=5/s..9/s", "p99 < 1s & lost_writes == 0", `--until "lost_writes == 0": there is nothing to judge it by: lost_writes is undefined`},
		{"loads.users.rate=5/s..9/s", "users.facts.node.crashed == 0", "of all loads together: leave out users."},
	} {
		_, err := Knee(t.Context(), written(t, oneServer), KneeOptions{Over: c.over, Until: c.until}, CompareOptions{Seeds: Seeds(1, 1)})
		if err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("--over %q --until %q: want words on %q, got %v", c.over, c.until, c.words, err)
		}
	}
}

// TestWhoIsDownBeforeTheFaultHasNothingToComeBackTo: a load of 251/s is too much for a server
// of 250/s without any fault, which is no metastability.
func TestWhoIsDownBeforeTheFaultHasNothingToComeBackTo(t *testing.T) {
	open := func(set ...Setting) (*Scenario, error) { return OpenWith("retry-storm", set...) }
	s, err := open()
	if err != nil {
		t.Fatal(err)
	}
	q, err := newKneeSearch(open, s, KneeOptions{Over: "loads.users.rate=100/s..240/s"}, CompareOptions{Seeds: Seeds(4, 1)})
	if err != nil {
		t.Fatal(err)
	}
	q.small = true
	back, err := q.back(t.Context(), "without", &reports.Threshold{Seed: 4, At: 239.5})
	if err != nil || !math.IsNaN(back) {
		t.Errorf("it comes back at %v, error %v", back, err)
	}
}

// TestASearchBracketsByItselfAndSaysWhatComesBack: naive retries keep a server down far
// below the load at which they went down.
func TestASearchBracketsByItselfAndSaysWhatComesBack(t *testing.T) {
	open := func(set ...Setting) (*Scenario, error) {
		s, err := OpenWith("retry-storm", append([]Setting{{Key: "duration", Value: "40s", From: "test"}, {Key: "nodes.db.workers", Value: "2", From: "test"}, {Key: "loads.users.rate", Value: "40/s", From: "test"}}, set...)...)
		if err != nil {
			return nil, err
		}
		return Only(s, []string{"naive"})
	}
	known := ""
	k, err := Knee(t.Context(), open, KneeOptions{Over: "loads.users.rate"}, CompareOptions{Seeds: Seeds(1, 1), Known: func(words string) { known = words }})
	if err != nil {
		t.Fatal(err)
	}
	a := &k.Arms[0]
	half, back := k.Quantile(a, 0.5).Middle, a.Back().Middle
	if k.Low >= half || k.High <= half || half < 15 || half > 50 || !(back > 2 && back < 0.8*half) || known != k.Finding() || !strings.Contains(k.Return(), "metastable") {
		t.Errorf("from %v to %v: half %v, back %v, %q, %q", k.Low, k.High, half, back, known, k.Return())
	}
	one := written(t, strings.Replace(oneServer, "400s", "11s", 1))
	if _, err := Knee(t.Context(), one, KneeOptions{Over: "nodes.server.workers", Until: "error_rate < 200%"}, CompareOptions{Seeds: Seeds(1, 1)}); err == nil || !strings.Contains(err.Error(), "say from where to where") {
		t.Errorf("a search that finds no bounds says %v", err)
	}
}
