package language_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"wavetank/scenarios"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// TestAScenarioThatIsWrittenIsReadAgain writes every scenario of the library, and
// those of testdata, reads it again and runs both.
func TestAScenarioThatIsWrittenIsReadAgain(t *testing.T) {
	names := scenarios.Library()
	if testing.Short() {
		names = names[:5]
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			s, err := scenarios.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			text := s.Marshal()
			again, err := scenarios.Parse(name+".toml", text)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			if twice := again.Marshal(); !bytes.Equal(twice, text) {
				t.Errorf("written once:\n%s\nwritten twice:\n%s", text, twice)
			}
			for _, v := range s.Variants {
				if a, b := beginning(t, s, v.Name), beginning(t, again, v.Name); a != b {
					t.Errorf("variant %s: digest %s, and %s when read again", v.Name, a, b)
				}
			}
		})
	}
}

// beginning runs the first two seconds and returns their digest.
func beginning(t *testing.T, s *scenarios.Scenario, variant string) string {
	t.Helper()
	w, err := world.Build(s, variant, 3, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Sim.Run(sim.Time(min(s.Duration, 2*time.Second))); err != nil {
		t.Fatal(err)
	}
	return w.Sim.Digest().String()
}

// struck is a scenario with faults of every schedule.
const struck = `
title = "faults"
duration = "10s"
[nodes.a]
instances = 3
disk = { write = "1ms", fsync = "2ms" }
routes.x = { work = "1ms" }
[loads.l]
to = "a.x"
rate = "10/s"
[[faults]]
kind = "crash"
node = ["a-1", "a-2"]
silent = true
at = "1s"
for = "1s"
[[faults]]
name = "cut"
kind = "partition"
groups = [["a-1"], ["a-2", "l"]]
shape = "one-way"
flap = { up = "exp 20ms", down = "30ms" }
at = "1.5s"
every = "2s"
times = 2
for = "uniform 1us..5ms"
[[faults]]
kind = "burst"
link = "a <-> l"
good = "1s"
bad = "100ms"
when = { fact = "node.crashed", node = "a", count = 2 }
until = "5s"
after = "40ms"
for = "1s"
[[faults]]
kind = "clock-drift"
node = "a:any"
by = "-200ppm"
between = "exp 2s"
for = "1s"
[[faults]]
kind = "gray"
node = "a"
factor = 10
spare = []
at = "2s"
`

func TestEveryKindOfFaultIsWritten(t *testing.T) {
	s, err := scenarios.Parse("x.toml", []byte(struck))
	if err != nil {
		t.Fatal(err)
	}
	text := s.Marshal()
	again, err := scenarios.Parse("x.toml", text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var sums [2]string
	for i, s := range []*scenarios.Scenario{s, again} {
		sum, err := scenarios.Run(context.Background(), s, "", 1, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		sums[i] = sum.Digest
	}
	if sums[0] != sums[1] {
		t.Errorf("the digest is %s, and %s when read again:\n%s", sums[0], sums[1], text)
	}
}

// TestTheArrivalsOfStepsAreWritten is about a key that was lost once: it goes with
// steps as with a rate.
func TestTheArrivalsOfStepsAreWritten(t *testing.T) {
	const text = `
title = "steps"
duration = "10s"
[nodes.a]
routes.r = {}
[loads.users]
to = "a.r"
arrivals = "constant"
steps = [{ at = "0s", rate = "10/s" }]
`
	s, err := scenarios.Parse("steps.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if again := s.Marshal(); !bytes.Contains(again, []byte(`arrivals = "constant"`)) {
		t.Errorf("written without its arrivals:\n%s", again)
	}
}
