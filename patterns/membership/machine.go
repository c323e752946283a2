package membership

import (
	"slices"

	"wavetank/sim"
)

// A record is what a member knows of another.
type record struct {
	Update
	began sim.Time // of the status
}

// A suspicion is one that nobody has refuted yet.
type suspicion struct {
	member   int32
	until    sim.Time
	began    sim.Time
	accusers []int32
}

// A Tally counts a member's probes.
type Tally struct {
	Probes int64 // that are over
	Missed int64 // of those, the ones that nobody answered
}

// A Machine is one member: pure, told of the time and of messages. What it wants to
// say is in Out, what it came to believe in Changes.
//
//	Tick ──► Ping ──no Ack──► Probe by others ──no Ack──► Suspect ──nobody refutes──► Dead
//	             each message carries news ──► Hear at another: believed if it counts for more
type Machine struct {
	config Config
	self   int32
	luck   sim.Rand
	tally  Tally

	records    []record
	here       int // members that take part, as far as it knows, itself included
	suspicions []suspicion
	gone       []int32 // those that take part no longer, in the order in which they went
	unmet      int     // seeds that it has not met
	queue      broadcastQueue

	score   int     // by how much it distrusts itself
	order   []int32 // whom it probes
	turn    int     // who is next of them
	current probe
	relays  []relay
	seq     uint64
	joined  bool // somebody has answered

	probeAt, askAt, gossipAt, syncAt, knockAt, joinAt sim.Time

	news
	all []int32 // every other member, in an order that is luck
}

// New returns the member of that number, in a group whose instances are so many. It
// knows nobody but itself and where its seeds are. Its incarnation should be higher
// than any of its earlier lives.
func New(c Config, self, members int, incarnation int64, now sim.Time, luck sim.Rand) *Machine {
	m := &Machine{
		config: c, self: int32(self), luck: luck, records: make([]record, members),
		queue: newBroadcastQueue(members), here: 1,
	}
	for i := range m.records {
		m.records[i].Member = int32(i)
		if i != self {
			m.all = append(m.all, int32(i))
		}
	}
	m.unmet = min(c.Seeds, members)
	if m.seed(m.self) {
		m.unmet--
	}
	m.seq = m.luck.Uint64() // not that of an earlier life
	own := &m.records[self]
	own.Status, own.Incarnation, own.By = Alive, incarnation, m.self
	m.queue.add(own.Update)

	m.askAt, m.syncAt, m.knockAt = sim.Forever, sim.Forever, sim.Forever
	m.joinAt = now
	m.joined = members == 1 || c.Seeds == 1 && self == 0 // there is nobody to ask
	m.probeAt = now.Add(m.luck.Between(0, c.ProbeInterval))
	m.gossipAt = now.Add(m.luck.Between(0, c.GossipInterval))
	if c.PushPull > 0 {
		m.syncAt = now.Add(m.luck.Between(0, c.PushPull))
	}
	if c.Reconnect > 0 {
		m.knockAt = now.Add(m.luck.Between(0, c.Reconnect))
	}
	return m
}

// Of returns what it believes of a member.
func (m *Machine) Of(member int) Update { return m.records[member].Update }

// Here returns how many members take part, as far as it knows, itself included.
func (m *Machine) Here() int { return m.here }

// Len returns how many members there may be.
func (m *Machine) Len() int { return len(m.records) }

// Ready reports whether somebody has let it in, so that it knows of others.
func (m *Machine) Ready(sim.Time) bool { return m.joined }

// Tally returns the count of its probes.
func (m *Machine) Tally() Tally { return m.tally }

// Next returns when Tick has something to do.
func (m *Machine) Next() sim.Time {
	next := min(m.probeAt, m.askAt, m.syncAt, m.joinAt)
	if m.queue.live > 0 {
		next = min(next, m.gossipAt)
	}
	for i := range m.suspicions {
		next = min(next, m.suspicions[i].until)
	}
	for i := range m.relays {
		next = min(next, m.relays[i].due())
	}
	if len(m.gone) > 0 {
		next = min(next, m.forgetAt())
	}
	if m.reconnects() {
		next = min(next, m.knockAt)
	}
	return next
}

// Tick lets happen what is due.
func (m *Machine) Tick(now sim.Time) {
	m.expire(now)
	m.relay(now)
	if now >= m.joinAt {
		m.join(now)
	}
	if now >= m.askAt {
		m.askAt = sim.Forever
		m.askOthers()
	}
	if now >= m.probeAt {
		m.endProbe(now)
		m.begin(now)
	}
	if now >= m.gossipAt {
		m.gossip(now)
		m.gossipAt = now.Add(m.config.GossipInterval)
	}
	if now >= m.syncAt {
		m.syncAt = now.Add(PushPullInterval(m.config.PushPull, m.here))
		m.exchange(func(i int32) bool { return m.records[i].here() })
	}
	if now >= m.knockAt {
		m.knockAt = now.Add(m.config.Reconnect)
		if m.reconnects() {
			m.exchange(func(i int32) bool {
				return m.records[i].Status == Dead || m.records[i].Status == Unknown && m.seed(i)
			})
		}
	}
}

// reconnects reports whether there is somebody to try who seems not to be there.
func (m *Machine) reconnects() bool { return len(m.gone) > 0 || m.unmet > 0 }

// expire ends suspicions that nobody refuted, and forgets those long gone.
func (m *Machine) expire(now sim.Time) {
	for i := 0; i < len(m.suspicions); {
		s := &m.suspicions[i]
		if now < s.until {
			i++
			continue
		}
		m.believe(now, Update{Member: s.member, By: m.self, Incarnation: m.records[s.member].Incarnation, Status: Dead})
	}
	for len(m.gone) > 0 && now >= m.forgetAt() {
		m.records[m.gone[0]] = record{Update: Update{Member: m.gone[0]}}
		if m.seed(m.gone[0]) {
			m.unmet++
		}
		m.gone = slices.Delete(m.gone, 0, 1)
	}
}

// forgetAt returns when the one who went first is forgotten.
func (m *Machine) forgetAt() sim.Time {
	if m.config.Forget == 0 {
		return sim.Forever
	}
	return m.records[m.gone[0]].began.Add(m.config.Forget)
}
