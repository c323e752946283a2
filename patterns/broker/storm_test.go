package broker_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns/broker"
	"wavetank/patterns/inbox"
	"wavetank/scenarios"
	"wavetank/scenarios/patternstest"
	"wavetank/scenarios/storm"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// post is a topic with two subscriptions, one of them to a group of three.
const post = `
title    = "A topic and two subscriptions"
duration = "%[1]s"

nodes.broker = { disk = { write = "100us", fsync = "1ms" }, routes.news = { work = "100us" } }
nodes.reader = { instances = 3, disk = { write = "100us", fsync = "1ms" }, routes.read = { work = "2ms", errors = "10%%" } }
nodes.scribe = { disk = { write = "100us", fsync = "1ms" }, routes.note = { work = "1ms" } }

links."*" = { latency = "uniform 1ms..2ms" }
loads.press = { to = "broker.news", rate = "%[2]s", until = "%[3]s", keys = 5, timeout = "1s" }

[patterns.queue]
kind = "broker"
on   = "broker"
partitions    = 4
ack_timeout   = "50ms"
redeliver     = "10ms"
commit        = "5ms"
probe         = "100ms"
%[4]s
subscriptions = [{ topic = "broker.news", to = "reader.read" }, { topic = "broker.news", to = "scribe.note" }]

[patterns.readers]
kind     = "inbox"
on       = "reader"
receives = "reader.read"
dedupe   = "none"

[patterns.scribes]
kind     = "inbox"
on       = "scribe"
receives = "scribe.note"
dedupe   = "none"

[variants]
it = ["queue", "readers", "scribes"]
`

func load(t rapid.TB, duration, rate, until, knobs string) *scenarios.Scenario {
	s, err := scenarios.Parse("post.toml", fmt.Appendf(nil, post, duration, rate, until, knobs))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// An observer keeps the account that the trace gives of messages, by who has them.
type observer struct {
	told  []sim.Key
	first [2]map[int64][]sim.Key // by subscription and item: effects, the first of each message
	lag   map[*sim.Owner]int64
	bad   []string
}

func newObserver(*world.World) patternstest.Witness {
	a := &observer{lag: make(map[*sim.Owner]int64)}
	a.first[0], a.first[1] = make(map[int64][]sim.Key), make(map[int64][]sim.Key)
	return a
}

func (a *observer) Fact(f *sim.Fact) {
	switch f.Kind {
	case broker.BrokerPublished:
		a.told = append(a.told, f.Key)
	case inbox.InboxEffect:
		who := 0
		if strings.HasPrefix(f.Owner.Name(), "scribe") {
			who = 1
		}
		a.first[who][f.Value] = append(a.first[who][f.Value], f.Key)
	case broker.Lag:
		a.lag[f.Owner] = f.Value
	case broker.Lost, broker.Forgotten, broker.BrokerParked:
		a.bad = append(a.bad, f.String())
	}
}

// Verdict holds what must be true once all has come to rest: each subscription has
// dealt with each message that a publisher was told of, and both saw the messages
// about an item in one order.
func (a *observer) Verdict() error {
	for i, first := range a.first {
		var all []sim.Key
		for _, ids := range first {
			all = append(all, ids...)
		}
		for _, id := range a.told {
			if !slices.Contains(all, id) {
				a.bad = append(a.bad, fmt.Sprintf("subscription %d has never dealt with %x", i, id))
			}
		}
	}
	for item := range int64(5) {
		if r, s := a.first[0][item], a.first[1][item]; !slices.Equal(r, s) {
			at := 0
			for at < min(len(r), len(s)) && r[at] == s[at] {
				at++
			}
			a.bad = append(a.bad, fmt.Sprintf("messages about %d differ from the %d. of %d and %d on", item, at+1, len(r), len(s)))
		}
	}
	for who, lag := range a.lag {
		if lag != 0 {
			a.bad = append(a.bad, fmt.Sprintf("%s is %d behind", who.Name(), lag))
		}
	}
	if len(a.bad) == 0 {
		return nil
	}
	slices.Sort(a.bad)
	return fmt.Errorf("%s", strings.Join(a.bad[:min(len(a.bad), 5)], "\n"))
}

// TestACrashAtAnyInstant crashes the broker and each consumer at each event of a run
// of a few messages.
func TestACrashAtAnyInstant(t *testing.T) {
	dealt := 0
	c := patternstest.Crash{
		Scenario: load(t, "4s", "80/s", "60ms", ""), Until: 150 * time.Millisecond, Down: 100 * time.Millisecond,
		Witness: func(w *world.World) patternstest.Witness {
			w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
				if f.Kind == broker.Rebalanced {
					dealt++
				}
			}))
			return newObserver(w)
		},
	}
	if testing.Short() {
		c.Stride = 29
	}
	if _, wrong := c.Everywhere(t); len(wrong) > 0 {
		t.Error(wrong[0])
	}
	if dealt == 0 {
		t.Error("partitions were never dealt anew: the crashes show nothing")
	}
}

// TestACrashLosesWhatIsOnlyWritten: an acknowledgement before the sync is not enough.
func TestACrashLosesWhatIsOnlyWritten(t *testing.T) {
	_, wrong := patternstest.Crash{
		Scenario: load(t, "4s", "80/s", "60ms", `ack = "write"`), Machines: 1,
		Until: 150 * time.Millisecond, Down: 100 * time.Millisecond, Witness: newObserver,
	}.Everywhere(t)
	if len(wrong) == 0 {
		t.Error("the crashes show nothing")
	}
}

// TestStormsLoseNothingAndKeepTheOrder draws crashes, pauses, partitions, loss,
// duplication and full disks.
func TestStormsLoseNothingAndKeepTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := load(t, "60s", "20/s", "4s", "")
		s.Links[0].Transport = rapid.SampledFrom([]string{"stream", "datagram"}).Draw(t, "transport")
		storm.Check(t, storm.Plan{
			Scenario: s, Seed: rapid.Uint64().Draw(t, "seed"),
			Policy: storm.Policy{
				Kinds: []string{"crash", "pause", "partition", "loss", "duplicate", "disk-full"},
				Most:  6, Until: 6 * time.Second, Down: storm.Anything,
			},
			Properties: []storm.Property{patternstest.Judged("nothing is lost, and all in order", newObserver)},
		})
	})
}
