package language_test

import (
	"testing"

	"wavetank/scenarios"
	"wavetank/scenarios/language"
)

// TestRoutesDoWhatTheirCallsDo tells what requests do in the end, and where.
func TestRoutesDoWhatTheirCallsDo(t *testing.T) {
	s, err := scenarios.Parse("x.toml", []byte(`
title = "x"
duration = "1s"
[nodes.db]
routes.get = { op = "read" }
routes.put = { op = "write" }
routes.ping = {}
[nodes.gate]
routes.reads     = { calls = ["db.ping", "db.get"] }
routes.updates   = { calls = ["db.get", "db.put"] }
routes.says      = { op = "read", calls = [{ to = "db.get", probability = "10%" }] }
routes.audits    = { op = "read", calls = ["db.put"] }
routes.maybe     = { calls = [{ to = "db.put", probability = "10%" }] }
routes.optional  = { calls = [{ to = "db.put", optional = true }] }
routes.parallel  = { calls = [["db.get", "db.ping"]] }
routes.two       = { calls = [{ parallel = ["db.get", "db.get"], need = 2 }] }
routes.one       = { calls = [{ parallel = ["db.get", "db.get"], need = 1 }] }
routes.nothing   = { calls = ["db.ping"] }
[nodes.edge]
routes.far   = { calls = ["gate.updates"] }
routes.round = { calls = [{ to = "edge.round", probability = "10%" }, "db.get"] }
[loads.users]
to = "edge.far"
rate = "1/s"
`))
	if err != nil {
		t.Fatal(err)
	}
	does := s.Does()
	for target, want := range map[string]language.Does{
		"db.get": {Op: "read"}, "db.put": {Op: "write"}, "db.ping": {Op: "none"},
		"gate.reads": {"read", true}, "gate.updates": {"write", true}, "gate.says": {"read", true}, "gate.audits": {Op: "read"},
		"gate.maybe": {Op: "none"}, "gate.optional": {Op: "none"}, "gate.parallel": {"read", true}, "gate.two": {"read", true},
		"gate.one": {Op: "none"}, "gate.nothing": {Op: "none"}, "edge.far": {"write", true}, "edge.round": {"read", true},
	} {
		found := false
		for at, d := range does {
			if at.String() == target {
				found = true
				if d != want {
					t.Errorf("%s: %+v, want %+v", target, d, want)
				}
			}
		}
		if !found {
			t.Errorf("nothing is known of %s", target)
		}
	}
}
