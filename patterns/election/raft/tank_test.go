package raft

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"wavetank/nodes"
	"wavetank/sim"
)

// A subject is a member under test: a Machine, or one with a mistake.
type subject interface {
	Role() Role
	Term() uint64
	Commit() uint64
	Deadline() nodes.Ticks
	Tick(nodes.Ticks)
	Receive(nodes.Ticks, Message)
	Propose(Command) (index, term uint64, ok bool)
	Read(nodes.Ticks, uint64) bool
	Transfer(nodes.Ticks, int) bool
	Take() Output
	Saved(nodes.Ticks, Mark)
	machine() *Machine
}

func (m *Machine) machine() *Machine { return m }

// A breed makes subjects, and may spoil what they find on their disk.
type breed struct {
	make func(*Machine) subject
	boot func(State) State
}

// A weather is how bad the storm is; chances are per message, or per step and
// member.
type weather struct {
	config                       Config
	loss, duplicate              float64
	delay, disk                  int // most, in milliseconds
	crash, pause, split, handing float64
	compact                      float64
	steps                        int // of a millisecond
}

// A tank is a group in a storm: a network, disks and clients, all drawn from one
// seed, and a witness of everything.
type tank struct {
	weather
	breed breed
	luck  *rand.Rand
	now   nodes.Ticks
	calm  bool

	members []subject // nil is down
	disks   []State
	lives   []int
	until   []nodes.Ticks // paused or down
	cut     []int         // sides of a partition
	mail    []letter
	saves   [][]pending // by member, oldest first

	leaders   map[uint64]int
	votes     map[[2]uint64]int
	committed []Entry  // from index 1 on
	during    []uint64 // the terms in which they were
	applied   []uint64
	acked     uint64 // the last write that a client was told is done
	proposed  map[uint64]uint64
	reads     map[uint64]uint64 // by ticket: what it must see
	tickets   uint64
	elections int
	served    int
	fault     error // the first law that was broken
}

type letter struct {
	at nodes.Ticks
	x  Message
}

type pending struct {
	at  nodes.Ticks
	out Output
}

func newTank(seed uint64, w weather, b breed) *tank {
	n := w.config.Members
	k := &tank{
		weather: w, breed: b, luck: rand.New(rand.NewPCG(seed, 1)),
		members: make([]subject, n), disks: make([]State, n), lives: make([]int, n), until: make([]nodes.Ticks, n),
		cut: make([]int, n), saves: make([][]pending, n), applied: make([]uint64, n),
		leaders: map[uint64]int{}, votes: map[[2]uint64]int{}, proposed: map[uint64]uint64{}, reads: map[uint64]uint64{},
	}
	for id := range n {
		k.disks[id].Vote = None
		k.boot(id)
	}
	return k
}

func (k *tank) broke(format string, args ...any) {
	if k.fault == nil {
		k.fault = fmt.Errorf("at %v: "+format, append([]any{k.now}, args...)...)
	}
}

func (k *tank) boot(id int) {
	k.lives[id]++
	s := k.disks[id]
	s.Entries = slices.Clone(s.Entries)
	if k.breed.boot != nil {
		s = k.breed.boot(s)
	}
	key := sim.Key(k.luck.Uint64())
	k.members[id] = k.breed.make(New(k.config, id, key.Rand(), k.now, s))
	k.applied[id] = s.Snapshot.Index
}

func (k *tank) crash(id int) {
	k.members[id] = nil
	k.saves[id] = nil
	k.until[id] = k.now.Add(time.Duration(1+k.luck.IntN(200)) * time.Millisecond)
}

// run lets the storm rage, and then the calm in which there must be progress.
func (k *tank) run() error {
	for range k.steps {
		k.step()
		if k.fault != nil {
			return k.fault
		}
	}
	k.calm = true
	clear(k.cut)
	for id := range k.until {
		k.until[id] = min(k.until[id], k.now)
	}
	before := len(k.committed)
	for range 500 {
		k.step()
		if k.fault != nil {
			return k.fault
		}
	}
	if len(k.committed) == before {
		k.broke("nothing was committed in half a second of calm")
	}
	for id, m := range k.members {
		if k.applied[id]+100 < uint64(len(k.committed)) {
			k.broke("member %d (%v) has applied %d of %d", id, m.Role(), k.applied[id], len(k.committed))
		}
	}
	return k.fault
}

func (k *tank) chance(p float64) bool { return !k.calm && k.luck.Float64() < p }

// step is a millisecond.
func (k *tank) step() {
	k.now += nodes.Ticks(time.Millisecond)
	k.weatherChanges()
	due := k.mail
	k.mail = nil
	for _, l := range due {
		if l.at > k.now {
			k.mail = append(k.mail, l)
			continue
		}
		if m := k.members[l.x.To]; m != nil && k.until[l.x.To] > k.now {
			l.at = k.until[l.x.To] // paused
			k.mail = append(k.mail, l)
		} else if m != nil {
			k.hear(m, l.x)
		}
	}
	for id, m := range k.members {
		if m == nil {
			if k.until[id] <= k.now {
				k.boot(id)
			}
			continue
		}
		if k.until[id] > k.now {
			continue
		}
		k.saved(id)
		if m.Deadline() <= k.now {
			m.Tick(k.now)
		}
		k.clients(id, m)
		k.carry(id)
	}
}

func (k *tank) weatherChanges() {
	if k.chance(k.split) {
		for id := range k.cut {
			k.cut[id] = k.luck.IntN(2)
		}
	} else if k.chance(k.split) {
		clear(k.cut)
	}
	for id, m := range k.members {
		if m == nil || k.until[id] > k.now {
			continue
		}
		if k.chance(k.crashOdds()) {
			k.crash(id)
		} else if k.chance(k.pause) {
			k.until[id] = k.now.Add(time.Duration(1+k.luck.IntN(300)) * time.Millisecond)
		}
	}
}

func (k *tank) crashOdds() float64 { return k.weather.crash }

// hear gives a message to a member, and watches its timer.
func (k *tank) hear(m subject, x Message) {
	s := m.machine()
	timer, role, term, vote := s.timer, s.role, s.term, s.vote
	m.Receive(k.now, x)
	leads := (x.Kind == Append || x.Kind == Install) && x.Term >= term
	granted := s.vote != None && (s.vote != vote || s.term != term) || x.Kind == Vote && s.vote == x.From
	campaign := s.term > term && s.vote == s.id
	if s.timer != timer && role != Leader && !leads && !granted && !campaign {
		k.broke("member %d's timer moved on %v from %d", s.id, x.Kind, x.From)
	}
	k.carry(s.id)
}

// clients write and read at whoever leads, or believes to.
func (k *tank) clients(id int, m subject) {
	if m.Role() != Leader {
		return
	}
	if k.luck.IntN(8) == 0 {
		token := int64(k.luck.Uint64())
		if index, term, ok := m.Propose(Command{Item: 1, Token: token, Once: sim.Key(token)}); ok {
			k.proposed[index] = term
		}
	}
	if k.luck.IntN(8) == 0 {
		k.tickets++
		k.reads[k.tickets] = k.acked
		m.Read(k.now, k.tickets)
	}
	if k.chance(k.handing) {
		m.Transfer(k.now, k.luck.IntN(k.config.Members))
	}
	if s := m.machine(); k.chance(k.compact) && s.applied > s.snapshot.Index {
		k.shoot(id, s)
	}
}

// shoot takes a snapshot, which is saved as a whole and at once.
func (k *tank) shoot(id int, s *Machine) {
	k.carry(id)
	s.Compact(s.applied, binary.LittleEndian.AppendUint64(nil, s.applied), uint64(k.luck.IntN(5)))
	k.disks[id] = s.State()
}

// carry does what a member wants done.
func (k *tank) carry(id int) {
	m := k.members[id]
	for range 2 {
		out := m.Take()
		k.post(out.Now)
		k.saves[id] = append(k.saves[id], pending{k.now.Add(k.span(k.disk)), out})
		k.apply(id, m, &out)
		k.saved(id)
	}
	if m.Role() == Leader {
		k.leads(id, m)
	}
}

func (k *tank) span(most int) time.Duration {
	if most == 0 {
		return 0
	}
	return time.Duration(k.luck.IntN(most+1)) * time.Millisecond
}

// saved brings the oldest saves to the disk, in order.
func (k *tank) saved(id int) {
	for len(k.saves[id]) > 0 && k.saves[id][0].at <= k.now {
		out := k.saves[id][0].out
		k.saves[id] = k.saves[id][1:]
		k.disks[id] = written(k.disks[id], &out.Save)
		k.members[id].Saved(k.now, out.Mark)
		k.post(out.After)
	}
}

// written returns a state as a save leaves it.
func written(s State, w *Save) State {
	if w.Changed {
		s.Term, s.Vote = w.Term, w.Vote
	}
	if w.Snapshot != nil && w.Snapshot.Index > s.Base {
		s.Snapshot, s.Base, s.BaseTerm, s.Entries = *w.Snapshot, w.Snapshot.Index, w.Snapshot.Term, nil
	}
	if len(w.Entries) > 0 && w.Entries[0].Index > s.Base {
		keep := w.Entries[0].Index - s.Base - 1
		s.Entries = append(slices.Clip(s.Entries[:min(keep, uint64(len(s.Entries)))]), w.Entries...)
	}
	return s
}

func (k *tank) post(list []Message) {
	for _, x := range list {
		if x.Kind == VoteRe && x.Granted {
			ballot := [2]uint64{uint64(x.From), x.Term}
			if to, voted := k.votes[ballot]; voted && to != x.To {
				k.broke("member %d voted for %d and %d in term %d", x.From, to, x.To, x.Term)
			}
			k.votes[ballot] = x.To
		}
		copies := 1
		if k.chance(k.duplicate) {
			copies = 2
		}
		for range copies {
			if k.cut[x.From] == k.cut[x.To] && !k.chance(k.loss) {
				most := k.delay
				if k.calm {
					most = 0
				}
				k.mail = append(k.mail, letter{k.now.Add(time.Millisecond + k.span(most)), x})
			}
		}
	}
}

// leads checks a leader: one in a term, with all that was committed in earlier ones.
func (k *tank) leads(id int, m subject) {
	term := m.Term()
	other, known := k.leaders[term]
	if known && other != id {
		k.broke("members %d and %d both lead in term %d", other, id, term)
	}
	if known {
		return
	}
	k.leaders[term] = id
	k.elections++
	for i, e := range k.committed {
		if k.during[i] < term && !m.machine().log.has(e.Index, e.Term) {
			k.broke("member %d leads term %d without entry %d of term %d, which is committed", id, term, e.Index, e.Term)
			return
		}
	}
}

// apply checks that all members apply the same, in order, and that reads see what
// was acknowledged before they began.
func (k *tank) apply(id int, m subject, out *Output) {
	if out.Restore != nil {
		k.applied[id] = binary.LittleEndian.Uint64(out.Restore.Data)
	}
	for _, e := range out.Apply {
		switch {
		case e.Index != k.applied[id]+1:
			k.broke("member %d applies entry %d after %d", id, e.Index, k.applied[id])
		case e.Index > uint64(len(k.committed))+1:
			k.broke("member %d applies entry %d of %d", id, e.Index, len(k.committed))
		case e.Index == uint64(len(k.committed))+1:
			k.committed, k.during = append(k.committed, e), append(k.during, m.Term())
		case k.committed[e.Index-1] != e:
			k.broke("member %d applies %v, another applied %v", id, e, k.committed[e.Index-1])
		}
		if k.fault != nil {
			return
		}
		k.applied[id] = e.Index
		if m.Role() == Leader && k.proposed[e.Index] == e.Term {
			k.acked = max(k.acked, e.Index)
		}
	}
	for _, s := range out.Served {
		k.served++
		if k.applied[id] < k.reads[s.Ticket] {
			k.broke("member %d answers a read from entry %d; entry %d was acknowledged before it was asked", id, k.applied[id], k.reads[s.Ticket])
		}
	}
}
