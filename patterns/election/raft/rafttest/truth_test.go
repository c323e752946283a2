package rafttest

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"wavetank/sim"
	"wavetank/sim/reference"
)

const ms = time.Millisecond

// trials runs a trial so many times and returns the downtimes in milliseconds,
// ascending.
func trials(t *testing.T, of Trial, n int) (downtimes []float64, campaigns float64) {
	t.Helper()
	n = reference.Part(n)
	for seed := range n {
		o := of.Run(uint64(seed))
		if !o.Won {
			t.Fatalf("seed %d: no leader within a minute", seed)
		}
		downtimes = append(downtimes, o.Downtime.Seconds()*1000)
		campaigns += float64(o.Campaigns) / float64(n)
	}
	slices.Sort(downtimes)
	return downtimes, campaigns
}

func mean(sorted []float64) float64 {
	sum := 0.0
	for _, x := range sorted {
		sum += x
	}
	return sum / float64(len(sorted))
}

func quantile(sorted []float64, p float64) float64 {
	return sorted[min(int(p*float64(len(sorted))), len(sorted)-1)]
}

// statistics are those of a table, by name.
func statistics(sorted []float64, campaigns float64) map[string]float64 {
	return map[string]float64{
		"mean": mean(sorted), "mean_elections": campaigns,
		"p25": quantile(sorted, .25), "p50": quantile(sorted, .5), "p75": quantile(sorted, .75),
		"p90": quantile(sorted, .9), "p95": quantile(sorted, .95), "p99": quantile(sorted, .99),
	}
}

// TestTruthOfFigure16 is the figure of the Raft paper, and the model of its
// setup: testdata/raft1_fig16_published.json names sources and tolerances.
func TestTruthOfFigure16(t *testing.T) {
	var table struct {
		Published map[string]map[string]float64 `json:"published_quantiles"`
		Model     map[string]map[string]float64 `json:"model_values"`
	}
	reference.Table(t, "raft1_fig16_published", &table)
	for line, lo := range map[string]time.Duration{"150-155": 150, "150-200": 150, "12-24": 12, "100-200": 100} {
		hi := map[string]time.Duration{"150-155": 155, "150-200": 200, "12-24": 24, "100-200": 200}[line]
		got := statistics(trials(t, Trial{
			Members: 5, Down: 1, Min: lo * ms, Max: hi * ms, Unequal: true,
			Latency: sim.Constant(2500 * time.Microsecond), Disk: sim.Constant(7500 * time.Microsecond),
		}, 20000))
		for stat, share := range map[string]float64{"mean": .03, "p25": .03, "p50": .03, "p75": .03, "p90": .04, "p95": .04, "p99": .08} {
			reference.Near(t, line+" "+stat, got[stat], table.Model[line][stat], reference.Rough(share*table.Model[line][stat]))
		}
		t.Logf("%s: %.3f candidacies, table %.3f", line, got["mean_elections"], table.Model[line]["mean_elections"])
		loose := .12
		if line == "150-155" {
			loose = .15
		}
		for stat, share := range map[string]float64{"mean": loose, "p50": loose, "p90": .15, "p95": .25, "p99": .25} {
			if line == "150-200" && stat == "p95" {
				continue // the table's own model is 34% below the figure: the bound falls into a gap between two humps
			}
			reference.Near(t, line+" "+stat+" as published", got[stat], table.Published[line][stat], reference.Rough(share*table.Published[line][stat]))
		}
	}
}

func TestTruthOfNoRandomness(t *testing.T) {
	var long int
	const n = 20
	for seed := range uint64(n) {
		o := Trial{
			Members: 5, Down: 1, Min: 150 * ms, Max: 150 * ms, Unequal: true, Patience: 10 * time.Second,
			Latency: sim.Constant(2500 * time.Microsecond), Disk: sim.Constant(7500 * time.Microsecond),
		}.Run(seed)
		if !o.Won {
			long++
		}
	}
	if long <= n/2 {
		t.Errorf("with equal timeouts %d of %d elections took more than 10 s; the median must", long, n)
	}
}

// TestTruthOfSplitVotes is the exact probability of a split vote.
func TestTruthOfSplitVotes(t *testing.T) {
	var table struct {
		Rows []struct {
			N, S  int
			L     float64
			Split float64 `json:"P_split"`
			First float64 `json:"E_first_timeout"`
		}
	}
	reference.Table(t, "raft2_split_vote", &table)
	n := reference.Part(10000)
	for _, row := range table.Rows {
		const width = 100 * ms
		trial := Trial{
			Members: row.N, Down: row.N - row.S, Min: 10 * width, Max: 11 * width, Fresh: true,
			Latency: sim.Constant(row.L * float64(width)), Patience: 15 * width,
		}
		split, first := 0.0, 0.0
		for seed := range n {
			o := trial.Run(uint64(seed))
			if o.Split() {
				split += 1 / float64(n)
			}
			first += float64(o.First-10*width) / float64(width) / float64(n)
		}
		tolerance := max(.006, 3.5*math.Sqrt(row.Split*(1-row.Split)/float64(n)))
		t.Logf("%d of %d, latency %g: split %.4f, exact %.4f; first timeout %.4f, exact %.4f", row.S, row.N, row.L, split, row.Split, first, row.First)
		if !(math.Abs(split-row.Split) <= tolerance) || !(math.Abs(first-row.First) <= max(.006, 3.5*row.First/math.Sqrt(float64(n)))) {
			t.Errorf("%d of %d alive, latency %g: split votes %.4f, exact %.4f ± %.3f", row.S, row.N, row.L, split, row.Split, tolerance)
		}
	}
}

func TestTruthOfLANModels(t *testing.T) {
	var table struct {
		Own map[string]map[string]float64 `json:"own_model"`
	}
	reference.Table(t, "raft3_model_lan", &table)
	for name, want := range table.Own {
		trial := Trial{Members: 5, Down: 1, Min: 100 * ms, Max: 200 * ms, Latency: sim.Uniform{Lo: 2 * ms, Hi: 5 * ms}, Fresh: true}
		if strings.HasPrefix(name, "n=3") {
			trial = Trial{Members: 3, Down: 1, Min: 150 * ms, Max: 300 * ms, Latency: sim.Constant(10 * ms)}
		}
		got := statistics(trials(t, trial, 20000))
		for stat, share := range map[string]float64{"mean": .02, "mean_elections": .02, "p95": .04, "p99": .06} {
			reference.Near(t, name+": "+stat, got[stat], want[stat], reference.Rough(share*want[stat]))
		}
	}
}
