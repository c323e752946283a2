package membership

import (
	"slices"
	"time"

	"wavetank/sim"
)

// A probe is one under way.
type probe struct {
	seq    uint64
	target int32
	on     bool
	acked  bool
	asked  int // others
	nacks  int
}

// A relay is a ping made for another.
type relay struct {
	seq, theirs uint64
	asker       int32
	about       int32
	nackAt      sim.Time // sim.Forever if it was told, or need not be
	endAt       sim.Time
}

func (r *relay) due() sim.Time { return min(r.nackAt, r.endAt) }

// slowed returns a span as long as a member takes that distrusts itself.
func (m *Machine) slowed(d time.Duration) time.Duration { return d * time.Duration(m.score+1) }

func (m *Machine) distrust(by int) {
	if m.config.Lifeguard {
		m.score = max(0, min(m.score+by, m.config.AwarenessMax-1))
	}
}

// begin starts the next probe.
func (m *Machine) begin(now sim.Time) {
	m.probeAt = now.Add(m.slowed(m.config.ProbeInterval))
	m.askAt = sim.Forever
	m.current = probe{}
	target, ok := m.target()
	if !ok {
		return
	}
	m.seq++
	m.current = probe{seq: m.seq, target: target, on: true}
	m.askAt = now.Add(m.slowed(m.config.ProbeTimeout))
	m.say(Message{To: target, Act: Ping, Seq: m.seq, About: target, Updates: m.warning(target)})
}

// warning returns, for a member that is suspected or taken for dead, that it is, so
// that it can refute at once. Lifeguard calls the first the buddy system.
func (m *Machine) warning(to int32) []Update {
	if r := &m.records[to]; r.Status == Dead || m.config.Lifeguard && r.Status == Suspect {
		return []Update{r.Update}
	}
	return nil
}

// target returns whom to probe now. Those who take part have their turn before
// anybody has another, which bounds how long one is left out: by two rounds.
func (m *Machine) target() (int32, bool) {
	if m.config.Order == "random" {
		for _, i := range m.pick(1, func(i int32) bool { return m.records[i].here() }) {
			return i, true
		}
		return 0, false
	}
	for range 2 {
		for ; m.turn < len(m.order); m.turn++ {
			if i := m.order[m.turn]; m.records[i].here() {
				m.turn++
				return i, true
			}
		}
		m.shuffle()
	}
	return 0, false
}

// shuffle begins a new round.
func (m *Machine) shuffle() {
	m.order, m.turn = m.order[:0], 0
	for i := range m.records {
		if int32(i) != m.self && m.records[i].here() {
			m.order = append(m.order, int32(i))
		}
	}
	m.luck.Shuffle(len(m.order), func(a, b int) { m.order[a], m.order[b] = m.order[b], m.order[a] })
}

// askOthers lets others ping the target, which has not answered.
func (m *Machine) askOthers() {
	p := &m.current
	if p.acked {
		return
	}
	for _, to := range m.pick(m.config.IndirectChecks, func(i int32) bool { return i != p.target && m.records[i].Status == Alive }) {
		p.asked++
		m.say(Message{To: to, Act: Probe, Seq: p.seq, About: p.target})
	}
}

// endProbe ends the probe under way. A member that got no answer, nor word from those it
// asked for help, may be cut off itself.
func (m *Machine) endProbe(now sim.Time) {
	p := m.current
	if !p.on {
		return
	}
	m.tally.Probes++
	if p.acked {
		m.distrust(-1)
		return
	}
	m.tally.Missed++
	if p.asked > 0 {
		m.distrust(p.asked - p.nacks)
	} else {
		m.distrust(1)
	}
	if r := &m.records[p.target]; r.here() {
		m.accuse(now, Update{Member: p.target, By: m.self, Incarnation: r.Incarnation, Status: Suspect})
	}
}

// help pings a member for another.
func (m *Machine) help(now sim.Time, l *Message) {
	m.seq++
	r := relay{
		seq: m.seq, theirs: l.Seq, asker: l.From, about: l.About,
		nackAt: sim.Forever, endAt: now.Add(m.config.ProbeInterval),
	}
	if m.config.Lifeguard {
		r.nackAt = now.Add(m.config.ProbeTimeout * 4 / 5)
	}
	m.relays = append(m.relays, r)
	m.say(Message{To: l.About, Act: Ping, Seq: m.seq, About: l.About, Updates: m.warning(l.About)})
}

// relay reports pings that were not answered, and ends what took too long.
func (m *Machine) relay(now sim.Time) {
	for i := range m.relays {
		if r := &m.relays[i]; now >= r.nackAt {
			r.nackAt = sim.Forever
			m.say(Message{To: r.asker, Act: Nack, Seq: r.theirs, About: r.about})
		}
	}
	m.relays = slices.DeleteFunc(m.relays, func(r relay) bool { return now >= r.endAt })
}

// ack takes in the answer to a ping, or passes it on to who asked for it.
func (m *Machine) ack(l *Message) {
	if m.current.on && l.Seq == m.current.seq {
		m.current.acked = true
		return
	}
	for i, r := range m.relays {
		if r.seq == l.Seq {
			m.relays = slices.Delete(m.relays, i, i+1)
			m.say(Message{To: r.asker, Act: Ack, Seq: r.theirs, About: r.about})
			return
		}
	}
}

// nack notes that another member got no answer either.
func (m *Machine) nack(l *Message) {
	if m.current.on && l.Seq == m.current.seq {
		m.current.nacks++
	}
}
