package bulkhead

import (
	"errors"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// A gate is a bulkhead on one side of calls: of those that leave on an edge, or of the
// requests that arrive at a node.
type gate struct {
	*guard
	next    nodes.Caller
	arrives bool
	idle    sim.Spare[hold]
}

// Begin begins the call once it has a permit. What the wait for that took is not there
// any more to wait for the answer; but nobody tells a callee when a call was made, so
// that its caller's patience counts from the arrival there.
func (g *gate) Begin(other net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	now := g.site.World().Now()
	h := g.idle.Take()
	*h = hold{gate: g, pool: g.pools.Of(other, req), other: other, req: req, done: done, began: now, end: req.GivesUp(now)}
	h.Holder = h
	switch h.pool.Ask(&h.Ticket) {
	case Holding:
		return h.enter()
	case Outside:
		h.emit(Rejected, 0)
		h.tell(nil, ErrFull)
		return nil
	}
	if end, _ := h.patience(); end != sim.Forever {
		h.alarm.Set(g.site.Owner, end.Sub(now), h)
	}
	return h
}

// A hold is one call: its claim to a permit, and what becomes of it.
//
//	waiting ──permit──► under way ──► ended
//	   └─ had enough       └─ its caller had enough: the work may keep the permit
type hold struct {
	Ticket
	gate       *gate
	pool       *Pool
	other      net.ID
	req        *nodes.Request
	room       nodes.Request // for the request as it is sent
	done       nodes.Done    // nil once it has been told, or does not want to be
	inner      nodes.Pending
	began, end sim.Time // of its caller's patience
	alarm      sim.Alarm
	sent       bool
}

// patience returns until when the call waits for a permit, and how it ends if there
// is none.
func (h *hold) patience() (end sim.Time, late error) {
	if most := h.gate.config.MaxWait; most > 0 && h.began.Add(most) < h.end {
		return h.began.Add(most), ErrNoPermit
	}
	return h.end, ErrTimeout
}

// granted lets the call begin when what happens now is over.
func (h *hold) granted() { h.alarm.Set(h.gate.site.Owner, 0, h) }

// Act is the end of a wait: for a permit, or for the work of a caller who has had enough.
func (h *hold) Act() {
	waited := h.gate.site.World().Now().Sub(h.began)
	switch {
	case h.sent && h.gate.arrives:
		h.emit(Lied, 0)
		h.leave()
	case h.sent:
		done := h.done
		h.done = nil
		done.Ended(nil, net.ErrTimeout)
	case h.State() == Waiting:
		_, late := h.patience()
		h.emit(Expired, waited)
		h.leave()
		h.tell(nil, late)
	default:
		h.emit(Waited, waited)
		h.enter()
	}
}

// enter makes the call.
func (h *hold) enter() nodes.Pending {
	g, now, req := h.gate, h.gate.site.World().Now(), h.req
	h.sent = true
	switch {
	case g.arrives:
		if g.config.Hold == "caller" && h.end != sim.Forever {
			h.alarm.Set(g.site.Owner, h.end.Sub(now), h)
		}
	case g.config.Hold == "work":
		most := g.config.HoldMax
		if h.end != sim.Forever {
			if most > 0 {
				most = max(most, h.end.Sub(now))
			}
			h.alarm.Set(g.site.Owner, h.end.Sub(now), h)
		}
		req.Beyond(&h.room, h.end, most)
		req = &h.room // the caller may have its own back before the work is over
		h.req = req
	default:
		req = req.Waited(now.Sub(h.began))
	}
	inner := g.next.Begin(h.other, req, h)
	if inner == nil {
		return nil
	}
	h.inner = inner
	return h
}

// keeps reports whether the permit is kept until the work is over, whatever becomes of
// its caller.
func (h *hold) keeps() bool { return !h.gate.arrives && h.gate.config.Hold == "work" }

// Ended gives the permit back, and passes on how the call ended.
func (h *hold) Ended(resp *nodes.Response, err error) {
	h.alarm.Off()
	h.leave()
	if now := h.gate.site.World().Now(); h.done == nil && now > h.end {
		h.emit(Lingered, now.Sub(h.end))
	}
	h.tell(resp, err)
}

// Cancel ends the call, but not the work that keeps a permit.
func (h *hold) Cancel() {
	h.alarm.Off()
	h.done = nil
	switch {
	case h.sent && h.keeps():
		return
	case h.sent:
		h.inner.Cancel()
	}
	h.leave()
	h.gate.idle.Put(h)
}

// tell passes on how the call ended, as it reads on this side, and is over.
func (h *hold) tell(resp *nodes.Response, err error) {
	done := h.done
	if h.gate.arrives && !h.sent {
		err = here(err)
	}
	h.gate.idle.Put(h)
	if done != nil {
		done.Ended(resp, err)
	}
}

// here returns an error as it reads at the callee, whom the call has reached.
func here(err error) error {
	if errors.Is(err, ErrFull) {
		return errFullHere
	}
	return errNoPermitHere
}

// leave gives back what the hold has, and lets the call begin that got it.
func (h *hold) leave() {
	if next := h.pool.Leave(&h.Ticket); next != nil {
		next.Holder.(*hold).granted()
	}
}

func (h *hold) emit(k *sim.Kind, span time.Duration) {
	h.gate.site.Owner.Emit(sim.Fact{Kind: k, Load: h.req.Load, Key: h.req.Key, Value: int64(span)})
}
