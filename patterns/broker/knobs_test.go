package broker_test

import (
	"testing"
	"time"

	"wavetank/patterns/broker"
	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// play plays a scenario to its end, and returns what the observer says.
func play(t *testing.T, s *scenarios.Scenario, seed uint64, meanwhile func(*world.World)) error {
	w, err := world.Build(s, "", seed, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	a := newObserver(w)
	w.Sim.Attach(a)
	meanwhile(w)
	if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
		t.Fatal(err)
	}
	return a.Verdict()
}

// TestWhatATopicDoesUnderOtherKnobs holds the knobs to what they say.
func TestWhatATopicDoesUnderOtherKnobs(t *testing.T) {
	counts := func(knobs string, faults ...scenarios.Fault) map[string]int64 {
		s := load(t, "20s", "50/s", "5s", knobs)
		s.Faults = faults
		facts := make(map[string]int64)
		if err := play(t, s, 3, func(w *scenarios.World) {
			w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
				facts[f.Kind.String()]++
				if f.Kind == broker.Forgotten {
					facts["forgotten messages"] += f.Value
				}
			}))
		}); err != nil && len(faults) == 0 && knobs == "" {
			t.Fatal(err)
		}
		return facts
	}
	second := time.Second
	outage := scenarios.Fault{Kind: "crash", Schedule: fault.Schedule{At: &second, For: sim.Constant(3 * time.Second)},
		Effect: &fault.Crash{Machines: fault.On("reader", "scribe"), Silent: true}}
	plain := counts("")
	if plain["broker.parked"] != 0 || plain["broker.redelivered"] == 0 || plain["broker.settled"] != 2*plain["broker.published"] {
		t.Errorf("plain: %v", plain)
	}
	once := counts("max_deliveries = 1")
	if once["broker.redelivered"] != 0 || once["broker.parked"] == 0 || once["broker.parked"]+once["broker.settled"] != 2*once["broker.published"] {
		t.Errorf("delivered once: %v", once)
	}
	if away := counts("max_deliveries = 30", outage); away["broker.parked"] != 0 {
		t.Errorf("an outage parked %d messages: nobody was there to get them", away["broker.parked"])
	}
	if away := counts("max_deliveries = 1", outage); away["broker.parked"] > once["broker.parked"]+30 {
		t.Errorf("an outage parked %d messages, and without one %d are: who is silent gets no more", away["broker.parked"], once["broker.parked"])
	}
	if kept := counts(`retention = "1h"`, outage); kept["broker.forgotten"] != 0 {
		t.Errorf("an hour's retention forgot within seconds")
	}
	short := counts(`retention = "1s"`, outage)
	if n := short["forgotten messages"]; n == 0 || short["broker.settled"]+n < 2*short["broker.published"] {
		t.Errorf("a second's retention: %v", short)
	}
}

// TestAJournalHoldsWhatIsKept has messages forgotten, the journal rewritten and the
// broker crashed meanwhile.
func TestAJournalHoldsWhatIsKept(t *testing.T) {
	sizes := make(map[string]int64)
	for _, knobs := range []string{"", `retention = "2s"`} {
		s := load(t, "20s", "150/s", "14s", knobs)
		at, every := 2*time.Second, 2700*time.Millisecond
		s.Faults = []scenarios.Fault{{Kind: "crash", Schedule: fault.Schedule{At: &at, Every: every, Times: 4, For: sim.Constant(50 * time.Millisecond)},
			Effect: &fault.Crash{Machines: fault.On("broker"), Silent: true}}}
		if err := play(t, s, 1, func(w *scenarios.World) {
			w.Sim.After(18*time.Second, w.Sim.Owner("tester"), sim.Func(func() {
				sizes[knobs] = w.Machines[0].Disk.Size("broker queue")
			}))
		}); err != nil {
			t.Errorf("%s: %v", knobs, err)
		}
	}
	if all, kept := sizes[""], sizes[`retention = "2s"`]; kept == 0 || kept > all/2 {
		t.Errorf("the journal has %d bytes; if nothing is forgotten %d", kept, all)
	}
}
