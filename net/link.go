package net

import (
	"cmp"
	"time"

	"wavetank/sim"
)

// Transport says what a link promises about the messages it carries.
type Transport string

const (
	// Stream keeps order and repeats what was lost: a loss costs a
	// retransmission timeout, a partition stalls until it heals or the
	// connection gives up.
	Stream Transport = "stream"
	// Datagram promises nothing: a lost message is gone.
	Datagram Transport = "datagram"
)

// LinkConfig describes one direction of a connection between two participants.
// The zero value delivers at once, loses nothing and is a stream.
type LinkConfig struct {
	Latency   sim.Dist      // one way; nil is none
	Loss      float64       // share of transmissions lost independently, 0 to 1
	Burst     *Burst        // bursty loss beside it, or nil
	Duplicate float64       // share of datagrams delivered twice, the second time later
	Reorder   float64       // share of messages held back by ReorderBy; on a stream those behind wait too
	ReorderBy sim.Dist      // how long those are held back
	Bandwidth int64         // bytes per second; 0 is no bound
	Buffer    int64         // bytes that may wait to be sent, the one being sent included; 0 is no bound
	Transport Transport     // "" is Stream
	RTO       time.Duration // first retransmission timeout of a stream, doubled each time; 0 is 200ms
	GiveUp    time.Duration // a stream's connection breaks when a message is not through by then; 0 is 60s
}

// Purposes of the draws that a link makes for each transmission.
const (
	drawLatency = iota + 1
	drawLoss
	drawBurst
	drawDuplicate
	drawReorder
	drawLag
	drawRule
	drawGarbage
)

// A link is one direction of a connection: its configuration and its state.
type link struct {
	LinkConfig
	from  ID
	to    ID
	plain bool          // it delays and loses, and does nothing else
	ends  [2]*sim.Owner // sender and receiver
	key   sim.Key
	lags  sim.Purpose
	holes sim.Purpose // losses
	storm *storm
	line  pipe
	order order // of the messages that Send put on a stream
}

func newLink(n *Network, from, to ID) *link {
	a, b := n.Owner(from), n.Owner(to)
	l := &link{
		LinkConfig: n.conf(from, to),
		from:       from,
		to:         to,
		ends:       [2]*sim.Owner{a, b},
		key:        a.Key().Mix(uint64(b.Key())),
	}
	l.lags = n.world.Purpose(l.key + drawLatency)
	l.holes = n.world.Purpose(l.key + drawLoss)
	if l.Burst != nil {
		l.storm = newStorm(n.world, l.key+drawBurst, *l.Burst)
	}
	l.plain = l.Burst == nil && l.Duplicate <= 0 && l.Reorder <= 0
	return l
}

func (l *link) rto() time.Duration { return cmp.Or(l.RTO, 200*time.Millisecond) }

func (l *link) giveUp() time.Duration { return cmp.Or(l.GiveUp, time.Minute) }

// fate decides what the link itself does to the try-th transmission of m. Each kind of luck
// has a draw of its own, so that a link which begins to lose does not begin to be slow as well.
func (l *link) fate(w *sim.World, m *Message, try int) (f Fate) {
	id := m.Key.Mix(uint64(try))
	if l.Latency != nil {
		f.Delay = l.Latency.Sample(l.lags.Draw(id))
	}
	if l.Loss > 0 {
		r := l.holes.Draw(id)
		f.Lost = r.Chance(l.Loss)
	}
	if l.plain {
		return f
	}
	return l.bend(w, id, f)
}

// bend is what a link does to a transmission beside delaying and losing it.
func (l *link) bend(w *sim.World, id sim.Key, f Fate) Fate {
	if l.storm != nil {
		r := w.Draw(l.key+drawBurst, id)
		f.Lost = r.Chance(l.storm.rate()) || f.Lost
	}
	if l.Duplicate > 0 && l.Transport == Datagram {
		r := w.Draw(l.key+drawDuplicate, id)
		if r.Chance(l.Duplicate) {
			f.Extra++
		}
	}
	if l.Reorder > 0 && l.ReorderBy != nil {
		r := w.Draw(l.key+drawReorder, id)
		if r.Chance(l.Reorder) {
			f.Delay += l.ReorderBy.Sample(r)
		}
	}
	return f
}

// lag is how far a duplicate trails the message: as long as its way takes once
// more.
func (l *link) lag(w *sim.World, m *Message, copied int) time.Duration {
	if l.Latency == nil {
		return 0
	}
	return l.Latency.Sample(w.Draw(l.key+drawLag, m.Key.Mix(uint64(copied))))
}
