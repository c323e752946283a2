package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the golden charts anew; look at them before you accept them")

// golden are the samples of which the SVG is kept, to the byte.
var golden = []string{"flagship", "flagship-latency", "many", "differences", "gap", "same", "spans", "level", "recovery", "sweep", "heat", "effects"}

func TestChartsAreGolden(t *testing.T) {
	all := samples()
	for _, name := range golden {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := all[name].WriteSVG(&got); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", name+".svg")
			if *update {
				if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%s differs from what is drawn; run with -update and look at the difference", file)
			}
		})
	}
}

// TestTheSameFigureIsTheSameBytes lays out each chart twice and writes each
// layout twice, in both formats.
func TestTheSameFigureIsTheSameBytes(t *testing.T) {
	first, second := samples(), samples()
	for _, name := range []string{"many-latency"} {
		for format, write := range map[string]func(Chart, io.Writer) error{"SVG": Chart.WriteSVG, "PNG": Chart.WritePNG} {
			var a, b, again bytes.Buffer
			if err := errors.Join(write(first[name], &a), write(second[name], &b), write(first[name], &again)); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(a.Bytes(), b.Bytes()) || !bytes.Equal(a.Bytes(), again.Bytes()) {
				t.Errorf("%s of %s differs from one writing to the next", format, name)
			}
		}
	}
}

func TestPNGHasItsSize(t *testing.T) {
	for _, test := range []struct {
		name   string
		height int
	}{
		{"zero", 1400},
	} {
		var b bytes.Buffer
		if err := samples()[test.name].WritePNG(&b); err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		if size := picture.Bounds().Size(); size.X != 2400 || size.Y != test.height {
			t.Errorf("%s is %v, want 2400 by %d", test.name, size, test.height)
		}
	}
}

func TestSVGIsWellFormedWhateverTheWordsAre(t *testing.T) {
	f := flagship()
	f.Title = "a < b & c > \"d\" \x00\x1b[31m\xff </title>\u2028\uFFFE\U0001F600"
	f.Curves[0].Label = "<script>alert(1)</script>"
	var b bytes.Buffer
	if err := ErrorRate(f).WriteSVG(&b); err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(&b); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "script" {
			t.Error("a label became markup")
		}
	}
}

func TestAFailedWriteIsReported(t *testing.T) {
	broken := errors.New("disk full")
	w := writerFunc(func([]byte) (int, error) { return 0, broken })
	c := ErrorRate(flagship())
	if err := c.WriteSVG(w); !errors.Is(err, broken) {
		t.Errorf("WriteSVG returned %v", err)
	}
	if err := c.WritePNG(w); !errors.Is(err, broken) {
		t.Errorf("WritePNG returned %v", err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func BenchmarkPNG(b *testing.B) {
	f := flagshipLatency()
	for b.Loop() {
		if err := Latency(f).WritePNG(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
