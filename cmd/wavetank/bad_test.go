package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestBadFilesAreAnsweredWithThePlaceAndWhatIsAllowed(t *testing.T) {
	replaced := func(old, new string) string {
		if !strings.Contains(pair, old) {
			t.Fatalf("the scenario does not say %q", old)
		}
		return strings.Replace(pair, old, new, 1)
	}
	for name, test := range map[string]struct{ text, place, message, line string }{
		"an unknown key":             {replaced("workers = 8", "wrokers = 8"), "7:1", `unknown key "wrokers"`, "wrokers = 8"},
		"a wrong type":               {replaced("workers = 8", `workers = "many"`), "7:11", "workers", `workers = "many"`},
		"a node that there is not":   {replaced(`"store.read"`, `"stroe.read"`), "9:43", `there is no node "stroe"`, "routes.get = {"},
		"calls in a circle":          {replaced(`routes.read = { work = "exp 2ms" }`, `routes.read = { calls = ["api.get"] }`), "9:43", "api.get -> store.read -> api.get", "routes.get = {"},
		"a negative duration":        {replaced(`"6s"`, `"-6s"`), "3:12", "duration", `duration = "-6s"`},
		"a rate that is no number":   {replaced(`"150/s"`, `"NaN/s"`), "15:11", "NaN", `rate    = "NaN/s"`},
		"a number that is none":      {replaced("window   = 10", "window   = nan"), "23:12", "window", "window   = nan"},
		"a million million requests": {strings.NewReplacer(`"150/s"`, `"1000000000/s"`, `"6s"`, `"1000s"`).Replace(pair), "15:11", "1e+12 requests", "1000000000/s"},
		"a table that comes twice":   {pair + "[nodes.api]\n", "30:", "nodes.api", "[nodes.api]"},
		"a fault without a kind":     {replaced(`kind = "hang"`, ""), "25:1", "kind", "[[faults]]"},
		"an empty file":              {"", "1:1", "the file is empty", ""},
		"a binary file":              {"\x7fELF\x02\x01\x00\x00\xff\xfe", "1:7", "the file is binary", ".ELF"},
		"no TOML at all":             {"hello, world\n", "1:6", "", "hello, world"},
		"a claim about nobody":       {expecting(pair, "wiht.error_rate < 1%"), "31:8", `no variant is called "wiht"`, "that = "},
		"a claim that is no claim":   {expecting(pair, "with.error_rate <"), "31:26", "the claim ends", "that = "},
	} {
		t.Run(name, func(t *testing.T) {
			path := file(t, "bad.toml", test.text)
			for _, command := range []string{"check", "run", "compare", "describe"} {
				e := tank(t, command, path).must(t, 2, path+":"+test.place, test.message, test.line)
				if e.stdout != "" || !strings.HasPrefix(e.stderr, path+":") || strings.ContainsAny(e.stderr, "\x00\x1b\x7f") {
					t.Errorf("%s: stdout %q, stderr %q", command, e.stdout, e.stderr)
				}
				if test.line != "" && (!strings.Contains(e.stderr, "allowed: ") || !regexp.MustCompile(`\n +\| +\^\n`).MatchString(e.stderr)) {
					t.Errorf("no mark, or nothing about what is allowed:\n%s", e.stderr)
				}
			}
		})
	}
}

func TestWhatIsNoFileIsToldInOneLine(t *testing.T) {
	dir := t.TempDir()
	missing := filepath.Join(dir, "missing.toml")
	tank(t, "run", dir).must(t, 2, dir+": is a directory, not a scenario file\n")
	tank(t, "compare", missing).must(t, 2, missing+": there is no such file\n")
	tank(t, "check", os.DevNull).must(t, 2, os.DevNull+": is not a regular file\n")
}

func TestCheckLooksAtEveryFile(t *testing.T) {
	good, bad := file(t, "good.toml", pair), file(t, "bad.toml", strings.Replace(pair, "queue ", "qeue ", 1))
	e := tank(t, "check", good, bad, "mm1", bad+".no").must(t, 2, bad+`:8:1: unknown key "qeue"`, `did you mean "queue"?`, bad+".no: there is no such file")
	want := good + ": ok (A hung store; 2 variants, 1 fault, 0 expectations)\nmm1: ok (M/M/1, a measuring stick; 1 variant, 0 faults, 4 expectations)\n"
	if e.stdout != want {
		t.Errorf("stdout:\n%s\nwant:\n%s", e.stdout, want)
	}
	tank(t, "check", good, "mm1").must(t, 0)
}

// One bad file through the real program, in case it differs from execute.
func TestTheProgramItselfAnswersABadFile(t *testing.T) {
	c := program(t, "run", file(t, "bad.toml", "title = 3\n"))
	out, err := c.CombinedOutput()
	if c.ProcessState == nil {
		t.Skip("no process can be started here: ", err)
	}
	if c.ProcessState.ExitCode() != 2 || !strings.Contains(string(out), "bad.toml:1:9: ") || strings.Contains(string(out), "goroutine") {
		t.Errorf("status %d\n%s", c.ProcessState.ExitCode(), out)
	}
}
