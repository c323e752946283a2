package language

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/scenarios/fault"
	"wavetank/sim"
	_ "wavetank/sim/property"
)

func TestEdgesAreReadAsWritten(t *testing.T) {
	for text, want := range map[string]fault.Edge{
		"a -> b":        {From: "a", To: "b"},
		"a->b":          {From: "a", To: "b"},
		"a-1->b_2":      {From: "a-1", To: "b_2"},
		" a  <->  b-3 ": {From: "a", To: "b-3", Both: true},
		"*":             {From: "*", To: "*"},
		"* -> *":        {From: "*", To: "*"},
		"a -> *":        {From: "a", To: "*"},
		"* -> b":        {From: "*", To: "b"},
		"a":             {From: "a"},
	} {
		got, err := parseEdge(text)
		if err != nil || got != want {
			t.Errorf("%q is read as %+v, %v", text, got, err)
		}
		again, err := parseEdge(got.String())
		if err != nil || again != got {
			t.Errorf("%q is written as %q, which is read as %+v, %v", text, got, again, err)
		}
	}
	for _, text := range []string{"", "a ->", "-> b", "a - > b", "a => b", "a b", "a -> b -> c", "a.b -> c", "**", "a <- b", "a--> b", "3 -> b", "* <->"} {
		if got, err := parseEdge(text); err == nil {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
}

// TestMoreSpecificLinksWin gives every link a latency that tells which one it
// is, and asks which of them a pair of ends gets.
func TestMoreSpecificLinksWin(t *testing.T) {
	const head = "title = 'x'\nduration = '1s'\n[nodes.a]\ninstances = 3\n[nodes.b]\ninstances = 2\n[nodes.c]\n[loads.l]\nto = 'c.r'\nrate = '1/s'\n[nodes.c.routes.r]\n"
	links := []string{"*", "a -> *", "c <-> b", "a -> b", "a-2 -> b", "a-2 -> b-1", "l -> *", "b-1 -> *"}
	text := head
	for i, l := range links {
		text += fmt.Sprintf("[links.%q]\nlatency = '%dms'\n", l, i+1)
	}
	text += "[links.'a -> c']\nloss = 0\n"
	s, err := Load("x.toml", []byte(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	paths := s.Paths()
	for pair, want := range map[[2]string]string{
		{"b", "c"}:     "c <-> b",
		{"c", "b-2"}:   "c <-> b",
		{"a-1", "b-1"}: "a -> b",
		{"a-2", "b-2"}: "a-2 -> b",
		{"a-2", "b-1"}: "a-2 -> b-1",
		{"a-3", "c"}:   "a -> *",
		{"l", "c"}:     "l -> *",
		{"c", "l"}:     "*",
		{"b-1", "a-1"}: "b-1 -> *",
		{"b-2", "a-1"}: "*",
		{"a-1", "a-2"}: "a -> *",
	} {
		path := paths.Between(paths.Group(pair[0]), paths.Group(pair[1]))
		if got := links[path.Latency.Mean()/time.Millisecond-1]; got != want {
			t.Errorf("%s -> %s gets the latency of %q, want %q", pair[0], pair[1], got, want)
		}
		if path.Transport != "stream" || path.RTO != 200*time.Millisecond || path.GiveUp != time.Minute {
			t.Errorf("defaults %+v", path)
		}
	}
	if path := paths.Between("a", "c"); path.Loss == nil || *path.Loss != 0 {
		t.Error("a loss of 0 that is written down gets lost")
	}
	if path := paths.Between("c", "c"); path.Loss != nil || path.Latency != sim.Constant(time.Millisecond) {
		t.Errorf("c -> c: %+v", path)
	}
}

// TestNoLinkIsChosenByOrder loads random links in two orders: either both are
// ambiguous, or all pairs get the same.
func TestNoLinkIsChosenByOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ends := []string{"a", "a-1", "a-2", "b", "b-1", "c", "*"}
		end := rapid.SampledFrom(ends)
		seen := map[string]bool{}
		var tables []string
		for i := range rapid.IntRange(1, 5).Draw(t, "links") {
			name := end.Draw(t, "from") + rapid.SampledFrom([]string{" -> ", " <-> "}).Draw(t, "arrow") + end.Draw(t, "to")
			key := rapid.SampledFrom([]string{"latency = '%dms'", "rto = '%dms'"}).Draw(t, "key")
			if !seen[name] {
				tables = append(tables, fmt.Sprintf("[links.%q]\n"+key+"\n", name, i+1))
				seen[name] = true
			}
		}
		load := func(tables []string) (*Scenario, error) {
			text := "title = 'x'\nduration = '1s'\n[nodes.a]\ninstances = 2\n[nodes.b]\ninstances = 2\n[nodes.c]\n"
			for _, table := range tables {
				text += table
			}
			return Load("x.toml", []byte(text), Options{})
		}
		s, err := load(tables)
		other, otherErr := load(rapid.Permutation(tables).Draw(t, "order"))
		if (err == nil) != (otherErr == nil) {
			t.Fatalf("the order decides: %v, %v", err, otherErr)
		}
		if err != nil {
			return
		}
		one, two := s.Paths(), other.Paths()
		for _, from := range []string{"a-1", "a-2", "b-1", "b-2", "c"} {
			for _, to := range []string{"a-1", "a-2", "b-1", "b-2", "c"} {
				p, q := one.Between(one.Group(from), one.Group(to)), two.Between(two.Group(from), two.Group(to))
				if p.Latency != q.Latency || p.RTO != q.RTO {
					t.Fatalf("%s -> %s: %+v or %+v", from, to, p, q)
				}
			}
		}
	})
}
