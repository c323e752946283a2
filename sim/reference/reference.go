// Package reference holds what tests measure against numbers of theory and of
// publications, which lie in tables in testdata and name their sources.
package reference

import (
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// whole is for CI, which has a step for it. Fixed seeds make the part that a usual test
// runs answer the same each time; it finds whatever is wrong by a few percent.
var whole = flag.Bool("reference.whole", false, "hold tables against runs of their whole length, of which a usual test makes a tenth")

// Whole reports whether runs have the whole length that a table asks for.
func Whole() bool { return *whole }

// Part returns how many of n a test makes: all of them, or a tenth.
func Part(n int) int {
	if Whole() {
		return n
	}
	return n / 10
}

// Table reads the values of a table of testdata.
func Table(t testing.TB, name string, values any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var table struct{ Values json.RawMessage }
	if err = json.Unmarshal(text, &table); err == nil {
		err = json.Unmarshal(table.Values, values)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// Near fails the test if a number is further from the reference than the tolerance.
func Near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	t.Logf("%s: %.6g, reference %.6g (%+.2f%%)", what, got, want, 100*(got/want-1))
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %v, the reference says %v ± %v", what, got, want, tolerance)
	}
}

// Rough returns the tolerance of a part of a run, which is a tenth of the whole one: its
// errors are √10 times as large.
func Rough(tolerance float64) float64 {
	if Whole() {
		return tolerance
	}
	return tolerance * math.Sqrt(10)
}

// A Sample is a number that was measured several times.
type Sample struct{ n, sum, squares float64 }

// Add takes in a measurement.
func (s *Sample) Add(x float64) { s.n, s.sum, s.squares = s.n+1, s.sum+x, s.squares+x*x }

// Mean returns the mean of the measurements.
func (s *Sample) Mean() float64 { return s.sum / s.n }

// SD returns the standard deviation of the measurements.
func (s *Sample) SD() float64 { return math.Sqrt(max(0, (s.squares-s.sum*s.sum/s.n)/(s.n-1))) }

// Error returns the standard error of the mean.
func (s *Sample) Error() float64 { return s.SD() / math.Sqrt(s.n) }

// Near fails the test if the mean is further from the reference than the tolerance
// and than three and a half standard errors.
func (s *Sample) Near(t testing.TB, what string, want, tolerance float64) {
	t.Helper()
	Near(t, what, s.Mean(), want, max(tolerance, 3.5*s.Error()))
}
