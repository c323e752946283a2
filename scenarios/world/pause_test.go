package world_test

import (
	"testing"
	"time"
)

// What comes to a frozen machine arrives when it thaws, and yet the pause has
// touched it, though it ends with the run.
func TestAPauseTouchesWhatComesMeanwhile(t *testing.T) {
	for span, want := range map[string]int64{
		"at = '5.5s'\nfor = '3s'":  3,
		"at = '5.5s'":              14,
		"at = '5.5s'\nfor = '1ms'": 0,
	} {
		s := single(t, `
[nodes.a]
routes.r = { work = '1ms' }
[links.'*']
latency = '5ms'
[loads.l]
to = 'a.r'
rate = '1/s'
arrivals = 'constant'
[[faults]]
kind = 'pause'
node = 'a'
`+span+"\n")
		if got := s.Faults[0].Touched; got != want {
			t.Errorf("a pause %q touched %d requests, want %d", span, got, want)
		}
	}
}

func TestAPauseStopsWork(t *testing.T) {
	s := single(t, `
[nodes.a]
routes.r = { work = '2s' }
[loads.l]
to = 'a.r'
rate = '1/s'
arrivals = 'constant'
until = '2s' # one arrival, at 1s
[[faults]]
kind = 'pause'
node = 'a'
at = '2s'
for = '500ms'
`)
	if got, _ := s.Loads[0].LatencyOK.Max(); got != 2500*time.Millisecond {
		t.Errorf("two seconds of work and a pause of half a second take %v", got)
	}
}
