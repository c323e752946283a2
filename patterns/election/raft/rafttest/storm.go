package rafttest

import (
	"encoding/binary"
	"slices"
	"time"

	"wavetank/nodes"
	"wavetank/patterns/election/raft"
	"wavetank/sim"
)

// A Storm is a group of machines and what strikes it, under a scheduler that has
// steps of a millisecond and nothing else: no nodes, links or disks of the
// simulator, so that it has thousands of elections in a second. A checker holds
// every step against the laws of Raft. After the storm comes a calm in which there
// must be progress. Chances are per message, or per step and member.
//
//	for seed := range uint64(1000) {
//		choose := …                            // by rapid, or by the seed
//		tally, err := rafttest.DrawStorm(choose).Run(seed)
//	}
type Storm struct {
	raft.Config
	Loss, Duplicate float64
	Delay           int     // of a message at most, in milliseconds
	Disk            int     // of a save at most, in milliseconds
	Crash           float64 // some of what was not saved is lost, and perhaps not all
	Topple          float64 // the same, of who leads
	Pause           float64
	Split           float64 // per step: the group is cut in two, or healed
	Handing         float64 // a leader hands over to somebody
	Compacting      float64 // a member takes a snapshot
	Steps           int

	// AnyTimer lets members start their timers again when they like, as etcd's do.
	AnyTimer bool
	// Make makes a member as it boots; nil makes a Machine.
	Make func(c raft.Config, id int, luck sim.Rand, now nodes.Ticks, s raft.State) raft.Engine
}

// A Tally is what a storm came to.
type Tally struct {
	Elections int // terms that had a leader
	Committed int // entries
	Reads     int // that were answered
}

// DrawStorm draws a storm by a function that returns one of 0 to n-1: less is
// calmer.
func DrawStorm(choose func(what string, n int) int) Storm {
	chance := func(what string, most float64) float64 {
		return most * float64(choose(what, 2)*(1+choose(what, 10))) / 10
	}
	yes := func(what string) bool { return choose(what, 2) == 1 }
	s := Storm{
		Config: raft.Config{
			Members:     1 + choose("members", 7),
			ElectionMin: 50 * time.Millisecond, ElectionMax: 100 * time.Millisecond, Heartbeat: 15 * time.Millisecond,
			PreVote: yes("pre-vote"), CheckQuorum: yes("check-quorum"),
			Batch: 5 + choose("batch", 20), Window: 1 + choose("window", 5),
		},
		Loss: chance("loss", .3), Duplicate: chance("duplicate", .3), Delay: choose("delay", 41), Disk: choose("disk", 11) * (1 + 9*choose("slow disk", 2)),
		Crash: chance("crash", .01), Topple: chance("topple", .05), Pause: chance("pause", .01), Split: chance("split", .05),
		Handing: chance("handing", .02), Compacting: chance("compacting", .05), Steps: 1000,
	}
	if s.CheckQuorum && yes("lease") {
		s.Lease = 45 * time.Millisecond
	}
	return s
}

// Run is the storm with that seed. The error is the first law that was broken.
func (s Storm) Run(seed uint64) (Tally, error) {
	if s.Make == nil {
		s.Make = func(c raft.Config, id int, luck sim.Rand, now nodes.Ticks, state raft.State) raft.Engine {
			return raft.New(c, id, luck, now, state)
		}
	}
	n := s.Members
	k := &env{
		Storm: s, luck: sim.Key(seed).Rand(), checker: newChecker(n, s.AnyTimer),
		members: make([]raft.Engine, n), disks: make([]raft.State, n), until: make([]nodes.Ticks, n),
		cut: make([]int, n), saves: make([][]pending, n),
	}
	for id := range n {
		k.disks[id].Vote = raft.None
		k.boot(id)
	}
	err := k.run()
	return Tally{len(k.leaders), len(k.committed), k.served}, err
}

// An env is a storm at work.
type env struct {
	Storm
	checker
	luck    sim.Rand
	calm    bool
	members []raft.Engine // nil is down
	disks   []raft.State
	until   []nodes.Ticks // paused or down
	cut     []int         // sides of a partition
	mail    []letter
	saves   [][]pending // by member, oldest first
	tickets uint64
}

type letter struct {
	at nodes.Ticks
	x  raft.Message
}

type pending struct {
	at  nodes.Ticks
	out raft.Output
}

func (k *env) below(n int) int { return int(k.luck.Below(uint64(n))) }

func (k *env) chance(p float64) bool { return !k.calm && k.luck.Chance(p) }

// span draws a time up to so many milliseconds.
func (k *env) span(most int) time.Duration { return time.Duration(k.below(most+1)) * time.Millisecond }

// calmSteps is how long the calm lasts.
const calmSteps = 500

// run lets the storm rage, and then the calm.
func (k *env) run() error {
	for range k.Steps {
		if k.step(); k.fault != nil {
			return k.fault
		}
	}
	k.calm = true
	clear(k.cut)
	for id := range k.until {
		k.until[id] = min(k.until[id], k.now)
	}
	before := len(k.committed)
	for range calmSteps {
		if k.step(); k.fault != nil {
			return k.fault
		}
	}
	k.progressed(before, k.Batch*k.Window > 1)
	return k.fault
}

// step is a millisecond.
func (k *env) step() {
	k.now += nodes.Ticks(time.Millisecond)
	k.strike()
	k.deliver()
	for id, m := range k.members {
		if k.until[id] > k.now {
			continue
		}
		if m == nil {
			k.boot(id)
			continue
		}
		k.saved(id)
		if m.Deadline() <= k.now {
			m.Tick(k.now)
		}
		k.clients(id, m)
		k.carry(id)
		if k.chance(k.Compacting) {
			k.shoot(id, m)
		}
	}
}

// strike lets partitions come and go, and members crash or freeze.
func (k *env) strike() {
	if k.chance(k.Split) {
		for id := range k.cut {
			k.cut[id] = k.below(2)
		}
	} else if k.chance(k.Split) {
		clear(k.cut)
	}
	for id, m := range k.members {
		if m == nil || k.until[id] > k.now {
			continue
		}
		if k.chance(k.Crash) || m.Role() == raft.Leader && k.chance(k.Topple) {
			k.crash(id)
		} else if k.chance(k.Pause) {
			k.until[id] = k.now.Add(time.Millisecond + k.span(300))
		}
	}
}

func (k *env) boot(id int) {
	s := k.disks[id]
	s.Entries = slices.Clone(s.Entries)
	k.members[id] = k.Make(k.Config, id, k.luck.Fork(), k.now, s)
	k.applied[id] = s.Snapshot.Index
}

// crash takes a member down. Of what it was saving the oldest part may be on the
// disk already.
func (k *env) crash(id int) {
	for _, p := range k.saves[id][:k.below(len(k.saves[id])+1)] {
		k.disks[id] = k.disks[id].Written(&p.out.Save)
	}
	k.members[id], k.saves[id] = nil, nil
	k.until[id] = k.now.Add(time.Millisecond + k.span(200))
}

// deliver brings the messages that are due. One that is frozen reads them later.
func (k *env) deliver() {
	due := k.mail
	k.mail = nil
	for _, l := range due {
		m, until := k.members[l.x.To], k.until[l.x.To]
		switch {
		case l.at > k.now:
			k.mail = append(k.mail, l)
		case m == nil:
		case until > k.now:
			l.at = until
			k.mail = append(k.mail, l)
		default:
			k.hear(m, l.x, k.now)
			k.carry(l.x.To)
		}
	}
}

// clients write and read at whoever leads, or believes to.
func (k *env) clients(id int, m raft.Engine) {
	if m.Role() != raft.Leader {
		return
	}
	if k.below(8) == 0 {
		token := k.luck.Uint64()
		if _, term, ok := m.Propose(raft.Command{Item: 1, Token: int64(token), Once: sim.Key(token)}); ok {
			k.proposed[int64(token)] = term
		}
	}
	if k.below(8) == 0 {
		k.tickets++
		k.asked(k.tickets)
		m.Read(k.now, k.tickets)
	}
	if k.chance(k.Handing) {
		m.Transfer(k.now, k.below(k.Members))
	}
}

// shoot takes a snapshot, which is saved as a whole and at once.
func (k *env) shoot(id int, m raft.Engine) {
	k.carry(id)
	if at := k.applied[id]; at > m.State().Snapshot.Index {
		m.Compact(at, binary.LittleEndian.AppendUint64(nil, at), uint64(k.below(5)))
		k.disks[id] = m.State()
	}
}

// carry does what a member wants done, as the shell of a node would.
func (k *env) carry(id int) {
	m := k.members[id]
	for range 2 {
		out := m.Take()
		k.post(out.Now)
		k.apply(id, m, &out)
		if out.Save.Empty() && (len(out.After) == 0 || len(k.saves[id]) == 0) {
			k.post(out.After)
			continue
		}
		most := k.Disk
		if k.calm {
			most = min(most, 10)
		}
		k.saves[id] = append(k.saves[id], pending{k.now.Add(k.span(most)), out})
		k.saved(id)
	}
	if m.Role() == raft.Leader {
		k.leads(id, m, len(k.saves[id]) == 0)
	}
}

// saved brings the oldest saves to the disk, in order.
func (k *env) saved(id int) {
	for len(k.saves[id]) > 0 && k.saves[id][0].at <= k.now {
		out := k.saves[id][0].out
		k.saves[id] = k.saves[id][1:]
		k.disks[id] = k.disks[id].Written(&out.Save)
		k.members[id].Saved(k.now, out.Mark)
		k.post(out.After)
	}
}

// post sends messages, of which some are lost and some come twice.
func (k *env) post(list []raft.Message) {
	for _, x := range list {
		k.voted(x)
		copies := 1
		if k.chance(k.Duplicate) {
			copies = 2
		}
		for range copies {
			if k.cut[x.From] != k.cut[x.To] || k.chance(k.Loss) {
				continue
			}
			delay := time.Millisecond
			if !k.calm {
				delay += k.span(k.Delay)
			}
			k.mail = append(k.mail, letter{k.now.Add(delay), x})
		}
	}
}
