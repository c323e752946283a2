package scenarios_test

import (
	"strings"
	"testing"

	"wavetank/scenarios"
)

// TestACacheIsFlushedWhereItIs: a flush of a machine that keeps no answers says which do,
// and so does a cache on a node without a store there.
func TestACacheIsFlushedWhereItIs(t *testing.T) {
	text := func(on, keys, fault string) string {
		return "title = \"x\"\nduration = \"10s\"\n[nodes.shop]\nroutes.page = { calls = [\"database.item\"] }\n[nodes.database]\nroutes.item = { op = \"read\" }\n[nodes.redis]\nroutes.get = {}\n" +
			"[loads.l]\nto = \"shop.page\"\nrate = \"1/s\"\n[patterns.cache]\nkind = \"cache\"\non = " + on + "\n" + keys + "\n[variants]\nv = [\"cache\"]\n[[faults]]\nkind = \"flush\"\nat = \"5s\"\n" + fault
	}
	const edge, both, store = `"shop -> database"`, `["shop -> database", "redis"]`, `store = "redis.get"`
	for _, c := range []struct{ on, keys, fault, wrong, right string }{
		{edge, "", `node = "shop"`, "", ""},
		{`"* -> database"`, "", `node = "shop"`, "", ""},
		{both, store, `node = "redis"`, "", ""},
		{both, store, `node = "shop"`, "no cache keeps anything in the memory of shop", "the node of its store"},
		{edge, "", `node = "database"`, "no cache keeps anything in the memory of database", `through a pattern of kind "cache"`},
		{edge, "", "node = \"shop\"\nfor = \"2s\"", `"for" has no effect: a flush is over as it has begun`, `no "for"`},
		{both, "", `node = "shop"`, "cache lies between callers and what they call, not on a node", `"redis -> *"`},
		{edge, store, `node = "shop"`, "the pattern speaks of redis.get and does not lie on redis", `"redis" in this list`},
	} {
		s, err := scenarios.Parse("x.toml", []byte(text(c.on, c.keys, c.fault)))
		switch {
		case c.wrong == "" && err != nil:
			t.Errorf("%s %s %s is refused: %v", c.on, c.keys, c.fault, err)
		case c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong) || !strings.Contains(err.Error(), c.right)):
			t.Errorf("%s %s %s: %v, want %q and %q", c.on, c.keys, c.fault, err, c.wrong, c.right)
		case c.wrong == "":
			if got := s.Faults[0].Sentence(); !strings.HasPrefix(got, "At 5s: caches of ") {
				t.Errorf("it is told as %q", got)
			}
		}
	}
}
