package membership

import "slices"

// A news is a claim that is still passed on.
type news struct {
	Claim
	serial uint32
	told   int32 // how often
}

// A press passes news on, each piece a bounded number of times: first what was
// told least often and, of that, what came last. Of one member there is only the
// latest news.
type press struct {
	shelves [][]news // by how often they were told; what later news has replaced may still lie there
	current []uint32 // serial of the news of each member; 0 is none
	serial  uint32
	live    int // members of whom there is news
	taken   []news
}

func newPress(members int) press { return press{current: make([]uint32, members)} }

// spread makes news of a claim, in place of older news of the member.
func (p *press) spread(c Claim) {
	if p.current[c.Member] == 0 {
		p.live++
	}
	p.serial++
	p.current[c.Member] = p.serial
	p.shelve(news{Claim: c, serial: p.serial})
}

func (p *press) shelve(n news) {
	for len(p.shelves) <= int(n.told) {
		p.shelves = append(p.shelves, nil)
	}
	p.shelves[n.told] = append(p.shelves[n.told], n)
}

// take appends at most so many pieces of news to the claims. None is told more
// often than the limit.
func (p *press) take(claims []Claim, most, limit int) []Claim {
	if p.live == 0 {
		return claims
	}
	claims = slices.Grow(claims, min(most, p.live))
	p.taken = p.taken[:0]
	for told := range p.shelves {
		for shelf := &p.shelves[told]; len(*shelf) > 0 && len(p.taken) < most; {
			n := (*shelf)[len(*shelf)-1]
			*shelf = (*shelf)[:len(*shelf)-1]
			if p.current[n.Member] == n.serial { // and nothing later has come
				claims = append(claims, n.Claim)
				p.taken = append(p.taken, n)
			}
		}
	}
	for _, n := range p.taken { // only now, so that nothing is told twice at once
		if n.told++; int(n.told) < limit {
			p.shelve(n)
			continue
		}
		p.current[n.Member] = 0
		p.live--
	}
	return claims
}
