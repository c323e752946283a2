package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

func interrupt(t *testing.T, line string, args ...string) ending {
	t.Helper()
	return signalled(t, os.Interrupt, line, args...)
}

// signalled starts the program, sends it a signal when stderr has said a line and
// returns what it came to.
func signalled(t *testing.T, signal os.Signal, line string, args ...string) ending {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("no process can be sent Ctrl-C here")
	}
	c := program(t, args...)
	var stdout, stderr bytes.Buffer
	c.Stdout = &stdout
	pipe, err := c.StderrPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Skip("no process can be started here: ", err)
	}
	sent := false
	lines := bufio.NewReader(pipe)
	for {
		text, err := lines.ReadString('\n')
		stderr.WriteString(text)
		if err != nil {
			break
		}
		if !sent && strings.HasPrefix(text, line) {
			sent = true
			if err := c.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
		}
	}
	io.Copy(io.Discard, pipe)
	c.Wait()
	if !sent {
		t.Fatalf("stderr never said %q:\n%s", line, &stderr)
	}
	return ending{c.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

func TestAnInterruptKeepsTheSeedsThatAreFinished(t *testing.T) {
	path := file(t, "pair.toml", expecting(strings.Replace(pair, `"6s"`, `"40s"`, 1), "with.error_rate < 1"))
	out := t.TempDir()
	e := interrupt(t, "20 of 200 seeds", "compare", path, "--seeds", "200", "--out", out).must(t, 130)
	found := regexp.MustCompile(`interrupted: these are (\d+) of 200 seeds\nFinished runs are kept in .*\. Go on from there: wavetank compare .* --seeds 200 --out .*\n$`).FindStringSubmatch(e.stderr)
	if found == nil {
		t.Fatalf("stderr:\n%s", e.stderr)
	}
	if n, _ := strconv.Atoi(found[1]); n < 20 || n >= 200 {
		t.Errorf("%d seeds were finished", n)
	}
	for _, want := range []string{"(" + found[1] + " seeds, ", "Difference from without", "Expectations, ", "\nAgain: wavetank compare "} {
		if !strings.Contains(e.stdout, want) {
			t.Errorf("stdout does not say %q:\n%s", want, e.stdout)
		}
	}
	if err := readable("comparison.json", folder(t, out)["comparison.json"]); err != nil {
		t.Error(err)
	}
}

// TestASearchThatIsInterruptedTellsWhatItKnows, and goes on from there.
func TestASearchThatIsInterruptedTellsWhatItKnows(t *testing.T) {
	path := file(t, "pair.toml", pair)
	for _, c := range []struct {
		verb, line, told, known string
		args                    []string
	}{
		{"knee", "6 of 60 seeds", ` of 60 seeds\n`, "The arm without breaks at 50/s already", []string{"--only", "without", "--seeds", "60", "--over", "loads.users.rate=50/s..150/s", "--until", "error_rate < 10%"}},
		{"tune", "31", ` runs\n`, "It was interrupted before that was sure", []string{"--only", "with", "--seeds", "3", "--knob", "patterns.breaker.failure_rate=10%,30%,70%", "--indifferent", "error_rate=0.0001%", "--budget", "1500"}},
	} {
		out := filepath.Join(t.TempDir(), "out")
		e := interrupt(t, c.line, append([]string{c.verb, path, "--jobs", "1", "--out", out}, c.args...)...).must(t, 130)
		if found := regexp.MustCompile(`interrupted: these are \d+` + c.told + `Finished runs are kept in .*\. Go on from there: wavetank ` + c.verb + ` .* --out .*\n$`); !found.MatchString(e.stderr) || !strings.Contains(strings.Join(strings.Fields(e.stdout), " "), c.known) {
			t.Errorf("stdout:\n%s\nstderr:\n%s", e.stdout, e.stderr)
		}
		left, err := filepath.Glob(filepath.Join(out, ".ledger-*"))
		if err != nil || len(left) != 1 {
			t.Errorf("%v: the ledgers are %v", err, left)
		}
	}
}

func TestAnInterruptBeforeTheFirstSeedSaysThatThereIsNothing(t *testing.T) {
	path := file(t, "long.toml", strings.NewReplacer("2s", "90h", "100/s", "1000/s").Replace(tiny))
	e := interrupt(t, "0 of 3 seeds", "compare", path, "--out", t.TempDir()).must(t, 130,
		"wavetank: interrupted before a seed was finished: there is nothing to show\n")
	if e.stdout != "" {
		t.Errorf("stdout:\n%s", e.stdout)
	}
}

func TestAReaderThatGoesAwayIsNoBug(t *testing.T) {
	c := program(t, "describe", "language")
	var stderr bytes.Buffer
	c.Stderr = &stderr
	pipe, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Skip("no process can be started here: ", err)
	}
	pipe.Close()
	c.Wait()
	if strings.Contains(stderr.String(), "goroutine") || strings.Contains(stderr.String(), "panic") {
		t.Errorf("stderr: %s", &stderr)
	}
}

func TestTheCompletionOfBashIsAScript(t *testing.T) {
	script := tank(t, "completion", "bash").must(t, 0).stdout
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash here")
	}
	path := filepath.Join(t.TempDir(), "completion.bash")
	if err := os.WriteFile(path, []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), bash, "-c", ". "+path+" && complete -p wavetank").CombinedOutput(); err != nil || !strings.Contains(string(out), "wavetank") {
		t.Errorf("%v: %s", err, out)
	}
}
