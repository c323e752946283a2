package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"wavetank/net"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// facts returns all facts of a run, with owners by name.
func facts(t *testing.T, s *Scenario, variant string, seed uint64) []sim.Fact {
	t.Helper()
	w, err := world.Build(s, variant, seed, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var all []sim.Fact
	w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) { all = append(all, *f) }))
	c := Collect(w)
	if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
		t.Fatal(err)
	}
	finish(w, c)
	return all
}

// line writes every field of a fact.
func line(f sim.Fact) string {
	name := func(o *sim.Owner) string {
		if o == nil {
			return "-"
		}
		return o.Name()
	}
	return fmt.Sprintf("%v %v %s %s %s %x %d %d %q", f.At, f.Kind, name(f.Owner), name(f.Peer), name(f.Load), uint64(f.Key), f.Value, f.Extra, f.Note)
}

// sameFacts fails at the first fact in which two runs differ.
func sameFacts(t *testing.T, a, b []sim.Fact) {
	t.Helper()
	for i := range min(len(a), len(b)) {
		if x, y := line(a[i]), line(b[i]); x != y {
			t.Fatalf("fact %d differs:\n%s\n%s", i, x, y)
		}
	}
	if len(a) != len(b) || len(a) == 0 {
		t.Fatalf("%d facts and %d", len(a), len(b))
	}
}

// calm is a breaker that never opens.
const calm = `
kind         = "circuit-breaker"
failure_rate = "100%"
window       = 100000
`

// TestAnIdlePatternChangesNoFact turns on breakers that never act, on a call
// between services, on the load's own, and on every edge at once.
func TestAnIdlePatternChangesNoFact(t *testing.T) {
	source, err := Source("circuit-breaker")
	if err != nil {
		t.Fatal(err)
	}
	text := string(source)
	text = text[:strings.Index(text, "[patterns.breaker]")] // without faults and expectations
	text = strings.Replace(text, `duration = "60s"`, `duration = "20s"`, 1)
	text += "\n[patterns.inner]" + calm + "on = 'checkout -> payment'\n[patterns.outer]" + calm + "on = 'shoppers -> checkout'\n" +
		"[patterns.each]" + calm + "on = '* -> checkout'\nscope = 'instance'\n" +
		"[variants]\nwithout = []\ninner = ['inner']\nouter = ['outer']\nall = ['each', 'inner', 'outer']\n"
	s := loaded(t, text)
	without := facts(t, s, "without", 1)
	for _, v := range s.Variants[1:] {
		t.Run(v.Name, func(t *testing.T) { sameFacts(t, without, facts(t, s, v.Name, 1)) })
	}
}

// TestVariantsShareArrivalsAndFaults compares, in scenarios whose variants come
// out very differently, what they must have in common.
func TestVariantsShareArrivalsAndFaults(t *testing.T) {
	storm := edited(t, "circuit-breaker", `at   = "20s"`+"\n"+`for  = "15s"`, "between = 'exp 3s'\nfor = 'exp 1s'", "engaged = true", "that = 'with.error_rate < 1'")
	for name, s := range map[string]*Scenario{
		"the flagship":              open(t, "circuit-breaker"),
		"the bad shard":             open(t, "breaker-one-bad-shard"),
		"a storm of random hangs":   storm,
		"users who wait for others": edited(t, "circuit-breaker", `rate    = "150/s"`, "users = 100\nthink = 'exp 500ms'\nuntil = '1s'"),
	} {
		t.Run(name, func(t *testing.T) {
			seldom(t, name == "the flagship")
			var first []string
			for i, v := range s.Variants {
				var shared []string
				all := facts(t, s, v.Name, 3)
				for _, f := range all {
					switch f.Kind {
					case sim.RequestStarted, sim.FaultBegan:
						shared = append(shared, line(f))
					case sim.FaultEnded:
						f.Value = 0 // what it touched depends on what was there
						shared = append(shared, line(f))
					}
				}
				if i == 0 {
					first = shared
				}
				if len(shared) == 0 || !slices.Equal(first, shared) {
					t.Errorf("variant %s has %d arrivals and faults, %s has %d, or others", s.Variants[0].Name, len(first), v.Name, len(shared))
				}
				if len(all) == len(shared) {
					t.Errorf("nothing but arrivals and faults happens in variant %s", v.Name)
				}
			}
		})
	}
}

// luck tells what happened to each message, transmission by transmission, and
// how long a server with any number of workers worked on each request: from the
// arrival of the request to the sending of its answer, whose key is the request's
// mixed with one.
func luck(all []sim.Fact, server string) (fates, works map[sim.Key]string) {
	fates, works = map[sim.Key]string{}, map[sim.Key]string{}
	sent, came := map[sim.Key]sim.Time{}, map[sim.Key]sim.Time{}
	for _, f := range all {
		switch f.Kind {
		case net.MessageSent:
			sent[f.Key] = f.At
			if at, ok := came[f.Key]; ok && works[f.Key] == "" && f.Owner.Name() == server {
				works[f.Key] = f.At.Sub(at).String()
			}
		case net.MessageDelivered, net.MessageLost:
			fates[f.Key] += fmt.Sprintf("%v after %v %s; ", f.Kind, f.At.Sub(sent[f.Key]), f.Note)
			answer := f.Key.Mix(1)
			if _, again := came[answer]; f.Kind == net.MessageDelivered && f.Peer.Name() == server && !again {
				came[answer] = f.At
			}
		}
	}
	return fates, works
}

// sameLuck fails if something that is in both runs went differently, as far as
// it went in both, or if they have less than that in common.
func sameLuck(t *testing.T, what string, a, b map[sim.Key]string, least int) {
	t.Helper()
	common := 0
	for key, x := range a {
		if y, ok := b[key]; ok {
			common++
			if !strings.HasPrefix(x, y) && !strings.HasPrefix(y, x) {
				t.Fatalf("%s of %x:\n%s\n%s", what, uint64(key), x, y)
			}
		}
	}
	if common < least {
		t.Errorf("%s: only %d in common, of %d and %d", what, common, len(a), len(b))
	}
}

// lossy is a service that calls a leaf without a queue, over links that lose a
// part of the messages.
func lossy(calls, link string) string {
	return fmt.Sprintf(`
title = "luck"
duration = "20s"
[nodes.leaf]
routes.read = { work = "exp 20ms" }
[nodes.other]
routes.read = { work = "exp 7ms" }
[nodes.front]
routes.get = { work = "exp 3ms", calls = [%s], timeout = "400ms" }
[links."*"]
latency = "exp 5ms"
loss = "5%%"
%s
[loads.users]
to = "front.get"
rate = "100/s"
timeout = "3s"
`, calls, link)
}

// TestMoreCallsDoNotDisturbTheLuckOfOthers compares scenarios in which a route
// makes more calls, some before the others, with one that makes a single call.
func TestMoreCallsDoNotDisturbTheLuckOfOthers(t *testing.T) {
	for name, calls := range map[string]string{
		"a call behind it":       `"leaf.read", { to = "other.read", optional = true }`,
		"a call before it":       `{ to = "other.read", optional = true }, "leaf.read"`,
		"calls before it":        `{ to = "other.read", optional = true, repeat = 5 }, "leaf.read"`,
		"a group before it":      `[{ to = "other.read", optional = true }, { to = "other.read", optional = true }], "leaf.read"`,
		"it three times":         `{ to = "leaf.read", repeat = 3 }`,
		"it twice side by side":  `{ parallel = ["leaf.read", "leaf.read"], need = 1 }`,
		"it in a group":          `["leaf.read", "other.read"]`,
		"it perhaps made before": `{ to = "other.read", probability = 0.5, optional = true }, "leaf.read"`,
	} {
		for _, link := range []string{"", "transport = 'datagram'", "duplicate = '10%'\nreorder = { probability = '10%', delay = 'exp 10ms' }\ntransport = 'datagram'"} {
			t.Run(name+" "+link, func(t *testing.T) {
				seldom(t, link == "")
				plainFate, plainWork := luck(facts(t, loaded(t, lossy(`"leaf.read"`, link)), "", 5), "leaf")
				moreFate, moreWork := luck(facts(t, loaded(t, lossy(calls, link)), "", 5), "leaf")
				sameLuck(t, "the work", plainWork, moreWork, 1700)
				sameLuck(t, "the fate", plainFate, moreFate, 3500)
			})
		}
	}
}
