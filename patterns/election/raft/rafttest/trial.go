package rafttest

import (
	"time"

	"wavetank/nodes"
	"wavetank/patterns/election/raft"
	"wavetank/sim"
)

// A Trial is the election that follows when the leader of a group has crashed,
// without disk queues, clients or anything else: the model of which theory and
// the literature speak. All election timers start with a heartbeat that reaches
// everybody at time 0; the leader crashes within one heartbeat interval, which is
// half the least timeout.
//
//	t := raft.Trial{Members: 5, Down: 1, Min: 150 * time.Millisecond, Max: 300 * time.Millisecond,
//		Latency: sim.Constant(10 * time.Millisecond)}
//	for seed := range uint64(1000) {
//		fmt.Println(t.Run(seed).Downtime)
//	}
type Trial struct {
	Members  int           // of the group, the dead among them
	Down     int           // dead members, the leader among them
	Min, Max time.Duration // of election timeouts
	Latency  sim.Dist      // of each message, one way; nil is none
	Disk     sim.Dist      // what a voter adds before its grant leaves; nil is none
	Unequal  bool          // no two logs are equal, so that not everybody can win
	Fresh    bool          // the leader crashes right after the heartbeat
	PreVote  bool
	Patience time.Duration // when it is given up; 0 is a minute
}

// An Outcome is what came of a Trial.
type Outcome struct {
	Won       bool          // there was a new leader before patience ended
	Downtime  time.Duration // from the crash until then
	First     time.Duration // from the heartbeat to the first timeout
	Terms     int           // that were begun, the winner's among them
	Campaigns int           // candidacies, of which a term may have several
}

// Split reports whether the first term was lost to a split vote.
func (o Outcome) Split() bool { return !o.Won || o.Terms > 1 }

// Run is the trial with that seed.
func (t Trial) Run(seed uint64) Outcome {
	w := sim.New(sim.Config{Seed: seed})
	defer w.Close()
	if t.Patience == 0 {
		t.Patience = time.Minute
	}
	r := &running{Trial: t, world: w, owner: w.Owner("trial"), crash: w.Stream("crash").Between(0, t.Min/2)}
	if t.Fresh {
		r.crash = 0
	}
	c := raft.Config{Members: t.Members, ElectionMin: t.Min, ElectionMax: t.Max, Heartbeat: t.Min / 2, PreVote: t.PreVote, Batch: 1, Window: 1}
	for id := range t.Members - t.Down {
		s := raft.State{Term: 1, Vote: raft.None}
		if t.Unequal {
			s.Entries = make([]raft.Entry, id)
			for i := range s.Entries {
				s.Entries[i] = raft.Entry{Index: uint64(i + 1), Term: 1}
			}
		}
		r.members = append(r.members, raft.New(c, id, w.Draw(timeouts, sim.Key(id)), 0, s))
	}
	for _, m := range r.members {
		r.arm(m)
	}
	for r.outcome.Downtime == 0 && w.Now() < sim.Time(t.Patience) {
		if _, ok, err := w.Step(sim.Time(t.Patience)); !ok || err != nil {
			break
		}
	}
	return r.outcome
}

var (
	timeouts = sim.KeyOf("election timeout")
	latency  = sim.KeyOf("latency")
	disk     = sim.KeyOf("disk")
)

// running is a trial at work.
type running struct {
	Trial
	world   *sim.World
	owner   *sim.Owner
	members []*raft.Machine
	crash   time.Duration
	sent    uint64
	outcome Outcome
}

// arm schedules the end of a member's timer. It may have moved by then.
func (r *running) arm(m *raft.Machine) {
	at := m.Deadline()
	r.world.At(sim.Time(at), r.owner, sim.Func(func() {
		if m.Deadline() != at {
			return
		}
		if r.outcome.First == 0 {
			r.outcome.First = time.Duration(at)
		}
		term := m.Term()
		m.Tick(at)
		if m.Term() > term {
			r.outcome.Campaigns++
			r.outcome.Terms = max(r.outcome.Terms, int(m.Term())-1)
		}
		r.arm(m)
		r.carry(m)
	}))
}

// carry does what a member wants done. A candidate's own vote counts at once.
func (r *running) carry(m *raft.Machine) {
	now := nodes.Ticks(r.world.Now())
	out := m.Take()
	for _, x := range out.Now {
		r.post(x, 0)
	}
	m.Saved(now, out.Mark)
	for _, x := range out.After {
		r.post(x, r.draw(r.Disk, disk))
	}
	if m.Role() == raft.Leader && !r.outcome.Won {
		r.outcome.Won = true
		r.outcome.Downtime = time.Duration(r.world.Now()) - r.crash
	}
}

// post lets a message arrive, and its receiver act.
func (r *running) post(x raft.Message, held time.Duration) {
	if x.To >= len(r.members) {
		return
	}
	r.world.After(held+r.draw(r.Latency, latency), r.owner, sim.Func(func() {
		m, now := r.members[x.To], nodes.Ticks(r.world.Now())
		timer, term := m.Deadline(), m.Term()
		m.Receive(now, x)
		if m.Term() > term && m.Role() == raft.Candidate {
			r.outcome.Campaigns++
			r.outcome.Terms = max(r.outcome.Terms, int(m.Term())-1)
		}
		if m.Deadline() != timer {
			r.arm(m)
		}
		r.carry(m)
	}))
}

func (r *running) draw(of sim.Dist, purpose sim.Key) time.Duration {
	r.sent++
	if of == nil {
		return 0
	}
	return of.Sample(r.world.Draw(purpose, sim.Key(r.sent)))
}
