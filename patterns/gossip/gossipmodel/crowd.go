package gossipmodel

import (
	"time"

	"wavetank/patterns/gossip"
	"wavetank/sim"
)

// A CrowdConfig describes a crowd.
type CrowdConfig struct {
	Members  int
	Style    gossip.Style  // "" is PushPull
	Fanout   int           // distinct partners a round; 0 is 1
	Interval time.Duration // from one round of a member to its next; 0 is 200 ms
	Latency  sim.Dist      // of a message; nil is none
	Loss     float64       // share of messages lost
}

// A Crowd is one rumour among very many members in a simulated world. Each member
// has its own timer, at a phase of its own, and messages take their time: unlike in
// an Epidemic there are no cycles. There is no process and no machine to a member,
// just two words of memory, its timer, and the messages on their way.
//
// The world's limits must let as many events pend as there are members, and as
// there may be messages under way.
type Crowd struct {
	world    *sim.World
	owner    *sim.Owner
	config   CrowdConfig
	luck     *sim.Rand
	members  []individual
	informed int
	messages int64
	idle     []*whisper // to be used again
	partners []int
}

// An individual is a member of a crowd; it is also its own timer.
type individual struct {
	crowd *Crowd
	self  int32
	knows bool
	ticks bool
}

// A whisper is a message on its way.
type whisper struct {
	crowd    *Crowd
	from, to int32
	tells    bool // it has the rumour in it
	asks     bool // it wants an answer
}

// NewCrowd returns a crowd in which nobody knows anything. Its events are those of
// the owner.
func NewCrowd(o *sim.Owner, c CrowdConfig) *Crowd {
	if c.Style == "" {
		c.Style = gossip.PushPull
	}
	if c.Interval <= 0 {
		c.Interval = 200 * time.Millisecond
	}
	c.Fanout = max(c.Fanout, 1)
	crowd := &Crowd{
		world: o.World(), owner: o, config: c,
		luck: o.World().Stream(o.Name() + " gossip partner"), members: make([]individual, c.Members),
	}
	for i := range crowd.members {
		crowd.members[i] = individual{crowd: crowd, self: int32(i)}
		if c.Style.Pulls() {
			crowd.begin(&crowd.members[i])
		}
	}
	return crowd
}

// Informed returns how many members know the rumour.
func (c *Crowd) Informed() int { return c.informed }

// Messages returns how many messages were sent.
func (c *Crowd) Messages() int64 { return c.messages }

// Tell lets a member know the rumour.
func (c *Crowd) Tell(member int) {
	m := &c.members[member]
	if m.knows {
		return
	}
	m.knows = true
	c.informed++
	c.begin(m)
}

// Spread carries out events until everybody knows, or until that time, and
// returns when the last events happened.
func (c *Crowd) Spread(until sim.Time) (sim.Time, error) {
	for c.informed < len(c.members) {
		if _, ok, err := c.world.Step(until); !ok {
			return c.world.Now(), err
		}
	}
	return c.world.Now(), nil
}

// begin starts a member's timer, at a random phase.
func (c *Crowd) begin(m *individual) {
	if !m.ticks {
		m.ticks = true
		c.world.After(c.luck.Between(0, c.config.Interval), c.owner, m)
	}
}

// Act is a round of the member.
func (m *individual) Act() { m.crowd.round(m) }

func (c *Crowd) round(m *individual) {
	c.world.After(c.config.Interval, c.owner, m)
	self := int(m.self)
	c.partners = c.luck.Others(c.partners[:0], len(c.members), self, c.config.Fanout)
	for _, to := range c.partners {
		c.send(self, to, m.knows && c.config.Style.Pushes(), c.config.Style.Pulls())
	}
}

// send puts a message on its way, or loses it.
func (c *Crowd) send(from, to int, tells, asks bool) {
	c.messages++
	if c.luck.Chance(c.config.Loss) {
		return
	}
	var w *whisper
	if last := len(c.idle) - 1; last >= 0 {
		w, c.idle = c.idle[last], c.idle[:last]
	} else {
		w = new(whisper)
	}
	*w = whisper{crowd: c, from: int32(from), to: int32(to), tells: tells, asks: asks}
	var delay time.Duration
	if c.config.Latency != nil {
		delay = c.config.Latency.Sample(c.luck.Fork())
	}
	c.world.After(delay, c.owner, w)
}

// Act is the arrival of the message.
func (w *whisper) Act() {
	c, from, to := w.crowd, int(w.from), int(w.to)
	if w.tells {
		c.Tell(to)
	}
	if w.asks && c.members[to].knows {
		c.send(to, from, true, false)
	}
	c.idle = append(c.idle, w)
}
