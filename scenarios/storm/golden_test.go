package storm_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"wavetank/scenarios"
	"wavetank/scenarios/storm"
)

var update = flag.Bool("update", false, "write the golden failure anew; look at its picture before you accept it")

// leaseFolder has a scenario whose invariant breaks, and what its hunt leaves.
const leaseFolder = "testdata/lease"

// huntLease hunts from the seed that is known to fail.
func huntLease(t *testing.T) (storm.Plan, *storm.Failure) {
	t.Helper()
	s, err := scenarios.Open(leaseFolder + "/lease.toml")
	if err != nil {
		t.Fatal(err)
	}
	plan := storm.Plan{Scenario: s, Variant: "lease", Properties: storm.Declared(s, "lease"), Policy: storm.PolicyOf(s), Seed: 62, Runs: 1}
	report, err := storm.Hunt(context.Background(), plan)
	if err != nil || report.Failure == nil {
		t.Fatalf("the hunt found nothing: %v", err)
	}
	return plan, report.Failure
}

// golden compares with a golden file of the folder.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join(leaseFolder, name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is otherwise here; go test ./scenarios/storm -update writes it anew:\n%s", path, got)
	}
}

// TestAFailureIsTheSameOnEveryProcessor finds a failure, shrinks it and tells its
// story, which has the digest: nothing of that depends on the machine.
func TestAFailureIsTheSameOnEveryProcessor(t *testing.T) {
	plan, f := huntLease(t)
	golden(t, "failure.toml", f.File())
	story, err := storm.Story(plan, f)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "story.txt", []byte(story))
}

// TestAFailureFileRepeatsItOnEveryProcessor runs the golden file, as wavetank run
// does.
func TestAFailureFileRepeatsItOnEveryProcessor(t *testing.T) {
	s, err := scenarios.Open(leaseFolder + "/failure.toml")
	if err != nil {
		t.Fatal(err)
	}
	story, err := os.ReadFile(leaseFolder + "/story.txt")
	if err != nil {
		t.Fatal(err)
	}
	report, err := storm.Hunt(context.Background(), storm.Plan{
		Scenario: s, Properties: storm.Declared(s, "lease"), Still: true, Seed: uint64(s.Seed), Runs: 1,
	})
	if err != nil || report.Failure == nil {
		t.Fatalf("the file breaks nothing: %v", err)
	}
	v := report.Failure.Violation
	for _, want := range []string{v.At.String(), v.Digest.String(), v.Words} {
		if !strings.Contains(string(story), want) {
			t.Errorf("the story lacks %q:\n%s", want, story)
		}
	}
}

// TestAFailureIsDrawn holds the space-time diagram to a golden one.
func TestAFailureIsDrawn(t *testing.T) {
	plan, f := huntLease(t)
	if _, err := storm.Story(plan, f); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := f.Save(dir); err != nil {
		t.Fatal(err)
	}
	picture, err := os.ReadFile(filepath.Join(dir, "story.svg"))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "story.svg", picture)
}

// TestTheTestOfAFailureFails compiles what a hunt leaves behind, for whoever imports
// this module, and runs it.
func TestTheTestOfAFailureFails(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles")
	}
	_, f := huntLease(t)
	dir := t.TempDir()
	if _, err := f.Save(dir); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%q, %v", files, err)
	}
	c := exec.Command("go", "test", "-vet=off", files[0])
	said, err := c.CombinedOutput()
	if err == nil || !strings.Contains(string(said), f.Violation.String()) {
		t.Errorf("it does not say %q:\n%s", f.Violation, said)
	}
}
