package selection

import "math"

// scarce is the zone of differences that are infinite: then only their signs count, and a
// tenth of the instances does not matter.
const scarce = 0.1

// A gap is how far an entry lies above another in one objective, on the instances that
// both have seen.
type gap struct {
	n        int
	mean     float64
	variance float64 // of the differences: of the first stage or of all, whichever is more
	zone     float64
}

// gap compares entries i and l in objective k: it is positive where l is better.
func (r *Race) gap(i, l, k int) gap {
	a, b := r.entries[i].values, r.entries[l].values
	d := make([]float64, min(len(a), len(b)))
	infinite := false
	for n := range d {
		if d[n] = a[n][k] - b[n][k]; a[n][k] == b[n][k] {
			d[n] = 0
		}
		infinite = infinite || math.IsInf(d[n], 0)
	}
	g := gap{n: len(d), zone: r.zone(k)}
	if infinite {
		g.zone = scarce
		for n, x := range d {
			switch {
			case x > 0:
				d[n] = 1
			case x < 0:
				d[n] = -1
			}
		}
	}
	if len(d) < r.first {
		return g
	}
	var early float64
	_, early = moments(d[:r.first])
	g.mean, g.variance = moments(d)
	g.variance = max(g.variance, early)
	return g
}

// zone returns the zone of an objective, in its unit.
func (r *Race) zone(k int) float64 {
	z := r.Objectives[k]
	own := mean(r.entries[0].values, k)
	if math.IsInf(own, 0) || math.IsNaN(own) {
		return z.Fixed
	}
	return max(z.Fixed, float64(z.Share*math.Abs(own)))
}

// Continuation returns h squared of Kim and Nelson with c = 1, from the number of systems,
// the size of the first stage and the risk of losing the best.
func Continuation(systems, first int, risk float64) float64 {
	df := float64(first - 1)
	eta := (math.Pow(2*risk/float64(max(systems-1, 1)), -2/df) - 1) / 2
	return 2 * eta * df
}

// margin returns W of Kim and Nelson: by how much the mean of one system has to be above
// that of another to go out. It shrinks with the instances, down to zero.
func (r *Race) margin(g gap) float64 {
	if g.variance == 0 {
		return 0
	}
	if g.zone == 0 {
		return math.Inf(1)
	}
	h := Continuation((r.planned-1)*len(r.Objectives)+1, r.first, 1-Confidence)
	return max(0, float64(h*g.variance)/(2*g.zone*float64(g.n))-g.zone/2)
}

// closed reports whether the margin between two entries is zero in every objective.
func (r *Race) closed(i, l int) bool {
	for k := range r.Objectives {
		if g := r.gap(i, l, k); g.n < r.first || r.margin(g) > 0 {
			return false
		}
	}
	return true
}

// beats reports whether entry i goes out by l. By one objective it does if l is better by
// more than the margin. By several it does if l is so in one of them and in no other
// worse by more than the zone. Of two that are the same the later goes out. A
// design of which it is open whether it keeps the constraints puts nobody out.
func (r *Race) beats(l, i int) Fate {
	if !r.keeps(r.entries[l], 2) {
		return Racing
	}
	ahead, closed, sum := false, true, 0.0
	for k := range r.Objectives {
		g := r.gap(i, l, k)
		if g.n < r.first {
			return Racing
		}
		w := r.margin(g)
		if len(r.Objectives) > 1 && g.mean < w-g.zone {
			return Racing
		}
		ahead, closed = ahead || g.mean > w, closed && w == 0
		sum += g.mean / max(g.zone, math.SmallestNonzeroFloat32)
	}
	switch {
	case ahead && sum > 0 && closed:
		return Tied
	case ahead && sum > 0:
		return Beaten
	case closed && sum == 0 && l < i:
		return Tied
	}
	return Racing
}

// keeps reports whether an entry keeps its constraints, each by so many standard errors.
func (r *Race) keeps(e *entry, errors float64) bool {
	for k := range r.Constraints {
		m, s := r.constraint(e, k)
		if !(m+float64(errors*s) <= 0) {
			return false
		}
	}
	return true
}

// broken reports whether an entry breaks a constraint beyond doubt: by four standard
// errors, which a design that keeps it comes to once in a thousand looks.
func (r *Race) broken(e *entry) bool {
	for k := range r.Constraints {
		if m, s := r.constraint(e, k); m-float64(4*s) > 0 || math.IsInf(m, 1) {
			return true
		}
	}
	return false
}

// constraint returns the mean of a constraint and its standard error. More than half of
// the instances being infinite, so is the mean; fewer count as much as the worst other.
func (r *Race) constraint(e *entry, k int) (m, standardError float64) {
	var d []float64
	worst, infinite := 0.0, 0
	for _, v := range e.values {
		x := v[len(r.Objectives)+k]
		if d = append(d, x); math.IsInf(x, 1) {
			infinite++
		} else {
			worst = max(worst, math.Abs(x))
		}
	}
	if 2*infinite > len(d) {
		return math.Inf(1), 0
	}
	for n, x := range d {
		if math.IsInf(x, 1) {
			d[n] = max(worst, 1)
		}
	}
	m, variance := moments(d)
	return m, math.Sqrt(variance / float64(max(len(d), 1)))
}

// moments returns the mean and the variance of d.
func moments(d []float64) (m, variance float64) {
	if len(d) == 0 {
		return 0, 0
	}
	for _, x := range d {
		m += x
	}
	m /= float64(len(d))
	for _, x := range d {
		e := x - m
		variance += float64(e * e)
	}
	return m, variance / float64(max(len(d)-1, 1))
}

// mean returns the mean of the k-th number over instances.
func mean(values [][]float64, k int) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v[k]
	}
	return sum / float64(len(values))
}
