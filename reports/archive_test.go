package reports

import (
	"fmt"
	"reflect"
	"testing"
	"time"
	"unsafe"

	"pgregory.net/rapid"

	"wavetank/sim"
)

// fill gives every field a value, unexported ones as well, so that one that the archive
// forgets is missed.
func fill(t *rapid.T, v reflect.Value) {
	v = reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
	switch x := v.Addr().Interface().(type) {
	case *Histogram:
		*x = *histogramOf(spans().Draw(t, "spans"))
		x.pack()
		return
	case **Sort:
		*x = rapid.SampledFrom(Sorts()).Draw(t, "sort")
		return
	case *Told:
		*x = drawTold(t)
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.String().Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int64:
		v.SetInt(rapid.Int64().Draw(t, "int"))
	case reflect.Uint64:
		v.SetUint(rapid.Uint64().Draw(t, "uint"))
	case reflect.Float64:
		v.SetFloat(rapid.Float64().Draw(t, "float"))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem())
	case reflect.Slice:
		if n := rapid.IntRange(-1, 2).Draw(t, "length"); n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				fill(t, v.Index(i))
			}
		}
	default:
		t.Fatalf("no value is known for a %v", v.Type())
	}
}

func drawTold(t *rapid.T) Told {
	switch rapid.IntRange(0, 3).Draw(t, "family") {
	case 0:
		x := new(Level)
		fill(t, reflect.ValueOf(x).Elem())
		return x
	case 1:
		x := new(Spans)
		fill(t, reflect.ValueOf(x).Elem())
		return x
	}
	x := &Values{Name: "a.b", Histogram: *histogramOf(spans().Draw(t, "values"))}
	x.pack()
	x.of = rapid.SampledFrom([]*Family{DelayFamily, AmountFamily}).Draw(t, "of")
	return x
}

func TestAnArchivedSummaryComesBackToTheLastBit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s, back Summary
		fill(t, reflect.ValueOf(&s).Elem())
		s.whole = nil // is added up when it is asked for
		data, err := s.MarshalBinary()
		if err == nil {
			err = back.UnmarshalBinary(data)
		}
		if err != nil || !reflect.DeepEqual(s, back) {
			t.Fatalf("%v\n%+v\ncame back as\n%+v", err, s, back)
		}
		for range 20 { // other bytes are an error or another summary, never a panic
			bent := append([]byte(nil), data...)
			bent[rapid.IntRange(0, len(bent)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
			if back = (Summary{}); back.UnmarshalBinary(bent) == nil {
				var total Summary
				total.merge(&back)
			}
		}
		if cut := rapid.IntRange(0, len(data)-1).Draw(t, "cut"); back.UnmarshalBinary(data[:cut]) == nil {
			t.Fatalf("%d of %d bytes are taken for a summary", cut, len(data))
		}
	})
}

func TestAHistogramThatIsStillAddedToIsArchivedPacked(t *testing.T) {
	open, packed := histogramOf([]int64{5, 900, 1e9}), histogramOf([]int64{5, 900, 1e9})
	packed.pack()
	var written [2][]byte
	for i, h := range []*Histogram{open, packed} {
		s := Summary{Digest: "d", Series: Series{Width: time.Second}, Loads: []Load{{Name: "l", Latencies: Latencies{LatencyOK: *h}}}, Faults: []Disturbance{{Begin: sim.Time(3)}}}
		written[i], _ = s.MarshalBinary()
	}
	if fmt.Sprint(written[0]) != fmt.Sprint(written[1]) || open.packed != nil {
		t.Errorf("%x\n%x", written[0], written[1])
	}
}
