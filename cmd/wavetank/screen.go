package main

import (
	"fmt"
	"io"
	"os"
	"strconv"

	"wavetank/reports"
)

// terminal returns the terminal that a writer is, if it is one that moves its cursor.
func terminal(w io.Writer) (*os.File, bool) {
	if results, ok := w.(*watched); ok {
		w = results.w
	}
	if p, ok := w.(*plain); ok {
		w = p.w
	}
	f, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return nil, false
	}
	info, err := f.Stat()
	return f, err == nil && info.Mode()&os.ModeCharDevice != 0
}

// screenOf is as wide as the terminal or, where there is none, as COLUMNS says. It has
// colours on a terminal, unless NO_COLOR is set.
func screenOf(w io.Writer, details bool) reports.Screen {
	s := reports.Screen{Details: details, Escape: ownEscape}
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		s.Width = n
	}
	if f, ok := terminal(w); ok {
		s.Colour = os.Getenv("NO_COLOR") == ""
		if n := widthOf(f); n > 0 {
			s.Width = n
		}
	}
	return s
}

// wrap prints words in lines that fit, and tears no unit from its number.
func wrap(w io.Writer, words, indent string) { screenOf(w, false).Wrap(w, words, indent) }

// again prints the command that repeats what was done, as one that can be copied: where
// it is too long for a line, it goes on in the next.
func again(w io.Writer, command string) { repeat(w, "Again: ", command) }

// repeat is again under other words.
func repeat(w io.Writer, words, command string) {
	fmt.Fprintln(w, screenOf(w, false).Command(words+command))
}
