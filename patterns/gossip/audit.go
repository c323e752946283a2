package gossip

import (
	"time"

	"wavetank/net"
	"wavetank/patterns"
	"wavetank/sim"
)

// mostFollowed bounds the updates that the audit follows at once, and those of
// which it knows the age besides.
const mostFollowed = 64

// An audit knows who knows what: the truth, which no member knows.
type audit struct {
	world   *sim.World
	owner   *sim.Owner
	members int
	numbers map[net.ID]int // of each member: who is who, which all know
	shown   int64          // percent
	follows []*followed    // the latest is the last
	past    []*followed    // those that it follows no more, as their age is still asked for
}

// A followed is an update on its way to all members.
type followed struct {
	Update
	born  sim.Time
	knows []bool
	count int
}

func auditOf(s patterns.Site) *audit {
	return s.Account(func() any {
		a := &audit{world: s.World(), owner: s.World().Owner(s.Group), members: len(s.Peers), numbers: make(map[net.ID]int, len(s.Peers))}
		for i, id := range s.Peers {
			a.numbers[id] = i
		}
		return a
	}).(*audit)
}

// wrote follows an update from its origin on. The ones that it supersedes need
// not reach anybody any more.
func (a *audit) wrote(member int, u Update) {
	rest := a.follows[:0]
	for _, f := range a.follows {
		if f.Item != u.Item {
			rest = append(rest, f)
		} else {
			a.past = append(a.past, f)
		}
	}
	if len(rest) == mostFollowed {
		a.past = append(a.past, rest[0])
		rest = rest[1:]
	}
	a.past = a.past[max(len(a.past)-mostFollowed, 0):]
	f := &followed{Update: u, born: a.world.Now(), knows: make([]bool, a.members)}
	a.follows = append(rest, f)
	a.learned(member, u)
}

// learned counts a member that knows an update, and returns the update's age.
func (a *audit) learned(member int, u Update) time.Duration {
	for i, f := range a.follows {
		if f.Item != u.Item || f.Version != u.Version || f.knows[member] {
			continue
		}
		f.knows[member] = true
		f.count++
		age := a.world.Now().Sub(f.born)
		if i == len(a.follows)-1 {
			a.show(f)
		}
		if f.count == a.members {
			a.emit(Covered, int64(age))
			a.emit(Spread, int64(age))
		}
		return age
	}
	for _, f := range a.past {
		if f.Item == u.Item && f.Version == u.Version {
			return a.world.Now().Sub(f.born)
		}
	}
	return 0
}

// forget takes note of a member that has lost its memory.
func (a *audit) forget(member int) {
	for i, f := range a.follows {
		if !f.knows[member] {
			continue
		}
		f.knows[member] = false
		f.count--
		if i == len(a.follows)-1 {
			a.show(f)
		}
	}
}

// show tells the level of coverage, if it has changed.
func (a *audit) show(f *followed) {
	if percent := int64(100 * f.count / a.members); percent != a.shown {
		a.shown = percent
		a.emit(Coverage, percent)
	}
}

func (a *audit) emit(k *sim.Kind, value int64) {
	a.owner.Emit(sim.Fact{Kind: k, Value: value})
}
