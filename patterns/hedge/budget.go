package hedge

import "math"

// A Budget is the budget of hedges: each call pays a part of one in, each hedge
// takes one out, and it holds a burst at most.
//
//	hedges ≤ burst + budget × calls     at any time
type Budget struct {
	each, most, left int64 // in parts per billion of a hedge
	open             bool  // it holds nothing back
}

// NewBudget returns a budget that is full.
func NewBudget(budget float64, burst int) *Budget {
	p := &Budget{each: int64(math.Round(budget * billion)), most: int64(burst) * billion, open: budget >= 1}
	p.left = p.most
	return p
}

// Pay records a call.
func (p *Budget) Pay() { p.left = min(p.most, p.left+p.each) }

// Holds reports whether there is one hedge to take.
func (p *Budget) Holds() bool { return p.open || p.left >= billion }

// Take asks for one hedge.
func (p *Budget) Take() bool {
	ok := p.Holds()
	if ok && !p.open {
		p.left -= billion
	}
	return ok
}
