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
	terminal bool
	tenth    int
}

func newProgress(w io.Writer) *progress {
	f, ok := w.(*os.File)
	p := &progress{w: w, tenth: -1}
	if ok {
		info, err := f.Stat()
		p.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
	}
	return p
}

// show says that done of total seeds are finished.
func (p *progress) show(done, total int) {
	if p.terminal {
		const width = 40
		full := width * done / total
		fmt.Fprintf(p.w, "\r[%s%s] %d of %d seeds", strings.Repeat("#", full), strings.Repeat(".", width-full), done, total)
		return
	}
	if tenth := 10 * done / total; tenth != p.tenth {
		p.tenth = tenth
		fmt.Fprintf(p.w, "%d of %d seeds\n", done, total)
	}
}

// end leaves the line of the bar.
func (p *progress) end() {
	if p.terminal {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
