package chart

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// TestAChartIsSmallAndKeepsItsInks writes every sample: under 200 KB a page, with every colour
// near what was drawn.
func TestAChartIsSmallAndKeepsItsInks(t *testing.T) {
	const most, near = 200_000, 16
	for name, c := range samples() {
		canvas := vgimg.NewWith(vgimg.UseWH(vg.Points(pageWidth), vg.Points(c.height)), vgimg.UseDPI(pngDPI), vgimg.UseBackgroundColor(color.White))
		c.paint(&page{canvas: canvas, height: c.height})
		drawn := canvas.Image().(*image.RGBA)
		var b bytes.Buffer
		if err := writePNG(&b, drawn); err != nil {
			t.Fatal(err)
		}
		size := b.Len()
		if size > int(most*max(1, c.height/pageHeight)) { // some pages are long
			t.Errorf("%s has %d bytes, more than %d", name, size, most)
		}
		got, err := png.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		worst := 0
		for i, at := range got.(*image.Paletted).Pix {
			want, is := drawn.Pix[4*i:], got.(*image.Paletted).Palette[at].(color.RGBA)
			worst = max(worst, distance(is.R, want[0]), distance(is.G, want[1]), distance(is.B, want[2]))
		}
		if worst > near {
			t.Errorf("%s: a colour is %d of 256 off, at most %d are right", name, worst, near)
		}
		t.Logf("%s: %d bytes, %d colours, at most %d off", name, size, len(inks(drawn)), worst)
	}
}

func distance(a, b uint8) int { return max(int(a), int(b)) - min(int(a), int(b)) }
