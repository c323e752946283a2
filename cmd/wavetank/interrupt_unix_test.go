//go:build linux || darwin || freebsd || netbsd || openbsd

package main

import (
	"bytes"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
)

// TestAClosedTerminalKeepsWhatIsFinished, as Ctrl-C does, and is nothing to a program that
// nohup has begun.
func TestAClosedTerminalKeepsWhatIsFinished(t *testing.T) {
	if signal.Ignored(syscall.SIGHUP) {
		t.Skip("who runs this under nohup has what it starts go on, too")
	}
	path := file(t, "pair.toml", strings.Replace(pair, `"6s"`, `"40s"`, 1))
	signalled(t, syscall.SIGHUP, "20 of 200 seeds", "compare", path, "--seeds", "200", "--out", t.TempDir()).must(t, 130, "interrupted: these are ", "Finished runs are kept in ")
	c := program(t, "compare", path, "--seeds", "12", "--out", t.TempDir())
	c.Args = append([]string{"sh", "-c", `trap "" HUP; "$@" & sleep 0.1; kill -HUP $!; wait $!`, "sh"}, c.Args...)
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell: ", err)
	}
	c.Path = sh
	var stderr bytes.Buffer
	c.Stderr = &stderr
	if err := c.Run(); err != nil || !strings.Contains(stderr.String(), "12 of 12 seeds") {
		t.Errorf("%v\n%s", err, &stderr)
	}
}
