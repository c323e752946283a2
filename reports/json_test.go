package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNumbersAreShortAndStable(t *testing.T) {
	for _, c := range []struct {
		x    float64
		text string
	}{
		{0, "0"}, {1, "1"}, {-2.5, "-2.5"}, {1.0 / 3, "0.333333"}, {200.0 / 3, "66.666667"},
		{123456789012, "123456789012"}, {0.1 + 0.2, "0.3"}, {0.00001234567, "0.0000123457"}, {0.000000001234567, "1.23457e-09"},
		{math.Copysign(0, -1), "0"}, {0.99999999, "1"}, {math.NaN(), ""}, {math.Inf(1), "inf"}, {math.Inf(-1), "-inf"},
	} {
		if got := number(c.x).String(); got != c.text {
			t.Errorf("%v is written %q, want %q", c.x, got, c.text)
		}
	}
}

func TestNumbersComeBackFromJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-1e15, 1e15).Draw(t, "x")
		b, err := json.Marshal(number(x))
		var back float64
		if err == nil {
			err = json.Unmarshal(b, &back)
		}
		if err != nil || math.Abs(back-x) > 1e-6*max(1, math.Abs(x)) {
			t.Fatalf("%v came back from %s as %v, %v", x, b, back, err)
		}
	})
}

func TestUndefinedNumbersAreNull(t *testing.T) {
	s := newTape().play(Options{Duration: 60 * sec, Loads: []string{"shoppers"}})
	b, err := json.Marshal(Results{Runs: []*Summary{s}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"error_rate":null`, `"attempts_per_request":null`, `"p99":null`, `"mean":null`, `"max":null`,
		`"recovery_s":null`, `"facts":{}`, `"faults":[]`, `"requests":0`, `"goodput":0`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("no %s in %s", want, b)
		}
	}
}

func TestAnIndentedObjectIsTheSameObject(t *testing.T) {
	results := Results{Scenario: "a -> b & c", Runs: sampleRuns()}
	var pretty, plain bytes.Buffer
	if err := JSON(results)(&pretty); err != nil {
		t.Fatal(err)
	}
	b, err := results.MarshalJSON()
	if err == nil {
		err = json.Compact(&plain, pretty.Bytes())
	}
	if err != nil || plain.String() != string(b) {
		t.Errorf("%v: indented and plain differ:\n%s\n%s", err, &plain, b)
	}
	if !strings.Contains(string(b), `"a -> b & c"`) {
		t.Errorf("the name is escaped in %.80s", b)
	}
}

// A full disk takes so many bytes and no more.
type fullDisk int

var errFull = errors.New("disk full")

func (d *fullDisk) Write(b []byte) (int, error) {
	if *d -= fullDisk(len(b)); *d < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestWritersReportAFullDisk(t *testing.T) {
	runs := sampleRuns()
	for name, write := range map[string]func(*fullDisk) error{
		"json":  func(d *fullDisk) error { return JSON(Results{Runs: runs})(d) },
		"table": func(d *fullDisk) error { return WriteTable(d, Screen{Details: true}, runs...) },
	} {
		disk := fullDisk(10)
		if err := write(&disk); !errors.Is(err, errFull) {
			t.Errorf("%s: got %v, want %v", name, err, errFull)
		}
	}
}
