package chart

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	stdfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"

	"wavetank/reports"
	"wavetank/sim/typo"
)

// A letter is a size and a weight of Liberation Sans.
type letter struct {
	size float64 // points
	bold bool
}

// The letters of every chart.
var (
	titleLetter    = letter{size: 17, bold: true}
	subtitleLetter = letter{size: 11.5}
	axisLetter     = letter{size: 10.5, bold: true}
	tickLetter     = letter{size: 10.5}
	shadeLetter    = letter{size: 10}
	labelLetter    = letter{size: 12, bold: true}
	lesserLetter   = letter{size: 11}
	footerLetter   = letter{size: 9}
)

// fonts are parsed once, and only by a run that draws.
var fonts = sync.OnceValue(func() *font.Cache {
	return font.NewCache(liberation.Collection())
})

func (l letter) face() font.Face {
	f := font.Font{Typeface: "Liberation", Variant: "Sans"}
	if l.bold {
		f.Weight = stdfont.WeightBold
	}
	return fonts().Lookup(f, vg.Points(l.size))
}

// width of a line of text, in points.
func (l letter) width(s string) float64 {
	face := l.face()
	return face.Width(s).Points()
}

// leading is the distance from one baseline to the next.
func (l letter) leading() float64 { return l.size * 1.3 }

// capital is the height of a capital letter above the baseline.
func (l letter) capital() float64 { return l.size * 0.7 }

// wrap breaks text into lines of at most the given width, at spaces; a word
// that is wider than a line is broken where the line ends.
func (l letter) wrap(s string, width float64) []string {
	var lines []string
	line := ""
	for _, word := range reports.Words(printable(s)) {
		if line != "" && l.width(line+" "+word) <= width {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for l.width(word) > width {
			head := l.head(word, width)
			lines = append(lines, word[:head])
			word = word[head:]
		}
		line = word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// glue is a space at which no line breaks: between a name and its number.
const glue = '\u00a0'

// glued keeps a text in one line.
func glued(s string) string { return strings.ReplaceAll(s, " ", string(glue)) }

// balance wraps text into the same number of lines as wrap, with lines as even
// as can be.
func (l letter) balance(s string, width float64) []string {
	lines := l.wrap(s, width)
	for narrower := width - 10; len(lines) > 1 && narrower > width/2; narrower -= 10 {
		tried := l.wrap(s, narrower)
		if len(tried) > len(lines) {
			break
		}
		lines = tried
	}
	return lines
}

// head is how many bytes of a word fit in the width: at least one letter.
func (l letter) head(word string, width float64) int {
	n := 0
	for i, r := range word {
		end := i + utf8.RuneLen(r)
		if n > 0 && l.width(word[:end]) > width {
			break
		}
		n = end
	}
	return n
}

// printable makes text safe to draw and to stand in XML: one line, in which a character
// that steers can be read.
func printable(s string) string {
	return typo.Visible(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r) && !typo.Hidden(r):
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

// shorten cuts text to one line of at most the given width.
func (l letter) shorten(s string, width float64) string {
	s = printable(s)
	if l.width(s) <= width {
		return s
	}
	return s[:l.head(s, width-l.width("…"))] + "…"
}

func (l letter) widest(lines []string) float64 {
	w := 0.0
	for _, s := range lines {
		w = max(w, l.width(s))
	}
	return w
}
