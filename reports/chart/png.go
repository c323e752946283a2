package chart

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/bits"
	"slices"
	"sync"
)

// writePNG writes a drawn page in 256 colours at most: a third of the bytes to compress,
// and of a page of a few inks, with their blends at the edges, nobody sees the difference.
// It is compressed in a third of the time that is usual, unless it gets too large.
func (p *plate) writePNG(b *bytes.Buffer, page *image.RGBA) error {
	inked := p.paletted(page)
	for _, level := range []png.CompressionLevel{png.BestSpeed, png.DefaultCompression} {
		b.Reset()
		encoder := png.Encoder{CompressionLevel: level, BufferPool: p}
		if err := encoder.Encode(b, inked); err != nil || b.Len() <= mostPNG {
			return err
		}
	}
	return nil
}

// A plate is the memory in which a picture is made. It is used again for the next picture,
// as that of a machine costs more at first touch than what is drawn in it.
type plate struct {
	page, inked []uint8
	streaks     []streak
	encoder     *png.EncoderBuffer
}

// plates are those that no picture is made in.
var plates = sync.OnceValue(func() *sync.Pool {
	return &sync.Pool{New: func() any { return new(plate) }}
})

// Get and Put lend the encoder's part of the plate.
func (p *plate) Get() *png.EncoderBuffer  { return p.encoder }
func (p *plate) Put(b *png.EncoderBuffer) { p.encoder = b }

// sized returns n bytes of b, or new ones with room for somewhat larger pages. Whoever asks
// writes them all.
func sized(b *[]uint8, n int) []uint8 {
	if cap(*b) < n {
		*b = make([]uint8, 1<<bits.Len(uint(n)))
	}
	return (*b)[:n]
}

// An ink is a colour of the page, three bytes.
type ink24 uint32

// near reports whether two colours are off by no more than that, in any channel.
func (c ink24) near(d ink24, off int) bool {
	red, green, blue := int(c>>16)-int(d>>16), int(c>>8&0xFF)-int(d>>8&0xFF), int(c&0xFF)-int(d&0xFF)
	return red <= off && red >= -off && green <= off && green >= -off && blue <= off && blue >= -off
}

// A streak is pixels in a row that have one colour.
type streak struct{ ink, pixels int32 }

// A tint is a colour of the page, and how many pixels have it.
type tint struct {
	ink24
	number int32 // in the order of their appearance
	pixels int
}

// inks returns the colours of a page, which has a white ground, and notes its streaks.
func (p *plate) inks(page *image.RGBA) []tint {
	var inks []tint
	number := make(map[ink24]int32)
	p.streaks = p.streaks[:0]
	for pix := page.Pix; len(pix) > 0; {
		n := alike(pix)
		c := ink24(pix[0])<<16 | ink24(pix[1])<<8 | ink24(pix[2])
		i, ok := number[c]
		if !ok {
			i = int32(len(inks))
			number[c], inks = i, append(inks, tint{ink24: c, number: i})
		}
		inks[i].pixels += n / 4
		p.streaks = append(p.streaks, streak{i, int32(n / 4)})
		pix = pix[n:]
	}
	return inks
}

// alike returns of how many bytes the first streak is.
func alike(pix []uint8) int {
	one := binary.LittleEndian.Uint32(pix)
	two, i := uint64(one)<<32|uint64(one), 4
	for i+8 <= len(pix) && binary.LittleEndian.Uint64(pix[i:]) == two {
		i += 8
	}
	for i < len(pix) && binary.LittleEndian.Uint32(pix[i:]) == one {
		i += 4
	}
	return i
}

// unseen is how far off a colour may be without anybody seeing it.
const unseen = 6

// paletted returns the page in 256 colours. The commonest stay what they are; any other is
// drawn as one that nobody tells apart, or that is off by as little as it takes.
func (p *plate) paletted(page *image.RGBA) *image.Paletted {
	drawn := p.inks(page)
	slices.SortFunc(drawn, func(a, b tint) int { return cmp.Or(cmp.Compare(b.pixels, a.pixels), cmp.Compare(a.ink24, b.ink24)) })
	var chosen []ink24
	for off := unseen; chosen == nil; off += 1 + off/4 {
		chosen = choose(drawn, off)
	}
	var palette color.Palette
	for _, c := range chosen {
		palette = append(palette, color.RGBA{uint8(c >> 16), uint8(c >> 8), uint8(c), 0xFF})
	}
	index := make([]uint8, len(drawn))
	for _, c := range drawn {
		off := math.MaxUint8
		for i, d := range chosen {
			for off >= 0 && c.near(d, off) {
				index[c.number], off = uint8(i), off-1
			}
		}
	}
	size := page.Rect.Size()
	out := &image.Paletted{Pix: sized(&p.inked, size.X*size.Y), Stride: size.X, Rect: page.Rect, Palette: palette}
	rest := out.Pix
	for _, s := range p.streaks {
		at := index[s.ink]
		for i := range s.pixels {
			rest[i] = at
		}
		rest = rest[s.pixels:]
	}
	return out
}

// choose returns colours of which every drawn one is off by no more than that, or nil if
// it takes more than 256.
func choose(drawn []tint, off int) []ink24 {
	var chosen []ink24
	for _, c := range drawn {
		switch {
		case slices.ContainsFunc(chosen, func(d ink24) bool { return c.near(d, off) }):
		case len(chosen) == 256:
			return nil
		default:
			chosen = append(chosen, c.ink24)
		}
	}
	return chosen
}
