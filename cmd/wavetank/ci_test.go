package main

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A suite is what a reader of JUnit's XML sees.
type suite struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Skipped  int `xml:"skipped,attr"`
	Cases    []struct {
		Name    string `xml:"name,attr"`
		File    string `xml:"file,attr"`
		Line    int    `xml:"line,attr"`
		Failure *struct {
			Message string `xml:"message,attr"`
		} `xml:"failure"`
		Error   *struct{} `xml:"error"`
		Skipped *struct {
			Message string `xml:"message,attr"`
		} `xml:"skipped"`
	} `xml:"testsuite>testcase"`
}

func junit(t *testing.T, path string) (s suite) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err == nil {
		err = xml.Unmarshal(data, &s)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestABuildIsToldOfEveryExpectation(t *testing.T) {
	path := file(t, "pair.toml", expecting(expecting(expecting(pair, "with.latency_all_p99 < 5s"), "with.error_rate < 1%"), "with.facts.retry.sent == 0"))
	dir := t.TempDir()
	xmlFile, page, summary := filepath.Join(dir, "out.xml"), filepath.Join(dir, "out.md"), filepath.Join(dir, "step.md")
	t.Setenv(stepSummary, summary)
	if err := os.WriteFile(summary, []byte("before\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	e := tank(t, "compare", path, "--seeds", "3", "--out", dir, "--junit", xmlFile, "--markdown", page, "--annotations").must(t, statusFailed)
	s := junit(t, xmlFile)
	if s.Tests != 3 || s.Failures != 1 || s.Skipped != 1 || s.Errors != 0 || len(s.Cases) != 3 {
		t.Fatalf("%+v", s)
	}
	line := strings.Count(pair, "\n") + 1
	if pass := s.Cases[0]; pass.Name != "with.latency_all_p99 < 5s" || pass.Failure != nil || pass.Skipped != nil || pass.File != path || pass.Line != line {
		t.Errorf("passed: %+v, want line %d", pass, line)
	}
	if fail := s.Cases[1]; fail.Failure == nil || !strings.Contains(fail.Failure.Message, "left minus right is ") {
		t.Errorf("failed: %+v", fail)
	}
	if skip := s.Cases[2]; skip.Skipped == nil || !strings.Contains(skip.Skipped.Message, "it could not have been otherwise") {
		t.Errorf("inconclusive: %+v", skip)
	}
	for _, want := range []string{"::error file=" + path + ",line=", "title=expectation fail%3A with.error_rate < 1%25::left minus right", "::warning file="} {
		if !strings.Contains(e.stderr, want) {
			t.Errorf("stderr lacks %q:\n%s", want, e.stderr)
		}
	}
	data, _ := os.ReadFile(page)
	for _, want := range []string{"### pair: A hung store\n", "\n| variant | error rate | ", "\n|---|---|", "| ✅ pass | `with.latency_all_p99 < 5s` | ", "| ❌ fail | ", "| ➖ inconclusive | ", "Again: `wavetank compare "} {
		if !strings.Contains(string(data), want) {
			t.Errorf("Markdown lacks %q:\n%s", want, data)
		}
	}
	if step, _ := os.ReadFile(summary); string(step) != "before\n"+string(data) {
		t.Errorf("the summary of the step is\n%s", step)
	}
}

func TestABuildIsToldOfEveryPoint(t *testing.T) {
	path, out := file(t, "pair.toml", expecting(pair, "with.latency_all_p99 < 5s")), filepath.Join(t.TempDir(), "out.xml")
	tank(t, "compare", path, "--seeds", "2", "--sweep", "duration=5s,6s", "--out", t.TempDir(), "--junit", out).must(t, 0)
	if s := junit(t, out); s.Tests != 2 || s.Failures != 0 || s.Cases[1].Name != "with.latency_all_p99 < 5s (with 6s)" || s.Cases[1].Line == 0 {
		t.Errorf("%+v", s)
	}
}

func TestABuildIsToldOfInvariants(t *testing.T) {
	path, out := file(t, "crowded.toml", crowded), filepath.Join(t.TempDir(), "out.xml")
	for _, args := range [][]string{{"run", path, "--seed", "1"}, {"compare", path, "--seeds", "8"}, {"hunt", path, "--seeds", "8", "--storm=false"}} {
		if args[0] != "run" {
			args = append(args, "--out", t.TempDir())
		}
		e := tank(t, append(args, "--junit", out, "--annotations")...)
		s := junit(t, out)
		if (e.status == statusViolated) != (s.Failures > 0) || s.Tests < 3 || s.Cases[0].Line == 0 || (s.Failures > 0) != strings.Contains(e.stderr, "::error file="+path+",line=") {
			t.Errorf("%v: status %d, %+v\n%s", args, e.status, s, e.stderr)
		}
	}
}

func TestABuildIsToldOfWhatCouldNotBeJudged(t *testing.T) {
	path, out := file(t, "wrong.toml", strings.Replace(pair, "open_for", "open_fro", 1)), filepath.Join(t.TempDir(), "out.xml")
	for _, command := range []string{"compare", "run", "check", "hunt"} {
		e := tank(t, command, path, "--junit", out, "--annotations").must(t, statusUsage, "::error file="+path+",line=", `; did you mean "open_for"?`)
		if s := junit(t, out); s.Errors != 1 || s.Cases[0].File != path || s.Cases[0].Line == 0 {
			t.Errorf("%s: %+v\n%s", command, s, e.stderr)
		}
		if err := os.Remove(out); err != nil {
			t.Fatal(err)
		}
	}
	tank(t, "compare", file(t, "tiny.toml", tiny), "--seeds", "0", "--junit", out).must(t, statusUsage)
	if s := junit(t, out); s.Errors != 1 {
		t.Errorf("%+v", s)
	}
}
