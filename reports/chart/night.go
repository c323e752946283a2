package chart

import "image/color"

// nightPaper is the ground of a chart on a dark page.
var nightPaper = color.NRGBA{R: 0x16, G: 0x1A, B: 0x20, A: 0xFF}

// nightInks are what the inks of everything that is not a curve become on a dark page.
var nightInks = map[color.NRGBA]color.NRGBA{
	paper:    nightPaper,
	ink:      {R: 0xEC, G: 0xEE, B: 0xF0, A: 0xFF},
	inkSoft:  {R: 0xC6, G: 0xCA, B: 0xD0, A: 0xFF},
	inkFaint: {R: 0x9C, G: 0xA3, B: 0xAB, A: 0xFF},
	gridInk:  {R: 0x2C, G: 0x32, B: 0x3A, A: 0xFF},
	axisInk:  {R: 0x6E, G: 0x76, B: 0x80, A: 0xFF},
	shadeInk: {R: 0xFF, G: 0xFF, B: 0xFF, A: 0x18},
	hatchInk: {R: 0x3A, G: 0x41, B: 0x4A, A: 0xFF},
}

// nightContrast is what contrast has to be for one of 4.5:1 on a dark page, where the square
// that it takes for the curve of WCAG 2 makes middling colours lighter than they are.
const nightContrast = 5050

// night returns what an ink becomes on a dark page: itself, or as much lighter as it needs
// for a contrast of 4.5:1. How far it lets shine through stays.
func night(c color.NRGBA) color.NRGBA {
	if dark, ok := nightInks[c]; ok {
		return dark
	}
	solid := c
	solid.A = 0xFF
	dark, ok := nightInks[solid]
	if !ok {
		for dark = solid; contrast(dark, nightPaper) < nightContrast; {
			dark.R, dark.G, dark.B = lighter(dark.R), lighter(dark.G), lighter(dark.B)
		}
	}
	dark.A = c.A
	return dark
}

func lighter(v uint8) uint8 { return uint8(int(v) + (255-int(v)+15)/16) }
