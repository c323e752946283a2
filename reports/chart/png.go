package chart

import (
	"cmp"
	"image"
	"image/color"
	"image/png"
	"io"
	"slices"
)

// writePNG writes a drawn page in 256 colours at most: a third of the bytes to compress,
// and of a page of a few inks, with their blends at the edges, nobody sees the difference.
func writePNG(w io.Writer, page *image.RGBA) error {
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	return encoder.Encode(w, paletted(page))
}

// An ink is a colour of the page, three bytes.
type ink24 uint32

// off returns how far two colours are apart, in the channel in which they are most.
func (c ink24) off(d ink24) int {
	channel := func(shift int) int {
		a, b := int(c>>shift&0xFF), int(d>>shift&0xFF)
		return max(a, b) - min(a, b)
	}
	return max(channel(16), channel(8), channel(0))
}

// inks returns the colours of a page, which has a white ground, and how many pixels have
// each.
func inks(page *image.RGBA) map[ink24]int {
	counts := make(map[ink24]int)
	eachRun(page, func(c ink24, _, n int) { counts[c] += n })
	return counts
}

// eachRun calls f for each stretch of pixels of one colour.
func eachRun(page *image.RGBA, f func(c ink24, from, n int)) {
	pix := page.Pix
	last, from := ink24(0), 0
	for i := 0; i < len(pix); i += 4 {
		c := ink24(pix[i])<<16 | ink24(pix[i+1])<<8 | ink24(pix[i+2])
		if i > 0 && c != last {
			f(last, from, i/4-from)
			from = i / 4
		}
		last = c
	}
	f(last, from, len(pix)/4-from)
}

// unseen is how far off a colour may be without anybody seeing it.
const unseen = 6

// paletted returns the page in 256 colours. The commonest stay what they are; any other is
// drawn as one that nobody tells apart, or that is off by as little as it takes.
func paletted(page *image.RGBA) *image.Paletted {
	counts := inks(page)
	drawn := make([]ink24, 0, len(counts)) // the commonest first
	for c := range counts {
		drawn = append(drawn, c)
	}
	slices.SortFunc(drawn, func(a, b ink24) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	var chosen []ink24
	for off := unseen; chosen == nil; off += 1 + off/4 {
		chosen = choose(drawn, off)
	}
	index := make(map[ink24]uint8)
	var palette color.Palette
	for _, c := range chosen {
		palette = append(palette, color.RGBA{uint8(c >> 16), uint8(c >> 8), uint8(c), 0xFF})
	}
	for _, c := range drawn {
		nearest := 0
		for i := range chosen {
			if c.off(chosen[i]) < c.off(chosen[nearest]) {
				nearest = i
			}
		}
		index[c] = uint8(nearest)
	}
	out := image.NewPaletted(page.Rect, palette)
	eachRun(page, func(c ink24, from, n int) {
		at := index[c]
		for i := range n {
			out.Pix[from+i] = at
		}
	})
	return out
}

// choose returns colours of which every drawn one is off by no more than that, or nil if
// it takes more than 256.
func choose(drawn []ink24, off int) []ink24 {
	var chosen []ink24
	for _, c := range drawn {
		switch {
		case slices.ContainsFunc(chosen, func(d ink24) bool { return c.off(d) <= off }):
		case len(chosen) == 256:
			return nil
		default:
			chosen = append(chosen, c)
		}
	}
	return chosen
}
