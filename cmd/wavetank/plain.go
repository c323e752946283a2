package main

import (
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"
)

// A plain writer writes for terminals: what a file or a path holds cannot move the cursor,
// colour what follows or turn it around. A character that steers is written as TOML and
// JSON have it, such as \u202e. Escape alone passes, as in the colours that are wavetank's
// own: files cannot hold it, and messages quote it.
type plain struct {
	w    io.Writer
	rest []byte // the beginning of a character whose end has not been written
}

func (p *plain) Write(b []byte) (int, error) {
	text := append(p.rest, b...)
	p.rest = nil
	var out []byte
	for len(text) > 0 {
		if !utf8.FullRune(text) {
			p.rest = append(p.rest, text...)
			break
		}
		c, size := utf8.DecodeRune(text)
		if steers(c) {
			out = fmt.Appendf(out, `\u%04x`, c)
		} else {
			out = append(out, text[:size]...)
		}
		text = text[size:]
	}
	if _, err := p.w.Write(out); err != nil {
		return 0, err
	}
	return len(b), nil
}

// steers reports whether a terminal obeys a character rather than showing it: controls but
// for the usual ones, and what changes the direction of writing.
func steers(c rune) bool {
	switch c {
	case '\n', '\t', '\r', '\x1b':
		return false
	}
	return unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c)
}
