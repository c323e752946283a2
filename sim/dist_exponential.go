package sim

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Exponential is the exponential distribution with this mean: the time between
// events that do not know of each other.
type Exponential time.Duration

// Sample draws from e.
func (e Exponential) Sample(r Rand) time.Duration { return nanos(float64(e) * r.Exponential()) }

// Mean returns the mean of e.
func (e Exponential) Mean() time.Duration { return Constant(e).Mean() }

// String returns e as in "exp 2ms".
func (e Exponential) String() string { return "exp " + durationText(time.Duration(e)) }

// layers cuts the area under exp(-x) into 256 pieces of equal area (Marsaglia
// and Tsang, The ziggurat method, 2000): piece i > 0 is the rectangle from
// zero to edge[i], between the heights exp(-edge[i]) and exp(-edge[i+1]); piece
// 0 is the rectangle below them and the tail beyond edge[1], drawn as if it
// were a rectangle edge[0] wide.
type layers struct {
	edge, height [257]float64
	step         [256]float64 // edge * 2^-53, which is exact
}

var ziggurat = cutLayers()

// zigguratEnd is where the tail begins, and zigguratArea the area of a piece.
const (
	zigguratEnd  = 7.69711747013104972
	zigguratArea = 3.9496598225815571993e-3
)

func cutLayers() layers {
	var z layers
	z.edge[0] = zigguratArea / Exp(-zigguratEnd)
	z.edge[1] = zigguratEnd
	z.height[1] = Exp(-zigguratEnd)
	for i := 1; i < 255; i++ {
		z.height[i+1] = z.height[i] + zigguratArea/z.edge[i]
		z.edge[i+1] = -Log(z.height[i+1])
	}
	z.height[256] = 1
	for i := range z.step {
		z.step[i] = z.edge[i] * 0x1p-53
	}
	return z
}

// Exponential draws from the exponential distribution with mean 1, to the
// precision of a float64. In 98.9 % of cases it takes one output of r and one
// multiplication; inversion by the logarithm takes three times as long.
func (r *Rand) Exponential() float64 {
	bits := r.Uint64()
	i := bits & 255
	x := float64(int64(bits>>11)) * ziggurat.step[i]
	if x < ziggurat.edge[i+1] {
		return x
	}
	return r.exponentialEdge(i, x)
}

// exponentialEdge decides about an x of piece i that lies where the piece is
// not wholly below the curve.
func (r *Rand) exponentialEdge(i uint64, x float64) float64 {
	if i == 0 {
		return zigguratEnd - Log(r.Open())
	}
	low, high := ziggurat.height[i], ziggurat.height[i+1]
	if low+float64(r.Float64()*(high-low)) < Exp(-x) {
		return x
	}
	return r.Exponential()
}

// Erlang is the sum of K exponential stages of equal mean, Average in all: the
// larger K, the steadier.
type Erlang struct {
	K       int
	Average time.Duration
}

// Sample draws from e. The product of uniforms has the logarithm that the sum
// of exponentials needs, so that one logarithm serves many stages.
func (e Erlang) Sample(r Rand) time.Duration {
	sum, product := 0.0, 1.0
	for range e.K {
		product *= r.Open()
		if product < 0x1p-900 {
			sum -= Log(product)
			product = 1
		}
	}
	sum -= Log(product)
	return nanos(float64(e.Average) * sum / float64(max(1, e.K)))
}

// Mean returns the mean of e.
func (e Erlang) Mean() time.Duration { return Constant(e.Average).Mean() }

// String returns e as in "erlang 4 10ms".
func (e Erlang) String() string {
	return "erlang " + strconv.Itoa(e.K) + " " + durationText(e.Average)
}

// A Phase is one branch of a Hyperexponential.
type Phase struct {
	Weight float64
	Mean   time.Duration
}

// Hyperexponential is an exponential distribution whose mean is itself drawn:
// mostly short and sometimes long, which makes it vary more than an
// Exponential does.
type Hyperexponential struct{ Mixture }

// NewHyperexponential returns the distribution with the phases given. Their
// weights must lie between 0 and 1 and sum to 1.
func NewHyperexponential(phases ...Phase) (Hyperexponential, error) {
	parts := make([]Weighted, len(phases))
	for i, p := range phases {
		if p.Mean < 0 {
			return Hyperexponential{}, fmt.Errorf("mean %v of branch %d must not be negative", p.Mean, i+1)
		}
		parts[i] = Weighted{p.Weight, Exponential(p.Mean)}
	}
	m, err := NewMixture(parts...)
	return Hyperexponential{m}, err
}

// String returns h as in "hyperexp 90% 500us, 10% 5.5ms".
func (h Hyperexponential) String() string {
	var b strings.Builder
	for i, p := range h.parts {
		writeBranch(&b, "hyperexp", i, p.Weight, durationText(time.Duration(p.Dist.(Exponential))))
	}
	return b.String()
}
