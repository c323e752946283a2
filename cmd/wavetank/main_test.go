package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMain lets the test binary be the program itself, for tests that need a
// process of their own.
func TestMain(m *testing.M) {
	if os.Getenv("WAVETANK_BE_THE_PROGRAM") != "" {
		if dir := os.Getenv(saver); dir != "" {
			saveForever(dir)
		}
		main()
	}
	os.Unsetenv("GOGC")
	os.Unsetenv("GOMEMLIMIT")
	restrainCollector()      // as the program does where nobody has set these
	os.Unsetenv(stepSummary) // a test is no step of a build
	os.Unsetenv("COLUMNS")   // what is printed is the same wherever the tests run
	os.Exit(m.Run())
}

// program returns a command that runs the real program.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Skip("there are no processes here: ", err)
	}
	c := exec.CommandContext(t.Context(), self, args...)
	c.Env = append(os.Environ(), "WAVETANK_BE_THE_PROGRAM=1")
	return c
}

// An ending is what a command line came to.
type ending struct {
	status         int
	stdout, stderr string
}

// tank runs a command line in this process.
func tank(t *testing.T, args ...string) ending {
	t.Helper()
	return tankUntil(t.Context(), args...)
}

func tankUntil(ctx context.Context, args ...string) ending {
	defer restoreCollector()() // which --memory sets
	var stdout, stderr bytes.Buffer
	status := execute(ctx, args, &stdout, &stderr)
	return ending{status, strings.ReplaceAll(stdout.String(), " \\\n    ", " "), stderr.String()}
}

// must fails the test unless the command line ended with the status and stderr
// says each of the words.
func (e ending) must(t *testing.T, status int, words ...string) ending {
	t.Helper()
	if e.status != status {
		t.Fatalf("status %d, want %d\nstdout:\n%s\nstderr:\n%s", e.status, status, e.stdout, e.stderr)
	}
	for _, w := range words {
		if !strings.Contains(e.stderr, w) && !strings.Contains(strings.ReplaceAll(e.stderr, "\n", " "), w) { // it may be broken into lines
			t.Errorf("stderr does not say %q:\n%s", w, e.stderr)
		}
	}
	if strings.Contains(e.stderr, "goroutine") || strings.Contains(e.stdout, "goroutine") {
		t.Errorf("a stack trace:\n%s%s", e.stdout, e.stderr)
	}
	return e
}

// file writes a file into a new folder and returns its path.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// tiny is a scenario of one variant that takes no time to run.
const tiny = `# Does a tiny service answer?
title    = "A tiny service"
duration = "2s"
seeds    = 3
[nodes.api]
workers = 2
routes.get = { work = "exp 5ms" }
[loads.users]
to   = "api.get"
rate = "100/s"
`

// pair is a scenario of two variants whose fault and pattern both act.
const pair = `# Does a breaker spare callers of a hung store?
title    = "A hung store"
duration = "6s"
warmup   = "500ms"
seeds    = 4
[nodes.api]
workers = 8
queue   = 8
routes.get = { work = "exp 1ms", calls = ["store.read"], timeout = "100ms" }
[nodes.store]
workers = 4
routes.read = { work = "exp 2ms" }
[loads.users]
to      = "api.get"
rate    = "150/s"
timeout = "1s"
[loads.crawlers]
to   = "api.get"
rate = "20/s"
[patterns.breaker]
kind     = "circuit-breaker"
on       = "api -> store"
window   = 10
open_for = "500ms"
[[faults]]
kind = "hang"
node = "store"
at   = "2s"
for  = "2s"
`

// expecting returns a scenario with one more expectation.
func expecting(scenario, claim string) string {
	return scenario + "[[expect]]\nthat = \"" + claim + "\"\n"
}
