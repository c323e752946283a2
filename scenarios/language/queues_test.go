package language

import (
	"strings"
	"testing"

	"wavetank/patterns"
)

// keeper is the configuration of a pattern that keeps the queue of its node.
type keeper struct {
	Size int `toml:"size" default:"1" doc:"places"`
}

func TestOnePatternKeepsTheQueueOfANode(t *testing.T) {
	const head = "title = \"x\"\nduration = \"1s\"\n[nodes.a]\nroutes.r = {}\n[nodes.b]\nroutes.r = {}\n[loads.l]\nto = \"a.r\"\nrate = \"1/s\"\n"
	on := func(name, where string) string {
		return "[patterns." + name + "]\nkind = \"keeper\"\non = " + where + "\n"
	}
	for _, c := range []struct{ name, text, want string }{
		{"one on a node", on("p", `"a"`), ""},
		{"one on two nodes", on("p", `["a", "b"]`), ""},
		{"two on two nodes", on("p", `"a"`) + on("q", `"b"`), ""},
		{"two on one node, in different variants", on("p", `"a"`) + on("q", `"a"`) + "[variants]\none = [\"p\"]\nother = [\"q\"]\n", ""},
		{"two on one node", on("p", `"a"`) + on("q", `["b", "a"]`) + "[variants]\nboth = [\"p\", \"q\"]\n", `"p" and "q" would both keep the queue of a`},
		{"two on one node, without variants", on("p", `"a"`) + on("q", `"a"`), `"p" and "q" would both keep the queue of a`},
		{"one on an edge", on("p", `"l -> a"`), "keeper keeps the queue of a node, and no edge has one"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load("x.toml", []byte(head+c.text), Options{
				Catalog: []patterns.Pattern{{Kind: "keeper", Queues: true, Config: func() any { return &keeper{} }}},
			})
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
