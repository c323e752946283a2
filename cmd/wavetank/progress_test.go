package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestProgressIsABarOnATerminalAndLinesElsewhere(t *testing.T) {
	show := func(terminal bool) string {
		var b bytes.Buffer
		p := newProgress(&b, "seeds")
		p.terminal = terminal
		for done := range 101 {
			p.show(done, 100)
		}
		p.end()
		return b.String()
	}
	if lines := show(false); strings.Count(lines, "\n") != 11 || !strings.HasPrefix(lines, "0 of 100 seeds\n10 of 100 seeds\n") || strings.ContainsAny(lines, "\r\x1b") {
		t.Errorf("elsewhere: %q", lines)
	}
	bar := show(true)
	if strings.Contains(bar, "\n") || !strings.Contains(bar, "\r["+strings.Repeat("#", 20)+strings.Repeat(".", 20)+"] 50 of 100 seeds") {
		t.Errorf("on a terminal: %q", bar)
	}
	if !strings.HasSuffix(bar, "\r\x1b[K") {
		t.Errorf("the bar stays: %q", bar[len(bar)-20:])
	}
}
