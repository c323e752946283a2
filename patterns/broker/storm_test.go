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
	"wavetank/scenarios/fault"
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

// A witness keeps the account that the trace gives of messages, by who has them.
type witness struct {
	told  []sim.Key
	first [2]map[int64][]sim.Key // by subscription and item: effects, the first of each message
	lag   map[*sim.Owner]int64
	bad   []string
	dealt int // how often partitions were dealt anew
}

func watch(w *scenarios.World) *witness {
	a := &witness{lag: make(map[*sim.Owner]int64)}
	a.first[0], a.first[1] = make(map[int64][]sim.Key), make(map[int64][]sim.Key)
	w.Sim.Attach(a)
	return a
}

func (a *witness) Fact(f *sim.Fact) {
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
	case broker.Rebalanced:
		a.dealt++
	}
}

// verdict holds what must be true once all has come to rest: each subscription has
// dealt with each message that a publisher was told of, and both saw the messages
// about an item in one order.
func (a *witness) verdict() error {
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

// run plays a scenario to its end.
func run(t rapid.TB, s *scenarios.Scenario, seed uint64, meanwhile func(*scenarios.World)) (*witness, error) {
	w, err := world.Build(s, "", seed, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	a := watch(w)
	if meanwhile != nil {
		meanwhile(w)
	}
	if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
		t.Fatal(err)
	}
	return a, a.verdict()
}

// TestACrashAtAnyInstant crashes the broker and each consumer at each event of a run
// of a few messages.
func TestACrashAtAnyInstant(t *testing.T) {
	for _, c := range []struct {
		name, knobs string
		loses       bool
	}{
		{"acknowledged when it is synced", "", false},
		{"acknowledged when it is written", `ack = "write"`, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			stride := uint64(1)
			if testing.Short() && !c.loses {
				stride = 29
			}
			s := load(t, "4s", "80/s", "60ms", c.knobs)
			runs, wrong, dealt := 0, 0, 0
			for machine := range 5 {
				if machine > 0 && c.loses {
					break
				}
				for k := uint64(1); k < 400; k += stride {
					over := false
					a, err := run(t, s, 1+k%8, func(w *scenarios.World) {
						for w.Sim.Events() < k && !over {
							_, more, err := w.Sim.Step(sim.Time(150 * time.Millisecond))
							if err != nil {
								t.Fatal(err)
							}
							over = !more
						}
						undo := w.Machines[machine].Crash(k%2 == 0)
						w.Sim.After(100*time.Millisecond, w.Sim.Owner("tester"), sim.Func(undo))
					})
					if over {
						break
					}
					runs++
					dealt += a.dealt
					if err != nil {
						wrong++
					}
					if err != nil && !c.loses {
						t.Fatalf("machine %d crashed at event %d:\n%v", machine, k, err)
					}
				}
			}
			t.Logf("%d of %d crashes leave something wrong; partitions were dealt anew %d times", wrong, runs, dealt)
			if c.loses && wrong == 0 || !c.loses && dealt == 0 {
				t.Error("the crashes show nothing")
			}
		})
	}
}

// TestStormsLoseNothingAndKeepTheOrder draws crashes, pauses, partitions, loss,
// duplication and full disks.
func TestStormsLoseNothingAndKeepTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := load(t, "60s", "20/s", "4s", "")
		s.Links[0].Transport = rapid.SampledFrom([]string{"stream", "datagram"}).Draw(t, "transport")
		s.Faults = storm(t)
		if _, err := run(t, s, rapid.Uint64().Draw(t, "seed"), nil); err != nil {
			t.Fatal(err)
		}
	})
}

// storm draws faults that are over after six seconds.
func storm(t *rapid.T) []scenarios.Fault {
	var faults []scenarios.Fault
	for i := range rapid.IntRange(0, 6).Draw(t, "faults") {
		at := time.Duration(rapid.Int64Range(0, int64(4*time.Second)).Draw(t, "at"))
		f := scenarios.Fault{Index: i, Schedule: fault.Schedule{
			At: &at, For: sim.Constant(rapid.Int64Range(1, int64(2*time.Second)).Draw(t, "for")),
		}}
		who := rapid.SampledFrom([]string{"broker", "reader-1", "reader-2", "reader-3", "scribe"}).Draw(t, "who")
		victims := fault.On(who)
		f.Kind = rapid.SampledFrom([]string{"crash", "crash", "crash", "pause", "partition", "loss", "duplicate", "disk-full"}).Draw(t, "kind")
		switch f.Kind {
		case "crash":
			f.Effect = &fault.Crash{Machines: victims, Silent: rapid.Bool().Draw(t, "silent")}
		case "pause":
			f.Effect = &fault.Pause{Machines: victims}
		case "partition":
			f.Effect = &fault.Partition{Isolate: who}
		case "loss":
			f.Effect = &fault.Loss{OnLink: fault.Everywhere(), Rate: 0.4}
		case "duplicate":
			f.Effect = &fault.Duplicate{OnLink: fault.Everywhere(), Rate: 0.5}
		case "disk-full":
			f.Effect = &fault.DiskFull{Disks: fault.Disks{Machines: victims}}
		}
		faults = append(faults, f)
	}
	return faults
}
