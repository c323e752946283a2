package scenarios

import (
	"errors"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"

	"wavetank/sim"
	"wavetank/sim/property"
)

// taken returns how many bytes the process has ever had from the system at once:
// what it gives back still counts.
func taken() uint64 {
	all := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
	metrics.Read(all)
	return all[0].Value.Uint64()
}

// hopeless are scenarios that no machine can run to their end.
var hopeless = map[string]struct {
	text     string
	culprits []string // one of them has to be named
}{
	"users who never pause, and a server that takes no time": {`
[nodes.server]
routes.serve = {}
[loads.users]
to = "server.serve"
users = 3
think = "0s"`, []string{"server", "users"}},
	"a full server that turns away users who come back at once": {`
[nodes.server]
workers = 1
queue = 0
routes.serve = { work = "10s" }
[loads.users]
to = "server.serve"
users = 3
think = "0s"`, []string{"server", "users"}},
	"far too many requests for a queue without a bound": {`
[nodes.server]
workers = 1
routes.serve = { work = "1s" }
[nodes.other]
routes.serve = {}
[loads.crowd]
to = "server.serve"
rate = "100000/s"
[loads.few]
to = "other.serve"
rate = "10/s"`, []string{"server", "crowd"}},
	"a front without a bound before a slow server": {`
[nodes.server]
workers = 1
routes.serve = { work = "1s" }
[nodes.front]
routes.serve = { calls = ["server.serve"] }
[loads.crowd]
to = "front.serve"
rate = "100000/s"`, []string{"front", "crowd"}},
	"calls that multiply": {`
[nodes.leaf]
routes.serve = { work = "100s" }
[nodes.middle]
routes.serve = { calls = [[{ to = "leaf.serve", repeat = 1000 }]] }
[nodes.top]
routes.serve = { calls = [[{ to = "middle.serve", repeat = 500 }]] }
[loads.one]
to = "top.serve"
rate = "1/s"`, []string{"top", "middle"}},
	"streams that lose everything": {`
[nodes.server]
routes.serve = {}
[links."*"]
latency = "1ms"
loss = "100%"
rto = "1ms"
give_up = "10h"
[loads.crowd]
to = "server.serve"
rate = "100000/s"`, []string{"server", "crowd"}},
}

// TestHopelessRunsEndAndNameTheCulprit runs scenarios that explode, with a tenth of the
// limits that everybody has but in a campaign.
func TestHopelessRunsEndAndNameTheCulprit(t *testing.T) {
	for name, c := range hopeless {
		t.Run(name, func(t *testing.T) {
			s := loaded(t, "title = 'x'\nduration = '1h'\n"+c.text)
			limits := sim.Limits{Stall: 500_000, InFlight: 100_000, Procs: 20_000}
			if property.Campaign() > 1 {
				limits = sim.Limits{}
			}
			before := taken()
			_, err := Run(t.Context(), s, "", 1, limits)
			more := taken() - before
			t.Logf("%d MB more: %v", more>>20, err)
			if !errors.Is(err, sim.ErrLimit) {
				t.Fatalf("it should end with sim.ErrLimit, and ends with %v", err)
			}
			named := func(name string) bool { return strings.Contains(err.Error(), `"`+name+`"`) }
			if !slices.ContainsFunc(c.culprits, named) {
				t.Errorf("it should name one of %q: %v", c.culprits, err)
			}
			if more > 2<<30 {
				t.Errorf("it took %d MB", more>>20)
			}
		})
	}
}
