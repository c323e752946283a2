package quorum

import (
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// An operation is one round of questions to the replicas of an item.
type operation struct {
	key      sim.Key // identity
	item     int64
	need     int
	reads    bool
	change   record      // unless it reads
	spare    []net.ID    // who need not be asked
	finished func(*poll) // once nobody is waited for any more; or nil
}

// fetching returns the operation that reads R copies.
func (c *coordinator) fetching(req *nodes.Request, phase string) operation {
	return operation{key: req.Key.Mix(uint64(sim.KeyOf(phase))), item: req.Item, need: c.config.R, reads: true}
}

// changing returns the operation that makes a change to copies.
func (c *coordinator) changing(req *nodes.Request, phase string, change record) operation {
	return operation{key: req.Key.Mix(uint64(sim.KeyOf(phase))), item: req.Item, change: change}
}

// body returns the question of that key to a replica, which may stand in for another.
func (o operation) body(key sim.Key, to, home net.ID) any {
	if o.reads {
		return fetch{key, o.item}
	}
	r := o.change
	if to != home {
		r.what, r.For = keep, home
	}
	return change{key, r}
}

var drawCopies = sim.KeyOf("quorum copies")

// replicas returns the members to ask, and those that can stand in for them.
func (c *coordinator) replicas(o operation) (home, rest []net.ID) {
	order := ring(c.site.Peers, o.item)
	n := min(c.config.N, len(order))
	home = slices.DeleteFunc(slices.Clone(order[:n]), func(id net.ID) bool { return slices.Contains(o.spare, id) })
	if c.config.Spread == "quorum" {
		luck := c.site.World().Draw(drawCopies, o.key)
		luck.Shuffle(len(home), func(i, k int) { home[i], home[k] = home[k], home[i] })
		home = home[:min(o.need, len(home))]
	}
	if c.config.Sloppy {
		rest = order[n:]
	}
	return home, rest
}

// gather puts an operation's question to the replicas and waits in the process p
// until enough have answered, or too few can.
func (c *coordinator) gather(p *sim.Proc, o operation) *poll {
	all := &poll{need: min(o.need, len(c.site.Peers)), relents: c.config.Mode == "AP"}
	home, rest := c.replicas(o)
	asking := true
	settle := func() {
		if !asking && len(all.under) == 0 && o.finished != nil {
			o.finished(all)
		}
	}
	var put func(to, home net.ID)
	put = func(to, home net.ID) {
		all.ask(to, c.suspects(to))
		c.ask(o, to, home, func(v Versions, err error) {
			all.heard(to, v, err)
			if err != nil && len(rest) > 0 {
				next := rest[0]
				rest = rest[1:]
				put(next, home)
			}
			settle()
			p.Wake()
		})
	}
	for _, to := range home {
		first := to
		if len(rest) > 0 && c.suspects(to) {
			first, rest = rest[0], rest[1:]
		}
		put(first, to)
	}
	asking = false
	settle()
	for !all.over() {
		p.Park()
	}
	return all
}

// ask puts the question to one replica, and calls done once, within the patience
// of the coordinator.
func (c *coordinator) ask(o operation, to, home net.ID, done func(Versions, error)) {
	key := o.key.Mix(uint64(c.site.Net.Owner(to).Key()))
	body := o.body(key, to, home)
	heard := func(v Versions, err error) {
		if err != nil {
			c.doubts[to] = c.site.World().Now().Add(c.config.Suspect)
		} else {
			delete(c.doubts, to)
		}
		done(v, err)
	}
	if c.replica != nil && to == c.id && c.config.Local == "direct" {
		c.askItself(body, heard)
		return
	}
	a := net.Ask{Key: key, Size: 64, Timeout: c.config.Patience, Body: body}
	nodes.Ask(c.site.Net, c.id, to, c.site.Name, a, func(answer any, err error) {
		v, _ := answer.(Versions)
		heard(v, err)
	})
}

// askItself puts a question to the member's own copy.
func (c *coordinator) askItself(body any, heard func(Versions, error)) {
	w := c.site.World()
	over := false
	var timer sim.Timer
	end := func(v Versions, err error) {
		if !over {
			over = true
			w.Cancel(timer)
			heard(v, err)
		}
	}
	c.replica.serve(body, end)
	if !over {
		timer = w.After(c.config.Patience, c.site.Owner, sim.Func(func() { end(nil, net.ErrTimeout) }))
	}
}

// suspects reports whether a member failed to answer a short while ago.
func (c *coordinator) suspects(id net.ID) bool {
	until, ok := c.doubts[id]
	return ok && c.site.World().Now() < until
}
