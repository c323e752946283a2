package membership

import "wavetank/sim"

// A Probing is a model of SWIM's failure detector (Das, Gupta and
// Motivala, DSN 2002): in every period each live member probes another.
type Probing struct {
	Members    int
	Failed     int     // of the members, from the last one down
	RoundRobin bool    // over a list shuffled anew each time, instead of at random
	Loss       float64 // share of messages lost
	Indirect   int     // members asked to probe in one's place
}

// FirstDetection returns in which period the first live member probes a failed one.
func (p Probing) FirstDetection(luck sim.Rand) int {
	live := p.Members - p.Failed
	lists := make([][]int, live)
	for period := 1; ; period++ {
		found := false
		for i := range live {
			if p.target(&lists[i], i, &luck) >= live {
				found = true
			}
		}
		if found || p.Failed == 0 || live == 0 {
			return period
		}
	}
}

// target returns whom a member probes next.
func (p Probing) target(list *[]int, self int, luck *sim.Rand) int {
	if !p.RoundRobin {
		j := int(luck.Below(uint64(p.Members - 1)))
		if j >= self {
			j++
		}
		return j
	}
	if len(*list) == 0 {
		for j := range p.Members {
			if j != self {
				*list = append(*list, j)
			}
		}
		luck.Shuffle(len(*list), func(a, b int) { (*list)[a], (*list)[b] = (*list)[b], (*list)[a] })
	}
	last := len(*list) - 1
	j := (*list)[last]
	*list = (*list)[:last]
	return j
}

// Probe lets a live member be probed once, and returns whether it is suspected all
// the same, and how many messages were sent.
func (p Probing) Probe(luck *sim.Rand) (suspected bool, messages int) {
	path := func(hops int) bool {
		for range hops {
			messages++
			if luck.Chance(p.Loss) {
				return false
			}
		}
		return true
	}
	if path(2) { // ping, ack
		return false, messages
	}
	suspected = true
	for range p.Indirect {
		if path(4) { // ping-req, ping, ack, ack
			suspected = false
		}
	}
	return suspected, messages
}

// rounds returns after how many rounds of gossip that share of a group knows, by
// the logistic curve of Serf's convergence simulator.
func rounds(members, fanout int, loss, failed, share float64) int {
	n := float64(members)
	for x := 0; ; x++ {
		rate := float64(0.5 * float64(fanout) * (1 - loss) * (1 - failed) * float64(x))
		if n/(1+float64((n+1)*sim.Exp(-rate))) >= float64(share*n) || x == 1_000_000 {
			return x
		}
	}
}
