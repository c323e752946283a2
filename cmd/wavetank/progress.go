package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// A progress tells on stderr how far a comparison is, how long it took and how long it
// will take: a bar that moves on a terminal, a line at every tenth elsewhere.
type progress struct {
	w        io.Writer
	what     string // that is counted, in the plural
	terminal bool
	tenth    int
	known    string // what is known so far of what is looked for
	elapsed  func() time.Duration
	more     func() string // of whoever makes the runs; nil is nobody else
}

func newProgress(w io.Writer, what string) *progress {
	begun := time.Now()
	p := &progress{w: w, what: what, tenth: -1, elapsed: func() time.Duration { return time.Since(begun) }}
	_, p.terminal = terminal(w)
	return p
}

// show says that done of total are finished.
func (p *progress) show(done, total int) {
	if p.terminal {
		const width = 24
		full := width * done / total
		fmt.Fprintf(p.w, ownEscape+"[1G[%s%s] %d of %d %s%s"+ownEscape+"[K", strings.Repeat("#", full), strings.Repeat(".", width-full), done, total, p.what, p.times(done, total)+p.others()+p.known)
		return
	}
	if tenth := 10 * done / total; tenth != p.tenth {
		p.tenth = tenth
		fmt.Fprintf(p.w, "%d of %d %s%s\n", done, total, p.what, p.times(done, total)+p.others()+p.known)
	}
}

// know has it say what is known so far, from now on.
func (p *progress) know(words string) { p.known = "; " + words }

// others says who else is at work.
func (p *progress) others() string {
	if p.more == nil {
		return ""
	}
	return p.more()
}

// times says how long it took so far and, if the rest is like it, how long that will.
func (p *progress) times(done, total int) string {
	took := p.elapsed()
	switch done {
	case 0:
		return ""
	case total:
		return ", " + rough(took)
	}
	return fmt.Sprintf(", %s, about %s to go", rough(took), rough(time.Duration(float64(took)*float64(total-done)/float64(done))))
}

// rough writes a time to the second, and to the minute if it is hours.
func rough(d time.Duration) string {
	if d >= time.Hour {
		return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
	}
	return d.Round(time.Second).String()
}

// end leaves the line of the bar.
func (p *progress) end() {
	if p.terminal {
		fmt.Fprint(p.w, ownEscape+"[1G"+ownEscape+"[K")
	}
}
