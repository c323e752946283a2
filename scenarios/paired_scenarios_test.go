package scenarios

import (
	"strings"
	"testing"
)

// open returns a scenario of the library.
func open(t *testing.T, name string) *Scenario {
	t.Helper()
	s, err := Open(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// edited returns a library scenario with pieces of its text replaced, in pairs.
func edited(t *testing.T, name string, pairs ...string) *Scenario {
	t.Helper()
	source, err := Source(name)
	if err != nil {
		t.Fatal(err)
	}
	text := string(source)
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%s does not say %q", name, pairs[i])
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return loaded(t, text)
}

// loaded returns the scenario of a text, which may use the patterns of the catalog.
func loaded(t *testing.T, text string) *Scenario {
	t.Helper()
	s, err := Parse("test.toml", []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return s
}

// allScenarios returns the scenarios of the library, and a storm.
func allScenarios(t *testing.T) map[string]*Scenario {
	t.Helper()
	all := map[string]*Scenario{"storm": loaded(t, storm)}
	for _, name := range Library() {
		all[name] = open(t, name)
	}
	return all
}

// storm has every way in which a message or a request can get lost.
const storm = `
title = "storm"
duration = "25s"
warmup = "1s"
[nodes.front]
workers = 8
queue = 4
cancel = true
routes.get = { work = "exp 5ms", calls = ["back.read", ["back.read", "far.read"]], timeout = "200ms" }
[nodes.back]
instances = 3
workers = 2
max_wait = "exp 50ms"
routes.read = { work = "exp 8ms", errors = "2%", size = "2KB", reply = "9KB" }
[nodes.far]
discipline = "sharing"
workers = 2
routes.read = { work = "exp 8ms", reply = "20KB" }
[links."*"]
latency = "lognormal p50=1ms p99=20ms"
loss = "2%"
[links."front <-> back"]
transport = "datagram"
duplicate = "5%"
reorder = { probability = "5%", delay = "exp 20ms" }
burst = { good = "2s", bad = "100ms" }
[links."far -> front"]
bandwidth = "1MB/s"
buffer = "50KB"
[loads.users]
to = "front.get"
rate = "150/s"
timeout = "500ms"
[loads.patient]
to = { "front.get" = 1, "far.read" = 2 }
users = 20
think = "exp 200ms"
timeout = "5s" # who waits for a machine that lost power waits for ever
[[faults]]
kind = "crash"
node = "back:any"
between = "exp 1s"
for = "exp 500ms"
[[faults]]
kind = "crash"
silent = true
node = ["far", "front"]
between = "exp 3s"
for = "exp 500ms"
[[faults]]
kind = "pause"
node = "front"
between = "exp 2s"
for = "exp 200ms"
[[faults]]
kind = "partition"
isolate = "far"
between = "exp 2s"
for = "exp 300ms"
`
