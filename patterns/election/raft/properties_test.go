package raft_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/patterns/election/raft"
	"wavetank/patterns/election/raft/rafttest"
	"wavetank/sim"
	"wavetank/sim/property"
)

// drawStorm draws a group and a storm.
func drawStorm(t *rapid.T) (seed uint64, s rafttest.Storm) {
	s = rafttest.DrawStorm(func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(t, what) })
	return rapid.Uint64().Draw(t, "seed"), s
}

// TestLaws draws groups and storms: never two leaders in a term, never two votes,
// never a committed entry lost, never a stale read; and when the storm is over,
// progress.
func TestLaws(t *testing.T) {
	var sum rafttest.Tally
	property.Suite[code]{
		Sound: code{sum: &sum},
		Laws: []property.Law[code]{{"storms break nothing", func(t *rapid.T, x code) {
			seed, s := drawStorm(t)
			if x.make != nil || x.boot != nil {
				s.Make = x.member
			}
			if x.rare != nil {
				x.rare(&s)
			}
			tally, err := s.Run(seed)
			if err != nil {
				t.Fatal(err)
			}
			x.sum.Elections, x.sum.Committed, x.sum.Reads = x.sum.Elections+tally.Elections, x.sum.Committed+tally.Committed, x.sum.Reads+tally.Reads
		}}},
		Mutants: mutants,
	}.Run(t)
	if t.Logf("%d elections, %d committed entries, %d reads", sum.Elections, sum.Committed, sum.Reads); sum.Elections*sum.Committed*sum.Reads == 0 {
		t.Error("the storms show nothing")
	}
}

// A code is how members are made. A mutant has a mistake in the machine, or in what it
// finds on its disk, and may need rare weather to be found out.
type code struct {
	make func(*raft.Machine) raft.Engine
	boot func(raft.State) raft.State
	rare func(*rafttest.Storm)
	sum  *rafttest.Tally
}

func (w code) member(c raft.Config, id int, luck sim.Rand, now nodes.Ticks, s raft.State) raft.Engine {
	if w.boot != nil {
		s = w.boot(s)
	}
	m := raft.New(c, id, luck, now, s)
	if w.make != nil {
		return w.make(m)
	}
	return m
}

var mutants = []property.Mutant[code]{
	{"forgets its vote in a crash", "", func(x *code) {
		x.boot = func(s raft.State) raft.State { s.Vote = raft.None; return s }
	}},
	{"forgets its term and vote in a crash", "", func(x *code) {
		x.boot = func(s raft.State) raft.State { s.Term, s.Vote = s.Term/2, raft.None; return s }
	}},
	{"forgets its last entry in a crash", "", func(x *code) {
		x.boot = func(s raft.State) raft.State {
			if n := len(s.Entries); n > 0 {
				s.Entries = s.Entries[:n-1]
			}
			return s
		}
	}},
	{"votes for a log that lacks entries", "", func(x *code) {
		x.make = raft.Mutants.Credulous
	}},
	{"commits entries of earlier terms by counting", "", func(x *code) {
		x.make = raft.Mutants.CountsOld
		x.rare = oneByOne
	}},
	{"counts its own copy before it is saved", "", func(x *code) {
		x.make = raft.Mutants.Hasty
	}},
	{"reads without asking a quorum", "", func(x *code) {
		x.make = raft.Mutants.Assured
	}},
	{"keeps its lease without a check of the quorum", "", func(x *code) {
		x.make = raft.Mutants.LongLease
		x.rare = cutOff
	}},
	{"starts its timer again on any message", "", func(x *code) {
		x.make = raft.Mutants.Patient
	}},
	{"leads with one vote less than a quorum", "", func(x *code) {
		x.make = raft.Mutants.FewVotes
	}},
	{"grants a second vote in a term", "", func(x *code) {
		x.make = raft.Mutants.Generous
	}},
}

// oneByOne is a storm in which leaders fall all the time, and get their entries
// across one after another: those of an earlier term alone. Nothing else is in the way.
func oneByOne(s *rafttest.Storm) {
	s.Members, s.Batch, s.Window, s.PreVote, s.CheckQuorum, s.Lease = 5, 1, 1, false, false, 0
	s.Disk, s.Crash, s.Topple, s.Pause, s.Split, s.Compacting = 5, 0, .06, 0, .06, 0
	s.Loss, s.Duplicate = 0, 0
}

// cutOff is a storm in which leaders are cut off for longer than an election takes,
// and all that is wrong is that.
func cutOff(s *rafttest.Storm) {
	s.Members, s.CheckQuorum, s.Lease = 5, true, 45*time.Millisecond
	s.Disk, s.Crash, s.Topple, s.Pause, s.Loss, s.Split = 2, 0, 0, 0, 0, .005
}

// TestRareWeatherIsSurvived: what finds a mutant out is its mistake, not the weather.
func TestRareWeatherIsSurvived(t *testing.T) {
	for _, rare := range []func(*rafttest.Storm){oneByOne, cutOff} {
		rapid.Check(t, func(t *rapid.T) {
			seed, s := drawStorm(t)
			rare(&s)
			if _, err := s.Run(seed); err != nil {
				t.Fatal(err)
			}
		})
	}
}
