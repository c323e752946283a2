package reports

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"testing"
)

// The digest is that of amd64. Run the test on another processor to see whether
// a compiler there fuses what is written in stats.go.
func TestStatisticsHaveTheSameBitsOnEveryProcessor(t *testing.T) {
	const want = "2697ab131251ecbd"
	h := sha256.New()
	r := rand.New(rand.NewPCG(1, 2))
	for k := range 3000 {
		d := make([]float64, 2+k%40)
		for i := range d {
			d[i] = float64(r.Float64()*r.Float64()) - 0.2
		}
		rank, part := signRank(k)
		fmt.Fprintf(h, "%b %b %b %d %b\n", MeanInterval(d), MedianInterval(d), Quantile(d, 0.05), rank, part)
	}
	if got := fmt.Sprintf("%x", h.Sum(nil)[:8]); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
