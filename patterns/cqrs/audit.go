package cqrs

import (
	"errors"
	"slices"

	"wavetank/patterns"
	"wavetank/patterns/eventsourcing"
	"wavetank/sim"
)

// What the two sides do. Owner is the node, Key the request, unless said
// otherwise; of what a read model does, Owner is "cqrs NAME PROJECTION at NODE".
var (
	Recorded   = sim.NewKind("cqrs.recorded", "a command was recorded as an event", "the item", "the position")
	Refused    = sim.NewKind("cqrs.refused", "a command was refused, as the balance was too low")
	Conflict   = sim.NewKind("cqrs.conflict", "a command was not recorded, as somebody was faster; it is decided anew", "", "the version that was expected")
	Lost       = sim.NewKind("cqrs.lost", "a crash took recorded events, which must not be", "how many")
	Lag        = sim.NewKind("cqrs.lag", "an event became visible in a read model", "the time since it was recorded (durable, so that its command is acknowledged)", "the event's position")
	Behind     = sim.NewKind("cqrs.behind", "how many recorded events a read model lacks")
	BehindFor  = sim.NewKind("cqrs.behind_for", "a read model lacked events", "the age of the oldest of them")
	Wrong      = sim.NewKind("cqrs.wrong", "a read model showed something else of an item than the fold of the log up to its checkpoint", "the item", "the checkpoint")
	Regressed  = sim.NewKind("cqrs.regressed", "a read model fell back behind what it had shown", "by how many events")
	Parked     = sim.NewKind("cqrs.parked", "a read model put aside an event that it could not digest", "the position")
	Stopped    = sim.NewKind("cqrs.stopped", "from when a read model stands still at an event that it cannot digest", "1 from now on, 0 no longer")
	Rebuilding = sim.NewKind("cqrs.rebuilding", "while a read model is made anew", "1 from now on, 0 no longer")
	Switched   = sim.NewKind("cqrs.switched", "queries are answered by a new read model from now on", "the checkpoint of the new one")
	Answered   = sim.NewKind("cqrs.answered", "a query was answered", "the item")
	Stale      = sim.NewKind("cqrs.stale", "of the queries answered, one did not find an event of its item that was recorded before it came", "the item", "the position that is missing")
	Waited     = sim.NewKind("cqrs.waited", "a query waited for its read model to reach its token", "how long")
	GaveUp     = sim.NewKind("cqrs.gave_up", "a query waited too long for its token, and took the fallback")
	Violated   = sim.NewKind("cqrs.violated", "of those, one did not find its own write", "the item", "the position that is missing")
	OwnRead    = sim.NewKind("cqrs.own_read", "a caller read an item that it had written", "the item")
	Probed     = sim.NewKind("cqrs.probed", "a read model was looked at for an event, the probe's time after that was recorded")
	Unseen     = sim.NewKind("cqrs.unseen", "of those looks, one did not find the event: the share is the chance of a stale read that late")
)

// An audit knows what was recorded, and how far each read model is: the truth,
// which survives crashes.
type audit struct {
	owner    *sim.Owner
	config   *Config
	events   []eventsourcing.Event
	recorded []sim.Time // by position, from 1
	last     []map[int64]int64
	models   []*sighting
	sessions map[*sim.Owner]map[own]int64
}

// A sighting is what the audit sees of one copy of a read model.
type sighting struct {
	owner      *sim.Owner
	projection int
	shadow     *Model // what it should be
	checkpoint int64
	highest    int64 // checkpoint that it ever had: a read model that was lost shows again what it had shown
	blind      int64 // up to this position it had another log, which was lost: it never asks for these of the present one
}

// lacks reports whether the event at a position of the log is not in it.
func (s *sighting) lacks(position int64) bool { return position > s.checkpoint || position <= s.blind }

// An own is what a caller has written and may look for in a read model.
type own struct {
	projection int
	item       int64
}

func auditOf(s patterns.Site, c *Config) *audit {
	return s.Account(func() any {
		a := &audit{owner: s.World().Owner("cqrs " + s.Name), config: c, sessions: make(map[*sim.Owner]map[own]int64)}
		for range c.Projections {
			a.last = append(a.last, make(map[int64]int64))
		}
		return a
	}).(*audit)
}

// record notes an event that is durable, once.
func (a *audit) record(e eventsourcing.Event) {
	if e.Position <= int64(len(a.events)) {
		return
	}
	w := a.owner.World()
	a.events, a.recorded = append(a.events, e), append(a.recorded, w.Now())
	for i := range a.config.Projections {
		if a.config.Projections[i].takes(e.Type) {
			a.last[i][a.config.itemOf(e.Stream)] = e.Position
		}
	}
	for _, s := range a.models {
		if a.config.Projections[s.projection].Delivery != "inline" {
			a.report(s)
		}
	}
	if a.config.Probe > 0 && a.config.Model == "split" {
		for _, s := range a.models {
			w.After(a.config.Probe, a.owner, sim.Func(func() { a.probe(s, e.Position) }))
		}
	}
}

// recovered compares a log that was recovered with what had been recorded.
func (a *audit) recovered(at *sim.Owner, l *eventsourcing.Log) {
	if lost := int64(len(a.events)) - l.Len(); lost > 0 {
		at.Emit(sim.Fact{Kind: Lost, Value: lost})
		a.restart(l.Len())
	}
	for _, e := range l.All(int64(len(a.events)), int(l.Len())) { // whose process died before it could say so
		a.record(e)
		at.Emit(sim.Fact{Kind: Recorded, Key: e.ID, Value: a.config.itemOf(e.Stream), Extra: e.Position})
	}
}

// restart takes in that of the log only so many events are left, and the next one has the
// position of one that was lost.
func (a *audit) restart(left int64) {
	a.events, a.recorded = a.events[:left], a.recorded[:left]
	for i, last := range a.last {
		clear(last)
		for _, e := range a.events {
			if a.config.Projections[i].takes(e.Type) {
				last[a.config.itemOf(e.Stream)] = e.Position
			}
		}
	}
	for _, s := range a.models {
		if s.checkpoint > left {
			s.blind = s.checkpoint
		}
	}
}

// needs returns the position of the last event that a query on an item that
// begins now should find in a read model.
func (a *audit) needs(projection int, item int64) int64 { return a.last[projection][item] }

func (a *audit) probe(s *sighting, position int64) {
	s.owner.Emit(sim.Fact{Kind: Probed, Extra: position})
	if s.lacks(position) {
		s.owner.Emit(sim.Fact{Kind: Unseen, Extra: position})
	}
}

// sight returns what the audit sees of a copy of a read model.
func (a *audit) sight(o *sim.Owner, projection int) *sighting {
	for _, s := range a.models {
		if s.owner == o {
			return s
		}
	}
	s := &sighting{owner: o, projection: projection}
	a.models = append(a.models, s)
	return s
}

// report emits how far behind a read model is.
func (a *audit) report(s *sighting) {
	w := a.owner.World()
	behind, oldest := int64(len(a.events))-(s.checkpoint-s.blind), s.checkpoint
	if s.blind > 0 {
		oldest = 0
	}
	s.owner.Emit(sim.Fact{Kind: Behind, Value: behind})
	if behind > 0 {
		s.owner.Emit(sim.Fact{Kind: BehindFor, Value: int64(w.Now().Sub(a.recorded[oldest]))})
	}
}

// opened takes in a read model that a boot, or a switch, has brought forth, and
// compares all of it with the fold of the log.
func (a *audit) opened(s *sighting, m *Model) {
	if m.Checkpoint() < s.checkpoint {
		s.owner.Emit(sim.Fact{Kind: Regressed, Value: s.checkpoint - m.Checkpoint()})
	}
	s.checkpoint = m.Checkpoint()
	if s.checkpoint < s.blind { // what it took in since is of the present log
		s.blind, s.highest = s.checkpoint, s.checkpoint
	}
	s.shadow = a.config.model(s.projection)
	a.follow(s, m)
	for _, item := range s.shadow.Items() {
		a.compare(s, m, item)
	}
	for _, item := range m.Items() {
		if s.shadow.Row(item) == (Row{}) {
			a.compare(s, m, item)
		}
	}
	a.lag(s)
	a.report(s)
}

// shown takes in that a model shows more than before, and compares that with the
// fold of the log.
func (a *audit) shown(s *sighting, m *Model) {
	before := s.checkpoint
	s.checkpoint = m.Checkpoint()
	a.follow(s, m)
	for at := before + 1; at <= s.checkpoint; at++ {
		e := a.events[at-1]
		if a.config.Projections[s.projection].takes(e.Type) {
			a.compare(s, m, a.config.itemOf(e.Stream))
		}
	}
	a.lag(s)
	a.report(s)
}

// lag tells how long after its recording each event became visible, for the first
// time, if the read model is made of such.
func (a *audit) lag(s *sighting) {
	w := a.owner.World()
	for ; s.highest < s.checkpoint; s.highest++ {
		if e := a.events[s.highest]; a.config.Projections[s.projection].takes(e.Type) {
			s.owner.Emit(sim.Fact{Kind: Lag, Key: e.ID, Value: int64(w.Now().Sub(a.recorded[s.highest])), Extra: e.Position})
		}
	}
}

// follow takes the shadow of a model to its checkpoint.
func (a *audit) follow(s *sighting, m *Model) {
	t := s.shadow.Begin()
	parked := m.Parked()
	for at := s.shadow.Checkpoint(); at < min(s.checkpoint, int64(len(a.events))); at++ {
		e, put := a.events[at], t.Take
		switch _, aside := slices.BinarySearch(parked, e.Position); {
		case aside:
			put = t.Park
		case !a.config.Projections[s.projection].takes(e.Type):
			put = t.Skip
		}
		if err := put(e); err != nil && !errors.Is(err, ErrGap) { // the log may have lost what came before
			panic(err)
		}
	}
	t.Commit()
}

// compare complains about a row that is not what the log makes of it.
func (a *audit) compare(s *sighting, m *Model, item int64) {
	if m.Row(item) != s.shadow.Row(item) {
		s.owner.Emit(sim.Fact{Kind: Wrong, Value: item, Extra: s.checkpoint})
	}
}

// session returns what a caller knows of its own writes. It is the user's, as in
// a cookie, and survives a crash of the node that asks for the user.
func (a *audit) session(o *sim.Owner) map[own]int64 {
	if a.sessions[o] == nil {
		a.sessions[o] = make(map[own]int64)
	}
	return a.sessions[o]
}
