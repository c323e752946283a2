package storm_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
)

const slowed = `
title = "A service that a storm slows"
duration = "10s"
[nodes.api]
instances = 3
routes.get = { work = "exp 5ms" }
[loads.users]
to = "api.get"
rate = "20/s"
timeout = "500ms"
[storm]
kinds = ["crash", "delay"]
`

// nearest hunts for claims and returns what it reports.
func nearest(t *testing.T, jobs, runs int, still bool, claims ...string) *storm.Report {
	t.Helper()
	s, err := scenarios.Parse("slowed.toml", []byte(slowed))
	if err != nil {
		t.Fatal(err)
	}
	plan := storm.Plan{Scenario: s, Policy: storm.PolicyOf(s), Runs: runs, Jobs: jobs, Still: still, Properties: []storm.Property{storm.Never(ticked)}}
	for _, c := range claims {
		plan.Properties = append(plan.Properties, storm.That(c))
	}
	report, err := storm.Hunt(context.Background(), plan)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestAHuntTellsTheRunsThatCameNearest(t *testing.T) {
	const runs = 12
	report := nearest(t, 3, runs, false, "error_rate < 90%", "p99 < 10s")
	if len(report.Nearest) != 6 || report.Failure != nil {
		t.Fatalf("%d runs, %v", len(report.Nearest), report.Failure)
	}
	for i, n := range report.Nearest {
		if n.Margin.By <= 0 || len(n.Storm) == 0 || i%3 > 0 && n.Margin.By < report.Nearest[i-1].Margin.By {
			t.Errorf("run %d: %+v", i, n)
		}
	}
	worst, seeds := report.Nearest[2].Margin.By, 0
	s, _ := scenarios.Parse("slowed.toml", []byte(slowed))
	for seed := uint64(1); seed <= runs; seed++ { // no run but the three comes nearer
		one, err := storm.Hunt(context.Background(), storm.Plan{
			Scenario: s, Policy: storm.PolicyOf(s), Runs: 1, Seed: seed, Properties: []storm.Property{storm.That("error_rate < 90%")},
		})
		if err != nil {
			t.Fatal(err)
		}
		if one.Nearest[0].Margin.By <= worst {
			seeds++
		}
	}
	if seeds != 3 {
		t.Errorf("%d runs come as near as the third", seeds)
	}
	text := report.Nearness()
	says(t, text, "Nearest to breaking error_rate < 90%:\n  seed ", " points left: ", "\n    1. At ", "Nearest to breaking p99 < 10s:\n  seed ", " s left: ")
	if alone := nearest(t, 1, runs, false, "error_rate < 90%", "p99 < 10s"); alone.Nearness() != text {
		t.Errorf("with one job at a time it tells\n%s\nand with three\n%s", alone.Nearness(), text)
	}
}

func TestRunsThatComeEquallyNearAreToldBySeed(t *testing.T) {
	for _, jobs := range []int{1, 4} {
		var seeds []uint64
		for _, n := range nearest(t, jobs, 8, true, "facts.node.crashed < 100").Nearest {
			seeds = append(seeds, n.Seed)
		}
		if !reflect.DeepEqual(seeds, []uint64{1, 2, 3}) {
			t.Errorf("%d at a time: seeds %v", jobs, seeds)
		}
	}
}

// TestNoRunAfterTheFirstThatFailsCounts has eight runs under way at once: later ones
// come nearer than those before the failure, and all end before it.
func TestNoRunAfterTheFirstThatFailsCounts(t *testing.T) {
	s, err := scenarios.Parse("slowed.toml", []byte(slowed))
	if err != nil {
		t.Fatal(err)
	}
	const fails, runs = 5, 8
	var later sync.WaitGroup
	later.Add(runs - fails)
	report, err := storm.Hunt(context.Background(), storm.Plan{Scenario: s, Still: true, Runs: runs, Jobs: runs, Properties: []storm.Property{
		{Name: "seed", New: func(r *storm.Run) storm.Judge {
			seed := r.World.Seed
			return storm.Judge{
				Near: func() (reports.Margin, bool) { return reports.Margin{By: -float64(seed)}, true },
				End: func() error {
					switch {
					case seed > fails:
						later.Done()
					case seed == fails:
						later.Wait()
						return errors.New("the fifth")
					}
					return nil
				},
			}
		}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var seeds []uint64
	for _, n := range report.Nearest {
		seeds = append(seeds, n.Seed)
	}
	if !reflect.DeepEqual(seeds, []uint64{5, 4, 3}) {
		t.Errorf("nearest are seeds %v", seeds)
	}
}

func TestAHuntTellsHowNearItCameAlsoWhenItFound(t *testing.T) {
	var told []string
	for _, jobs := range []int{1, 4} {
		report := nearest(t, jobs, 100, false, "facts.node.crashed < 6")
		if report.Failure == nil {
			t.Fatal("nothing is found")
		}
		first := report.Nearest[0]
		if first.Seed != report.Failure.Seed || !strings.HasPrefix(first.Margin.Words, "broken by ") {
			t.Errorf("the nearest is %+v, and seed %d breaks it", first, report.Failure.Seed)
		}
		for _, n := range report.Nearest {
			if n.Seed > report.Failure.Seed {
				t.Errorf("seed %d comes after the failure", n.Seed)
			}
		}
		told = append(told, fmt.Sprint(report.Nearness()))
	}
	if told[0] != told[1] {
		t.Errorf("%s\nand with four jobs\n%s", told[0], told[1])
	}
}
