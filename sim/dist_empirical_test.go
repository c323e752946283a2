package sim

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// measured are the files that the tests of this package can open.
var measured = map[string]string{
	"values":    "value_ms\n10\n20\n30\n",
	"quantiles": "q,value\n0,0\np50,10ms\np99,100ms\n",
	"broken":    "value\n12ms\nabc\n",
}

func openMeasured(name string) (io.ReadCloser, error) {
	text, ok := measured[name]
	if !ok {
		return nil, errors.New("open " + name + ": no such file")
	}
	return io.NopCloser(strings.NewReader(text)), nil
}

func TestReadEmpiricalReadsEveryForm(t *testing.T) {
	cases := []struct {
		name, text string
		mean       time.Duration
		least      time.Duration
		most       time.Duration
	}{
		{"durations below a header", "value\n1ms\n3ms\n", 2 * time.Millisecond, time.Millisecond, 3 * time.Millisecond},
		{"durations without a header", "1ms\n3ms\n", 2 * time.Millisecond, time.Millisecond, 3 * time.Millisecond},
		{"numbers in nanoseconds", "value_ns\n5\n", 5, 5, 5},
		{"numbers in microseconds", "value_us\n5\n", 5 * time.Microsecond, 5 * time.Microsecond, 5 * time.Microsecond},
		{"numbers in milliseconds", "value_ms\n0.5\n", 500 * time.Microsecond, 500 * time.Microsecond, 500 * time.Microsecond},
		{"numbers in seconds", "value_s\n1e-3\n", time.Millisecond, time.Millisecond, time.Millisecond},
		{"comments, blank lines, carriage returns and a byte order mark",
			"\ufeff# measured\r\nvalue\r\n\r\n1ms\r\n# more\r\n 3ms \r\n", 2 * time.Millisecond, time.Millisecond, 3 * time.Millisecond},
		{"numbers below any header with a unit", "latency_us\n500\n", 500 * time.Microsecond, 500 * time.Microsecond, 500 * time.Microsecond},
		{"quantiles as numbers", "q,value_ms\n0,0\n1,10\n", 5 * time.Millisecond, 0, 10 * time.Millisecond},
		{"quantiles as percentiles", "q,value\np0,0\np50,2ms\np100,10ms\n", 3500 * time.Microsecond, 0, 10 * time.Millisecond},
		{"what lies outside the quantiles clamped to them", "q,value\np25,2ms\np75,4ms\n", 3 * time.Millisecond, 2 * time.Millisecond, 4 * time.Millisecond},
		{"a single quantile", "q,value\np50,2ms\n", 2 * time.Millisecond, 2 * time.Millisecond, 2 * time.Millisecond},
		{"p999 as p99.9", "q,value\np99.8,2ms\np999,2ms\np9999,2ms\np100,2ms\n", 2 * time.Millisecond, 2 * time.Millisecond, 2 * time.Millisecond},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d, err := ReadEmpirical("m.csv", strings.NewReader(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if d.Mean() != c.mean {
				t.Errorf("mean is %v, want %v", d.Mean(), c.mean)
			}
			if d.String() != "csv m.csv" {
				t.Errorf("text is %q", d)
			}
			r := KeyOf(c.name).Rand()
			for range 1000 {
				if x := d.Sample(r.Fork()); x < c.least || x > c.most {
					t.Fatalf("drew %v, want %v to %v", x, c.least, c.most)
				}
			}
		})
	}
}

func TestReadEmpiricalSaysWhatIsWrongAndWhere(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"an empty file", "", "m.csv: no values"},
		{"a header alone", "value\n", "m.csv: no values"},
		{"a binary file", "value\n\x00\x01", "read m.csv: a binary file"},
		{"an unknown header", "latency\n1ms\n", `m.csv:1:1: "latency" is neither a duration nor a header: allowed are value, value_ns`},
		{"a number without a unit", "value\n12\n", `m.csv:2:1: duration "12" needs a unit`},
		{"a duration where the header has the unit", "value_ms\n12ms\n", `m.csv:2:1: "12ms" is not a number`},
		{"a negative number", "value_ms\n1\n-1\n", `m.csv:3:1: "-1" must not be negative`},
		{"what is not a number", "value_ms\nNaN\n", `m.csv:2:1: "NaN" is not a number`},
		{"infinity", "value_ms\n1e999\n", `m.csv:2:1: "1e999" is not a number`},
		{"a value above ten years", "value_s\n1e12\n", `m.csv:2:1: value "1e12" is over ten years`},
		{"three columns", "a,b,c\n", "m.csv:1:5: 3 columns"},
		{"a row with another number of columns", "q,value\n0.5,1ms\n1ms\n", "m.csv:3:1: a row of 1 columns: the first row has 2"},
		{"a wrong first header", "p,value\n0.5,1ms\n", `m.csv:1:1: the header of the first of two columns must be q, not "p"`},
		{"quantiles without a header", "p50,1ms\n", `m.csv:1:1: the header of the first of two columns must be q`},
		{"a quantile above one", "q,value\n50,1ms\n", `m.csv:2:1: "50" is not a quantile`},
		{"a percentile above 100", "q,value\np101,1ms\n", `m.csv:2:1: "p101" is not a quantile`},
		{"a negative quantile", "q,value\n-0,1ms\n", `m.csv:2:1: "-0" is not a quantile`},
		{"quantiles that do not increase", "q,value\n0.5,1ms\n0.5,2ms\n", `m.csv:3:1: quantile "0.5" does not lie above`},
		{"values that decrease", "q,value\n0.5,2ms\n0.6,1ms\n", `m.csv:3:5: value "1ms" lies below`},
		{"a stray quote", "value\n\"1ms\n", "m.csv:2:6: extraneous or missing"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d, err := ReadEmpirical("m.csv", strings.NewReader(c.text))
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v and error %v, want %q", d, err, c.want)
			}
		})
	}
}

func TestReadEmpiricalHandsOnWhatReadingMet(t *testing.T) {
	broken := errors.New("disk on fire")
	if _, err := ReadEmpirical("m.csv", iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("error is %v", err)
	}
}

func TestReadEmpiricalBoundsWhatItReads(t *testing.T) {
	line := strings.NewReader("value\n")
	if _, err := ReadEmpirical("m.csv", io.MultiReader(line, endless{})); err == nil || !strings.Contains(err.Error(), "larger than 64 MiB") {
		t.Errorf("an endless file gave %v", err)
	}
	rows := strings.Repeat("1ns\n", mostRows+1)
	if _, err := ReadEmpirical("m.csv", strings.NewReader(rows)); err == nil || !strings.Contains(err.Error(), "more than 1000000 rows") {
		t.Errorf("too many rows gave %v", err)
	}
}

// endless is a file of blank lines that never ends.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '\n'
	}
	return len(p), nil
}
