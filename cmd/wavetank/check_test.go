package main

import (
	"strings"
	"testing"
)

// forEver is a scenario whose users nobody tells to stop waiting.
const forEver = `title = "For ever"
duration = "6s"
seeds = 2
[nodes.a]
workers = 4
routes.x = { work = "1ms" }
[loads.l]
to = "a.x"
rate = "5/s"
[[faults]]
kind = "hang"
node = "a"
at = "3s"
`

func TestCheckExplainsWithNumbers(t *testing.T) {
	path := file(t, "forever.toml", forEver)
	want := path + ": ok (For ever; 1 variant, 1 fault, 0 expectations)\n" +
		"  " + path + ":4:8: a is busy: 0.125 %, 5/s of 1ms on 4 workers\n" +
		"! " + path + ":7:8: nobody stops waiting when a does not answer (l -> a): no timeout on the way, and hang #1 keeps it from answering to the end of the run\n" +
		"    what would mend it: a timeout of l, or of the call to a\n"
	if e := tank(t, "check", "--explain", path).must(t, 0); e.stdout != want || e.stderr != "" {
		t.Errorf("stdout:\n%s\nwant:\n%s\nstderr: %s", e.stdout, want, e.stderr)
	}
	if e := tank(t, "check", path).must(t, 0, "warning: "+path+":7:8: nobody stops waiting"); strings.Contains(e.stdout+e.stderr, "busy") {
		t.Errorf("explained though nobody asked:\n%s%s", e.stdout, e.stderr)
	}
}

// TestCompareWarnsOfWhatIsSerious wants it on stderr, with the status and the result
// of a comparison without.
func TestCompareWarnsOfWhatIsSerious(t *testing.T) {
	path := file(t, "forever.toml", forEver)
	e := tank(t, "compare", path, "--out", t.TempDir()).must(t, 0,
		"warning: "+path+":7:8: nobody stops waiting when a does not answer", "wavetank check --explain "+path)
	if strings.Contains(e.stdout, "warning") || strings.Contains(e.stderr, "busy") {
		t.Errorf("stdout:\n%s\nstderr:\n%s", e.stdout, e.stderr)
	}
	calm := file(t, "calm.toml", strings.Replace(forEver, "5/s\"", "5/s\"\ntimeout = \"1s\"", 1))
	if e := tank(t, "compare", calm, "--out", t.TempDir()).must(t, 0); strings.Contains(e.stderr, "warning") {
		t.Errorf("a false alarm:\n%s", e.stderr)
	}
}
