package world

import (
	"testing"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

const couriers = `
title = "x"
duration = "1s"
[nodes.a]
routes.r = {}
[nodes.b]
routes.s = { op = "write" }
[loads.l]
to = "a.r"
rate = "1/s"
[patterns.p]
kind = "courier"
on = "a"
`

// A dialled call goes over the network from the site's participant.
func TestASiteDialsRoutes(t *testing.T) {
	s, err := language.Load("x.toml", []byte(couriers), language.Options{
		Catalog: []patterns.Pattern{{Kind: "courier", Config: func() any { return &struct{}{} }}},
	})
	if err != nil {
		t.Fatal(err)
	}
	w, err := Build(s, "", 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var wrote int
	w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
		if f.Kind == sim.AttemptSent && f.Peer.Name() == "b" && f.Owner.Name() == "a" {
			wrote++
		}
	}))
	site := w.of("p", w.site(w.Machines[0].Owner(), w.Machines[0], "a"))
	caller, d := site.Dial("b.s")
	site.Go(func(p *sim.Proc) {
		req := &nodes.Request{Key: 1, Root: 1, Route: d.Route, Op: d.Op}
		if _, err := nodes.Call(p, caller, d.Pick.Pick(req), req); err != nil {
			t.Error(err)
		}
	})
	if err := w.Sim.Run(1); err != nil || wrote != 1 || d.Op != nodes.Write {
		t.Errorf("%d calls, operation %v, error %v", wrote, d.Op, err)
	}
	one := func(s patterns.Site) *int { return s.Account(func() any { return new(int) }).(*int) }
	if one(site) != one(w.of("p", w.site(w.Machines[1].Owner(), w.Machines[1], "b"))) {
		t.Error("two sites of a pattern have an account each")
	}
}
