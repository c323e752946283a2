package quorum

// A Quorum is some of N copies: theory, to hold the store against.
type Quorum struct{ N, R, W int }

// Availability returns the chance that at least need of n members are up, each of
// which is so with chance p, whatever the others do: a binomial tail.
func Availability(n, need int, p float64) float64 {
	sum := 0.0
	for up := max(need, 0); up <= n; up++ {
		term := choose(n, up)
		for range up {
			term *= p
		}
		for range n - up {
			term *= 1 - p
		}
		sum += float64(term)
	}
	return sum
}

// Miss returns the chance that R copies drawn at random are none of the W that a
// write went to (Bailis et al. 2012, equation 1).
func (q Quorum) Miss() float64 { return choose(q.N-q.W, q.R) / choose(q.N, q.R) }

// Stale returns the chance that a read finds none of the last k writes, each of
// which went to W copies drawn at random and to no other (equation 2).
func (q Quorum) Stale(k int) float64 {
	p := 1.0
	for range k {
		p *= q.Miss()
	}
	return p
}

// choose returns n over k.
func choose(n, k int) float64 {
	if k < 0 || k > n {
		return 0
	}
	c := 1.0
	for i := range k {
		c = c * float64(n-i) / float64(i+1)
	}
	return c
}
