package scenarios

import (
	"fmt"
	"strings"
	"time"

	"wavetank/patterns/knob"
)

// write writes the sketch as a file.
func (k *sketch) write() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `# What does everybody else notice when %[1]s hangs, and does a circuit breaker help?
title    = "%[1]s hangs"
duration = "60s"                                  # of virtual time
warmup   = "5s"                                   # requests of the first seconds do not count
seeds    = 10                                     # of a comparison
slo      = { error_rate = "1%%", p99 = "%[2]s" }   # what is well: recovery ends with it

# A service works on as many requests at a time as it has workers; others wait in its
# queue, and are turned away when it is full. A route says what a request costs, and
# whom it calls, one after another. A timeout is that of each call.
`, k.last(), knob.Brief(k.patience()/2))
	for _, service := range k.Services {
		k.writeService(&b, service)
	}
	b.WriteString(`
# Everybody to everybody. A table such as [links."a -> b"] says more of one direction.
[links."*"]
latency = "lognormal p50=500us p99=3ms"
loss    = "1/10000"                               # a stream sends again what is lost
`)
	b.WriteString("\n# Who sends requests: an open loop, which comes at its rate whatever the answers.\n")
	for _, l := range k.loads {
		fmt.Fprintf(&b, "[loads.%s]\nto      = \"%s.handle\"\nrate    = %s\ntimeout = \"%s\"                                  # then nobody waits any more\n\n",
			l.name, l.to, knob.Quote(l.text), knob.Brief(k.patience()))
	}
	b.WriteString("# What is compared: the same storm with and without it.\n")
	fmt.Fprintf(&b, `[patterns.breaker]
kind         = "circuit-breaker"
on           = [%s]
failure_rate = "50%%"                              # of the last calls in the window
window       = 20
open_for     = "2s"
# All knobs: wavetank describe circuit-breaker. Other patterns: wavetank list.

[variants]                                        # the first is the baseline
without = []
with    = ["breaker"]

# What goes wrong. Other faults: wavetank describe faults.
[[faults]]
kind = "hang"
node = "%s"
at   = "20s"
for  = "15s"

# What is claimed of the result, over all seeds. Metrics: wavetank describe metrics.
[[expect]]
that = "with.latency_all_mean < without.latency_all_mean"
note = "whoever cannot be served hears of it sooner"

[[expect]]
engaged = true                                    # the fault touched something, the pattern acted
`, strings.Join(k.guarded(), ", "), k.last())
	return []byte(b.String())
}

// patience is how long a load waits: longer than any of the calls may take.
func (k *sketch) patience() (most time.Duration) {
	for _, l := range k.loads {
		most = max(most, k.budget[l.to])
	}
	return most + 4*callTimeout
}

func (k *sketch) writeService(b *strings.Builder, service string) {
	work := draftWork
	if service == k.last() {
		work = lastWork
	}
	workers := k.workers(service)
	fmt.Fprintf(b, "\n[nodes.%s]\nworkers = %d\n", service, workers)
	if service == k.last() {
		b.WriteString("# Without a queue = …, any number may wait.\n")
	} else {
		fmt.Fprintf(b, "queue   = %d\n", 2*workers)
	}
	var calls []string
	for _, to := range k.calls[service] {
		text := knob.Quote(to + ".handle")
		if len(k.calls[service]) > 1 {
			text = fmt.Sprintf("{ to = %s, timeout = \"%s\" }", text, knob.Brief(k.budget[to]+callTimeout))
		}
		calls = append(calls, text)
	}
	switch len(calls) {
	case 0:
		fmt.Fprintf(b, "routes.handle = { work = %q }\n", work)
	case 1:
		fmt.Fprintf(b, "routes.handle = { work = %q, calls = [%s], timeout = \"%s\" }\n", work, calls[0], knob.Brief(k.budget[service]))
	default:
		fmt.Fprintf(b, "routes.handle = { work = %q, calls = [\n  %s,\n] }\n", work, strings.Join(calls, ",\n  "))
	}
}
