package selection

import "math"

// A Sample is what was observed of one design: a small mean is good.
type Sample struct {
	Mean, Variance float64
	Size           int
}

// Allocate returns how many of so many further observations each design is to be given
// for the best to be told from the others most probably (optimal computing budget
// allocation). None is given back what was observed already.
func Allocate(samples []Sample, budget int) []int {
	best, second := twoBest(samples)
	total := budget
	for _, s := range samples {
		total += s.Size
	}
	share := make([]float64, len(samples))
	sum := 0.0
	for i, s := range samples {
		if i == best {
			continue
		}
		share[i] = 1
		if i != second {
			near, far := samples[second].Mean-samples[best].Mean, s.Mean-samples[best].Mean
			share[i] = float64(near/far*near/far) * s.Variance / samples[second].Variance
		}
		sum += float64(share[i]*share[i]) / s.Variance
	}
	share[best] = math.Sqrt(samples[best].Variance * sum)
	size := fill(samples, share, total)
	left := total
	for i, n := range size {
		left -= n
		size[i] = n - samples[i].Size
	}
	size[best] += left
	return size
}

// twoBest returns the places of the least mean and the next.
func twoBest(samples []Sample) (best, second int) {
	second = -1
	for i, s := range samples {
		switch {
		case s.Mean < samples[best].Mean:
			best, second = i, best
		case i != best && (second < 0 || s.Mean < samples[second].Mean):
			second = i
		}
	}
	return best, second
}

// fill divides a total by shares, in whole numbers, where none has less than it has already.
func fill(samples []Sample, share []float64, total int) []int {
	size := make([]int, len(samples))
	kept := make([]bool, len(samples))
	for again := true; again; {
		again = false
		sum, left := 0.0, total
		for i, s := range samples {
			if kept[i] {
				left -= s.Size
			} else {
				sum += share[i]
			}
		}
		for i, s := range samples {
			if kept[i] {
				size[i] = s.Size
				continue
			}
			if size[i] = int(float64(left) / sum * share[i]); size[i] < s.Size {
				kept[i], again = true, true
			}
		}
	}
	return size
}
