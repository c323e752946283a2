// Package script plays golden protocol traces: files of commands, each followed by
// what came of it, which read as the protocol's story.
//
//	# A comment, and then a command.
//	timeout 0
//	    vote? 0→1 term 1
//	    0 candidate, term 1
//
// What is indented is written by the flag -update. Read the difference before you
// accept it: it is what the protocol does.
package script

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what came of the commands of golden traces anew; read it before you accept it")

// Play plays each script of a folder against a stage of its own, which carries out
// commands and returns what came of them, in lines. A stage stops a test at a
// command that it does not know.
func Play(t *testing.T, folder string, stage func(t *testing.T) func(command string) string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no scripts in %s: %v", folder, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) { play(t, name, stage(t)) })
	}
}

func play(t *testing.T, name string, do func(command string) string) {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, " \n")
		if strings.HasPrefix(line, " ") {
			continue
		}
		got.WriteString(line + "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		for said := range strings.Lines(do(line)) {
			got.WriteString("    " + strings.TrimRight(said, " \n") + "\n")
		}
	}
	if got.String() == string(text) {
		return
	}
	if *update {
		if err := os.WriteFile(name, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s: %s\nrun the test with -update if that is what the protocol should do", name, difference(string(text), got.String()))
}

// difference says where two texts part.
func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	five := func(lines []string) string { return strings.Join(lines[i:min(len(lines), i+5)], "\n") }
	return fmt.Sprintf("from line %d on it is\n%s\nand was\n%s", i+1, five(b), five(a))
}
