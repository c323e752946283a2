package election

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/patterns/election/raft"
	"wavetank/sim"
	"wavetank/sim/property"
)

// A keeping is how members keep their promises: with a disk that is done before it
// has begun, and a term of another's that is as good as one's own.
type keeping struct{ hasty, meek bool }

func TestPrimariesLeadOnceInATerm(t *testing.T) {
	property.Suite[keeping]{
		Laws: []property.Law[keeping]{{"a term is led once", ledOnce}},
		Mutants: []property.Mutant[keeping]{
			{"it leads before its term is on disk", "", func(x *keeping) { x.hasty = true }},
			{"who has proclaimed itself leads in the term of another", "", func(x *keeping) { x.meek = true }},
		},
		Times: 20,
	}.Run(t)
}

// A hall is a group of primaries with their disks and what is on the way.
type hall struct {
	t       *rapid.T
	keeping keeping
	config  Config
	now     nodes.Ticks
	members []*primary
	disks   []raft.State
	unsaved [][]raft.Output
	posted  []raft.Message
	cut     []bool   // who is cut off from all others
	leads   []uint64 // the term that each leads in, 0 for none
	led     map[uint64]bool
}

// ledOnce is the law of terms, which are fencing tokens: whatever is lost, late or
// not yet saved, and whoever crashes, nobody leads in a term that was led before.
func ledOnce(t *rapid.T, x keeping) {
	n := rapid.IntRange(2, 5).Draw(t, "members")
	h := &hall{
		t: t, keeping: x, config: Default(), members: make([]*primary, n), disks: make([]raft.State, n),
		unsaved: make([][]raft.Output, n), cut: make([]bool, n), leads: make([]uint64, n), led: make(map[uint64]bool),
	}
	h.config.Algorithm = rapid.SampledFrom([]string{"static", "bully"}).Draw(t, "algorithm")
	h.config.ElectionMin, h.config.ElectionMax = time.Second, 2*time.Second
	for id := range n {
		h.boot(id)
	}
	for range 300 {
		h.step()
	}
}

// step is one thing that happens.
func (h *hall) step() {
	who := rapid.IntRange(0, len(h.members)-1)
	h.posted = h.posted[max(0, len(h.posted)-10):] // what is older is lost
	switch rapid.IntRange(0, 19).Draw(h.t, "what") {
	case 0:
		h.boot(who.Draw(h.t, "crashed"))
	case 1:
		id := who.Draw(h.t, "cut off, or back")
		h.cut[id] = !h.cut[id]
	case 2, 3, 4, 5, 6:
		h.save(who.Draw(h.t, "saves"))
	case 7, 8, 9, 10, 11, 12, 13, 14:
		if len(h.posted) > 0 {
			i := rapid.IntRange(0, len(h.posted)-1).Draw(h.t, "message")
			x := h.posted[i]
			h.posted = append(h.posted[:i], h.posted[i+1:]...)
			if !h.cut[x.From] && !h.cut[x.To] {
				h.receive(x)
			}
		}
	default:
		h.now = h.now.Add(rapid.SampledFrom([]time.Duration{time.Millisecond, 100 * time.Millisecond, 400 * time.Millisecond}).Draw(h.t, "passes"))
		for id, m := range h.members {
			if h.now >= m.Deadline() {
				m.Tick(h.now)
				h.carry(id)
			}
		}
	}
}

// receive has a member hear a message.
func (h *hall) receive(x raft.Message) {
	m := h.members[x.To]
	role, timer := m.role, m.timer
	m.Receive(h.now, x)
	if term := x.Body.(*announcement).term; h.keeping.meek && role == raft.PreCandidate && m.role == role && m.term > term {
		m.term, m.timer, m.out.After = max(m.durable, term), timer, nil
	}
	h.carry(x.To)
}

// boot begins a life with what the disk has.
func (h *hall) boot(id int) {
	h.unsaved[id], h.leads[id] = nil, 0
	h.members[id] = newPrimary(h.config, len(h.members), id, sim.Key(id).Rand(), h.now, h.disks[id])
	h.carry(id)
}

// carry does what a member wants done, but for what it has to save.
func (h *hall) carry(id int) {
	m := h.members[id]
	out := m.Take()
	h.posted = append(h.posted, out.Now...)
	switch {
	case !out.Save.Empty() || len(h.unsaved[id]) > 0:
		h.unsaved[id] = append(h.unsaved[id], out)
	default:
		h.posted = append(h.posted, out.After...)
	}
	switch {
	case m.Role() != raft.Leader:
		h.leads[id] = 0
	case m.Term() != h.leads[id]:
		if h.led[m.Term()] {
			h.t.Fatalf("%s: member %d leads in term %d, which was led before", h.config.Algorithm, id, m.Term())
		}
		h.leads[id], h.led[m.Term()] = m.Term(), true
	}
	if h.keeping.hasty && !out.Save.Empty() {
		m.Saved(h.now, out.Mark)
		h.carry(id)
	}
}

// save puts what a member has to save on its disk.
func (h *hall) save(id int) {
	batch := h.unsaved[id]
	h.unsaved[id] = nil
	for _, out := range batch {
		if out.Save.Changed {
			h.disks[id].Term = out.Save.Term
		}
		h.posted = append(h.posted, out.After...)
		h.members[id].Saved(h.now, out.Mark)
	}
	h.carry(id)
}
