package reports

import (
	"fmt"
	"slices"
	"strings"
)

// Bounds above which a node counts as one that hurts: the share of its requests that it
// turned away, the mean time in the queue in terms of that at work, its utilisation.
const (
	muchRejected = 0.01
	muchWaiting  = 0.1
	muchUsed     = 0.9
)

// crowded reports whether requests wait for its workers, or would soon: not where patterns
// turn requests away whom a worker would have served at once.
func (p *Place) crowded() bool {
	used, _ := p.Utilisation()
	return p.waiting() > muchWaiting || used > muchUsed/2
}

// waiting returns the mean time in the queue in terms of that at work.
func (p *Place) waiting() float64 {
	x, _ := ratio(p.Queue.sum().Float(), p.held.Float())
	return x
}

func (p *Place) hurts() bool {
	away, _ := ratio(float64(p.Rejected+p.Expired), float64(p.Work.Count()+p.Rejected+p.Expired))
	used, _ := p.Utilisation()
	return away > muchRejected || p.waiting() > muchWaiting || used > muchUsed || p.writes()
}

// writes reports whether its disk has hardly time for more.
func (p *Place) writes() bool {
	disk, _ := p.DiskUtilisation()
	return disk > muchUsed
}

// A bottleneck is the place at which requests were held up, nil if there is none, and the
// busiest node.
type bottleneck struct {
	place, busiest *Place
	longer         bool // the place is calls that were waited for longer than the other side took
}

// bottleneck begins at the node that let most requests wait, or turned most away. As long
// as it is crowded and its workers spend more than half of their time on calls, the cause lies where the most
// waited-for call goes, or on the way there: if less time was spent over there, queue
// included, than was waited for it.
func (s *Summary) bottleneck() (b bottleneck) {
	for _, p := range s.Places {
		if p.Sort != NodeSort || p.Node != "" {
			continue
		}
		if b.busiest == nil || p.heat() > b.busiest.heat() {
			b.busiest = p
		}
		if p.hurts() && (b.place == nil || p.hurt() > b.place.hurt()) {
			b.place = p
		}
	}
	for range s.Places {
		if b.place == nil {
			break
		}
		calls, _ := b.place.calls()
		e := s.longest(b.place.Name)
		if calls <= 0.5 || e == nil || b.place.writes() || !b.place.crowded() {
			break
		}
		_, to, _ := strings.Cut(e.Name, " -> ")
		next := findPlace(s.Places, NodeSort, to)
		if next == nil {
			break
		}
		if next.writes() {
			b.place = next
			break
		}
		spent := next.held.Float() + next.Queue.sum().Float()
		if b.longer = spent < e.waitedFor()/2; b.longer || e.away() > 0 && next.boundless() {
			b.place = e
			break
		}
		b.place = next
	}
	if b.place != nil {
		b.place = s.outlier(b.place)
	}
	return b
}

// boundless reports whether a node takes whatever comes: what does not come there is turned
// away before it, as by a bulkhead.
func (p *Place) boundless() bool {
	_, bounded := p.Utilisation()
	return !bounded && p.hurt() == 0
}

// outlier returns the instance of a node at which at least half of those that it hurts
// are hurt, if it has three or more; the node itself if none stands out.
func (s *Summary) outlier(node *Place) *Place {
	n, worst := 0, node
	for _, p := range s.Places {
		if p.Sort != NodeSort || p.Node != node.Name {
			continue
		}
		if n++; 2*p.hurt() >= node.hurt() && node.hurt() > 0 {
			worst = p
		}
	}
	if n < 3 {
		return node
	}
	return worst
}

// longest returns the edge from a node over which most time was waited, or nil.
func (s *Summary) longest(node string) (long *Place) {
	for _, p := range s.Places {
		if p.Sort == EdgeSort && strings.HasPrefix(p.Name, node+" -> ") && (long == nil || p.waitedFor() > long.waitedFor()) {
			long = p
		}
	}
	return long
}

// Bottlenecks says in a sentence where the bottleneck is in each variant, over all seeds.
// It is empty if nothing was measured.
func (c *Comparison) Bottlenecks() string {
	var keys []string
	arms := map[string][]*Variant{}
	for _, v := range c.Variants {
		if v.Total.Places == nil {
			continue
		}
		key := ""
		if b := v.Total.bottleneck(); b.place != nil {
			key = b.place.Name
		} else if b.busiest == nil {
			continue
		}
		if arms[key] == nil {
			keys = append(keys, key)
		}
		arms[key] = append(arms[key], v)
	}
	if keys == nil {
		return ""
	}
	var words []string
	for _, key := range keys {
		words = append(words, c.held(key, arms[key]))
	}
	return "Bottleneck: " + strings.Join(words, "; ") + "."
}

// held says where variants have their common bottleneck, or that they have none.
func (c *Comparison) held(place string, arms []*Variant) string {
	var names, busiest []string
	var used, disk, queue, away []float64
	for _, v := range arms {
		names = append(names, v.Name)
		b := v.Total.bottleneck()
		p := b.place
		if p == nil {
			p = b.busiest
			busiest = append(busiest, p.Name)
		}
		if p.Sort == EdgeSort {
			h := p.waited()
			mean, _ := h.Mean()
			tail, ok := h.Quantile(0.99)
			word := "p99"
			if tail < mean { // few waited for long
				word = "at most"
				tail, ok = h.Max()
			}
			text := fmt.Sprintf("the calls %s%s, waited for %s on average (%s %s)", p.Name, inArms(names, len(c.Variants)), spanText(mean, ok), word, spanText(tail, ok))
			if b.longer {
				return text + ", more than twice as long as the other side took"
			}
			away, _ := ratio(float64(p.away()), float64(p.Requests+p.away()))
			return text + ", before which patterns turned " + asShare.figure(away) + " away"
		}
		if u, ok := p.Utilisation(); ok {
			used = append(used, u)
		}
		if u, ok := p.DiskUtilisation(); ok && (place == "" || p.writes()) {
			disk = append(disk, u)
		}
		x, _ := p.queueAt(0.99)
		lost, _ := ratio(float64(p.Rejected+p.Expired), float64(p.Work.Count()+p.Rejected+p.Expired))
		queue, away = append(queue, x), append(away, lost)
	}
	var facts []string
	if used != nil {
		facts = append(facts, "workers "+between(used, asShare.figure)+" busy")
	}
	if disk != nil {
		facts = append(facts, "disk "+between(disk, asShare.figure)+" busy")
	}
	if place == "" {
		slices.Sort(busiest)
		text := "none" + inArms(names, len(c.Variants)) + ": the busiest is " + strings.Join(slices.Compact(busiest), " or ")
		return strings.Join(append([]string{text}, facts...), ", ")
	}
	if slices.Max(queue) > 0 {
		facts = append(facts, "p99 of the queue "+between(queue, func(x float64) string { return whole(int64(x)) }))
	}
	if slices.Max(away) > 0 {
		facts = append(facts, between(away, asShare.figure)+" of its requests turned away")
	}
	if facts == nil {
		facts = append(facts, "its work takes long, and waits for no worker")
	}
	return place + inArms(names, len(c.Variants)) + " (" + strings.Join(facts, ", ") + ")"
}

// between writes the least and the greatest of some numbers.
func between(list []float64, figure func(float64) string) string {
	low, high := figure(slices.Min(list)), figure(slices.Max(list))
	if low == high {
		return low
	}
	return low + " to " + high
}

// inArms names variants, if they are not all.
func inArms(names []string, all int) string {
	switch {
	case all == 1:
		return ""
	case len(names) == all:
		return " in every variant"
	case len(names) == 1:
		return " in " + names[0]
	}
	return " in " + strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
