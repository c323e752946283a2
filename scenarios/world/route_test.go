package world_test

import (
	"fmt"
	"testing"
	"time"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
)

func single(t *testing.T, text string) *reports.Summary {
	t.Helper()
	s, err := scenarios.Run(t.Context(), parsed(t, "title = 'x'\nduration = '20s'\n"+text), "", 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAReplyTakesItsBandwidth(t *testing.T) {
	for name, route := range map[string]string{
		"of a route that only works":   "",
		"of a route that calls others": ", calls = ['b.r']",
		"of a route that writes":       ", disk = 'write'",
		"of a route that is degraded":  ", calls = [{ to = 'b.fails', optional = true }]",
	} {
		t.Run(name, func(t *testing.T) {
			s := single(t, fmt.Sprintf(`
[nodes.a]
disk = { write = '0s' }
routes.r = { work = '2ms', reply = '30KB'%s }
[nodes.b]
routes.r = {}
routes.fails = { errors = '100%%' }
[links.'a -> l']
bandwidth = '1MB/s'
[loads.l]
to = 'a.r'
rate = '1/s'
arrivals = 'constant'
`, route))
			if got, _ := s.Loads[0].LatencyOK.Max(); got != 32*time.Millisecond {
				t.Errorf("it takes %v, want 32ms", got)
			}
		})
	}
}

func TestACrashTakesWhatRoutesDidNotSync(t *testing.T) {
	for use, want := range map[string]int64{"none": 0, "fsync": 0, "write": 1} {
		s := single(t, fmt.Sprintf(`
[nodes.a]
disk = { write = '1ms', fsync = '1ms' }
routes.r = { disk = '%s' }
[loads.l]
to = 'a.r'
rate = '10/s'
arrivals = 'constant'
[[faults]]
kind = 'crash'
node = 'a'
silent = true
at = '10.05s'
for = '1s'
`, use))
		if got := s.Fact("disk.lost"); got != want {
			t.Errorf("%s: %d crashes took something from the disk, want %d", use, got, want)
		}
	}
}

// The disk is drawn by the request, as work is: another load on it changes
// nothing, as long as the two do not queue.
func TestDiskTimesBelongToTheirRequests(t *testing.T) {
	const alone = `
[nodes.a]
disk = { write = 'exp 1ms', fsync = 'exp 5ms' }
routes.r = { disk = 'fsync' }
[loads.l]
to = 'a.r'
rate = '1/s'
arrivals = 'constant'
`
	const other = `
[loads.m]
to = 'a.r'
rate = '1/s'
arrivals = 'constant'
from = '500ms'
`
	a, _ := single(t, alone).Loads[0].LatencyOK.Mean()
	b, _ := single(t, alone+other).Loads[0].LatencyOK.Mean()
	if a != b || a == 0 {
		t.Errorf("beside another load the requests take %v on average, alone %v", b, a)
	}
}
