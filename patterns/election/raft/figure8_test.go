package raft

import (
	"testing"
	"time"

	"wavetank/nodes"
	"wavetank/sim"
)

// TestFigure8 is the story of figure 8 of the Raft paper, which storms meet once in
// hundreds, if leaders fall all the time: a leader of term 4 finds its entry of term
// 2 on a majority. To commit it would be wrong, as somebody with an entry of term 3
// can still be elected and overwrite it. An entry of its own term commits both.
func TestFigure8(t *testing.T) {
	for _, mutant := range []bool{false, true} {
		saved := State{Term: 3, Vote: None, Entries: []Entry{{Index: 1, Term: 1}, {Index: 2, Term: 2}}}
		m := New(Config{Members: 5, ElectionMin: time.Second, ElectionMax: time.Second, Heartbeat: 100 * time.Millisecond, Batch: 10, Window: 10},
			0, sim.Key(1).Rand(), 0, saved)
		var s Engine = m
		if mutant {
			s = countsOld{m}
		}
		now := nodes.Ticks(time.Second)
		take := func() {
			out := s.Take()
			s.Saved(now, out.Mark)
			s.Take()
		}
		s.Tick(now)
		take()
		for _, from := range []int{1, 2} {
			s.Receive(now, Message{Kind: VoteRe, From: from, Term: 4, Granted: true})
		}
		take()
		if s.Role() != Leader || s.Term() != 4 {
			t.Fatalf("%v in term %d", s.Role(), s.Term())
		}
		for _, from := range []int{1, 2} {
			s.Receive(now, Message{Kind: AppendRe, From: from, Term: 4, Granted: true, Match: 2})
		}
		take()
		if got := m.Commit(); got != 0 && !mutant || got == 0 && mutant {
			t.Errorf("mutant %v: %d entries are committed once a majority has that of term 2", mutant, got)
		}
		for _, from := range []int{1, 2} {
			s.Receive(now, Message{Kind: AppendRe, From: from, Term: 4, Granted: true, Match: 3})
		}
		take()
		if m.Commit() != 3 {
			t.Errorf("mutant %v: %d entries are committed once a majority has that of term 4", mutant, m.Commit())
		}
	}
}
