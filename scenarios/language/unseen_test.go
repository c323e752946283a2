package language_test

import (
	"strings"
	"testing"

	"wavetank/scenarios"
)

// TestAFactThatNoConfigurationLeadsToIsUnseen holds that a pattern which could never tell
// of something is known not to: to find none of it shows nothing.
func TestAFactThatNoConfigurationLeadsToIsUnseen(t *testing.T) {
	const head = "title = \"x\"\nduration = \"1s\"\n[nodes.a]\nroutes.go = {}\n[nodes.b]\nroutes.do = { op = \"write\" }\nroutes.undo = {}\n" +
		"[loads.l]\nto = { \"a.go\" = 1, \"b.do\" = 1 }\nrate = \"1/s\"\n[patterns.p]\n"
	const saga = "kind = \"saga\"\non = [\"a\", \"b\"]\nstart = \"a.go\"\n"
	const events = "kind = \"event-sourcing\"\non = \"b\"\n"
	const group = "kind = \"election\"\non = [\"b\", \"l -> b\"]\n"
	for _, c := range []struct{ name, text, fact, want string }{
		{"a stock", saga + `steps = [{ action = "b.do", compensation = "b.undo", change = -1, stock = 2 }]`, "saga.oversold", ""},
		{"no stock", saga + `steps = [{ action = "b.do", compensation = "b.undo" }]`, "saga.oversold", "there is no stock"},
		{"no end of attempts", saga + `steps = [{ action = "b.do", compensation = "b.undo" }]`, "saga.parked", "park_after = 0"},
		{"an end of attempts", saga + "park_after = 2\n" + `steps = [{ action = "b.do", compensation = "b.undo" }]`, "saga.parked", ""},
		{"a withdrawal", events + `commands = [{ route = "b.do", change = -1 }]`, "events.overdrawn", ""},
		{"deposits alone", events + `commands = [{ route = "b.do", change = 1 }]`, "events.overdrawn", "takes anything"},
		{"no resource", group, "election.overrun", "no resource"},
		{"a resource", strings.Replace(group, `["b"`, `["b", "a"`, 1) + `resource = "a.go"`, "election.overrun", ""},
		{"another pattern", group, "saga.oversold", "has no saga"},
	} {
		s, err := scenarios.Parse("x.toml", []byte(head+c.text+"\n"))
		if err != nil {
			t.Fatal(c.name, err)
		}
		why := s.Unseen("with", c.fact)
		if (why == "") != (c.want == "") || !strings.Contains(why, c.want) {
			t.Errorf("%s: %s: got %q, want %q", c.name, c.fact, why, c.want)
		}
	}
}
