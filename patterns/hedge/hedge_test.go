package hedge_test

import (
	"errors"
	"strings"
	"testing"

	"wavetank/nodes"
	"wavetank/patterns/hedge"
	"wavetank/patterns/knob"
	"wavetank/scenarios"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

func TestWrongValuesAreRefusedByTheirKey(t *testing.T) {
	for _, c := range []struct {
		field  string
		change func(*hedge.Config)
	}{
		{"", func(*hedge.Config) {}},
		{"", func(c *hedge.Config) { c.Rule, c.Delay = "fixed", 0 }},
		{"rule", func(c *hedge.Config) { c.Rule = "soon" }},
		{"delay", func(c *hedge.Config) { c.Delay = -1 }},
		{"delay", func(c *hedge.Config) { c.Delay = 1 }},
		{"quantile", func(c *hedge.Config) { c.Quantile = 1 }},
		{"quantile", func(c *hedge.Config) { c.Rule, c.Quantile = "fixed", 0.9 }},
		{"window", func(c *hedge.Config) { c.Window = 9 }},
		{"minimum_calls", func(c *hedge.Config) { c.Window, c.MinimumCalls = 50, 51 }},
		{"max_hedges", func(c *hedge.Config) { c.MaxHedges = 11 }},
		{"tied", func(c *hedge.Config) { c.Tied, c.MaxHedges = true, 2 }},
		{"budget", func(c *hedge.Config) { c.Budget = 0 }},
		{"burst", func(c *hedge.Config) { c.Burst = 11 }},
		{"non_fatal", func(c *hedge.Config) { c.NonFatal = []string{"slow"} }},
	} {
		d := hedge.Default()
		c.change(&d)
		var wrong *knob.FieldError
		switch err := knob.Check(&d); {
		case c.field == "" && err != nil:
			t.Errorf("%+v is refused: %v", d, err)
		case c.field != "" && (!errors.As(err, &wrong) || wrong.Field != c.field):
			t.Errorf("%+v: got %v, want a complaint about %s", d, err, c.field)
		}
	}
}

const store = `
title    = "test"
duration = "60s"
[nodes.store]
instances = 4
workers   = 1
cancel    = true
routes.read = { work = "exp 10ms", errors = "2%" }
[links."*"]
latency = "200us"
[loads.readers]
to      = "store.read"
rate    = "200/s"
timeout = "400ms"
until   = "50s"
[patterns.hedge]
kind = "hedge"
on   = "readers -> store"
rule = "fixed"
`

// seen is what a run came to.
type seen struct {
	started, ended, attempts, sent, wasted, calledOff int
	same                                              int // hedges that went where the call is
}

func watch(t *testing.T, text string) seen {
	t.Helper()
	s, err := scenarios.Parse("test.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	w, err := world.Build(s, "with", 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var n seen
	at := map[sim.Key]*sim.Owner{}
	w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
		switch f.Kind {
		case sim.RequestStarted:
			n.started++
		case sim.RequestOK, sim.RequestFailed, sim.RequestTimedOut, sim.RequestRejected:
			n.ended++
		case sim.AttemptSent:
			n.attempts++
			at[f.Key] = f.Peer
		case hedge.Sent:
			n.sent++
			if at[f.Key] == f.Peer {
				n.same++
			}
		case sim.WorkWasted:
			n.wasted++
		case nodes.ServiceCancelled:
			n.calledOff++
		}
	}))
	if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
		t.Fatal(err)
	}
	if left := w.Sim.InFlight(); left != 0 {
		t.Errorf("%d things are still in flight", left)
	}
	return n
}

// TestEveryCallHasOneResult counts them, and what each hedge cost.
func TestEveryCallHasOneResult(t *testing.T) {
	for _, keys := range []string{"delay = \"0s\"\n", "delay = \"20ms\"\nmax_hedges = 3\n", "delay = \"5ms\"\ntied = true\n", "delay = \"10ms\"\nbudget = \"5%\"\n"} {
		n := watch(t, store+keys)
		if n.ended != n.started || n.started < 9000 || n.attempts != n.started+n.sent || n.sent == 0 {
			t.Errorf("%q: %+v", keys, n)
		}
		if n.same > 0 {
			t.Errorf("%q: %d hedges went to the instance that was asked already", keys, n.same)
		}
		if strings.Contains(keys, "budget") && n.sent > n.started/20+10 {
			t.Errorf("%d hedges of %d calls are above the budget", n.sent, n.started)
		}
	}
}

// TestTiedCopiesCallEachOtherOff compares what is wasted when both copies are sent
// at once and nobody heeds cancellation: a tie takes the second out of its queue.
func TestTiedCopiesCallEachOtherOff(t *testing.T) {
	text := strings.Replace(strings.Replace(store, "cancel    = true\n", "", 1), `rate    = "200/s"`, `rate    = "120/s"`, 1)
	loose, tied := watch(t, text+"delay = \"0s\"\n"), watch(t, text+"delay = \"1ms\"\ntied = true\n")
	if loose.calledOff != 0 || tied.calledOff < tied.sent/4 {
		t.Errorf("called off: %d if loose; %d of %d if tied", loose.calledOff, tied.calledOff, tied.sent)
	}
	if tied.wasted > loose.wasted*2/3 {
		t.Errorf("work for nobody: %d requests if loose, %d if tied", loose.wasted, tied.wasted)
	}
}
