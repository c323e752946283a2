package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"wavetank/reports"
	"wavetank/scenarios"
)

// kills is how often a program is killed while it saves.
var kills = flag.Int("kills", 20, "how often a program that saves is killed, of which the long campaign has 200")

// saver is the variable that makes the test binary save files into a folder until it is
// killed.
const saver = "WAVETANK_SAVE_INTO"

// generation returns what one save writes: files of many sizes, each of which ends as it
// began and says how long it is.
func generation(n int) []reports.File {
	var files []reports.File
	for i := range 8 {
		body := strings.Repeat(string(rune('a'+n%26)), 1<<(2*i+4))
		files = append(files, reports.File{Name: fmt.Sprintf("file-%d", i), Write: func(w io.Writer) error {
			for _, part := range []string{fmt.Sprintf("%d ", len(body)), body[:len(body)/2], body[len(body)/2:], " end"} {
				if _, err := io.WriteString(w, part); err != nil {
					return err
				}
			}
			return nil
		}})
	}
	return files[:4+n%5] // now and then some are stale
}

// saveForever is the program that is killed.
func saveForever(dir string) {
	into, err := claim(dir)
	for n := 0; err == nil; n++ {
		_, err = save(io.Discard, new(scenarios.Scenario), into.path, fmt.Sprint("generation ", n), generation(n), 2)
		fmt.Println(n)
	}
	fmt.Println(err)
	os.Exit(1)
}

// TestAKillLeavesNoHalfFile kills a program with -9 while it saves. Each time the folder
// holds whole files, and the next program has the lock and clears what is left.
func TestAKillLeavesNoHalfFile(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "js" {
		t.Skip("no process can be killed here")
	}
	dir, luck, saves := filepath.Join(t.TempDir(), "out"), rand.New(rand.NewPCG(1, 2)), 0
	for kill := range *kills {
		c := program(t)
		c.Env = append(c.Env, saver+"="+dir)
		pipe, err := c.StdoutPipe()
		if err == nil {
			err = c.Start()
		}
		if err != nil {
			t.Skip("no process can be started here: ", err)
		}
		said := make([]byte, 1) // it is at it
		if _, err := pipe.Read(said); err != nil || said[0] != '0' {
			t.Fatalf("kill %d: it said %q: %v", kill, said, err)
		}
		time.AfterFunc(time.Duration(luck.IntN(40_000_000)), func() { c.Process.Kill() })
		rest, _ := io.ReadAll(pipe)
		c.Wait()
		saves += bytes.Count(rest, []byte("\n"))
		whole(t, dir, kill)
	}
	into, err := claim(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer into.release()
	for _, file := range listed(t, dir) {
		if strings.HasPrefix(file, reports.Unfinished) {
			t.Errorf("%s is left", file)
		}
	}
	t.Logf("%d kills during %d saves, and no half file", *kills, saves)
}

// whole fails the test if a file is none of those that were written to their end, or if
// the manifest does not know it.
func whole(t *testing.T, dir string, kill int) {
	t.Helper()
	known := kept(dir).Files
	if len(known) == 0 {
		t.Errorf("kill %d: the manifest is gone", kill)
	}
	for _, file := range listed(t, dir) {
		if strings.HasPrefix(file, ".wavetank") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, file))
		words := bytes.Fields(data)
		if err != nil || len(words) != 3 || string(words[0]) != fmt.Sprint(len(words[1])) || string(words[2]) != "end" {
			t.Errorf("kill %d: %s is torn: %d bytes, %v", kill, file, len(data), err)
		}
		if !strings.Contains(strings.Join(known, " ")+" ", file+" ") {
			t.Errorf("kill %d: nobody knows %s: %v", kill, file, known)
		}
	}
}

func listed(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestOneCommandAtATimeWritesToAFolder: the second is told at once, before it runs.
func TestOneCommandAtATimeWritesToAFolder(t *testing.T) {
	path, out := file(t, "tiny.toml", tiny), filepath.Join(t.TempDir(), "some", "where")
	first, err := claim(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"compare", path}, {"knee", path, "--over", "loads.users.rate=100/s..200/s"}, {"compare", path, "--sweep", "nodes.api.workers=1,2"}, {"hunt", "split-brain"}} {
		tank(t, append(args, "--out", out)...).must(t, 2, "another wavetank is at work in "+out, "--out")
	}
	first.release()
	if _, err := os.Stat(filepath.Dir(out)); err == nil {
		t.Error("empty folders are left")
	}
	tank(t, "compare", path, "--out", out).must(t, 0)
}

// TestFilesStayInTheFolder: what is called like a folder above, or lies there as a link,
// leads nowhere else.
func TestFilesStayInTheFolder(t *testing.T) {
	for _, name := range []string{"...toml", "..toml", ".toml", "....toml"} {
		home := t.TempDir()
		t.Chdir(home)
		if err := os.WriteFile(name, []byte(tiny), 0o644); err != nil {
			t.Fatal(err)
		}
		tank(t, "compare", name, "--seeds", "1")
		if got := listed(t, home); len(got) != 2 || len(listed(t, "out")) != 1 || listed(t, "out")[0] != name {
			t.Errorf("%s: left %v", name, got)
		}
	}
	dir, mine := t.TempDir(), file(t, "mine.csv", "mine")
	for _, name := range []string{"comparison.csv", manifestName, "error-rate.svg"} {
		if err := os.Symlink(mine, filepath.Join(dir, name)); err != nil {
			t.Skip("there are no links here: ", err)
		}
	}
	tank(t, "compare", file(t, "tiny.toml", tiny), "--out", dir).must(t, 0)
	if scenario(mine) != "mine" {
		t.Error("a link was followed")
	}
	if info, err := os.Lstat(filepath.Join(dir, "comparison.csv")); err != nil || !info.Mode().IsRegular() {
		t.Error("the numbers are no file:", err)
	}
}
