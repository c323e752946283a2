package sidecar

import (
	"wavetank/nodes"
	"wavetank/sim"
)

// A shipment is the body of a request that ships records. It goes around the
// proxy that sends it and through none at the other end: telemetry does not tell
// of itself.
type shipment struct{ records int64 }

// record notes one request that passed, to be shipped.
func (x *proxy) record() {
	t := x.config.Telemetry
	switch {
	case t == nil:
	case x.records >= int64(t.Keep):
		x.emit(Dropped, nil, nil, 0, 0)
	default:
		x.records++
	}
}

// ship sends the records every so often. What was not taken is sent again with the
// next.
func (x *proxy) ship(p *sim.Proc) {
	t := x.config.Telemetry
	caller, d := x.site.Dial(t.To)
	for {
		p.Sleep(t.Every)
		n := x.records
		if n == 0 {
			continue
		}
		x.ships++
		key := x.site.Key().Mix(x.ships)
		req := &nodes.Request{
			Key: key, Root: key, Once: key, Born: p.Now(), Route: d.Route, Op: d.Op,
			Timeout: t.Every, Size: n * t.Size, Body: shipment{n},
		}
		if _, err := nodes.Call(p, caller, d.Pick.Pick(req), req); err == nil {
			x.records -= n
			x.emit(Shipped, nil, nil, n, req.Size)
		}
	}
}
