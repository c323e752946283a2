package scenarios_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"wavetank/scenarios"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

var update = flag.Bool("update", false, "write the digests of testdata again")

// TestDigestsAreTheSameOnEveryProcessor runs the beginning of every library
// scenario and compares its digests with the golden ones, of which each scenario
// has a file. The same files hold on amd64, 386, arm, arm64, riscv64,
// ppc64le, s390x and wasm, so a
// difference on one of them alone is a run that depends on the processor. A
// change of the model or of a scenario changes digests everywhere; when that is
// meant, write them again, on amd64:
//
//	go test ./scenarios -run EveryProcessor -update
//
// A usual test runs a quarter of the library; CI, with WAVETANK_DIGESTS=all, the whole, or
// a quarter where processors are emulated.
func TestDigestsAreTheSameOnEveryProcessor(t *testing.T) {
	all := *update || os.Getenv("WAVETANK_DIGESTS") == "all" && !testing.Short()
	for i, name := range scenarios.Library() {
		if !all && i%4 != 1 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := scenarios.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for _, v := range s.Variants {
				b.WriteString(digestLine(t, s, v.Name, 1))
			}
			file := "testdata/digests/" + name + ".txt"
			if *update {
				if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got := b.String(); got != string(want) {
				t.Errorf("%s is otherwise here:\n%s", file, got)
			}
		})
	}
}

// TestEveryDigestHasAScenario finds the files of scenarios that are gone.
func TestEveryDigestHasAScenario(t *testing.T) {
	files, err := os.ReadDir("testdata/digests")
	if err != nil || len(files) != len(scenarios.Library()) {
		t.Errorf("%d files of digests, %d scenarios, error %v", len(files), len(scenarios.Library()), err)
	}
}

// mostDigested ends a run that has shown enough, so that the test is quick even
// on an emulated processor.
const mostDigested = 100_000

// digestLine runs the first half minute of a scenario, which is when its faults
// begin: variant, seed, digest, events.
func digestLine(t *testing.T, s *scenarios.Scenario, variant string, seed uint64) string {
	t.Helper()
	w, err := world.Build(s, variant, seed, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	until := sim.Time(min(s.Duration, 30*time.Second))
	for more := true; more && w.Sim.Events() < mostDigested; {
		if _, more, err = w.Sim.Step(until); err != nil {
			t.Fatal(err)
		}
	}
	return fmt.Sprintf("%s %d: %v (%d)\n", variant, seed, w.Sim.Digest(), w.Sim.Events())
}
