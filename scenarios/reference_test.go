package scenarios

import (
	"strings"
	"testing"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A courier is the configuration of a pattern that calls a route of its own.
type courier struct {
	To    string   `toml:"to" kind:"route" required:"true" doc:"whom it calls"`
	With  string   `toml:"with" kind:"pattern" doc:"another pattern"`
	Home  string   `toml:"home" kind:"own route" doc:"where it starts"`
	Stops []string `toml:"stops" kind:"route" doc:"routes on the way"`
}

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

func parseCourier(keys string) (*Scenario, error) {
	return Load("x.toml", []byte(couriers+keys), Options{
		Kinds:    []string{"courier"},
		Patterns: func(kind string) (any, bool) { return &courier{}, kind == "courier" },
	})
}

func TestReferencesMustExist(t *testing.T) {
	for keys, want := range map[string]string{
		`to = "b.s"`:                                   "",
		`to = "b.t"`:                                   `node "b" has no route "t"`,
		`to = "c.s"`:                                   `there is no node "c"`,
		`to = "b"`:                                     `"b" does not name a route`,
		`to = 7`:                                       "wrong type",
		`to = "b.s"` + "\n" + `home = "a.r"`:           "",
		`to = "b.s"` + "\n" + `home = "b.s"`:           "the pattern speaks of b.s and does not lie on b",
		`to = "b.s"` + "\n" + `home = "a.s"`:           `node "a" has no route "s"`,
		`to = "b.s"` + "\n" + `with = "p"`:             `"p" names "p", which names patterns itself`,
		`to = "b.s"` + "\n" + `with = "q"`:             `there is no pattern "q"`,
		`to = "b.s"` + "\n" + `stops = ["a.r", "a.x"]`: `node "a" has no route "x"`,
		`to = "b.s"` + "\n" + "[patterns.q]\nkind = \"courier\"\non = \"a -> b\"\nto = \"a.r\"": "",
		`to = "a.r"` + "\n" + "[patterns.q]\nkind = \"courier\"\non = \"a -> b\"\nto = \"a.r\"": `nobody calls on "a -> b"`,
	} {
		switch _, err := parseCourier(keys); {
		case want == "" && err != nil:
			t.Errorf("%s: %v", keys, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: got %v, want %s", keys, err, want)
		}
	}
}

// A dialled call goes over the network from the site's participant.
func TestASiteDialsRoutes(t *testing.T) {
	s, err := parseCourier(`to = "b.s"`)
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
		if _, err := caller.Call(p, d.Pick.Pick(req), req); err != nil {
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
