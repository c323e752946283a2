package chart

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"
)

// TestAPNGIsSmall: fewer pixels where there is much to draw.
func TestAPNGIsSmall(t *testing.T) {
	long := crowd()
	for i := range 3 {
		run := long.Runs[1]
		run.Variant = "everybody " + string(rune('a'+i))
		long.Runs = append(long.Runs, run)
	}
	var b bytes.Buffer
	if err := Spans(long).WritePNG(&b); err != nil {
		t.Fatal(err)
	}
	if b.Len() > mostPNG {
		t.Errorf("a page of %v points has %d bytes", Spans(long).height, b.Len())
	}
}

// TestAChartKeepsItsInks writes the samples that have the most of them: every colour is
// near what was drawn.
func TestAChartKeepsItsInks(t *testing.T) {
	const near = 16
	all := samples()
	for _, name := range []string{"flagship-latency", "heat", "recovery"} {
		c := all[name]
		var p plate
		drawn := c.picture(&p, 96)
		var b bytes.Buffer
		if err := p.writePNG(&b, drawn); err != nil {
			t.Fatal(err)
		}
		size := b.Len()
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
		t.Logf("%s: %d bytes, %d colours, at most %d off", name, size, len(p.inks(drawn)), worst)
	}
}

func distance(a, b uint8) int { return max(int(a), int(b)) - min(int(a), int(b)) }
