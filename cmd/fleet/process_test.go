package fleet

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// pair is a scenario of two variants whose runs take a few hundredths of a second.
const pair = `title    = "A hung store"
duration = "6s"
warmup   = "500ms"
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
[patterns.breaker]
kind     = "circuit-breaker"
on       = "api -> store"
window   = 10
open_for = "500ms"
[variants]
without = []
with    = ["breaker"]
[[faults]]
kind = "hang"
node = "store"
at   = "2s"
for  = "2s"
`

// seldom is one of which the 38th storm from seed 22 on breaks an invariant.
const seldom = `title = "Three machines that seldom crash"
duration = "2s"
[nodes.kv]
instances = 3
routes.get = { work = "exp 1ms" }
[loads.readers]
to = "kv.get"
rate = "1200/s"
timeout = "100ms"
[storm]
kinds = ["crash", "slow", "delay"]
until = "1200ms"
[[invariant]]
at_most = 4
of = "node.crashed"
`

// built is the program with the fleet in it, built once.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "wavetank-fleet-*")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "wavetank")
	if out, err := exec.Command("go", "build", "-ldflags=-s -w", "-tags", "fleet", "-o", path, "wavetank/cmd/wavetank").CombinedOutput(); err != nil {
		return dir, fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	if at := os.Getenv(serving); at != "" {
		serveAlone(at)
	}
	status := m.Run()
	if runtime.GOOS == "linux" && !testing.Short() {
		if path, _ := built(); path != "" {
			os.RemoveAll(filepath.Dir(path))
		}
	}
	os.Exit(status)
}

func program(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" || testing.Short() {
		t.Skip("real processes that are killed")
	}
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// A site is a folder in which processes of a fleet run.
type site struct {
	*testing.T
	program, dir string
}

// start starts a process, and has it killed when the test ends.
func (s site) start(args ...string) (*exec.Cmd, *bytes.Buffer) {
	s.Helper()
	c := exec.CommandContext(s.Context(), s.program, args...)
	c.Dir = s.dir
	told := new(bytes.Buffer)
	c.Stderr = told
	if err := c.Start(); err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { kill(c) })
	return c, told
}

// kill is kill -9.
func kill(c *exec.Cmd) {
	c.Process.Kill()
	c.Process.Wait()
}

// done returns how many units the coordinator has, or -1 if there is none.
func (s site) done() int {
	status, err := Ask(s.Context(), Link{Folder: filepath.Join(s.dir, ".wavetank-fleet")})
	if err != nil {
		return -1
	}
	return status.Done
}

// await waits until the coordinator has so many units, or has ended.
func (s site) await(units int, ended <-chan error) {
	s.Helper()
	for n := -1; n < units; n = s.done() {
		select {
		case err := <-ended:
			s.Fatalf("the campaign has ended, %v, after %d units", err, n)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s site) read(names ...string) string {
	s.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{s.dir}, names...)...))
	if err != nil {
		s.Fatal(err)
	}
	return string(text)
}

// TestAnyNumberOfProcessesComesToTheSameBytes has commands carried out by one process, and
// by a fleet of three workers of which two are killed and one comes late.
func TestAnyNumberOfProcessesComesToTheSameBytes(t *testing.T) {
	path := program(t)
	for _, c := range []struct {
		name, file string
		args       []string
	}{
		{"compare", "comparison.json", []string{"compare", "pair.toml", "--seeds", "12"}},
		{"sweep", "sweep.json", []string{"compare", "pair.toml", "--seeds", "6", "--sweep", "patterns.breaker.window=5,10"}},
		{"knee", "knee.json", []string{"knee", "pair.toml", "--seeds", "2", "--over", "loads.users.rate=50/s..400/s", "--until", "error_rate < 30%"}},
		{"tune", "tuning.json", []string{"tune", "pair.toml", "--only", "with", "--seeds", "2", "--knob", "patterns.breaker.window=5,10,20", "--budget", "30"}},
		{"hunt", "failure.toml", []string{"hunt", "seldom.toml", "--seed", "22", "--seeds", "60"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := site{t, path, t.TempDir()}
			if err := errors.Join(os.WriteFile(filepath.Join(s.dir, "pair.toml"), []byte(pair), 0o644), os.WriteFile(filepath.Join(s.dir, "seldom.toml"), []byte(seldom), 0o644)); err != nil {
				t.Fatal(err)
			}
			one, told := s.start(append(c.args, "--out", "one", "--jobs", "1")...)
			if one.Wait(); one.ProcessState.ExitCode() > 5 {
				t.Fatal(told)
			}
			fleet, told := s.start(append(append([]string{"fleet", "run"}, c.args...), "--out", "fleet")...)
			ended := make(chan error, 1)
			go func() { ended <- fleet.Wait() }()
			s.await(0, ended)
			for units := range 2 {
				worker, _ := s.start("fleet", "work", "--jobs", "1")
				s.await(units+1, ended)
				kill(worker)
			}
			status, err := exec.CommandContext(t.Context(), path, "fleet", "status", "--store", filepath.Join(s.dir, ".wavetank-fleet")).Output()
			if err != nil || !regexp.MustCompile(`(?s)^coordinator  .*\nunits +[2-9]\d* done \(.*\nworkers +[0-2]\n`).Match(status) {
				t.Errorf("%v: the status is\n%s", err, status)
			}
			late, farewell := s.start("fleet", "work", "--jobs", "2")
			if <-ended; fleet.ProcessState.ExitCode() != one.ProcessState.ExitCode() {
				t.Fatalf("status %d, want %d: %s", fleet.ProcessState.ExitCode(), one.ProcessState.ExitCode(), told)
			}
			if err := late.Wait(); err != nil || !strings.Contains(farewell.String(), "leaving after") {
				t.Errorf("the worker that is left ends with %v: %s", err, farewell)
			}
			if s.read("fleet", c.file) != s.read("one", c.file) {
				t.Errorf("the fleet came to another %s", c.file)
			}
		})
	}
}
