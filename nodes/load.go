package nodes

import (
	"time"

	"wavetank/net"
	"wavetank/sim"
	"wavetank/sim/meter"
)

// LoadConfig describes who sends requests, and where to.
type LoadConfig struct {
	Targets  []Target
	Timeout  time.Duration // how long a request is waited for in all, whatever patterns do for it; 0 is for ever
	Priority int64
	Size     int64 // bytes of a request
	Items    Items // which items the requests are about

	// Arrivals makes an open loop: requests come when they come, however slow
	// the answers. Its absence makes a closed loop of Users who wait for an
	// answer, think, and go on; that hides overload, because slow answers hold
	// requests back (coordinated omission).
	Arrivals *Arrivals
	Users    int
	Think    sim.Dist // nil is no thinking
	From     sim.Time // of users
	Until    sim.Time // of users; 0 is for ever
}

// A Target is where requests go, and how often relative to the other targets.
type Target struct {
	Dependency
	Weight float64
	Size   int64        // bytes of a request
	Meter  *meter.Calls // nil is nobody
	Store  *sim.Owner   // that has the items which it reads or writes; nil: there is one
}

// A Load sends requests. It takes part in the network under its own name.
type Load struct {
	id      net.ID
	owner   *sim.Owner
	config  LoadConfig
	network *net.Network
	ways    []*client // by target
	total   float64
	count   uint64
	idle    sim.Spare[sending]
}

// Purposes of a load's draws.
var (
	drawTarget = sim.KeyOf("target")
	drawThink  = sim.KeyOf("think")
)

// NewLoad returns a load that has joined the network under that name. Patterns
// wrap its calls; outbound may be nil.
func NewLoad(n *net.Network, name string, c LoadConfig, outbound Outbound) *Load {
	id := n.Join(name)
	l := &Load{id: id, owner: n.Owner(id), config: c, network: n}
	type where struct {
		node  string
		first net.ID // of the instances that are meant
		count int
	}
	ways := make(map[where]*client)
	for _, t := range c.Targets {
		l.total += t.Weight
		at := where{node: t.Name}
		if len(t.Instances) > 0 {
			at.first, at.count = t.Instances[0], len(t.Instances)
		}
		if ways[at] == nil {
			ways[at] = newClient(t.Dependency, &rpc{network: n, from: id, propagate: t.Heeds}, outbound)
		}
		l.ways = append(l.ways, ways[at])
	}
	return l
}

// ID returns the load's place in its network.
func (l *Load) ID() net.ID { return l.id }

// Start lets the load begin.
func (l *Load) Start() {
	if l.config.Arrivals != nil {
		l.next()
		return
	}
	for i := range l.config.Users {
		u := &user{load: l, key: l.owner.Key().Mix(uint64(i)).Mix(2)}
		l.owner.World().At(l.config.From, l.owner, sim.Func(u.think))
	}
}

func (l *Load) next() {
	if at, ok := l.config.Arrivals.Next(); ok {
		l.owner.World().At(at, l.owner, l)
	}
}

// Act is an arrival.
func (l *Load) Act() {
	l.count++
	l.send(l.owner.Key().Mix(l.count), nil)
	l.next()
}

// A sending is a request on its way, and what its end sets off.
type sending struct {
	Request
	load  *Load
	way   *client
	user  *user        // of a closed loop, or nil
	meter *meter.Calls // nil is nobody
	store *sim.Owner   // of the item
	sent  exchange     // the call, if no pattern wraps it

	pending  Pending   // the call, if patterns do
	patience sim.Timer // the end of the load's patience with them
}

// send issues the request of that identity.
func (l *Load) send(key sim.Key, u *user) {
	w := l.owner.World()
	l.owner.Emit(sim.Fact{Kind: sim.RequestStarted, Load: l.owner, Key: key})
	i := l.target(key)
	t := &l.config.Targets[i]
	s := l.sending()
	s.way = l.ways[i]
	if s.meter = t.Meter; s.meter != nil {
		s.meter.Begin(w.Now())
	}
	s.user, s.Key, s.Root, s.Once, s.Effect, s.Born = u, key, key, key, key, w.Now()
	s.Op, s.Item, s.store = t.Op, l.config.Items.of(w, key), t.Store
	if s.Op == Write {
		l.tell(sim.ItemWriting, s, s.Token())
	}
	s.Route, s.Size, s.Timeout, s.Priority = t.Route, t.Size, l.config.Timeout, l.config.Priority
	to := s.way.to(&t.Dependency, &s.Request)
	if !s.way.plain() {
		s.wrapped(to)
		return
	}
	s.sent = exchange{rpc: s.way.bare, done: s, keeper: s}
	s.sent.begin(to, &s.Request)
}

// sending returns a new request of the load, which may be one done with.
func (l *Load) sending() *sending {
	s := l.idle.Take()
	*s = sending{load: l}
	s.Load = l.owner
	return s
}

// released takes the request back, if the callee has vouched for it.
func (s *sending) released() {
	if s.unkept {
		s.load.idle.Put(s)
	}
}

// Ended takes in the end of the call.
func (s *sending) Ended(resp *Response, err error) {
	w := s.load.owner.World()
	w.Cancel(s.patience)
	if err != nil && s.Local && w.Now() >= s.Deadline {
		err = net.ErrTimeout // a pattern that waited until then has another name for it
	}
	if !s.way.plain() {
		s.way.turnedAway(err)
	}
	s.ended(w.Now(), resp, err)
	if s.sent.call == nil { // patterns wrap it, and are done with it
		s.load.idle.Put(s)
	}
}

// endings are the facts that end a request, by outcome.
var endings = [...]*sim.Kind{OK: sim.RequestOK, Failed: sim.RequestFailed, TimedOut: sim.RequestTimedOut, Rejected: sim.RequestRejected}

// ended records what became of the request at that time.
func (s *sending) ended(at sim.Time, resp *Response, err error) {
	l := s.load
	kind := endings[OutcomeOf(err)]
	if err == nil && resp != nil && resp.Degraded {
		l.owner.Emit(sim.Fact{Kind: sim.RequestDegraded, Load: l.owner, Key: s.Root, Extra: int64(s.Born)})
	}
	switch {
	case err != nil:
	case resp != nil && resp.Blind:
	case s.Op == Write:
		l.tell(sim.ItemWritten, s, s.Token())
	case s.Op == Read && resp != nil:
		l.tell(sim.ItemRead, s, resp.Value)
	}
	l.owner.Emit(sim.Fact{Kind: kind, Load: l.owner, Key: s.Root, Value: int64(at.Sub(s.Born)), Extra: int64(s.Born)})
	if s.meter != nil {
		s.meter.Ended(s.Born, at, kind)
	}
	if s.user != nil {
		s.user.think()
	}
}

// tell emits what became of the item that a request is about.
func (l *Load) tell(k *sim.Kind, s *sending, token int64) {
	l.owner.Emit(sim.Fact{Kind: k, Peer: s.store, Load: l.owner, Key: s.Root, Value: s.Item, Extra: token})
}

func (l *Load) target(key sim.Key) int {
	if len(l.config.Targets) == 1 {
		return 0
	}
	luck := l.owner.World().Draw(drawTarget, key)
	left := float64(luck.Float64() * l.total)
	for i, t := range l.config.Targets {
		if left -= t.Weight; left < 0 {
			return i
		}
	}
	return len(l.config.Targets) - 1
}

// A user is one of a closed loop.
type user struct {
	load  *Load
	key   sim.Key
	count uint64
}

// think lets the user think, then send.
func (u *user) think() {
	l := u.load
	w := l.owner.World()
	u.count++
	var pause time.Duration
	if l.config.Think != nil {
		pause = l.config.Think.Sample(w.Draw(drawThink, u.key.Mix(u.count)))
	}
	at := w.Now().Add(pause)
	if l.config.Until == 0 || at < l.config.Until {
		w.At(at, l.owner, sim.Func(u.send))
	}
}

func (u *user) send() { u.load.send(u.key.Mix(u.count).Mix(1), u) }
