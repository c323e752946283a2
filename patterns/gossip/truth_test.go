package gossip

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"wavetank/sim"
	"wavetank/sim/reference"
)

// demers is testdata/gossip1.json: Tables 1 and 3 of Demers and others.
type demers struct {
	Table1, Table3 map[string]row
}

type row struct {
	S, M float64
	Last float64 `json:"t_last"`
}

func luck(seed int) sim.Rand { return sim.KeyOf("epidemic").Mix(uint64(seed)).Rand() }

// TestRumourMongeringComesOutAsDemersPublished runs Table 1 (push) and Table 3
// (pull), with feedback and counter. The published mean time is not that of the
// members' learning, and is left alone.
func TestRumourMongeringComesOutAsDemersPublished(t *testing.T) {
	var known demers
	reference.Table(t, "gossip1", &known)
	runs := 400
	if !reference.Whole() {
		runs = 60
	}
	check := func(style Style, table map[string]row) {
		if len(table) == 0 {
			t.Fatal("the table is empty")
		}
		for key, want := range table {
			k, _ := strconv.Atoi(key)
			var s, m, last reference.Sample
			for seed := range runs {
				c := Epidemic{Members: 1000, Style: style, Stop: Counter, K: k}.Run(luck(seed))
				s.Add(c.Residue)
				m.Add(c.Traffic)
				last.Add(float64(c.Last))
			}
			name := string(style) + " k=" + key + ": "
			part := 0.06
			if k >= 4 {
				part = 0.2
			}
			// What is never seen in n trials happens at most in 3 of n.
			s.Near(t, name+"residue", want.S, max(part*want.S, 3/float64(1000*runs)))
			m.Near(t, name+"traffic", want.M, 0.015*want.M)
			last.Near(t, name+"last cycle", want.Last, 0.03*want.Last)
			if x := math.Exp(-m.Mean()); style == Push && k <= 3 && math.Abs(s.Mean()-x)/s.Mean() > 0.05 {
				t.Errorf("%sresidue %.4f is not e^-traffic, %.4f", name, s.Mean(), x)
			}
		}
	}
	check(Push, known.Table1)
	check(Pull, known.Table3)
}

// rounds is testdata/gossip2.json.
type rounds struct {
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

type exact struct{ Mean, SD float64 }

func TestPushTakesAsManyRoundsAsTheMarkovChainSays(t *testing.T) {
	var known rounds
	reference.Table(t, "gossip2", &known)
	runs := 8000
	if !reference.Whole() {
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
			var r reference.Sample
			for seed := range runs {
				c := Epidemic{Members: n, Style: Push, Loss: loss}.Run(luck(seed))
				r.Add(float64(len(c.Informed) - 1))
			}
			r.Near(t, "rounds of "+key, want.Mean, 0.05)
			if math.Abs(r.SD()/want.SD-1) > 0.08 {
				t.Errorf("standard deviation of %s is %.3f, want %.3f", key, r.SD(), want.SD)
			}
		}
	}
	check(known.Exact)
	check(known.Loss)
}

func TestRoundsAmongAThousand(t *testing.T) {
	var known rounds
	reference.Table(t, "gossip2", &known)
	runs := 500
	if !reference.Whole() {
		runs = 100
	}
	for _, want := range known.MC {
		style := Style(strings.Replace(want.Mode, "pushpull", "push-pull", 1))
		var r, m reference.Sample
		for seed := range runs {
			c := Epidemic{Members: want.N, Style: style, Fanout: want.Fanout}.Run(luck(seed))
			r.Add(float64(len(c.Informed) - 1))
			m.Add(c.Traffic)
		}
		r.Near(t, want.Mode+" rounds", want.Mean, 0.2)
		if want.Messages > 0 {
			m.Near(t, want.Mode+" messages", want.Messages, 0.02*want.Messages)
		}
	}
}

// BenchmarkEpidemic is one run of the model among a thousand.
func BenchmarkEpidemic(b *testing.B) {
	seed := 0
	for b.Loop() {
		seed++
		Epidemic{Members: 1000, Style: Push, Stop: Counter, K: 2}.Run(luck(seed))
	}
}
