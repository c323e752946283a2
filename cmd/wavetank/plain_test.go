package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNothingSteersTheTerminal: controls of the upper half and marks of direction are
// written out, whole or torn into bytes; all else stays as it is.
func TestNothingSteersTheTerminal(t *testing.T) {
	const text = "a\u009b31m\u202eb\u2067\a\x7f – 50 µs, \x1b[31mred\x1b[0m\n\tü∞"
	const want = `a\u009b31m\u202eb\u2067\u0007\u007f – 50 µs, ` + "\x1b[31mred\x1b[0m\n\tü∞"
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

// TestATitleDoesNotSteerTheTerminal, nor does an excerpt of the file or its name.
func TestATitleDoesNotSteerTheTerminal(t *testing.T) {
	const body = "\nduration = '5s'\n[nodes.a.routes]\nr = { work = '1ms' }\n[loads.l]\nto = 'a.r'\nrate = '10/s'\n"
	for _, c := range []struct{ name, text, args string }{
		{"a.toml", "title = 'a \u202eb'" + body, "check"},
		{"a.toml", "title = 'a \u202eb'" + body, "run"},
		{"a.toml", "title = 'a \u202eb'" + body, "run --json"},
		{"a.toml", "'a\u009b31m' = 1", "check"},
		{"a\u202e\u009b31m.toml", "title = 3", "check"},
		{"none\u202e", "", "compare"},
	} {
		path := filepath.Join(t.TempDir(), c.name)
		if err := os.WriteFile(path, []byte(c.text), 0o644); err != nil {
			t.Fatal(err)
		}
		e := tank(t, append(strings.Fields(c.args), path)...)
		if strings.ContainsFunc(e.stdout+e.stderr, steers) {
			t.Errorf("%s %q: %q %q", c.args, c.name, e.stdout, e.stderr)
		}
	}
}
