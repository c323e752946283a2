package balance

import "wavetank/sim"

// A Chooser chooses one of n hosts, numbered from zero. It is pure: whatever is
// random about a choice comes from the luck of the call, so that a call meets the
// same candidates whatever other calls there were.
type Chooser struct {
	policy  string
	d       int
	next    int     // whose turn it is
	credits []int64 // of hosts of different weights, who take turns by it
}

// NewChooser returns a chooser; the first turn of round robin is that of start.
func NewChooser(c Config, start int) *Chooser {
	return &Chooser{policy: c.Policy, d: c.D, next: start}
}

// A Scale is what hosts are compared by.
type Scale struct {
	Load    func(host int) float64 // calls under way, or what else there is to wait for
	Weights []int64                // the share of each host; nil where all are equal
}

// burden returns the load of a host for its weight.
func (s Scale) burden(h int) float64 {
	if s.Weights == nil {
		return s.Load(h)
	}
	return s.Load(h) / float64(s.Weights[h])
}

// Choose returns one of the hosts listed, of which there is at least one, in
// ascending order. The list is not kept, and is as it was when Choose returns.
func (c *Chooser) Choose(hosts []int, s Scale, luck sim.Rand) int {
	switch c.policy {
	case "round-robin":
		if s.Weights != nil {
			return c.weightedTurn(hosts, s.Weights)
		}
		return c.turn(hosts)
	case "least-outstanding":
		return least(hosts, s, luck)
	case "power-of-d", "peak-ewma":
		return best(hosts, s, min(c.d, len(hosts)), luck)
	}
	return hosts[draw(hosts, s.Weights, &luck)]
}

// turn returns the host whose turn it is: the next one in the list.
func (c *Chooser) turn(hosts []int) int {
	chosen := hosts[0]
	for _, h := range hosts {
		if h >= c.next {
			chosen = h
			break
		}
	}
	c.next = chosen + 1
	return chosen
}

// weightedTurn gives every host a credit of its weight, and the turn to the one with
// most credit, which pays what all have been given. In as many turns as the weights add
// up to, each has as many as its weight, spread out: the smooth weighted round robin of
// nginx. Of equals the next one in the list has it.
func (c *Chooser) weightedTurn(hosts []int, weights []int64) int {
	if c.credits == nil {
		c.credits = make([]int64, len(weights))
	}
	chosen, total := -1, int64(0)
	for _, h := range hosts {
		total += weights[h]
		c.credits[h] += weights[h]
		if chosen < 0 || c.credits[h] > c.credits[chosen] || c.credits[h] == c.credits[chosen] && chosen < c.next && h >= c.next {
			chosen = h
		}
	}
	c.credits[chosen] -= total
	c.next = chosen + 1
	return chosen
}

// draw returns the place in the list of a host that is drawn by weight.
func draw(hosts []int, weights []int64, luck *sim.Rand) int {
	if weights == nil {
		return int(luck.Below(uint64(len(hosts))))
	}
	total := int64(0)
	for _, h := range hosts {
		total += weights[h]
	}
	left := int64(luck.Below(uint64(total)))
	for i, h := range hosts {
		if left -= weights[h]; left < 0 {
			return i
		}
	}
	panic("balance: a draw beyond all weights")
}

// least returns a host with the least load for its weight: any of them, with chances by
// their weights.
func least(hosts []int, s Scale, luck sim.Rand) int {
	weight := func(h int) uint64 {
		if s.Weights == nil {
			return 1
		}
		return uint64(s.Weights[h])
	}
	chosen, ties := hosts[0], weight(hosts[0])
	for _, h := range hosts[1:] {
		switch x := s.burden(h); {
		case x < s.burden(chosen):
			chosen, ties = h, weight(h)
		case x == s.burden(chosen):
			ties += weight(h)
			if luck.Below(ties) < weight(h) {
				chosen = h
			}
		}
	}
	return chosen
}

// best draws d distinct hosts and returns the one with the least load for its weight; of
// equals, the one that was drawn first. It begins a shuffle of the list (Fisher and
// Yates) and takes it back.
func best(hosts []int, s Scale, d int, luck sim.Rand) int {
	var few [8]int
	swapped := few[:0]
	chosen := -1
	for i := range d {
		j := i + draw(hosts[i:], s.Weights, &luck)
		hosts[i], hosts[j] = hosts[j], hosts[i]
		swapped = append(swapped, j)
		if h := hosts[i]; chosen < 0 || s.burden(h) < s.burden(chosen) {
			chosen = h
		}
	}
	for i := d - 1; i >= 0; i-- {
		j := swapped[i]
		hosts[i], hosts[j] = hosts[j], hosts[i]
	}
	return chosen
}
