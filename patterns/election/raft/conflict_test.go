package raft

import (
	"testing"
	"time"

	"wavetank/nodes"
	"wavetank/sim"
)

// TestAConflictBelowWhatAgrees has a leader of term 2 know that a follower agrees
// up to entry 2, and loses entry 3 on the way. In place of it the follower has one
// of term 1, as entries 1 and 2 are: what it wants instead begins before all three,
// below what agrees. The leader must not take that for an old answer, also if
// nobody writes anything more.
func TestAConflictBelowWhatAgrees(t *testing.T) {
	old := []Entry{{Index: 1, Term: 1}, {Index: 2, Term: 1}, {Index: 3, Term: 1}}
	config := Config{Members: 3, ElectionMin: time.Second, ElectionMax: time.Second, Heartbeat: 100 * time.Millisecond, Batch: 10, Window: 10}
	leader := New(config, 0, sim.Key(1).Rand(), 0, State{Term: 1, Vote: None, Entries: old[:2]})
	follower := New(config, 1, sim.Key(2).Rand(), 0, State{Term: 1, Vote: None, Entries: old})
	now := nodes.Ticks(time.Second)

	// take returns what a member has to say to another, with all of it on disk.
	take := func(m *Machine, to int) (said []Message) {
		for {
			out := m.Take()
			m.Saved(now, out.Mark)
			all := append(out.Now, out.After...)
			if len(all) == 0 {
				return said
			}
			for _, x := range all {
				if x.To == to {
					said = append(said, x)
				}
			}
		}
	}
	leader.Tick(now)
	take(leader, 1)
	leader.Receive(now, Message{Kind: VoteRe, From: 2, Term: 2, Granted: true})
	take(leader, 1)
	leader.Receive(now, Message{Kind: AppendRe, From: 1, Term: 2, Granted: true, Match: 2})
	take(leader, 1) // entry 3 of term 2 is lost

	for range 10 {
		now = now.Add(config.Heartbeat)
		leader.Tick(now)
		for _, x := range take(leader, 1) {
			follower.Receive(now, x)
		}
		for _, x := range take(follower, 0) {
			leader.Receive(now, x)
		}
	}
	if leader.Role() != Leader || follower.Last() != leader.Last() || follower.log.term(3) != 2 {
		t.Errorf("the %v has %d entries, the follower %d, the third of them of term %d",
			leader.Role(), leader.Last(), follower.Last(), follower.log.term(3))
	}
}
