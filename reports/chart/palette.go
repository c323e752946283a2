package chart

import "image/color"

// The inks of everything that is not a curve.
var (
	paper    = color.NRGBA{R: 0xFF, G: 0xFF, B: 0xFF, A: 0xFF}
	ink      = color.NRGBA{R: 0x1F, G: 0x1F, B: 0x1F, A: 0xFF} // title
	inkSoft  = color.NRGBA{R: 0x4D, G: 0x4D, B: 0x4D, A: 0xFF} // words
	inkFaint = color.NRGBA{R: 0x70, G: 0x70, B: 0x70, A: 0xFF} // footer; still 4.9:1 on white
	gridInk  = color.NRGBA{R: 0xE6, G: 0xE6, B: 0xE6, A: 0xFF}
	axisInk  = color.NRGBA{R: 0x9A, G: 0x9A, B: 0x9A, A: 0xFF}
	shadeInk = color.NRGBA{R: 0x00, G: 0x00, B: 0x00, A: 0x12}
	hatchInk = color.NRGBA{R: 0xD2, G: 0xD2, B: 0xD2, A: 0xFF}
	loadInk  = color.NRGBA{R: 0x4C, G: 0x6E, B: 0x96, A: 0xFF} // what changes of the load
)

// baselineColour is Okabe and Ito's vermillion: the world without the pattern.
var baselineColour = color.NRGBA{R: 0xD5, G: 0x5E, B: 0x00, A: 0xFF}

// patternColours are the rest of the palette of Okabe and Ito (2008), blue
// first and black late, and Tol's wine, so that the eight arms of three patterns
// have one each. They stay apart for readers with any of the common colour blindnesses.
var patternColours = [...]color.NRGBA{
	{R: 0x00, G: 0x72, B: 0xB2, A: 0xFF},
	{R: 0x00, G: 0x9E, B: 0x73, A: 0xFF},
	{R: 0xCC, G: 0x79, B: 0xA7, A: 0xFF},
	{R: 0xE6, G: 0x9F, B: 0x00, A: 0xFF},
	{R: 0x56, G: 0xB4, B: 0xE9, A: 0xFF},
	{R: 0x1F, G: 0x1F, B: 0x1F, A: 0xFF},
	{R: 0x88, G: 0x22, B: 0x55, A: 0xFF},
}

// A palette hands out colours by variant, in the order in which it meets them.
type palette struct {
	taken map[string]color.NRGBA
	next  int
}

// newPalette knows the variants of a comparison, the baseline first, so that each has the
// same colour in all its charts.
func newPalette(arms []string) *palette {
	var p palette
	for i, name := range arms {
		p.of(name, i == 0)
	}
	return &p
}

// of is the colour of a variant. More variants than colours share them.
func (p *palette) of(variant string, baseline bool) color.NRGBA {
	if c, ok := p.taken[variant]; ok {
		return c
	}
	if p.taken == nil {
		p.taken = make(map[string]color.NRGBA)
	}
	c := baselineColour
	if !baseline {
		c = patternColours[p.next%len(patternColours)]
		p.next++
	}
	p.taken[variant] = c
	return c
}

// translucent lets what lies below shine through.
func translucent(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}

// legible darkens a colour until letters in it have a contrast of 4.5:1 on white,
// by the luminance of WCAG 2 with its curve taken as a square.
func legible(c color.NRGBA) color.NRGBA {
	for contrast(c, paper) < 4500 {
		c.R, c.G, c.B = darker(c.R), darker(c.G), darker(c.B)
	}
	return c
}

func darker(v uint8) uint8 { return uint8(int(v) * 15 / 16) }

// contrast is that of two colours, in thousandths. Whole numbers, for one answer
// everywhere.
func contrast(a, b color.NRGBA) int {
	luminance := func(c color.NRGBA) int {
		square := func(v uint8) int { return int(v) * int(v) }
		return 50 + (213*square(c.R)+715*square(c.G)+72*square(c.B))/(255*255)
	}
	x, y := luminance(a), luminance(b)
	return max(x, y) * 1000 / min(x, y)
}
