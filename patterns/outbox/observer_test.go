package outbox_test

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"wavetank/patterns/broker"
	"wavetank/patterns/inbox"
	"wavetank/patterns/outbox"
	"wavetank/scenarios"
	"wavetank/scenarios/patternstest"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// shop is a row in a service, a message in a broker, and an effect at a receiver.
const shop = `
title    = "A row, a message, an effect"
duration = "%[1]s"

nodes.orders = { disk = { write = "100us", fsync = "1ms" }, routes.place = { work = "500us" } }
nodes.broker = { disk = { write = "100us", fsync = "1ms" }, routes.placed = {} }
nodes.mailer = { disk = { write = "100us", fsync = "1ms" }, routes.send = { work = "1ms", errors = "10%%" } }

links."*" = { latency = "uniform 1ms..2ms" }
loads.shoppers = { to = "orders.place", rate = "%[2]s", until = "%[3]s", keys = 4, timeout = "1s" }

[patterns.queue]
kind = "broker"
on   = "broker"
partitions    = 2
ack_timeout   = "50ms"
redeliver     = "10ms"
commit        = "5ms"
probe         = "100ms"
subscriptions = [{ topic = "broker.placed", to = "mailer.send" }]

[patterns.outbox]
kind      = "outbox"
on        = ["orders", "mailer"]
writes    = "orders.place"
publishes = "broker.placed"
arrives   = "mailer.send"
timeout   = "50ms"
%[4]s

[patterns.inbox]
kind     = "inbox"
on       = "mailer"
receives = "mailer.send"
dedupe   = "%[5]s"

[variants]
it = ["queue", "outbox", "inbox"]
`

// How row, message and effect are kept together, as a piece of the scenario.
const (
	tailing = "backoff = \"10ms\""
	polling = tailing + "\nrelay = \"polling\"\ninterval = \"20ms\"\nbatch = 2"
)

func load(t rapid.TB, duration, rate, until, style, dedupe string) *scenarios.Scenario {
	s, err := scenarios.Parse("shop.toml", fmt.Appendf(nil, shop, duration, rate, until, style, dedupe))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// An observer keeps the account that the trace gives of rows, messages and effects.
type observer struct {
	rows, effects map[int64][]sim.Key // by item, in order
	times         map[sim.Key]int     // effects of a message
	told          map[sim.Key]bool    // the broker said that it is there
	levels        map[*sim.Kind]int64
	wrong         []string
}

func newObserver(*world.World) patternstest.Witness {
	return &observer{
		rows: make(map[int64][]sim.Key), effects: make(map[int64][]sim.Key),
		times: make(map[sim.Key]int), told: make(map[sim.Key]bool), levels: make(map[*sim.Kind]int64),
	}
}

func (a *observer) Fact(f *sim.Fact) {
	switch f.Kind {
	case outbox.Recorded:
		a.rows[f.Value] = append(a.rows[f.Value], f.Key)
	case broker.BrokerPublished:
		a.told[f.Key] = true
	case inbox.InboxEffect:
		a.effects[f.Value] = append(a.effects[f.Value], f.Key)
		a.times[f.Key]++
	case inbox.Doubled:
		a.times[f.Key]++
	case broker.Lost, broker.Forgotten, broker.BrokerParked:
		a.wrong = append(a.wrong, f.String())
	case broker.Lag, outbox.Backlog, outbox.Missing, outbox.Phantoms, inbox.Excess:
		a.levels[f.Kind] = f.Value
	}
}

// Verdict holds what must be true once all has come to rest.
func (a *observer) Verdict() error {
	complain := func(format string, args ...any) { a.wrong = append(a.wrong, fmt.Sprintf(format, args...)) }
	for item, rows := range a.rows {
		if !slices.Equal(rows, a.effects[item]) {
			complain("rows about %d: %x, effects: %x", item, rows, a.effects[item])
		}
		for _, id := range rows {
			if !a.told[id] {
				complain("row %x is there, and no message", id)
			}
		}
	}
	for item, effects := range a.effects {
		if len(a.rows[item]) == 0 {
			complain("effects about %d without a row: %x", item, effects)
		}
		for _, id := range effects {
			if a.times[id] != 1 {
				complain("message %x has %d effects", id, a.times[id])
			}
		}
	}
	for _, k := range []*sim.Kind{broker.Lag, outbox.Backlog, outbox.Missing, outbox.Phantoms, inbox.Excess} {
		if a.levels[k] != 0 {
			complain("%v is left at %d", k, a.levels[k])
		}
	}
	if len(a.wrong) == 0 {
		return nil
	}
	slices.Sort(a.wrong)
	return fmt.Errorf("%s", strings.Join(a.wrong[:min(len(a.wrong), 5)], "\n"))
}
