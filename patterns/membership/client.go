package membership

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

func (c *Config) registryNode() string { return patterns.NodeOf(c.Registry) }

// A client calls whom somebody told it of. Until then, and if it was told of
// nobody, it takes all instances for alive, which it has in its configuration.
type client struct {
	site     patterns.Site
	config   *Config
	audit    *audit
	here     patterns.Discovery
	all      []net.ID // instances
	list     []net.ID // those it was told of
	key      sim.Key
	from     net.ID
	registry net.ID
	asked    uint64
}

func newClient(s patterns.Site, c *Config) *client {
	return &client{site: s, config: c, audit: auditOf(s, false), all: s.Peers, list: s.Peers, key: s.Key()}
}

// take stands in for the choice of the scenario, and begins to ask.
func (c *client) take(nodes.Picker) nodes.Picker {
	if c.config.Style != "static" {
		c.from, c.registry, c.here = c.site.ID(), registryAt(c.site, c.config), c.site.Available.Discover()
		c.site.Go(c.keepAsking)
	}
	return c
}

// Pick chooses one of the instances that it was told of and that are available: rather
// not one that was tried.
func (c *client) Pick(req *nodes.Request) net.ID {
	among := req.Untried(c.in())
	luck := c.site.World().Draw(c.key, req.Key)
	to := among[luck.Below(uint64(len(among)))]
	c.emit(Picked, to, req.Key, int64(len(c.list)))
	if c.audit.downAt(to) {
		c.emit(Stale, to, req.Key, 0)
	}
	return to
}

var drawRefresh = sim.KeyOf("membership refresh")

// in returns the instances that it was told of, without those that are known to be unwell
// unless all are.
func (c *client) in() []net.ID {
	if !c.site.Available.Ill() {
		return c.list
	}
	if in := c.site.Available.Among(c.list); len(in) > 0 {
		return in
	}
	return c.list
}

// keepAsking asks who is there, as often as the configuration says.
func (c *client) keepAsking(p *sim.Proc) {
	luck := c.site.World().Draw(drawLuck, c.key)
	jitter := c.site.Jitter(c.config.RefreshJitter, drawRefresh)
	for {
		at := p.Now()
		for try := range 3 { // of whom one may be gone, or have just come
			if c.ask(p, c.whom(try, &luck)) {
				break
			}
		}
		p.Sleep(max(jitter.Next(c.config.Refresh)-p.Now().Sub(at), 0))
	}
}

func registryAt(s patterns.Site, c *Config) net.ID {
	if c.Registry == "" {
		return s.Peers[0]
	}
	_, d := s.Dial(c.Registry)
	return d.Pick.Pick(&nodes.Request{})
}

// whom returns whom to ask next, a member that is said to be alive before others.
func (c *client) whom(try int, luck *sim.Rand) net.ID {
	if c.config.Style == "registry" {
		return c.registry
	}
	among := c.list
	if try > 0 {
		among = c.all
	}
	return among[luck.Below(uint64(len(among)))]
}

// ask asks for the list of those that take part, and reports whether it got one. A
// list of nobody is worth less than an old one.
func (c *client) ask(p *sim.Proc, to net.ID) bool {
	c.asked++
	a := net.Ask{Key: c.key.Mix(uint64(p.Now())).Mix(c.asked), Size: header, Timeout: c.config.LookupTimeout}
	answer, _ := nodes.AskAndWait(p, c.site.Net, c.from, to, c.site.Name, a)
	numbers, _ := answer.([]int32)
	var list []net.ID
	here := make([]bool, len(c.all))
	for _, i := range numbers {
		if int(i) < len(c.all) { // of a registry that knows another group, too
			list, here[i] = append(list, c.all[i]), true
		}
	}
	if len(list) == 0 {
		c.emit(Unheard, to, 0, 0)
		return false
	}
	c.list = list
	for i, id := range c.all {
		c.here.Tell(id, here[i])
	}
	c.emit(Looked, to, 0, int64(len(c.list)))
	return true
}

func (c *client) emit(k *sim.Kind, to net.ID, key sim.Key, value int64) {
	c.site.Owner.Emit(sim.Fact{Kind: k, Peer: c.site.Net.Owner(to), Key: key, Value: value})
}
