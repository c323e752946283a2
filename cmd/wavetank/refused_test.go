package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestRefusedFiles: each file in testdata/refused was accepted once, and then panicked, ate
// the machine, never ended or did nothing. Its first line says where and what is wrong;
// every command says so before it runs anything, with status 2.
func TestRefusedFiles(t *testing.T) {
	paths, err := filepath.Glob("testdata/refused/*.toml")
	if err != nil || len(paths) < 10 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		first, _, _ := strings.Cut(scenario(path), "\n")
		place := path + strings.Replace(first, "# ", ":", 1)
		for _, command := range []string{"check", "run", "compare", "hunt"} {
			e := tank(t, command, path).must(t, 2, "\nallowed: ")
			if !strings.HasPrefix(e.stderr, place) || e.stdout != "" {
				t.Errorf("%s %s: want %q, got:\n%s", command, path, place, e.stderr)
			}
		}
	}
}

// TestSweepsOfNonsenseAreRefused: an axis that no run depends on, twice, or twice the same.
func TestSweepsOfNonsenseAreRefused(t *testing.T) {
	path := file(t, "tiny.toml", tiny)
	for _, c := range []struct {
		axes  []string
		words string
	}{
		{[]string{"nodes.api.workers=1,2", "nodes.api.workers=3,4"}, "both axes are nodes.api.workers"},
		{[]string{"nodes.api.workers=1,2", `nodes."api".workers=3,4`}, "both axes are nodes.api.workers"},
		{[]string{"seeds=1,5"}, "no run depends on seeds"},
		{[]string{"seed=1,5"}, "seed"},
		{[]string{"title=a,b"}, "no run depends on title"},
		{[]string{"nodes.api.workers=2,3,2"}, "stands there twice"},
		{[]string{"nodes.api.workers=2,2.0"}, "nodes.api.workers"},
		{[]string{"nodes.api.workers=02,2"}, "nodes.api.workers"},
		{[]string{"nodes.api.routes.get.work=1s,1000ms"}, "1"},
		{[]string{"nodes.api.workers="}, "nodes.api.workers"},
		{[]string{"=1,2"}, "is not a key"},
		{[]string{"nodes.api=1,2"}, "nodes.api"},
		{[]string{"nodes.api.nothing=1,2"}, "nothing"},
	} {
		args := []string{"compare", path, "--seeds", "1", "--out", t.TempDir()}
		for _, axis := range c.axes {
			args = append(args, "--sweep", axis)
		}
		tank(t, args...).must(t, 2, c.words)
	}
	tank(t, "knee", path, "--out", t.TempDir()).must(t, 2, "needs --over KEY")
	tank(t, "knee", path, "--over", "seeds=1..5", "--out", t.TempDir()).must(t, 2, "no run depends on seeds")
}

// TestFlagsThatSayNothingAreRefused, as when a shell's variable is empty.
func TestFlagsThatSayNothingAreRefused(t *testing.T) {
	path := file(t, "tiny.toml", tiny)
	for _, args := range [][]string{
		{"run", path, "--only", ""}, {"run", path, "--set", ""}, {"run", path, "--junit", " "}, {"compare", path, "--out", ""}, {"compare", path, "--html="},
		{"compare", path, "--sweep", "nodes.api.workers=1,2", "--by", ""}, {"compare", path, "--factorial", ""}, {"compare", path, "--sweep", ""},
		{"compare", path, "--ledger", ""}, {"knee", path, "--over", "loads.users.rate=1/s..2/s", "--until", ""}, {"knee", path, "--over", ""},
		{"new", "--services", ""}, {"new", "--calls", ""}, {"new", "--loads", ""}, {"diff", path, path, "--tolerance", ""}, {"list", "--memory", ""},
	} {
		tank(t, args...).must(t, 2, "is empty: say what it is, or leave it out")
	}
}

// TestMemoryThatRunsOutIsAStatusOfItsOwn: a run ends by itself, and names who may have it.
func TestMemoryThatRunsOutIsAStatusOfItsOwn(t *testing.T) {
	crowd := strings.NewReplacer("workers = 2", "instances = 2000", `{ work = "exp 5ms" }`, `{ op = "write" }`).Replace(tiny) +
		"[patterns.m]\nkind = \"election\"\non = \"api\"\n"
	path := file(t, "crowd.toml", crowd)
	e := tank(t, "run", path, "--memory", "100MB").must(t, 1, "more than 85000000 bytes of memory at virtual time ", "\nAgain: wavetank run ")
	if !strings.Contains(e.stderr, `"api-`) {
		t.Errorf("nobody is named: %s", e.stderr)
	}
	for _, wrong := range []string{"5MB", "0", "-1GB", "much", "1e400GB"} {
		tank(t, "list", "--memory="+wrong).must(t, 2, "--memory")
	}
}
