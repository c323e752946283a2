package balance

import "wavetank/sim"

// A Chooser chooses one of n hosts, numbered from zero. It is pure: whatever is
// random about a choice comes from the luck of the call, so that a call meets the
// same candidates whatever other calls there were.
type Chooser struct {
	policy string
	d      int
	next   int // whose turn it is
}

// NewChooser returns a chooser; the first turn of round robin is that of start.
func NewChooser(c Config, start int) *Chooser {
	return &Chooser{policy: c.Policy, d: c.D, next: start}
}

// Choose returns one of the hosts listed, of which there is at least one, in
// ascending order. Outstanding says how many calls are under way to each host.
// The list is not kept, and is as it was when Choose returns.
func (c *Chooser) Choose(hosts []int, outstanding []int, luck sim.Rand) int {
	switch c.policy {
	case "round-robin":
		return c.turn(hosts)
	case "least-outstanding":
		return least(hosts, outstanding, luck)
	case "power-of-d":
		return best(hosts, outstanding, min(c.d, len(hosts)), luck)
	}
	return hosts[luck.Below(uint64(len(hosts)))]
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

// least returns a host with the fewest calls under way: any of them, with equal
// chances.
func least(hosts []int, outstanding []int, luck sim.Rand) int {
	chosen, ties := hosts[0], uint64(1)
	for _, h := range hosts[1:] {
		switch n := outstanding[h]; {
		case n < outstanding[chosen]:
			chosen, ties = h, 1
		case n == outstanding[chosen]:
			if ties++; luck.Below(ties) == 0 {
				chosen = h
			}
		}
	}
	return chosen
}

// best draws d distinct hosts and returns the one with the fewest calls under way;
// of equals, the one that was drawn first. It begins a shuffle of the list (Fisher
// and Yates) and takes it back.
func best(hosts []int, outstanding []int, d int, luck sim.Rand) int {
	var few [8]int
	swapped := few[:0]
	chosen := -1
	for i := range d {
		j := i + int(luck.Below(uint64(len(hosts)-i)))
		hosts[i], hosts[j] = hosts[j], hosts[i]
		swapped = append(swapped, j)
		if h := hosts[i]; chosen < 0 || outstanding[h] < outstanding[chosen] {
			chosen = h
		}
	}
	for i := d - 1; i >= 0; i-- {
		j := swapped[i]
		hosts[i], hosts[j] = hosts[j], hosts[i]
	}
	return chosen
}
