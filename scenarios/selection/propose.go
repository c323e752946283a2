package selection

import "slices"

// primes are the bases of Halton's sequence, one for each knob; further knobs use them
// again, begun elsewhere.
var primes = []uint64{2, 3, 5, 7, 11, 13, 17, 19}

// halton returns the n-th number of the sequence of a knob as a share in 2^32.
func halton(n uint64, knob int) uint64 {
	base := primes[knob%len(primes)]
	n += uint64(knob / len(primes) * 409)
	const one = 1 << 32
	sum, place := uint64(0), uint64(one)
	for ; n > 0 && place >= base; n /= base {
		place /= base
		sum += n % base * place
	}
	return min(sum, one-1)
}

// draw returns a number below n: splitmix64.
func (r *Race) draw(n int) int {
	r.draws += 0x9e3779b97f4a7c15
	z := r.draws
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) >> 1 % uint64(n))
}

// room returns how many designs may enter the generation that begins, so that half of what
// it may cost is left for telling them apart.
func (r *Race) room() int {
	share := (r.Budget - r.spent) / max(1, r.generations-r.generation)
	return min(mostEntries, share/(2*r.first))
}

// enterAll enters every design.
func (r *Race) enterAll() {
	d := make(Design, len(r.Knobs))
	for i, k := range r.Knobs {
		d[i] = k.Low
	}
	for {
		r.enter(d)
		i := 0
		for ; i < len(d); i++ {
			if d[i]++; d[i] <= r.Knobs[i].High {
				break
			}
			d[i] = r.Knobs[i].Low
		}
		if i == len(d) {
			return
		}
	}
}

// enterFirst spreads so many designs over the space. The first design with each knob at either
// end is among them, unless that takes more than half of the budget: designs that race
// whatever happens may leave little room, and the best is often at an end.
func (r *Race) enterFirst(room int) {
	if room = max(room, len(r.entries)+2); 2*r.first*(len(r.entries)+2*len(r.Knobs)) <= r.Budget {
		for i, k := range r.Knobs {
			for _, level := range []int{k.Low, k.High} {
				d := slices.Clone(r.Start[0])
				d[i] = level
				r.enter(d)
			}
		}
	}
	for n := uint64(1); len(r.entries) < room && n < uint64(4*room); n++ {
		d := make(Design, len(r.Knobs))
		for i, k := range r.Knobs {
			d[i] = k.Low + int(halton(n, i)*uint64(k.High-k.Low+1)>>32)
		}
		r.enter(d)
	}
}

// breed ends a generation and begins the next with designs near those that are still in.
// It reports false if there is none to come.
func (r *Race) breed() bool {
	if r.generation++; r.generation >= r.generations {
		return false
	}
	elite := r.elite()
	room := r.room()
	r.limit = r.spent + (r.Budget-r.spent)/(r.generations-r.generation)
	before := len(r.entries)
	for i := 0; i < len(elite) && len(r.entries)-before < room/2; i++ {
		r.enterBeside(elite[i], room/2-(len(r.entries)-before))
	}
	for try := 0; len(r.entries)-before < room && try < 20*room; try++ {
		r.enter(r.near(elite[min(r.draw(len(elite)), r.draw(len(elite)))]))
	}
	if len(r.entries) == before && r.generation == r.generations-1 {
		return r.spent < r.Budget && len(elite) > 1
	}
	return true
}

// width is how far from its parent a level lies at most: a quarter of the knob at first
// and half of that in each further generation.
func (r *Race) width(k Knob) int { return max(1, (k.High-k.Low)>>(r.generation+1)) }

// enterBeside enters at most so many designs that differ from an entry in one knob, a
// width up or down; a knob without an order takes any other level.
func (r *Race) enterBeside(e *entry, most int) {
	for i, k := range r.Knobs {
		steps := []int{r.width(k), -r.width(k)}
		if !k.Ordered {
			steps = []int{1 + r.draw(k.High-k.Low+1)}
		}
		for _, step := range steps {
			d := slices.Clone(e.design)
			if d[i] += step; !k.Ordered && d[i] > k.High {
				d[i] = k.Low + (d[i]-k.Low)%(k.High-k.Low+1)
			}
			d[i] = min(max(d[i], k.Low), k.High)
			if most > 0 && r.enter(d) {
				most--
			}
		}
	}
}

// near draws a design near an entry: each level is off by up to the width, more likely by
// little, and one without an order is another in one draw of the number of knobs.
func (r *Race) near(e *entry) Design {
	d := slices.Clone(e.design)
	for i, k := range r.Knobs {
		switch w := r.width(k); {
		case k.Ordered:
			d[i] = min(max(d[i]+r.draw(w+1)-r.draw(w+1), k.Low), k.High)
		case r.draw(len(r.Knobs)) == 0:
			d[i] = k.Low + r.draw(k.High-k.Low+1)
		}
	}
	return d
}
