package membership

import (
	"slices"
	"time"

	"wavetank/patterns"
	"wavetank/sim"
)

// apart is the number, in messages, of a registry that is no member.
const apart = -1

// A HeartbeatMember is a member, or the registry, of a group that lives by
// heartbeats: pure like the Machine, in whose place it stands. It says that it lives
// to those who keep watch, and keeps watch itself or does not.
type HeartbeatMember struct {
	config    Config
	self      int32
	own       Update
	to        []int32
	records   []Update
	detectors []patterns.Detector // of those heard of
	here      int                 // members that take part, as far as it knows
	beatAt    sim.Time
	readyAt   sim.Time
	news
}

// NewHeartbeatMember returns a member that tells those members, or the registry
// apart, that it lives. Self is apart for that registry.
func NewHeartbeatMember(c Config, self, members int, incarnation int64, now sim.Time, phase time.Duration, to []int32) *HeartbeatMember {
	p := &HeartbeatMember{config: c, self: int32(self), to: to, beatAt: now.Add(phase), readyAt: now.Add(2 * c.Heartbeat)}
	p.own = Update{Member: p.self, By: p.self, Incarnation: incarnation, Status: Alive}
	p.grow(members)
	if self != apart {
		p.records[self] = p.own
		p.here = 1
	}
	if len(to) == 0 {
		p.beatAt = sim.Forever
	}
	return p
}

// grow makes room for so many members: a registry learns of them one by one.
func (p *HeartbeatMember) grow(members int) {
	for i := len(p.records); i < members; i++ {
		p.records = append(p.records, Update{Member: int32(i)})
		p.detectors = append(p.detectors, nil)
	}
}

// Of returns what it believes of a member.
func (p *HeartbeatMember) Of(member int) Update {
	if member >= len(p.records) {
		return Update{Member: int32(member)}
	}
	return p.records[member]
}

// Len returns how many members there may be.
func (p *HeartbeatMember) Len() int { return len(p.records) }

// Here returns how many members take part, as far as it knows.
func (p *HeartbeatMember) Here() int { return p.here }

// Ready reports whether it has had the time to hear of all.
func (p *HeartbeatMember) Ready(now sim.Time) bool { return now >= p.readyAt }

// Next returns when Tick has something to do.
func (p *HeartbeatMember) Next() sim.Time {
	next := p.beatAt
	for i, d := range p.detectors {
		if p.records[i].here() && d != nil {
			next = min(next, d.SuspectAt())
		}
	}
	return next
}

// Tick lets happen what is due.
func (p *HeartbeatMember) Tick(now sim.Time) {
	for i, d := range p.detectors {
		if c := p.records[i]; c.here() && d != nil && now >= d.SuspectAt() {
			c.Status, c.By = Dead, p.self
			p.believe(c)
		}
	}
	if now >= p.beatAt {
		p.beatAt = now.Add(p.config.Heartbeat)
		p.beat()
	}
}

func (p *HeartbeatMember) beat() {
	for _, to := range p.to {
		p.out = append(p.out, Message{From: p.self, To: to, Act: Beat, Updates: []Update{p.own}})
	}
}

// Hear takes in a heartbeat. One of an earlier life says nothing.
func (p *HeartbeatMember) Hear(now sim.Time, l *Message) {
	for _, c := range l.Updates {
		p.grow(int(c.Member) + 1)
		known := p.records[c.Member]
		if l.Act != Beat || c.Member == p.self || known.Status != Unknown && c.Incarnation < known.Incarnation {
			continue
		}
		if p.detectors[c.Member] == nil || c.Incarnation > known.Incarnation {
			p.detectors[c.Member] = p.detector()
		}
		p.detectors[c.Member].Heard(now)
		if c != known {
			p.believe(c)
		}
	}
}

func (p *HeartbeatMember) detector() patterns.Detector {
	if p.config.Detector == "phi" {
		return patterns.NewPhi(patterns.PhiConfig{Threshold: p.config.Phi, Expected: p.config.Heartbeat})
	}
	return &patterns.Heartbeat{Timeout: p.config.DeadAfter}
}

// Leave tells those who keep watch that the member goes.
func (p *HeartbeatMember) Leave(sim.Time) {
	p.own.Status = Left
	p.believe(p.own)
	p.beat()
	p.beatAt = sim.Forever
}

func (p *HeartbeatMember) believe(c Update) {
	was := p.records[c.Member]
	switch {
	case c.here() && !was.here():
		p.here++
	case !c.here() && was.here():
		p.here--
	}
	p.changes = append(p.changes, Change{c, was})
	p.records[c.Member] = c
}

func others(members, self int) []int32 {
	var all []int32
	for i := range int32(members) {
		if int(i) != self {
			all = append(all, i)
		}
	}
	return slices.Clip(all)
}
