package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestWhatAScenarioIsReadFromIsNeverReplaced: neither by a file that is asked for, nor by a
// result of that name, nor as what an earlier run left in the folder.
func TestWhatAScenarioIsReadFromIsNeverReplaced(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	const text = "title = \"t\"\nduration = \"1s\"\n[nodes.a]\nworkers = 2\nroutes.r = { work = \"1ms\" }\n[loads.l]\nto = \"a.r\"\nreplay = \"at.csv\"\n"
	for name, text := range map[string]string{"at.csv": "0.1s\n0.2s\n", "mine.toml": text, "wrong.toml": "title = 1\n", "failure.toml": text + "[[invariant]]\nnever = \"node.crashed\"\n"} {
		if err := os.WriteFile(in(name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	knob := []string{"--knob", "nodes.a.workers=1..2", "--budget", "20", "--seeds", "2"}
	tank(t, append([]string{"tune", in("mine.toml"), "--out", in("res")}, knob...)...).must(t, 0)
	for _, test := range []struct {
		name string
		args []string
	}{
		{"mine.toml", []string{"compare", in("mine.toml"), "--out", in("new"), "--junit", in("mine.toml")}},
		{"mine.toml", []string{"compare", in("mine.toml"), "--out", in("new"), "--html", in("mine.toml")}},
		{"wrong.toml", []string{"run", in("wrong.toml"), "--markdown", in("wrong.toml")}},
		{"at.csv", []string{"hunt", in("mine.toml"), "--out", in("new"), "--junit", in("at.csv")}},
		{"res/tuned.toml", []string{"compare", in("res/tuned.toml"), "--out", in("res")}},
		{"res/tuned.toml", append([]string{"tune", in("res/tuned.toml"), "--out", in("res")}, knob...)},
		{"failure.toml", []string{"hunt", in("failure.toml"), "--out", dir}},
	} {
		path := in(filepath.FromSlash(test.name))
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		tank(t, test.args...).must(t, 2, path+" would be replaced or removed")
		if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
			t.Errorf("%v: %v, it is now\n%s", test.args, err, after)
		}
	}
	tank(t, "compare", in("failure.toml"), "--out", dir, "--seeds", "2").must(t, 0)
}
