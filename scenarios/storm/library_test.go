package storm_test

import (
	"slices"
	"testing"

	"wavetank/scenarios"
	"wavetank/scenarios/patternstest"
	"wavetank/scenarios/storm"
)

// TestTheLibraryHoldsInStorms hunts every variant of the library for the invariants
// that its scenario states of it. A campaign is
//
//	RAPID_CHECKS=500000 go test -run TheLibraryHolds -timeout 0 -v ./scenarios/storm
//
// which has 5,000 times as many storms as the two here.
func TestTheLibraryHoldsInStorms(t *testing.T) {
	for _, name := range scenarios.Library() {
		s, err := scenarios.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range s.Variants {
			properties := storm.Declared(s, v.Name)
			if len(properties) == 0 {
				continue
			}
			t.Run(name+"/"+v.Name, func(t *testing.T) {
				r, err := storm.Hunt(t.Context(), plan(s, v.Name, patternstest.Storms(2), properties...))
				if err != nil {
					t.Fatal(err)
				}
				if f := r.Failure; f != nil {
					t.Errorf("seed %d: %v\n%s", f.Seed, f.Violation, f.File())
				}
				t.Logf("%d storms, %d events", r.Runs, r.Events)
			})
		}
	}
}

// holdsToo are variants in which an invariant holds that the scenario does not state
// of them, with the reason.
var holdsToo = map[string]string{
	"clock-skew/restarts: linearizable":                                             "the bound on the clocks is kept, and reads restart within it",
	"consumer-outage/direct: never broker.lost":                                     "there is no broker that could lose",
	"dual-write/write-first: never broker.lost":                                     "the message is lost before the broker",
	"dual-write/publish-first: never broker.lost":                                   "the row is lost, not the message",
	"duplicate-delivery/before: never inbox.doubled":                                "who acknowledges first loses, and doubles nothing",
	"leader-crash/static: election.served within 5s of the calm":                    "the primary comes back",
	"leader-crash/bully: election.served within 5s of the calm":                     "there are too many leaders, not too few",
	"split-brain/bully: election.served within 5s of the calm":                      "there are too many leaders, not too few",
	"split-brain/fenced: election.served within 5s of the calm":                     "there are too many leaders, not too few",
	"duplicate-delivery/naive: every broker.published has its inbox.effect per key": "who acknowledges last doubles, and loses nothing",
}

// TestWhatIsNotPromisedBreaks: an invariant that a scenario states of some of its
// variants is one that a storm breaks in each of the others, but for those that
// have a reason.
func TestWhatIsNotPromisedBreaks(t *testing.T) {
	if testing.Short() {
		t.Skip("takes ten seconds")
	}
	for _, name := range scenarios.Library() {
		s, err := scenarios.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range s.Invariants {
			for _, v := range s.Variants {
				x := s.Invariants[i]
				if x.Holds(v.Name) || x.That != "" || x.Sometimes != "" || x.Unseen(s, v.Name) != "" {
					continue
				}
				loose := *s
				x.Variants = nil
				loose.Invariants = slices.Clone(s.Invariants[i : i+1])
				loose.Invariants[0] = x
				p := storm.Declared(&loose, v.Name)[0]
				which := name + "/" + v.Name + ": " + p.Name
				if holdsToo[which] != "" {
					continue
				}
				t.Run(which, func(t *testing.T) {
					at, err := plan(&loose, v.Name, 300, p).Breaks()
					if err != nil {
						t.Fatal(err)
					}
					if at == 0 {
						t.Error("no storm breaks it: promise it, or say why not")
					}
					t.Logf("storm %d breaks it", at)
				})
			}
		}
	}
}

func plan(s *scenarios.Scenario, variant string, runs int, properties ...storm.Property) storm.Plan {
	return storm.Plan{Scenario: s, Variant: variant, Policy: storm.PolicyOf(s), Runs: runs, Properties: properties}
}
