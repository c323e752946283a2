package main

import (
	"fmt"
	"io"
	"unicode/utf8"

	"wavetank/sim/typo"
)

// ownEscape stands for ESC in what wavetank itself tells a terminal. Nothing else can hold
// it: no text of a file has the first of its bytes, and no word of a command line the second.
const ownEscape = "\xff\x00"

// A plain writer writes for terminals: what a file or a path holds cannot move the cursor,
// colour what follows or turn it around. What is hidden is written as TOML and
// JSON have it, such as \u202e, and a byte that is no character as \x9b.
type plain struct {
	w    io.Writer
	rest []byte // what can be told only with what comes after it
}

func (p *plain) Write(b []byte) (int, error) {
	text := append(p.rest, b...)
	p.rest = nil
	var out []byte
	for len(text) > 0 {
		if !utf8.FullRune(text) || len(text) == 1 && (text[0] == ownEscape[0] || text[0] == '\r') {
			p.rest = append(p.rest, text...)
			break
		}
		c, size := utf8.DecodeRune(text)
		switch {
		case text[0] == ownEscape[0] && text[1] == ownEscape[1]:
			out, size = append(out, '\x1b'), len(ownEscape)
		case c == '\r' && text[1] == '\n':
			out = append(out, '\r')
		case c == utf8.RuneError && size == 1:
			out = fmt.Appendf(out, `\x%02x`, text[0])
		case c == '\r' || typo.Hidden(c):
			out = append(out, typo.Escaped(c)...)
		default:
			out = append(out, text[:size]...)
		}
		text = text[size:]
	}
	if _, err := p.w.Write(out); err != nil {
		return 0, err
	}
	return len(b), nil
}
