package sidecar

import (
	"fmt"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// How calls end at a proxy that does not carry them. Both are failures, and
// neither is ever a way around the proxy.
var (
	// ErrDown is a proxy that is dead or not ready yet.
	ErrDown = fmt.Errorf("sidecar: the proxy is down: %w", net.ErrRefused)
	// ErrBroken is a proxy that died with the call inside.
	ErrBroken = fmt.Errorf("sidecar: the proxy died: %w", net.ErrReset)
)

// What a proxy does. Owner is its node, or the load that it stands beside.
var (
	Passed  = sim.NewKind("sidecar.passed", "a request went through a proxy", "the time that the proxy worked on it", "the same with the wait for it")
	Refused = sim.NewKind("sidecar.refused", "a request found the proxy dead, or not ready yet")
	Broken  = sim.NewKind("sidecar.broken", "a request was inside when its proxy died")
	Ready   = sim.NewKind("sidecar.ready", "the proxy is ready", "1 from now on, 0 no longer")
	Updated = sim.NewKind("sidecar.updated", "the new configuration came to a proxy")
	Shipped = sim.NewKind("sidecar.shipped", "records of requests were shipped", "records", "bytes in all")
	Dropped = sim.NewKind("sidecar.dropped", "a record was dropped, as too many waited to be shipped")
)

// Pattern is the sidecar's door.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "sidecar",
	Idea:     "puts a proxy beside each node that carries patterns for programs which have no library for them",
	Flagship: "polyglot-fleet",
	Hurts:    "sidecar-deep-fanout",
	Beside:   true,
	Facts: []patterns.Fact{
		{Kind: Passed, Acts: true, Shows: patterns.Delay}, {Kind: Refused}, {Kind: Broken},
		{Kind: Ready, Shows: patterns.Span}, {Kind: Updated}, {Kind: Shipped}, {Kind: Dropped},
	},
})

// Build returns the part that puts a proxy beside a node, or beside the caller of
// one edge.
func Build(s patterns.Site, c Config) patterns.Part {
	x := newProxy(s, c)
	if s.Peer != "" {
		return x.edge(s)
	}
	x.boot()
	return patterns.Part{
		Inbound: func(next nodes.Handler) nodes.Handler { return x.ingress(s, next) },
		Edge:    x.edge,
		Beside:  x,
	}
}

// edge returns the part that leads the calls of one edge through the proxy.
func (x *proxy) edge(s patterns.Site) patterns.Part {
	e := &egress{proxy: x, site: s, way: s.Key()}
	return patterns.Part{
		Outbound: func(next nodes.Caller) nodes.Caller {
			e.next = struct{ nodes.Caller }{next} // which what is carried may watch, until it is replaced
			if x.site.Peer != "" {
				x.boot()
			}
			return e
		},
		Pick: func(given nodes.Picker) nodes.Picker {
			e.given = given
			return nodes.PickerFunc(e.pick)
		},
	}
}

// An egress is where the calls of one edge go out.
type egress struct {
	*proxy
	site    patterns.Site
	way     sim.Key // identity, for draws
	next    nodes.Caller
	given   nodes.Picker
	built   int // the configuration that inner and choose are of
	inner   nodes.Caller
	chooser nodes.Picker
}

// build puts on what the proxy carries now, unless it is on.
func (e *egress) build() {
	if e.built == e.turn {
		return
	}
	e.built = e.turn
	view := e.site.Available.Anew()
	carried := e.carried(e.site, view)
	if e.inner = view.Guard(e.next); carried.Outbound != nil {
		e.inner = carried.Outbound(e.inner)
	}
	if e.chooser = view.Picker(e.given, carried.Pick); e.chooser == nil {
		e.chooser = e.given
	}
}

// pick chooses an instance as the proxy does.
func (e *egress) pick(req *nodes.Request) net.ID {
	e.build()
	return e.chooser.Pick(req)
}

// Begin leads a call through the proxy.
func (e *egress) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	if _, own := req.Body.(shipment); own {
		return e.next.Begin(to, req, done)
	}
	return e.pass(e, e.way, to, req, done)
}

// onward makes the call. The program waits for it as long as it would without the
// proxy: what the way took is missing now.
func (e *egress) onward(c *passage) nodes.Pending {
	e.build()
	spent := e.site.World().Now().Sub(c.began)
	if t := c.req.Timeout; t > 0 && spent >= t {
		c.Ended(nil, net.ErrTimeout)
		return nil
	} else if t > 0 && spent > 0 {
		c.room = *c.req
		c.room.Timeout = t - spent
		return e.inner.Begin(c.other, &c.room, c)
	}
	return e.inner.Begin(c.other, c.req, c)
}

// An ingress is where the requests to a node come in.
type ingress struct {
	*proxy
	site  patterns.Site
	way   sim.Key
	next  nodes.Handler
	built int
	inner nodes.Handler
}

func (x *proxy) ingress(s patterns.Site, next nodes.Handler) nodes.Handler {
	return &ingress{proxy: x, site: s, way: s.Key(), next: next}
}

// Begin leads a request through the proxy.
func (i *ingress) Begin(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	if _, own := req.Body.(shipment); own {
		return i.next.Begin(from, req, done)
	}
	return i.pass(i, i.way, from, req, done)
}

// onward hands the request to the program.
func (i *ingress) onward(c *passage) nodes.Pending {
	if i.built != i.turn {
		i.built = i.turn
		i.inner = i.next
		if carried := i.carried(i.site, nil); carried.Inbound != nil {
			i.inner = carried.Inbound(i.next)
		}
	}
	return i.inner.Begin(c.other, c.req, c)
}
