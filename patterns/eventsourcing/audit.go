package eventsourcing

import (
	"slices"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What a store does, and what is lost in it. Key is the request, unless said
// otherwise.
var (
	Appended       = sim.NewKind("events.appended", "a change was recorded", "the item", "the version")
	EventsConflict = sim.NewKind("events.conflict", "a change was not recorded, as somebody was faster; it is decided anew", "the item", "the version that was expected")
	Loaded         = sim.NewKind("events.loaded", "a state was loaded", "how many events were read")
	EventsSnapshot = sim.NewKind("events.snapshot", "a snapshot was taken", "the item", "the version")
	Refused        = sim.NewKind("events.refused", "a change was refused, as the balance was too low")
	LostUpdate     = sim.NewKind("events.lost_update", "a write overwrote another that it knew nothing of")
	Overdrawn      = sim.NewKind("events.overdrawn", "a balance fell below zero", "the item", "the balance")
	Doubled        = sim.NewKind("events.doubled", "a command that came again changed the account again, be it under another key or at another instance")
	EventsLost     = sim.NewKind("events.lost", "a crash took acknowledged writes", "how many")
	Stored         = sim.NewKind("events.stored", "what all accounts hold together, beyond their opening")
	Truth          = sim.NewKind("events.truth", "what all accounts should hold: the sum of the changes that were recorded, one for each request of a user")
	OffBy          = sim.NewKind("events.off_by", "by how much what all accounts hold is off the truth: below zero if changes were lost")
)

// An audit knows what was recorded: the truth, which survives crashes.
type audit struct {
	owner   *sim.Owner
	acked   map[int64]int64  // the highest version, by item
	changed map[sim.Key]bool // for what users wanted, at all instances
	truth   int64
	writing []change // handed to the disk, and not acknowledged yet
}

// A change is one that a version of an account makes.
type change struct {
	key, wish, once sim.Key
	item, version   int64
	by              int64
}

// audits are those of a pattern: of the accounts of its service, or of each instance's.
type audits struct {
	changed map[sim.Key]bool
	of      map[string]*audit
}

// auditOf returns the audit of the accounts of a site: one for all instances that
// share them, and one for each that has accounts of its own.
func auditOf(s patterns.Site) *audit {
	all := s.Account(func() any { return &audits{make(map[sim.Key]bool), make(map[string]*audit)} }).(*audits)
	name := "events " + s.Name
	if s.Database == nil && len(s.Peers) > 1 {
		name += " at " + s.Owner.Name()
	}
	if all.of[name] == nil {
		all.of[name] = &audit{owner: s.World().Owner(name), acked: make(map[int64]int64), changed: all.changed}
	}
	return all.of[name]
}

// write notes a change that is handed to the disk.
func (a *audit) write(req *nodes.Request, version, by int64) {
	a.writing = append(a.writing, change{req.Key, req.Wish(), req.Once, req.Item, version, by})
}

// ack notes that a change was acknowledged, and what the accounts now hold. It is
// fresh if the account was changed for it just now.
func (a *audit) ack(at *sim.Owner, item int64, now saved) {
	if i := slices.IndexFunc(a.writing, func(c change) bool { return c.item == item && c.version == now.version }); now.fresh && i >= 0 {
		a.recorded(at, a.writing[i])
		a.writing = slices.Delete(a.writing, i, i+1)
	}
	a.acked[item] = max(a.acked[item], now.version)
	a.report(now.stored)
}

// recorded notes a change that came about.
func (a *audit) recorded(at *sim.Owner, c change) {
	at.Emit(sim.Fact{Kind: Appended, Key: c.key, Value: c.item, Extra: c.version})
	if a.changed[c.wish] {
		at.Emit(sim.Fact{Kind: Doubled, Key: c.once, Value: c.item})
		return
	}
	a.changed[c.wish] = true
	a.truth += c.by
}

// report emits what the accounts hold and should hold.
func (a *audit) report(stored int64) {
	a.owner.Emit(sim.Fact{Kind: Stored, Value: stored})
	a.owner.Emit(sim.Fact{Kind: Truth, Value: a.truth})
	a.owner.Emit(sim.Fact{Kind: OffBy, Value: stored - a.truth})
}

// recovered compares what a crash has left with what was acknowledged. It notes what
// the crash has hidden: changes that became durable, and whose process died before it
// could say so.
func (a *audit) recovered(at *sim.Owner, version func(item int64) int64, stored int64) {
	lost := int64(0)
	for item, acked := range sortedPairs(a.acked) {
		lost += max(0, acked-version(item))
		a.acked[item] = min(acked, version(item))
	}
	if lost > 0 {
		at.Emit(sim.Fact{Kind: EventsLost, Value: lost})
	}
	for _, c := range a.writing {
		if c.version <= version(c.item) {
			a.recorded(at, c)
			a.acked[c.item] = c.version
		}
	}
	a.writing = nil
	if len(a.acked) > 0 {
		a.report(stored)
	}
}
