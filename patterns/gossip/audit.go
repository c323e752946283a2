package gossip

import (
	"slices"
	"time"

	"wavetank/net"
	"wavetank/patterns"
	"wavetank/sim"
)

// An audit knows who knows what: the truth, which no member knows.
type audit struct {
	world   *sim.World
	owner   *sim.Owner
	members int
	numbers map[net.ID]int // of each member: who is who, which all know
	shown   int64          // percent
	all     map[Stamp]*followed
	items   map[int64]*followed // the latest update of each
	open    []*followed         // those that have not reached all members, and the latest
	latest  *followed
}

// A followed is an update on its way to all members.
type followed struct {
	born    sim.Time
	knows   []bool // nil once it has reached all, or another has superseded it
	count   int
	covered bool
}

func auditOf(s patterns.Site) *audit {
	return s.Account(func() any {
		a := &audit{world: s.World(), owner: s.World().Owner(s.Group), members: len(s.Peers), numbers: make(map[net.ID]int, len(s.Peers)), all: make(map[Stamp]*followed), items: make(map[int64]*followed)}
		for i, id := range s.Peers {
			a.numbers[id] = i
		}
		return a
	}).(*audit)
}

// wrote follows an update from its origin on. The one that it supersedes need not
// reach anybody any more.
func (a *audit) wrote(member int, u Update) {
	if old := a.items[u.Item]; old != nil {
		a.close(old)
	}
	if a.latest != nil && a.latest.covered {
		a.close(a.latest)
	}
	f := &followed{born: a.world.Now(), knows: make([]bool, a.members)}
	a.all[Stamp{u.Item, u.Version}], a.items[u.Item], a.latest = f, f, f
	a.open = append(a.open, f)
	a.learned(member, u)
}

// close follows an update no more.
func (a *audit) close(f *followed) {
	f.knows = nil
	a.open = slices.DeleteFunc(a.open, func(x *followed) bool { return x == f })
}

// learned counts a member that knows an update, and returns the update's age.
func (a *audit) learned(member int, u Update) time.Duration {
	f := a.all[Stamp{u.Item, u.Version}]
	if f == nil { // nobody wrote it: it is of bits that flipped
		return 0
	}
	age := a.world.Now().Sub(f.born)
	if f.knows == nil || f.knows[member] {
		return age
	}
	f.knows[member] = true
	f.count++
	if f == a.latest {
		a.show(f)
	}
	if f.count == a.members && !f.covered {
		f.covered = true
		a.emit(Covered, int64(age))
		a.emit(Spread, int64(age))
		if f != a.latest {
			a.close(f)
		}
	}
	return age
}

// forget takes note of a member that has lost its memory.
func (a *audit) forget(member int) {
	for _, f := range a.open {
		if !f.knows[member] {
			continue
		}
		f.knows[member] = false
		f.count--
		if f == a.latest {
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
