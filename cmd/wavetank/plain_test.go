package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"wavetank/sim/typo"
)

// TestNothingSteersTheTerminal: controls of the upper half and marks of direction are
// written out, whole or torn into bytes; all else stays as it is.
func TestNothingSteersTheTerminal(t *testing.T) {
	const text = "a\u009b31m\u202eb\u2067\a\x7f – 50 µs, " + ownEscape + "[31mred" + ownEscape + "[0m\x1b[2J\x9b\xff\r\r\n\tü∞\x00"
	const want = `a\u009b31m\u202eb\u2067\u0007\u007f – 50 µs, ` + "\x1b[31mred\x1b[0m" + `\u001b[2J\x9b\xff\u000d` + "\r\n\tü∞" + `\u0000`
	for _, most := range []int{1, 2, 3, 1000} {
		var b bytes.Buffer
		p := &plain{w: &b}
		for rest := text; rest != ""; {
			n := min(most, len(rest))
			if m, err := io.WriteString(p, rest[:n]); m != n || err != nil {
				t.Fatal(m, err)
			}
			rest = rest[n:]
		}
		if b.String() != want {
			t.Errorf("%d bytes at a time: %q", most, b.String())
		}
	}
}

// TestLongNamesAreShortened where they are complained about.
func TestLongNamesAreShortened(t *testing.T) {
	long := strings.Repeat("y", 100_000)
	path := file(t, "long.toml", strings.NewReplacer("api.get", "api."+long).Replace(tiny)+"[patterns.p]\nkind = '"+long+"'\non = '"+long+"'\n[[faults]]\nkind = 'crash'\nnode = '"+long+"'\nat = '1s'\n")
	for _, args := range [][]string{{"check", path}, {"run", "mm1", "--only", long}, {"run", "mm1", "--set", "nodes." + long + "=1"}, {"describe", long}, {"run", long}, {"compare", "mm1", "--sweep", long}} {
		if e := tank(t, args...).must(t, 2, "bytes more"); len(e.stderr) > 60_000 {
			t.Errorf("%s: %d bytes of complaints", args[0], len(e.stderr))
		}
	}
}

// TestATitleDoesNotSteerTheTerminal, nor does an excerpt of the file or its name.
func TestATitleDoesNotSteerTheTerminal(t *testing.T) {
	quiet := t.TempDir()
	const body = "\nduration = '5s'\n[nodes.a.routes]\nr = { work = '1ms' }\n[loads.l]\nto = 'a.r'\nrate = '10/s'\n"
	for _, c := range []struct{ name, text, args string }{
		{"a.toml", "title = 'a \u202eb'" + body, "check"},
		{"a.toml", "title = 'a \u202eb'" + body, "run"},
		{"a.toml", "title = 'a \u202eb'" + body, "run --json"},
		{"a.toml", "'a\u009b31m' = 1", "check"},
		{"a\u202e\u009b31m.toml", "title = 3", "check"},
		{"none\u202e", "", "compare"},
		{"a\x1b[31mb.toml", "title = 'x'" + body, "run"},
		{"a\x1b[31mb\r\a.toml", "title = 'x'" + body, "compare --seeds 1 --out " + quiet},
		{"a\x9b31mb.toml", "title = 3", "check"},
		{"a.toml", "title = 'x'" + body, "run --only \x1b[31mx"},
		{"a.toml", "title = 'x'" + body, "run --set nodes.\x1b[31mx=3"},
	} {
		path := filepath.Join(t.TempDir(), c.name)
		if err := os.WriteFile(path, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		e := tank(t, append(strings.Fields(c.args), path)...)
		if strings.ContainsFunc(e.stdout+e.stderr, typo.Hidden) || !utf8.ValidString(e.stdout+e.stderr) {
			t.Errorf("%s %q: %q %q", c.args, c.name, e.stdout, e.stderr)
		}
	}
}

// TestNoOutputIsSteeredByTexts: title, notes, question, the file's name and what steers HTML,
// XML, Markdown and the commands of a workflow, in all files that a comparison leaves.
func TestNoOutputIsSteeredByTexts(t *testing.T) {
	const odd = "T\u202e|e\u200bv\u200ei\U000e0041l \ufeff`x` </text><script>alert(1)</script> ]]> *b* [l](javascript:1) %0A::error::y &amp; \u2028\ufffe"
	text := "# Is \u202e <b>it</b> \u009b?\n" + strings.Replace(expecting(tiny, "p50 < 1ns"), "[[expect]]", "[[expect]]\nnote = '"+odd+"'", 1) + "[[invariant]]\nnever = \"request.ok\"\nnote = '" + odd + "'\n"
	path := file(t, "e\u202e\u200b|`x`<b>%0A\u009b.toml", strings.Replace(text, `title    = "A tiny service"`, "title = '"+odd+"'", 1))
	if !strings.Contains(scenario(path), "title = 'T") {
		t.Fatal("the title is another")
	}
	dir := t.TempDir()
	for i, more := range []string{"--json", "--sweep=nodes.api.workers=1,2"} {
		name := func(end string) string { return filepath.Join(dir, fmt.Sprint(i, end)) }
		e := tank(t, "compare", path, more, "--seeds", "2", "--annotations", "--out", name(""), "--html", name(".html"), "--junit", name(".xml"), "--markdown", name(".md")).must(t, statusViolated)
		if lines := strings.Count("\n"+e.stderr, "\n::"); lines == 0 || lines != strings.Count(e.stderr, "::error file=") {
			t.Errorf("of %d annotations some are not ours:\n%s", lines, e.stderr)
		}
		if i == 0 && !json.Valid([]byte(e.stdout)) {
			t.Errorf("it is no JSON: %s", e.stdout)
		}
	}
	looked := 0
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".png") || d.Name() == manifestName {
			return err
		}
		data, err := os.ReadFile(name)
		text := string(data)
		looked++
		if i := strings.IndexFunc(text, typo.Hidden); i >= 0 || !utf8.Valid(data) {
			t.Errorf("%s has what is hidden: %q", name, text[max(i-20, 0):min(i+20, len(text))])
		}
		if strings.Contains(text, "<script>alert") && !strings.HasSuffix(name, ".json") || strings.HasSuffix(name, ".md") && strings.Contains(text, " [l](") {
			t.Errorf("%s can be taken for more than text", name)
		}
		for x := xml.NewDecoder(bytes.NewReader(data)); err == nil && (strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".svg")); {
			if _, err = x.Token(); err != nil && err != io.EOF {
				t.Errorf("%s is no XML: %v", name, err)
			}
		}
		return nil
	})
	if err != nil || looked < 15 {
		t.Errorf("%d files: %v", looked, err)
	}
}
