package health

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What a health check does. Owner is the caller or the machine, Peer the instance.
var (
	Failed    = sim.NewKind("health.failed", "a check was not answered well, or not in time")
	Fell      = sim.NewKind("health.fell", "an instance was taken out of the choice, after bad checks in a row")
	Rose      = sim.NewKind("health.rose", "an instance came back into the choice, after good checks in a row")
	Refused   = sim.NewKind("health.refused", "a call was refused, as no instance was up")
	Restarted = sim.NewKind("health.restarted", "a machine was restarted, after bad checks in a row")
)

// Pattern is the door of health checks.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:      "health-check",
	Idea:      "asks each instance from time to time whether it is well: callers leave out those that are not, or their machines restart them",
	Flagship:  "silent-replica",
	Hurts:     "restarted-for-being-busy",
	Withdraws: true,
	Facts: []patterns.Fact{
		{Kind: Failed}, {Kind: Fell, Acts: true, Shows: patterns.Span, Until: Rose}, {Kind: Rose}, {Kind: Refused}, {Kind: Restarted, Acts: true},
	},
})

// Build returns the part for one place: nothing where the node of the route is not the
// one that is checked.
func Build(s patterns.Site, c Config) patterns.Part {
	switch node := patterns.NodeOf(c.Route); {
	case s.Peer == node:
		watch(s, c)
	case s.Peer == "" && s.Group == node:
		supervise(s, c)
	}
	return patterns.Part{}
}

// watch has a caller check each instance.
func watch(s patterns.Site, c Config) {
	flag := s.Available.Flag()
	emit := func(k *sim.Kind, to net.ID, key sim.Key) {
		s.Owner.Emit(sim.Fact{Kind: k, Peer: s.Net.Owner(to), Key: key})
	}
	s.Available.PanicBelow(c.PanicThreshold, func(to net.ID, req *nodes.Request) { emit(Refused, to, req.Key) })
	caller := nodes.NewCaller(s.Net, s.ID(), false)
	for _, to := range s.Peers {
		x := &checker{
			config: c, owner: s.Owner, key: s.Key().Mix(uint64(s.Net.Owner(to).Key())),
			ask:  func(req *nodes.Request, done nodes.Done) nodes.Pending { return caller.Begin(to, req, done) },
			fail: func(key sim.Key) { emit(Failed, to, key) },
		}
		x.turn = func(down bool) {
			flag.Set(to, down)
			if down {
				emit(Fell, to, 0)
			} else {
				emit(Rose, to, 0)
			}
		}
		x.begin(0)
	}
}

// supervise has a machine checked from its own side, by what does not die with it.
func supervise(s patterns.Site, c Config) {
	all := s.Account(func() any { return make(map[net.ID]*checker) }).(map[net.ID]*checker)
	n := s.Node
	x := all[n.ID()]
	if x == nil {
		x = &checker{
			config: c, owner: s.World().Owner("supervisor of " + n.Name()), key: s.Key(), ask: n.Local,
			away: func() bool { return !n.Up() },
			fail: func(key sim.Key) { n.Owner().Emit(sim.Fact{Kind: Failed, Peer: n.Owner(), Key: key}) },
		}
		x.turn = func(bool) {
			n.Owner().Emit(sim.Fact{Kind: Restarted, Peer: n.Owner()})
			s.Withdraw(true)
			x.alarm.Set(x.owner, c.Restart, sim.Func(n.Crash(false)))
		}
		all[n.ID()] = x
	}
	s.Withdraw(false)
	x.begin(c.InitialDelay)
}
