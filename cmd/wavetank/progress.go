package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// A progress tells on stderr how far a comparison is: a bar that moves on a
// terminal, a line at every tenth elsewhere.
type progress struct {
	w        io.Writer
	what     string // that is counted, in the plural
	terminal bool
	tenth    int
}

func newProgress(w io.Writer, what string) *progress {
	f, ok := w.(*os.File)
	p := &progress{w: w, what: what, tenth: -1}
	if ok {
		info, err := f.Stat()
		p.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
	}
	return p
}

// show says that done of total are finished.
func (p *progress) show(done, total int) {
	if p.terminal {
		const width = 40
		full := width * done / total
		fmt.Fprintf(p.w, "\r[%s%s] %d of %d %s", strings.Repeat("#", full), strings.Repeat(".", width-full), done, total, p.what)
		return
	}
	if tenth := 10 * done / total; tenth != p.tenth {
		p.tenth = tenth
		fmt.Fprintf(p.w, "%d of %d %s\n", done, total, p.what)
	}
}

// end leaves the line of the bar.
func (p *progress) end() {
	if p.terminal {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
