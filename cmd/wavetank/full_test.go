//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestAFullDiskLosesNothing has the ledger end within a result, as where a disk, or what a
// user may have of it, is full, and goes on when there is room.
func TestAFullDiskLosesNothing(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash here")
	}
	for _, c := range []struct{ name, file, text, blocks string }{
		{"compare", "comparison.json", pair, "20"},
		{"hunt", "failure.toml", seldom, "3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path, dir := file(t, "some.toml", c.text), t.TempDir()
			args := []string{c.name, path, "--seeds", "22", "--jobs", "1", "--ledger", filepath.Join(dir, "l"), "--out", filepath.Join(dir, "out")}
			full := program(t, args...)
			full.Path, full.Args = bash, append([]string{"bash", "-c", "ulimit -f " + c.blocks + `; exec "$0" "$@"`}, full.Args...)
			out, err := full.CombinedOutput()
			if full.ProcessState == nil {
				t.Skip("no process can be started here: ", err)
			}
			for _, want := range []string{"the ledger " + filepath.Join(dir, "l") + ": write ", syscall.EFBIG.Error(), "Finished runs are kept in ", "Go on from there: wavetank " + c.name} {
				if full.ProcessState.ExitCode() != statusInternal || !strings.Contains(string(out), want) {
					t.Fatalf("status %d, and it does not say %q:\n%s", full.ProcessState.ExitCode(), want, out)
				}
			}
			want := tank(t, append(args[:6:6], "--out", filepath.Join(dir, "one"))...)
			tank(t, args...).must(t, want.status, "going on: ")
			one, err := os.ReadFile(filepath.Join(dir, "one", c.file))
			if err != nil || string(one) != saved(t, filepath.Join(dir, "out"), c.file) {
				t.Errorf("%v: with room it came to another %s", err, c.file)
			}
		})
	}
}
