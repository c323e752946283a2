package membership

import (
	"testing"
	"time"

	"wavetank/sim"
)

// beating returns a pulse that keeps watch over two others.
func beating(change func(*Config)) *HeartbeatMember {
	c := LAN()
	c.Style = "heartbeat"
	if change != nil {
		change(&c)
	}
	return NewHeartbeatMember(c, 0, 3, 5, 0, 0, others(3, 0))
}

func beatOf(member int32, incarnation int64, s Status) *Message {
	return &Message{From: member, Act: Beat, Updates: []Update{{Member: member, By: member, Incarnation: incarnation, Status: s}}}
}

func TestAPulseTellsAllOthersThatItLives(t *testing.T) {
	p := beating(nil)
	p.Tick(0)
	out := p.Out()
	if len(out) != 2 || out[0].To != 1 || out[1].To != 2 || out[0].Updates[0].Incarnation != 5 {
		t.Errorf("said %+v", out)
	}
	if next := p.Next(); next != sim.Time(time.Second) {
		t.Errorf("it says so again at %v", next)
	}
}

func TestSilenceIsJudgedByTheDetector(t *testing.T) {
	for _, of := range []struct {
		name   string
		change func(*Config)
		least  time.Duration
		most   time.Duration
	}{
		{"timeout", nil, 5 * time.Second, 5 * time.Second},
		{"phi", func(c *Config) { c.Detector = "phi" }, time.Second, 3 * time.Second},
	} {
		p := beating(of.change)
		last := sim.Time(0)
		for i := range 30 {
			last = sim.Time(time.Duration(i) * time.Second)
			p.Hear(last, beatOf(1, 0, Alive))
			p.Tick(last)
		}
		p.beatAt = sim.Forever
		at := p.Next()
		if wait := at.Sub(last); wait < of.least || wait > of.most {
			t.Errorf("%s: it waits for %v", of.name, wait)
		}
		if p.Tick(at - 1); p.Of(1).Status != Alive {
			t.Errorf("%s: it is %v before", of.name, p.Of(1).Status)
		}
		if p.Tick(at); p.Of(1).Status != Dead || p.Here() != 1 {
			t.Errorf("%s: it is %v after, and %d are there", of.name, p.Of(1).Status, p.Here())
		}
	}
}

func TestAHeartbeatOfAnEarlierLifeSaysNothing(t *testing.T) {
	p := beating(nil)
	p.Hear(0, beatOf(1, 7, Alive))
	p.Hear(1, beatOf(1, 7, Left))
	p.Hear(2, beatOf(1, 3, Alive))
	if c := p.Of(1); c.Status != Left {
		t.Errorf("it believes %+v", c)
	}
	p.Hear(3, beatOf(1, 8, Alive))
	if c := p.Of(1); c.Status != Alive || c.Incarnation != 8 {
		t.Errorf("it believes %+v", c)
	}
}

func TestARegistryApartLearnsHowManyThereAre(t *testing.T) {
	c := LAN()
	c.Style = "registry"
	p := NewHeartbeatMember(c, apart, 0, 0, 0, 0, nil)
	if p.Ready(sim.Time(time.Second)) || !p.Ready(sim.Time(2*time.Second)) {
		t.Error("it is to answer after two heartbeats")
	}
	p.Hear(0, beatOf(6, 0, Alive))
	if p.Len() != 7 || p.Here() != 1 || p.Of(6).Status != Alive || p.Of(99).Status != Unknown {
		t.Errorf("%d of %d, and %+v", p.Here(), p.Len(), p.Of(6))
	}
	if next := p.Next(); next != sim.Time(5*time.Second) {
		t.Errorf("it looks again at %v", next)
	}
}
