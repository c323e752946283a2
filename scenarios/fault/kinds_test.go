package fault_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/storm"
	"wavetank/sim"
)

// sound is a system that answers every request as long as nothing goes wrong.
const sound = `
title    = "All that faults can strike"
duration = "12s"

[nodes.kv]
instances = 3
disk      = { write = "1ms", fsync = "2ms" }
routes.get = { work = "exp 1ms", op = "read", size = "1KB" }
routes.put = { work = "exp 1ms", op = "write", size = "1KB", disk = "fsync" }

[nodes.web]
disk       = { write = "1ms" }
routes.get = { work = "1ms", size = "1KB", disk = "write", calls = ["kv.get"], timeout = "500ms" }

[links."*"]
latency   = "exp 1ms"
transport = "datagram"

[loads.users]
to      = { "web.get" = 1, "kv.put" = 1 }
rate    = "50/s"
timeout = "1s"
keys    = 10

[patterns.cache]
kind = "cache"
on   = "web -> kv"
ttl  = "100ms"

[variants]
cached = ["cache"]

[storm]
until = "3s"
down  = "all"
`

// recovers breaks if a request fails that began late in the calm.
var recovers = storm.Property{Name: "all is well again", On: []*sim.Kind{sim.RequestStarted, sim.RequestFailed, sim.RequestTimedOut, sim.RequestRejected}, New: func(*storm.Run) storm.Judge {
	late := map[sim.Key]bool{}
	return storm.Judge{Fact: func(x *sim.Fact) error {
		switch {
		case x.Kind == sim.RequestStarted:
			late[x.Key] = x.At > sim.Time(9*time.Second)
		case late[x.Key]:
			return errors.New(x.Kind.String())
		}
		return nil
	}}
}}

// touches is reached once a fault has touched something.
var touches = storm.Property{Name: "it touches something", On: []*sim.Kind{sim.FaultEnded}, New: func(*storm.Run) storm.Judge {
	return storm.Judge{Fact: func(x *sim.Fact) error {
		if x.Value > 0 {
			return errors.New("it did")
		}
		return nil
	}}
}}

// TestEveryKindStrikesAndIsUndone draws storms of each kind alone. Nobody reads a
// clock here, so that clocks are not touched.
func TestEveryKindStrikesAndIsUndone(t *testing.T) {
	s, err := scenarios.Parse("sound.toml", []byte(sound))
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range fault.KindNames() {
		policy := storm.PolicyOf(s)
		policy.Kinds = []string{kind}
		plan := storm.Plan{Scenario: s, Policy: policy, Runs: 10, Properties: []storm.Property{recovers}}
		report, err := storm.Hunt(context.Background(), plan)
		switch {
		case err != nil:
			t.Fatal(err)
		case report.Failure != nil:
			t.Errorf("%s: %v, after %s", kind, report.Failure.Violation, report.Failure.Drawn[0].Sentence())
		}
		plan.Properties = []storm.Property{touches}
		report, err = storm.Hunt(context.Background(), plan)
		if err != nil {
			t.Fatal(err)
		}
		if touched := report.Failure != nil; touched == strings.HasPrefix(kind, "clock-") {
			t.Errorf("%s touches something: %v", kind, touched)
		}
	}
}
