package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestProgressIsABarOnATerminalAndLinesElsewhere(t *testing.T) {
	show := func(terminal bool) string {
		var b bytes.Buffer
		p := newProgress(&plain{w: &b}, "seeds")
		p.terminal = terminal
		for done := range 101 {
			p.elapsed = func() time.Duration { return time.Duration(done) * 2 * time.Second }
			p.show(done, 100)
		}
		p.end()
		return b.String()
	}
	lines := show(false)
	if strings.Count(lines, "\n") != 11 || !strings.HasPrefix(lines, "0 of 100 seeds\n10 of 100 seeds, 20s, about 3m0s to go\n") || strings.ContainsAny(lines, "\r\x1b") {
		t.Errorf("elsewhere: %q", lines)
	}
	if !strings.HasSuffix(lines, "\n100 of 100 seeds, 3m20s\n") {
		t.Errorf("it ends with %q", lines[len(lines)-40:])
	}
	bar := show(true)
	if strings.Contains(bar, "\n") || !strings.Contains(bar, "\x1b[1G["+strings.Repeat("#", 12)+strings.Repeat(".", 12)+"] 50 of 100 seeds, 1m40s, about 1m40s to go\x1b[K") {
		t.Errorf("on a terminal: %q", bar)
	}
	if !strings.HasSuffix(bar, "\x1b[1G\x1b[K") {
		t.Errorf("the bar stays: %q", bar[len(bar)-20:])
	}
}

func TestTheBarFitsATerminal(t *testing.T) {
	var b bytes.Buffer
	p := newProgress(&plain{w: &b}, "seeds")
	p.terminal, p.elapsed = true, func() time.Duration { return 99 * time.Hour }
	p.show(49_999, 100_000)
	if line := strings.NewReplacer("\x1b[1G", "", "\x1b[K", "").Replace(b.String()); len(line) > 80 || !strings.HasSuffix(line, ", 99h0m, about 99h0m to go") {
		t.Errorf("%d columns: %q", len(line), line)
	}
}
