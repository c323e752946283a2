package election

import (
	"maps"
	"slices"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/election/raft"
	"wavetank/sim"
)

// A member is the thin shell around one member's engine: it tells it the time,
// as the node's own clock shows it, and the messages, and does what it wants.
type member struct {
	site    patterns.Site
	config  Config
	node    *nodes.Node
	self    int
	topic   string
	engine  raft.Engine
	store   *store
	journal *nodes.Journal
	caller  nodes.Caller // of the resource
	called  nodes.Dependency

	clock  *sim.Proc // waits for the engine's deadline
	due    nodes.Ticks
	writer *sim.Proc     // waits for the disk
	unsent []raft.Output // to be saved, and what is sent after that
	sent   []raft.Output // room for the next of those
	lines  journalLines  // room for what is saved
	whole  bool          // the whole state is to be written
	saving bool
	began  nodes.Ticks // of that
	stuck  bool        // it takes longer than an election timeout

	writes  map[sim.Key]*turn // the first of each identity
	reads   map[uint64]*turn  // by ticket
	idle    sim.Spare[turn]
	tickets uint64
	key     sim.Key // of this life's messages
	posted  uint64
	leading bool
	term    uint64
	dead    bool   // its process dies in this instant
	shot    uint64 // index of the last snapshot
	asking  bool   // the preferred member whether it could win
	askFrom nodes.Ticks
	asked   uint64
}

func newMember(s patterns.Site, c Config) *member {
	m := &member{
		site: s, config: c, node: s.Node, topic: "election " + s.Name,
		writes: make(map[sim.Key]*turn), reads: make(map[uint64]*turn),
	}
	if m.node.Clock == nil {
		m.node.Clock = nodes.NewClock(s.World(), nodes.ClockConfig{})
	}
	m.key = s.Key().Mix(uint64(s.World().Now()))
	for i, id := range s.Peers {
		if id == m.node.ID() {
			m.self = i
		}
	}
	journal, saved := nodes.OpenJournal(m.node, "election "+s.Name)
	state := stateOf(saved)
	m.journal, m.term = journal, state.Term
	m.store, m.shot = storeOf(state.Snapshot.Data), state.Snapshot.Index
	m.engine = m.newEngine(state)
	if c.Resource != "" {
		m.caller, m.called = s.Dial(c.Resource)
	}
	m.node.Listen(m.topic, m.receive)
	m.node.HandleQuery(m.topic, m.answer)
	return m
}

func (m *member) newEngine(s raft.State) raft.Engine {
	luck := m.site.World().Stream(m.node.Name() + " election timeouts " + m.site.Name).Fork()
	members := len(m.site.Peers)
	if m.config.Algorithm != "raft" {
		return newPrimary(m.config, members, m.self, luck, m.now(), s)
	}
	if m.config.Engine == "etcd" {
		return newEtcd(m.config.raft(members), m.self, luck, m.now(), s)
	}
	return raft.New(m.config.raft(members), m.self, luck, m.now(), s)
}

func (m *member) now() nodes.Ticks { return m.node.Clock.Monotonic() }

// run is the member's process: it tells the engine the time when that is due. A
// second one waits for the disk.
func (m *member) run(p *sim.Proc, _ *nodes.Node) {
	m.clock = p
	m.writer = m.node.Go(m.write)
	m.carry()
	for !m.dead {
		now := m.now()
		if at := m.engine.Deadline(); now < at {
			m.due = at
			p.ParkFor(m.node.Clock.Elapse(at.Sub(now)))
			continue
		}
		m.watchDisk()
		m.tick(now)
	}
}

// tick tells the engine the time.
func (m *member) tick(now nodes.Ticks) {
	defer m.guard()
	m.engine.Tick(now)
	m.carry()
}

func (m *member) receive(p nodes.Message) {
	if m.dead {
		return
	}
	defer m.guard()
	m.engine.Receive(m.now(), *p.Body.(*raft.Message))
	m.carry()
}

// carry does what the engine wants done, until it wants nothing more.
func (m *member) carry() {
	if m.dead {
		return
	}
	defer m.guard()
	out := m.engine.Take()
	m.post(out.Now)
	m.apply(&out)
	if out.Save.Snapshot != nil {
		m.whole = true
	}
	switch {
	case !out.Save.Empty() || m.saving && len(out.After) > 0:
		m.unsent = append(m.unsent, out)
		if m.writer != nil {
			m.writer.Wake()
		}
	default:
		m.post(out.After)
	}
	m.report()
	if m.engine.Deadline() < m.due && m.clock != nil {
		m.clock.Wake()
	}
}

func (m *member) post(list []raft.Message) {
	for i := range list {
		x := &list[i]
		m.posted++
		m.node.Send(m.site.Peers[x.To], m.topic, m.key.Mix(m.posted), x.Size(), x)
	}
}

// write is the process that waits for the disk: what came up meanwhile is saved
// in one go.
func (m *member) write(p *sim.Proc) {
	for {
		if len(m.unsent) == 0 {
			p.Park()
			continue
		}
		m.saving, m.began = true, m.now()
		batch := m.unsent
		m.unsent = m.sent[:0]
		for m.save(p, batch) != nil { // the disk is full: promise nothing until it is not
			p.Sleep(m.config.Heartbeat)
		}
		m.saving = false
		m.saved(batch)
		clear(batch)
		m.sent = batch
	}
}

// saved tells the engine what is on disk, and lets leave what waited for that.
func (m *member) saved(batch []raft.Output) {
	defer m.guard()
	m.watchDisk()
	for i := range batch {
		m.engine.Saved(m.now(), batch[i].Mark)
		m.post(batch[i].After)
	}
	m.carry()
}

// watchDisk tells the engine when its disk is stuck, and when it is no longer.
func (m *member) watchDisk() {
	if stuck := m.saving && m.now() >= m.began.Add(m.config.ElectionMin); stuck != m.stuck {
		m.stuck = stuck
		m.engine.Stuck(stuck)
	}
}

// save writes what a batch changes, or the whole state.
func (m *member) save(p *sim.Proc, batch []raft.Output) error {
	if m.whole {
		m.whole = false
		if err := m.journal.Rewrite(p, whole(m.engine.State())...); err != nil {
			m.whole = true
			return err
		}
		return nil
	}
	m.lines.empty()
	for i := range batch {
		m.lines.add(&batch[i].Save)
	}
	if len(m.lines.records) == 0 {
		return nil
	}
	return m.journal.Append(p, m.lines.records...)
}

// apply brings the store up to date and answers those who waited for that.
func (m *member) apply(out *raft.Output) {
	if out.Restore != nil {
		m.store = storeOf(out.Restore.Data)
		m.shot = out.Restore.Index
		m.emit(Installed, int64(out.Restore.Index), 0)
	}
	for _, e := range out.Apply {
		m.store.apply(e)
		if e.Once != 0 {
			for t := m.writes[e.Once]; t != nil; t = t.next {
				t.wake(nil)
			}
			delete(m.writes, e.Once)
		}
	}
	for _, s := range out.Served {
		if t := m.reads[s.Ticket]; t != nil {
			t.wake(nil)
		}
	}
	for _, ticket := range out.Dropped {
		if t := m.reads[ticket]; t != nil {
			t.wake(m.elsewhere())
		}
	}
	if m.store.index >= m.shot+uint64(m.config.SnapshotEvery) {
		m.shot = m.store.index
		m.engine.Compact(m.store.index, m.store.bytes(), uint64(m.config.KeepEntries))
		m.whole = true
	}
}

// report emits what has become of the member.
func (m *member) report() {
	role, term := m.engine.Role(), m.engine.Term()
	leads := role == raft.Leader
	if m.leading && (!leads || term > m.term) {
		m.emit(Led, 0, int64(m.term))
		m.leading = false
		m.deposed()
	}
	if term > m.term && (role == raft.Candidate || leads) {
		m.emit(Campaigned, int64(term), 0)
	}
	m.term = term
	if leads && !m.leading {
		m.leading = true
		m.emit(Won, int64(term), 0)
		m.emit(Led, 1, int64(term))
	}
	if leads {
		m.handOver()
	}
}

// deposed ends the writes that waited for a leader whose time is over.
func (m *member) deposed() {
	for _, once := range slices.Sorted(maps.Keys(m.writes)) {
		for t := m.writes[once]; t != nil; t = t.next {
			m.emit(Deposed, int64(t.term), 0)
			t.wake(ErrDeposed)
		}
	}
	clear(m.writes)
}

// elsewhere returns the error that sends a client to the leader.
func (m *member) elsewhere() error {
	if leader := m.engine.Leader(); leader != raft.None && leader != m.self {
		return &patterns.LeaderError{Leader: m.site.Peers[leader]}
	}
	return errNobody
}

func (m *member) emit(k *sim.Kind, value, extra int64) {
	m.site.Owner.Emit(sim.Fact{Kind: k, Value: value, Extra: extra})
}
