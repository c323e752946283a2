package scenarios

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"wavetank/sim"
)

const digestFile = "testdata/digests.txt"

// TestDigestsAreTheSameOnEveryProcessor runs the beginning of every library
// scenario and compares its digests with the golden ones. The same file holds on
// amd64, 386, arm64, s390x and wasm, so a difference on one of them alone is a
// run that depends on the processor. A change of the model or of a scenario
// changes digests everywhere; when that is meant, write them again, on amd64:
//
//	go test ./scenarios -run EveryProcessor -update
func TestDigestsAreTheSameOnEveryProcessor(t *testing.T) {
	lines := []string{"# scenario variant seed: digest (events). See digest_test.go."}
	for _, name := range Library() {
		s, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range s.Variants {
			for seed := uint64(1); seed <= 2; seed++ {
				lines = append(lines, digestLine(t, s, v.Name, seed))
			}
		}
	}
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile(digestFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(digestFile)
	if err != nil {
		t.Fatal(err)
	}
	want := make(map[string]bool)
	for line := range strings.Lines(string(text)) {
		want[strings.TrimSpace(line)] = true
	}
	if len(want) != len(lines) {
		t.Errorf("%s has %d lines, want %d: write it again if scenarios came or went", digestFile, len(want), len(lines))
	}
	for _, line := range lines {
		if !want[line] {
			t.Errorf("not in %s: %s", digestFile, line)
		}
	}
}

// digestLine runs the first half minute of a scenario, which is when its faults
// begin, so that the test is quick even on an emulated processor.
func digestLine(t *testing.T, s *Scenario, variant string, seed uint64) string {
	t.Helper()
	w, err := Build(s, variant, seed, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Sim.Run(sim.Time(min(s.Duration, 30*time.Second))); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s %s %d: %v (%d)", s.Name(), variant, seed, w.Sim.Digest(), w.Sim.Events())
}
