package gossipmodel

import (
	"encoding/json"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"wavetank/patterns/gossip"
	"wavetank/sim"
)

// demers is testdata/gossip1.json: Tables 1 and 3 of Demers and others.
type demers struct {
	Values struct {
		Table1, Table3 map[string]row
	}
}

type row struct {
	S, M float64
	Last float64 `json:"t_last"`
}

func readTruth(t *testing.T, name string, known any) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, known); err != nil {
		t.Fatal(err)
	}
}

// A sample is the mean of a number over runs, and its standard error.
type sample struct{ n, sum, squares float64 }

func (s *sample) add(x float64) { s.n++; s.sum += x; s.squares += x * x }
func (s *sample) mean() float64 { return s.sum / s.n }
func (s *sample) sd() float64 {
	return math.Sqrt(max(0, s.squares/s.n-s.mean()*s.mean()))
}

// holds fails when the sample's mean is further from want than the tolerance or
// three and a half standard errors, whichever is more.
func (s *sample) holds(t *testing.T, what string, want, tolerance float64) {
	t.Helper()
	slack := max(tolerance, 3.5*s.sd()/math.Sqrt(s.n))
	if d := math.Abs(s.mean() - want); !(d <= slack) {
		t.Errorf("%s is %.4f, want %.4f ± %.4f", what, s.mean(), want, slack)
	}
}

func luck(seed int) sim.Rand { return sim.KeyOf("epidemic").Mix(uint64(seed)).Rand() }

// TestRumourMongeringComesOutAsDemersPublished runs Table 1 (push) and Table 3
// (pull), with feedback and counter. The published mean time is not that of the
// members' learning, and is left alone.
func TestRumourMongeringComesOutAsDemersPublished(t *testing.T) {
	var known demers
	readTruth(t, "gossip1.json", &known)
	runs := 400
	if testing.Short() {
		runs = 60
	}
	check := func(style gossip.Style, table map[string]row) {
		if len(table) == 0 {
			t.Fatal("the table is empty")
		}
		for key, want := range table {
			k, _ := strconv.Atoi(key)
			var s, m, last sample
			for seed := range runs {
				c := Epidemic{Members: 1000, Style: style, Stop: Counter, K: k}.Run(luck(seed))
				s.add(c.Residue)
				m.add(c.Traffic)
				last.add(float64(c.Last))
			}
			name := string(style) + " k=" + key + ": "
			part := 0.06
			if k >= 4 {
				part = 0.2
			}
			// What is never seen in n trials happens at most in 3 of n.
			s.holds(t, name+"residue", want.S, max(part*want.S, 3/float64(1000*runs)))
			m.holds(t, name+"traffic", want.M, 0.015*want.M)
			last.holds(t, name+"last cycle", want.Last, 0.03*want.Last)
			if x := math.Exp(-m.mean()); style == gossip.Push && k <= 3 && math.Abs(s.mean()-x)/s.mean() > 0.05 {
				t.Errorf("%sresidue %.4f is not e^-traffic, %.4f", name, s.mean(), x)
			}
		}
	}
	check(gossip.Push, known.Values.Table1)
	check(gossip.Pull, known.Values.Table3)
}

// rounds is testdata/gossip2.json.
type rounds struct {
	Values struct {
		Exact map[string]exact `json:"push_exact"`
		Loss  map[string]exact `json:"push_loss_exact"`
		MC    []struct {
			N        int
			Mode     string
			Mean     float64
			Fanout   int
			Messages float64 `json:"mean_msgs_per_node"`
		}
	}
}

type exact struct{ Mean, SD float64 }

func TestPushTakesAsManyRoundsAsTheMarkovChainSays(t *testing.T) {
	var known rounds
	readTruth(t, "gossip2.json", &known)
	runs := 8000
	if testing.Short() {
		runs = 2000
	}
	check := func(table map[string]exact) {
		if len(table) == 0 {
			t.Fatal("the table is empty")
		}
		for key, want := range table {
			size, lost, _ := strings.Cut(key, ",")
			n, _ := strconv.Atoi(size)
			loss, _ := strconv.ParseFloat("0"+lost, 64)
			var r sample
			for seed := range runs {
				c := Epidemic{Members: n, Style: gossip.Push, Loss: loss}.Run(luck(seed))
				r.add(float64(len(c.Informed) - 1))
			}
			r.holds(t, "rounds of "+key, want.Mean, 0.05)
			if math.Abs(r.sd()/want.SD-1) > 0.08 {
				t.Errorf("standard deviation of %s is %.3f, want %.3f", key, r.sd(), want.SD)
			}
		}
	}
	check(known.Values.Exact)
	check(known.Values.Loss)
}

func TestRoundsAmongAThousand(t *testing.T) {
	var known rounds
	readTruth(t, "gossip2.json", &known)
	runs := 500
	if testing.Short() {
		runs = 100
	}
	for _, want := range known.Values.MC {
		style := gossip.Style(strings.Replace(want.Mode, "pushpull", "push-pull", 1))
		var r, m sample
		for seed := range runs {
			c := Epidemic{Members: want.N, Style: style, Fanout: want.Fanout}.Run(luck(seed))
			r.add(float64(len(c.Informed) - 1))
			m.add(c.Traffic)
		}
		r.holds(t, want.Mode+" rounds", want.Mean, 0.2)
		if want.Messages > 0 {
			m.holds(t, want.Mode+" messages", want.Messages, 0.02*want.Messages)
		}
	}
}

// BenchmarkEpidemic is one run of the model among a thousand.
func BenchmarkEpidemic(b *testing.B) {
	seed := 0
	for b.Loop() {
		seed++
		Epidemic{Members: 1000, Style: gossip.Push, Stop: Counter, K: 2}.Run(luck(seed))
	}
}
