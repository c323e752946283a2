package balance_test

import (
	"slices"
	"testing"

	"wavetank/patterns/balance"
	"wavetank/scenarios"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

func build(text string) (*scenarios.World, error) {
	s, err := scenarios.Parse("test.toml", []byte(text))
	if err != nil {
		return nil, err
	}
	return world.Build(s, s.Variants[len(s.Variants)-1].Name, 1, sim.Limits{})
}

const shop = `
title    = "test"
duration = "20s"
[nodes.store]
instances = 5
workers   = 4
routes.read = { work = "exp 10ms" }
[nodes.shop]
routes.order = { work = "1ms", calls = [{ to = "store.read", timeout = "200ms" }] }
[links."*"]
latency = "1ms"
[loads.readers]
to   = "shop.order"
rate = "400/s"
[patterns.balance]
kind   = "load-balancer"
on     = "shop -> store"
`

// trace returns the facts of the last variant, and counts those by kind.
func trace(t *testing.T, text string) (facts []string, count map[*sim.Kind]int) {
	t.Helper()
	w, err := build(text)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	count = make(map[*sim.Kind]int)
	w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
		facts = append(facts, f.String())
		count[f.Kind]++
	}))
	if err := w.Sim.Run(sim.Time(w.Duration())); err != nil {
		t.Fatal(err)
	}
	return facts, count
}

const given = "policy = \"given\"\neject = {}\n"

func TestEjectionAloneChangesNothingWhereNothingFails(t *testing.T) {
	without, _ := trace(t, shop+given+"[variants]\nwith = [\"balance\"]\nwithout = []\n")
	with, _ := trace(t, shop+given)
	if len(without) < 1000 || !slices.Equal(without, with) {
		t.Errorf("%d facts without it, %d with it, and they differ", len(without), len(with))
	}
}

const crash = "[[faults]]\nkind = \"crash\"\nnode = \"store-2\"\nat = \"5s\"\nfor = \"5s\"\n"

func TestADeadInstanceIsEjectedAndReturns(t *testing.T) {
	_, count := trace(t, shop+"policy = \"given\"\neject = { base = \"2s\", returns = \"base\" }\n"+crash)
	if count[balance.Ejected] != 2 || count[balance.Returned] != 2 {
		t.Errorf("ejected %d times, returned %d times, want twice each", count[balance.Ejected], count[balance.Returned])
	}
	if n := count[balance.Diverted]; n < 200 || n > 600 {
		t.Errorf("%d calls were diverted; a fifth of 400/s for 2s and 4s is 480", n)
	}
}

func TestWithTooFewLeftAllAreCalled(t *testing.T) {
	_, count := trace(t, shop+"eject = { base = \"2s\", max_ejection = \"20%\", panic_threshold = \"90%\" }\n"+crash)
	if count[balance.Panicked] != 2*count[balance.Ejected] || count[balance.Ejected] == 0 {
		t.Errorf("%d ejections, %d changes of panic", count[balance.Ejected], count[balance.Panicked])
	}
}
