package language

import (
	"strings"
	"testing"

	"wavetank/patterns"
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
		Catalog: []patterns.Pattern{{Kind: "courier", Config: func() any { return &courier{} }}},
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
