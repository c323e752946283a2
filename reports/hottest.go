package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// mostHot bounds the rows of the tables of nodes, routes and edges.
const mostHot = 6

// hottest returns tables of the busiest nodes of a run, the edges over which most time was
// waited, and the requests of loads that ask for several routes, and says which patterns
// turned calls away.
func (s *Summary) hottest() (nodes, edges, routes [][]string, turned string) {
	var hot, long, asked []*Place
	for _, p := range s.Places {
		switch from, _, sent := strings.Cut(p.Name, " -> "); {
		case p.Sort == NodeSort && p.Node == "":
			hot = append(hot, p)
		case p.Sort == EdgeSort:
			long = append(long, p)
		case p.Sort == RouteSort && sent && s.asksSeveral(from):
			asked = append(asked, p)
		}
	}
	slices.SortStableFunc(hot, func(a, b *Place) int { return cmp.Compare(b.heat(), a.heat()) })
	slices.SortStableFunc(long, func(a, b *Place) int {
		return cmp.Compare(b.waitedFor(), a.waitedFor())
	})
	nodes = rowsOf(hot, mostHot, []column{{"node", ""}, {"busy", "utilisation"}, {"in calls", "calling"}, {"queue", "queue_mean"}, {"p99", "queue_p99"},
		{"waited p99", "waited_p99"}, {"work p99", "worked_p99"}, {"rejected", "rejected"}, {"expired", "expired"}})
	edges = rowsOf(long, mostHot, []column{{"calls", ""}, {"sent", "attempts"}, {"failed", "failed"}, {"timed out", "timed_out"}, {"rejected", "rejected"},
		{"turned away", "turned_away"}, {"waited", "waited"}, {"p99", "p99"}})
	routes = rowsOf(asked, 2*mostHot, []column{{"requests", ""}, {"in all", "requests"}, {"ok", "ok"}, {"failed", "failed"}, {"timed out", "timed_out"}, {"rejected", "rejected"},
		{"p50", "p50"}, {"p99", "p99"}})
	return nodes, edges, routes, turners(long)
}

// asksSeveral reports whether a load sends requests to several routes.
func (s *Summary) asksSeveral(load string) bool {
	n := 0
	for _, p := range s.Places {
		if p.Sort == RouteSort && strings.HasPrefix(p.Name, load+" -> ") {
			n++
		}
	}
	return n > 1
}

// A column is a statistic of places, or their names if it is empty.
type column struct{ title, stat string }

func rowsOf(places []*Place, most int, columns []column) [][]string {
	if len(places) == 0 {
		return nil
	}
	rows := [][]string{nil}
	for _, c := range columns {
		rows[0] = append(rows[0], c.title)
	}
	for _, p := range places[:min(most, len(places))] {
		row := []string{shorten(p.Name, 24)}
		for _, c := range columns[1:] {
			st := p.stat(c.stat)
			u, by := unitOf(Metric{Unit: st.unit})
			x, ok := st.of(p)
			switch text := u.text(x/by, ok); {
			case ok && u.count:
				row = append(row, whole(int64(x)))
			default:
				row = append(row, text)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func (p *Place) stat(name string) placeStat {
	for _, st := range p.Sort.stats() {
		if st.name == name {
			return st
		}
	}
	panic("reports: " + p.Sort.Name + " have no statistic " + name)
}

// turners says which patterns turned calls away, over all edges.
func turners(edges []*Place) string {
	var all Place
	for _, e := range edges {
		for _, a := range e.Away {
			all.turnedAway(a.By, a.Calls)
		}
	}
	var words []string
	for _, a := range all.Away {
		words = append(words, a.By+" "+whole(a.Calls))
	}
	if words == nil {
		return ""
	}
	return ", turned away by " + strings.Join(words, ", ")
}

// heat orders nodes: those whose workers are busiest first, and below them those without
// a bound.
func (p *Place) heat() float64 {
	if u, ok := p.Utilisation(); ok {
		return u
	}
	return -1 / (1 + p.held.Float())
}

// hurt returns how many requests had to wait or were turned away.
func (p *Place) hurt() int64 { return p.Waits.Count() + p.Rejected + p.Expired }

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
	return away > muchRejected || p.waiting() > muchWaiting || used > muchUsed
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
		if calls <= 0.5 || e == nil || !b.place.crowded() {
			break
		}
		_, to, _ := strings.Cut(e.Name, " -> ")
		next := findPlace(s.Places, NodeSort, to)
		if next == nil {
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
	var used, queue, away []float64
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
		x, _ := p.queueAt(0.99)
		lost, _ := ratio(float64(p.Rejected+p.Expired), float64(p.Work.Count()+p.Rejected+p.Expired))
		queue, away = append(queue, x), append(away, lost)
	}
	var facts []string
	if used != nil {
		facts = append(facts, "workers "+between(used, asShare.figure)+" busy")
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
