package inbox_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns/inbox"
	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// bank is a receiver without a broker: who sends again are its clients.
const bank = `
title    = "Payments that are sent again"
duration = "20s"
nodes.bank = { disk = { write = "100us", fsync = "2ms" }, routes.book = { work = "2ms", errors = "10%%" } }
links."*" = { latency = "uniform 1ms..5ms", loss = "5%%", transport = "datagram", duplicate = "10%%" }
loads.payers = { to = "bank.book", rate = "40/s", until = "3s", timeout = "8s" }
[patterns.retry]
kind = "retry"
on   = "payers -> bank"
attempts = 50
cap      = "100ms"
[patterns.patience]
kind    = "timeout"
on      = "payers -> bank"
attempt = "40ms"
[patterns.inbox]
kind     = "inbox"
on       = "bank"
receives = "bank.book"
dedupe   = %q
[variants]
it = ["retry", "patience", "inbox"]
`

// booked runs the bank through a storm, and returns how many payments were answered,
// and what is wrong: one that was answered and is not booked, or is booked twice.
func booked(t rapid.TB, dedupe string, seed uint64, faults []scenarios.Fault) (int, error) {
	s, err := scenarios.Parse("bank.toml", fmt.Appendf(nil, bank, dedupe))
	if err != nil {
		t.Fatal(err)
	}
	s.Faults = faults
	w, err := world.Build(s, "", seed, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	effects, answered := make(map[sim.Key]int), []sim.Key{}
	w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
		switch f.Kind {
		case inbox.InboxEffect, inbox.Doubled:
			effects[f.Key]++
		case sim.RequestOK:
			answered = append(answered, f.Key)
		}
	}))
	if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
		t.Fatal(err)
	}
	for _, id := range answered {
		if effects[id] == 0 {
			return len(answered), fmt.Errorf("payment %x was answered and is not booked", id)
		}
	}
	for id, n := range effects {
		if n > 1 {
			return len(answered), fmt.Errorf("payment %x is booked %d times", id, n)
		}
	}
	return len(answered), nil
}

// crashes draws some of the bank, with and without the loss of power.
func crashes(t *rapid.T) []scenarios.Fault {
	var faults []scenarios.Fault
	for i := range rapid.IntRange(0, 5).Draw(t, "crashes") {
		at := time.Duration(rapid.Int64Range(0, int64(3*time.Second)).Draw(t, "at"))
		faults = append(faults, scenarios.Fault{
			Index: i, Kind: "crash",
			Schedule: fault.Schedule{At: &at, For: sim.Constant(rapid.Int64Range(1, int64(500*time.Millisecond)).Draw(t, "for"))},
			Effect:   &fault.Crash{Machines: fault.On("bank"), Silent: rapid.Bool().Draw(t, "silent")},
		})
	}
	return faults
}

func TestAPaymentThatIsSentAgainIsBookedOnce(t *testing.T) {
	answered := 0
	rapid.Check(t, func(t *rapid.T) {
		n, err := booked(t, "transaction", rapid.Uint64().Draw(t, "seed"), crashes(t))
		if err != nil {
			t.Fatal(err)
		}
		answered += n
	})
	if answered == 0 {
		t.Error("nobody was answered in any storm")
	}
}

func TestEveryOtherWayIsFoundOut(t *testing.T) {
	at := time.Second
	faults := []scenarios.Fault{{Kind: "crash",
		Schedule: fault.Schedule{At: &at, Every: 100 * time.Millisecond, Times: 15, For: sim.Constant(20 * time.Millisecond)},
		Effect:   &fault.Crash{Machines: fault.On("bank")},
	}}
	for _, dedupe := range []string{"none", "before", "after", "transaction"} {
		wrong := 0
		for seed := range uint64(10) {
			if _, err := booked(t, dedupe, seed+1, faults); err != nil {
				wrong++
			}
		}
		t.Logf("%s: %d of 10 runs go wrong", dedupe, wrong)
		if (wrong > 0) == (dedupe == "transaction") {
			t.Errorf("%s: %d of 10 runs go wrong", dedupe, wrong)
		}
	}
}
