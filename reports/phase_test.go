package reports

import (
	"testing"
	"time"

	"wavetank/sim"
)

// bistable is a system that a fault pushes to a queue, from where it falls by a tenth a sample
// below a hundred and rises by a tenth above.
func bistable(pushed int64) Course {
	c := Course{Part: 1, Every: time.Second}
	for range 20 {
		c.At = append(c.At, PhasePoint{Queued: 2, InFlight: 5})
	}
	for q := int64(2); q < pushed; q += 1 + pushed/10 {
		c.At = append(c.At, PhasePoint{Queued: q, InFlight: q, Begun: 1})
	}
	for q := float64(pushed); len(c.At) < 60; {
		if c.At = append(c.At, PhasePoint{Queued: int64(q), InFlight: int64(q), Begun: 1, Ended: 1}); pushed < 100 {
			q = max(2, 0.9*q)
		} else {
			q *= 1.1
		}
	}
	c.Back = pushed < 100
	return c
}

// TestThePlaneShowsTwoBasins: cells lead down and come back below a hundred, and lead up and
// stay above; what happens within a fault counts nowhere.
func TestThePlaneShowsTwoBasins(t *testing.T) {
	p := &Phase{Variant: "naive"}
	for _, pushed := range []int64{20, 60, 95, 105, 300, 800} {
		p.Courses = append(p.Courses, bistable(pushed))
	}
	below, above := 0, 0
	for _, c := range p.Cells() {
		switch from, to := PhaseRung(c.Queued), PhaseRung(c.Queued+1); {
		case from >= 5 && to < 100:
			if below++; c.QueuedDrift >= 0 || c.FlightDrift >= 0 || c.Back != 1 {
				t.Errorf("below: %+v", c)
			}
		case from >= 99:
			if above++; c.QueuedDrift <= 0 || c.Back != 0 {
				t.Errorf("above: %+v", c)
			}
		}
	}
	if x, ok := p.Brink(); below < 4 || above < 4 || !ok || x != 100 {
		t.Errorf("%d cells below, %d above, the brink at %v, %v", below, above, x, ok)
	}
	if words := p.Finding(); words != "naive has two basins: with more than about 100 requests waiting it does not come back by itself." {
		t.Error(words)
	}
}

// TestACellOfWhoStaysIsNotOneOfWhoComesBack: a run that was in a cell before its fault, and
// stays in it after that, does not come back from there.
func TestACellOfWhoStaysIsNotOneOfWhoComesBack(t *testing.T) {
	stays := Course{Every: time.Second}
	for i := range 60 {
		p := PhasePoint{Queued: 2, InFlight: 5}
		if i >= 30 {
			p.Begun, p.Ended = 1, 1
		}
		stays.At = append(stays.At, p)
	}
	returns := stays
	returns.Back = true
	p := Phase{Courses: []Course{stays, returns}}
	if cells := p.Cells(); len(cells) != 1 || cells[0].Back != 0.5 {
		t.Errorf("one of two runs comes back: %+v", cells)
	}
}

// TestATrackerReadsQueuesAndFaults: samples hold what stood before the fact that passes them.
func TestATrackerReadsQueuesAndFaults(t *testing.T) {
	m := NewMeters(0)
	n := m.Service("db", "db", 1)
	k := NewTracker(m, 400*time.Second, nil)
	at := func(seconds float64, kind *sim.Kind) { k.Fact(&sim.Fact{At: sim.Time(seconds * 1e9), Kind: kind}) }
	at(0.5, sim.RequestStarted)
	n.Queue(sim.Time(6e8))
	at(0.7, sim.RequestStarted)
	at(1.5, sim.FaultBegan)
	at(1.6, sim.RequestOK)
	at(2.5, sim.FaultEnded)
	at(3.5, sim.RequestStarted)
	got := k.Course().At
	want := []PhasePoint{{}, {1, 2, 0, 0}, {1, 1, 1, 0}, {1, 1, 1, 1}}
	for i, p := range want {
		if i > 0 && got[i] != p || len(got) != len(want) {
			t.Errorf("sample %d of %d: %+v, want %+v", i, len(got), got[i], p)
		}
	}
}
