package patternstest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wavetank/patterns"
	"wavetank/scenarios"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// bench is where costs are compared: a load, whose requests make one call each, to
// ten instances, over links that take no time.
const bench = `
title    = "What a call costs"
duration = "100h"
[nodes.front]
workers = 100
routes.get = { calls = ["back.read"], timeout = "1s" }
[nodes.back]
instances = 10
workers   = 100
routes.read = { work = "500us" }
[loads.users]
to       = "front.get"
rate     = "1000/s"
arrivals = "constant"
timeout  = "10s"
`

// Cost is the benchmark of patterns, alike for all: what a whole request costs in
// time and memory, bare and with the pattern on its one call. Each table is a
// configuration, as a file would write it; it lies on "front -> back" unless it
// says where.
func Cost(b *testing.B, p patterns.Pattern, tables ...string) {
	cost(b, "bare", bench)
	for _, table := range tables {
		text := fmt.Sprintf("%s[patterns.it]\nkind = %q\n", bench, p.Kind)
		if !strings.Contains(table, "on = ") {
			text += `on = "front -> back"` + "\n"
		}
		name := strings.Join(strings.Fields(table), "")
		if name == "" {
			name = "default"
		}
		cost(b, name, text+table+"\n[variants]\nwith = [\"it\"]\n")
	}
}

// cost measures one request after another in a world.
func cost(b *testing.B, name, text string) {
	b.Run(name, func(b *testing.B) {
		s, err := scenarios.Parse("cost.toml", []byte(text))
		if err != nil {
			b.Fatal(err)
		}
		w, err := world.Build(s, s.Variants[0].Name, 1, sim.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		defer w.Close()
		at := sim.Time(time.Second) // until which caches fill
		if err := w.Sim.Run(at); err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			at = at.Add(time.Millisecond)
			if err := w.Sim.Run(at); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// CostIn is Cost for patterns that lie on a group: what a request costs when nothing
// goes wrong, in each variant of a scenario and bare, without any pattern.
func CostIn(b *testing.B, s *scenarios.Scenario) {
	calm := *s
	calm.Faults, calm.Warmup = nil, 0
	calm.Variants = append([]scenarios.Variant{{Name: "bare"}}, s.Variants...)
	rate := 0.0
	for _, l := range s.Loads {
		rate += l.Rate
	}
	for _, v := range calm.Variants {
		b.Run(v.Name, func(b *testing.B) {
			calm.Duration = time.Duration(float64(b.N+1) / rate * float64(time.Second))
			calm.Loads = slices.Clone(s.Loads)
			for i := range calm.Loads {
				calm.Loads[i].Until = calm.Duration
			}
			w, err := world.Build(&calm, v.Name, 1, sim.Limits{})
			if err != nil {
				b.Fatal(err)
			}
			defer w.Close()
			b.ReportAllocs()
			b.ResetTimer()
			if err := w.Sim.Run(sim.Time(calm.Duration)); err != nil {
				b.Fatal(err)
			}
		})
	}
}
