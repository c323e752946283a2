package inbox

import (
	"cmp"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// An audit counts the effects of each message, across crashes and receivers: the
// truth, which no node knows.
type audit struct {
	owner   *sim.Owner
	effects map[sim.Key]int     // by what users want, as no service knows it
	wishes  map[sim.Key]sim.Key // what a message is about, where that has another identity
	at      map[place]int       // the same, by the machine that remembers
	excess  int64

	turns patterns.Turns[row] // of messages, at receivers that share their memory
}

// A row is one message in the memory of a service: nil is an instance's own.
type row struct {
	in *patterns.Database
	id sim.Key
}

// A place is one message on one machine.
type place struct {
	machine *sim.Owner
	id      sim.Key
}

func auditOf(s patterns.Site) *audit {
	return s.Account(func() any {
		return &audit{owner: s.World().Owner("inbox " + s.Name), effects: make(map[sim.Key]int), wishes: make(map[sim.Key]sim.Key), at: make(map[place]int)}
	}).(*audit)
}

// came notes what a message is about: another attempt at the same is another message
// where a hop on the way gives keys of its own, and no other wish.
func (a *audit) came(req *nodes.Request) {
	if wish := req.Wish(); wish != req.Once {
		a.wishes[req.Once] = wish
	}
}

// wish returns what a message is about.
func (a *audit) wish(id sim.Key) sim.Key { return cmp.Or(a.wishes[id], id) }

// effect notes that a message had its effect at a receiver, on behalf of a load if it
// is known; the machine remembers it.
func (a *audit) effect(machine, receiver, load *sim.Owner, x Record) {
	kind := InboxEffect
	wish := a.wish(x.ID)
	if a.effects[wish] > 0 {
		kind = Doubled
		a.excess++
	}
	a.effects[wish]++
	a.at[place{machine, x.ID}]++
	receiver.Emit(sim.Fact{Kind: kind, Load: load, Key: x.ID, Value: x.Item})
	a.owner.Emit(sim.Fact{Kind: Excess, Value: a.excess})
}

// recovered notes what a crash has hidden: effects that became durable and whose
// process died before it could say so.
func (a *audit) recovered(machine *sim.Owner, lines []Record) {
	times := make(map[sim.Key]int)
	for _, x := range lines {
		if x.What == Known {
			continue
		}
		if times[x.ID]++; times[x.ID] > a.at[place{machine, x.ID}] {
			a.effect(machine, machine, nil, x)
		}
	}
}
