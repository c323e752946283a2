package balance

import (
	"errors"
	"math"
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What a balancer does. Owner is the caller, Peer the instance.
var (
	Chose     = sim.NewKind("balance.chose", "a call was given an instance", "calls of the caller that are under way there")
	Connected = sim.NewKind("balance.connected", "a connection was opened to an instance, on which calls go out from now on")
	Diverted  = sim.NewKind("balance.diverted", "a call was kept away from an instance that is ejected, or has its bound of calls")
	Ejected   = sim.NewKind("balance.ejected", "an instance that kept failing was taken out of the choice, for the reason in its note", "how long it stays out")
	Returned  = sim.NewKind("balance.returned", "an ejected instance came back into the choice")
	Refused   = sim.NewKind("balance.refused", "a call was refused, as no instance was available")
	Panicked  = sim.NewKind("balance.panicked", "too few instances were left, so that all were called", "1 from now on, 0 no longer")
)

// Pattern is the load balancer's door.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "load-balancer",
	Idea:     "sends each call to the instance that has the least to do, and none to those that keep failing",
	Flagship: "one-slow-replica",
	Hurts:    "fast-failing-replica",
	Edges:    true,
	Scatters: func(config any) bool { return config.(*Config).Policy != "given" },
	Facts: []patterns.Fact{
		{Kind: Connected},
		{Kind: Chose, Acts: true}, {Kind: Diverted, Acts: true}, {Kind: Refused, Acts: true},
		{Kind: Ejected, Acts: true, Shows: patterns.Delay}, {Kind: Returned},
		{Kind: Panicked, Shows: patterns.Span},
	},
})

// Build returns the part that balances the calls of one edge.
func Build(s patterns.Site, c Config) patterns.Part {
	b := newBalancer(s, c)
	return patterns.Part{
		Watch: b,
		Pick: func(given nodes.Picker) nodes.Picker {
			b.given = given
			return b
		},
	}
}

// A balancer is the thin shell around the machines of one edge: it asks, counts
// and tells.
type balancer struct {
	site        patterns.Site
	config      Config
	given       nodes.Picker // how the scenario chooses
	chooser     *Chooser
	pool        *Pool                // nil is none: each call is chosen for
	latency     *Latency             // nil is not looked at
	since       map[sim.Key]sim.Time // the attempts under way were sent, by their identity, for latency
	slow        *SlowStart           // nil is none
	weights     []int64              // scratch, by place
	ejector     *Ejector             // nil is none
	flag        *patterns.HealthFlag // of those that it ejected
	judge       patterns.Judge
	peers       []net.ID
	low         net.ID
	place       []int // of each peer among them, by its distance from low
	all         []int // every place that may get calls: an instance of weight zero gets none
	outstanding []int // by place
	key         sim.Key
	panicking   bool
	alarm       sim.Alarm // for the next instance to come back
}

func newBalancer(s patterns.Site, c Config) *balancer {
	n := len(s.Peers)
	b := &balancer{site: s, config: c, peers: s.Peers, key: s.Key(), outstanding: make([]int, n)}
	b.low = slices.Min(s.Peers)
	b.place = make([]int, slices.Max(s.Peers)-b.low+1)
	for i, id := range s.Peers {
		b.place[id-b.low] = i
		if c.Weights == nil || c.Weights[i] > 0 {
			b.all = append(b.all, i)
		}
	}
	luck := s.World().Draw(b.key, 0)
	b.chooser = NewChooser(c, int(luck.Below(uint64(n)))) // not all callers begin with the first
	switch c.Policy {
	case "pick-first":
		b.pool = NewPool(c, b.key)
	case "peak-ewma":
		b.latency, b.since = NewLatency(c.Decay, n), make(map[sim.Key]sim.Time)
	}
	if c.SlowStart > 0 {
		b.slow = NewSlowStart(c, n)
		s.Available.Hear(b.came)
	}
	if c.Eject != nil {
		b.ejector = NewEjector(*c.Eject, n, b.key)
		b.flag = s.Available.Flag()
		b.judge = c.Eject.Judge()
		s.Available.PanicBelow(c.Eject.PanicThreshold, b.refused)
		s.Available.Hear(b.panics)
	}
	return b
}

// Pick chooses the instance that a request goes to.
func (b *balancer) Pick(req *nodes.Request) net.ID {
	b.tick()
	if b.config.Policy == "given" {
		to := b.given.Pick(req)
		if b.site.Available.Out(to) {
			to = b.choose(req)
			b.emit(Diverted, to, req.Key, 0, "")
		}
		if next := b.within(to); next != to {
			to = next
			b.emit(Diverted, to, req.Key, 0, "")
		}
		return to
	}
	to := b.choose(req)
	b.emit(Chose, to, req.Key, int64(b.outstanding[b.place[to-b.low]]), "")
	return to
}

// within returns the instance, or the next after it in the ring, that has not got its
// bound of calls (Mirrokni, Thorup and Zadimoghaddam, 2018). The bound rises with the
// calls that are under way, this one included, so there is always one.
func (b *balancer) within(home net.ID) net.ID {
	if b.config.Bound == 0 {
		return home
	}
	total := 1
	for _, n := range b.outstanding {
		total += n
	}
	most := int(math.Ceil(b.config.Bound * float64(total) / float64(len(b.peers))))
	at := b.place[home-b.low]
	for i := range b.peers {
		next := (at + i) % len(b.peers)
		if b.outstanding[next] < most && !b.site.Available.Out(b.peers[next]) {
			return b.peers[next]
		}
	}
	return home
}

func (b *balancer) choose(req *nodes.Request) net.ID {
	w := b.site.World()
	if b.pool != nil {
		i, opened := b.pool.Choose(w.Now(), b.candidates(&nodes.Request{}), b.shares())
		if opened {
			b.emit(Connected, b.peers[i], req.Key, 0, "")
		}
		return b.peers[i]
	}
	return b.peers[b.chooser.Choose(b.candidates(req), Scale{b.load, b.shares()}, w.Draw(b.key, req.Key))]
}

// load returns what the places are compared by.
func (b *balancer) load(i int) float64 {
	if b.latency != nil {
		return b.latency.Cost(b.site.World().Now(), i, b.outstanding[i])
	}
	return float64(b.outstanding[i])
}

// whole is a weight of one, as the machines see it: parts of it are whole numbers.
const whole = 1_000_000

// shares returns the weights of the places; nil if they are equal.
func (b *balancer) shares() []int64 {
	growing := b.slow != nil && b.slow.Growing()
	if b.config.Weights == nil && !growing {
		return nil
	}
	b.weights = b.weights[:0]
	for i := range b.peers {
		w := int64(whole)
		if b.config.Weights != nil {
			w *= b.config.Weights[i]
		}
		if growing {
			w = max(1, int64(float64(w)*b.slow.Factor(b.site.World().Now(), i)))
		}
		b.weights = append(b.weights, w)
	}
	return b.weights
}

// came takes in that an instance went out of the choice, or is back: it is fresh then.
func (b *balancer) came(id net.ID, out bool) {
	if i := b.place[id-b.low]; out {
		b.slow.Down(i)
	} else {
		b.slow.Up(b.site.World().Now(), i)
	}
}

// candidates returns the places among which there is a choice: those that are
// available and, of these, rather not where attempts at the request have been. With none
// available it is all of them.
func (b *balancer) candidates(req *nodes.Request) []int {
	view := b.site.Available
	if view.Whole() && len(req.Tried) == 0 {
		return b.all
	}
	var in, fresh []int
	for _, i := range b.all {
		if view.Out(b.peers[i]) {
			continue
		}
		in = append(in, i)
		if !slices.Contains(req.Tried, b.peers[i]) {
			fresh = append(fresh, i)
		}
	}
	switch {
	case fresh != nil:
		return fresh
	case in != nil:
		return in
	}
	return b.all
}

// Sent counts an attempt that is under way now.
func (b *balancer) Sent(to net.ID, attempt sim.Key) {
	b.outstanding[b.place[to-b.low]]++
	if b.latency != nil {
		b.since[attempt] = b.site.World().Now()
	}
}

// Ended counts it no longer, and lets the ejector know how it ended.
func (b *balancer) Ended(to net.ID, attempt sim.Key, err error) {
	i := b.place[to-b.low]
	b.outstanding[i]--
	now := b.site.World().Now()
	if b.latency != nil {
		b.latency.Observe(now, i, now.Sub(b.since[attempt]))
		delete(b.since, attempt)
	}
	b.heed(i, err)
	if b.ejector == nil {
		return
	}
	if o := b.judge.Of(err); o != patterns.Ignored {
		b.ejector.Done(now, i, o == patterns.Success)
		b.report()
	}
}

// heed takes in what the end of a call says of whether the instance is there.
func (b *balancer) heed(i int, err error) {
	gone := errors.Is(err, net.ErrRefused) || errors.Is(err, net.ErrReset)
	if gone && b.pool != nil {
		b.pool.Lost(i)
	}
	switch {
	case b.slow == nil || errors.Is(err, net.ErrCancelled) || errors.Is(err, net.ErrTimeout):
	case gone:
		b.slow.Down(i)
	default:
		b.slow.Up(b.site.World().Now(), i)
	}
}

func (b *balancer) tick() {
	if b.ejector != nil {
		b.ejector.Tick(b.site.World().Now())
		b.report()
	}
}

// report emits what the ejector's latest step changed, and waits for what time alone
// will change.
func (b *balancer) report() {
	moves := b.ejector.Moves()
	if len(moves) == 0 {
		return
	}
	for _, m := range moves {
		if m.Out {
			b.emit(Ejected, b.peers[m.Host], 0, int64(m.Until.Sub(m.At)), m.Why)
		} else {
			b.emit(Returned, b.peers[m.Host], 0, 0, "")
		}
	}
	for _, m := range moves {
		b.flag.Set(b.peers[m.Host], m.Out)
	}
	if at, ok := b.ejector.Deadline(); ok {
		b.alarm.Set(b.site.Owner, at.Sub(b.site.World().Now()), sim.Func(b.tick))
	}
}

// panics emits a panic's begin and its end, whoever took the instances out.
func (b *balancer) panics(net.ID, bool) {
	if p := b.site.Available.Panic(); p != b.panicking {
		b.panicking = p
		b.site.Owner.Emit(sim.Fact{Kind: Panicked, Value: sim.Flag(p)})
	}
}

func (b *balancer) refused(to net.ID, req *nodes.Request) { b.emit(Refused, to, req.Key, 0, "") }

func (b *balancer) emit(k *sim.Kind, to net.ID, key sim.Key, value int64, note string) {
	b.site.Owner.Emit(sim.Fact{Kind: k, Peer: b.site.Net.Owner(to), Key: key, Value: value, Note: note})
}
