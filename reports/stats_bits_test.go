package reports_test

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"testing"

	"wavetank/reports"
)

// The digest is that of amd64. Run the test on another processor to see whether
// a compiler there fuses what is written in stats.go. The squares show which ranks the
// interval of a median lies between, of any number of seeds.
func TestStatisticsHaveTheSameBitsOnEveryProcessor(t *testing.T) {
	const want = "fd7c3ca1d261871e"
	h := sha256.New()
	r := rand.New(rand.NewPCG(1, 2))
	var squares []float64
	for k := range 3000 {
		d := make([]float64, 2+k%40)
		for i := range d {
			d[i] = float64(r.Float64()*r.Float64()) - 0.2
		}
		squares = append(squares, float64(k*k))
		fmt.Fprintf(h, "%b %b %b %b\n", reports.MeanInterval(d), reports.MedianInterval(d), reports.Quantile(d, 0.05), reports.MedianInterval(squares))
	}
	if got := fmt.Sprintf("%x", h.Sum(nil)[:8]); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
