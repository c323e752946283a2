package quorum

import (
	"errors"
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// ErrNoQuorum is how a request ends for which too few copies answered.
var ErrNoQuorum = errors.New("quorum: too few copies answered")

// A coordinator carries out requests by asking the replicas of their item: a
// member that gets a request does so, or the caller itself where the pattern lies
// on its edge. What it remembers is gone with the memory of its node.
type coordinator struct {
	site    patterns.Site
	config  *Config
	id      net.ID
	replica *replica // of this member; nil at a caller
	truth   *truth
	seen    map[int64]Vector    // what earlier requests have shown, by item
	doubts  map[net.ID]sim.Time // until when a member is a suspect
	last    Dot                 // of its writes
	stamp   int64               // of its latest version
}

func newCoordinator(s patterns.Site, c *Config, r *replica, t *truth) *coordinator {
	return &coordinator{
		site: s, config: c, id: s.ID(), replica: r, truth: t,
		seen: make(map[int64]Vector), doubts: make(map[net.ID]sim.Time),
	}
}

// inbound carries out a request that came to the member.
func (c *coordinator) inbound(p *sim.Proc, _ net.ID, req *nodes.Request) (*nodes.Response, error) {
	return c.serve(p, req)
}

func (c *coordinator) serve(p *sim.Proc, req *nodes.Request) (*nodes.Response, error) {
	if req.Op == nodes.Write {
		return c.write(p, req)
	}
	return c.read(p, req)
}

// write makes a new version and waits until W copies have it.
func (c *coordinator) write(p *sim.Proc, req *nodes.Request) (*nodes.Response, error) {
	known := c.known(req.Item)
	floor := int64(0)
	if c.config.Context == "read" {
		look := c.gather(p, c.fetching(req, "look"))
		if !look.good() {
			return nil, c.short(req, look)
		}
		found := look.merged(c.config.Versions == "version-vectors")
		known, floor = known.Join(found.Knows()), found.Winner().Stamp+1
	}
	v := c.version(req.Token(), known, floor)
	c.seen[req.Item] = v.Knows
	o := c.changing(req, "write", record{put, Hint{Item: req.Item, Versions: Versions{v}}})
	o.need, o.finished = c.config.W, func(all *poll) { c.keepHints(o, all) }
	done := c.gather(p, o)
	if !done.good() {
		return nil, c.short(req, done)
	}
	c.truth.acknowledge(c.site, req.Item, v.Token)
	return c.answer(req, done, nil), nil
}

// read finds the latest version among R copies.
func (c *coordinator) read(p *sim.Proc, req *nodes.Request) (*nodes.Response, error) {
	o := c.fetching(req, "read")
	if c.config.Repair == "async" {
		o.finished = func(all *poll) { c.repair(req, all) }
	}
	found := c.gather(p, o)
	if !found.good() {
		return nil, c.short(req, found)
	}
	v := found.merged(c.config.Versions == "version-vectors")
	c.seen[req.Item] = c.seen[req.Item].Join(v.Knows())
	if len(v) > 1 {
		c.emit(Conflict, req, int64(len(v)))
	}
	if c.config.Repair == "blocking" && len(v) > 0 {
		if err := c.writeBack(p, req, found, v); err != nil {
			return nil, err
		}
	}
	return c.answer(req, found, v), nil
}

// writeBack brings copies up until W have what a read is about to answer, so that
// no later read answers less.
func (c *coordinator) writeBack(p *sim.Proc, req *nodes.Request, found *poll, v Versions) error {
	behind := found.behind(v)
	have := len(found.answers) - len(behind)
	if have >= c.config.W {
		return nil
	}
	o := c.changing(req, "repair", record{put, Hint{Item: req.Item, Versions: v}})
	o.need = c.config.W - have
	for _, a := range found.answers {
		if !slices.Contains(behind, a.from) {
			o.spare = append(o.spare, a.from)
		}
	}
	done := c.gather(p, o)
	if !done.good() && len(found.answers) < c.config.R || !done.met() && c.config.Mode == "CP" {
		return c.short(req, done)
	}
	c.emit(Repaired, req, int64(len(done.answers)))
	return nil
}

// repair brings up the copies that a read found behind, and waits for nobody.
func (c *coordinator) repair(req *nodes.Request, all *poll) {
	v := all.merged(c.config.Versions == "version-vectors")
	behind := all.behind(v)
	if len(behind) == 0 {
		return
	}
	c.emit(Repaired, req, int64(len(behind)))
	o := c.changing(req, "repair", record{put, Hint{Item: req.Item, Versions: v}})
	for _, to := range behind {
		c.ask(o, to, to, func(Versions, error) {})
	}
}

// keepHints has this member keep, for those that missed a write and whom nobody
// stands in for, what they missed.
func (c *coordinator) keepHints(o operation, all *poll) {
	if !c.config.Handoff || c.config.Sloppy || c.replica == nil {
		return
	}
	for _, to := range all.failed {
		if to == c.id {
			continue
		}
		h := o.change
		h.what, h.For = keep, to
		c.replica.make(h, func(error) {})
	}
}

// version returns a new version of an item. Its dot is of a clock that never goes
// back, so that no two writes have one, crash or not.
func (c *coordinator) version(token int64, known Vector, floor int64) Version {
	now := int64(c.site.World().Now())
	wall, ticks := now, now
	if n := c.site.Node; n != nil && n.Clock != nil {
		wall, ticks = int64(n.Clock.Wall()), int64(n.Clock.Monotonic())
	}
	c.last = Dot{Writer: int64(c.id) + 1, Count: max(c.last.Count+1, ticks+1)}
	c.stamp = max(wall, floor, c.stamp+1)
	return Version{Token: token, Stamp: c.stamp, Dot: c.last, Knows: known.With(c.last)}
}

// known returns what the coordinator has been shown of an item.
func (c *coordinator) known(item int64) Vector {
	v := c.seen[item]
	if c.replica != nil {
		v = v.Join(c.replica.versions(item).Knows())
	}
	return v
}

// answer returns what the caller hears. One that made do with too few copies is
// degraded.
func (c *coordinator) answer(req *nodes.Request, all *poll, v Versions) *nodes.Response {
	if !all.met() {
		c.emit(MadeDo, req, int64(len(all.answers)))
	}
	c.emit(Met, req, int64(len(all.answers)))
	return &nodes.Response{Value: v.Winner().Token, Degraded: !all.met()}
}

// short tells that too few answered, and returns the error.
func (c *coordinator) short(req *nodes.Request, all *poll) error {
	c.emit(Short, req, int64(len(all.answers)))
	return ErrNoQuorum
}

func (c *coordinator) emit(k *sim.Kind, req *nodes.Request, value int64) {
	c.site.Owner.Emit(sim.Fact{Kind: k, Key: req.Key, Value: value, Extra: req.Item})
}
