package reports

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"wavetank/sim/meter"
)

// A Place is a node, one of its instances, a route or an edge, and what was measured
// there after the warm-up. Everything is a count, an exact sum or a Histogram, so that
// places of several instances and seeds add up in any order.
type Place struct {
	Sort *Sort
	Name string // "payment", "payment-2", "payment.charge", "users -> shop.pay", "shop -> payment"
	Node string // of an instance: whose it is

	// Of nodes.
	Workers  int64      // of each; 0 is no bound
	Time     meter.Area // that was measured, over machines and seeds
	Queue    Histogram  // requests that waited, by time, while some did
	Waits    Histogram  // time in the queue, of those that had to wait
	Work     Histogram  // time at work, calls included
	Rejected int64      // turned away by a full queue, or by patterns on its side, and not sent to another member
	Expired  int64      // left the queue unserved

	held, used meter.Area // workers by time, and cores
	shares     bool       // its cores, which alone are used then
	calling    meter.Area // of the time at work
	atOnce     int64      // requests that did not have to wait
	disk       meter.Area // time in which the disk had something to do
	disks      bool       // it has one

	// Of routes and edges.
	Requests int64 // or attempts
	OK       int64
	Failed   int64
	TimedOut int64
	Refused  int64     // by the other side
	GivenUp  int64     // by the caller, as by a hedge
	Latency  Histogram // of those that went well
	Wait     Histogram // of the others that ended, on an edge
	Away     []Away    // by word
}

// Away counts the calls that patterns of a kind turned away.
type Away = meter.Away

func (p *Place) turnedAway(by string, n int64) {
	i, ok := slices.BinarySearchFunc(p.Away, by, func(a Away, by string) int { return strings.Compare(a.By, by) })
	if !ok {
		p.Away = slices.Insert(p.Away, i, Away{By: by})
	}
	p.Away[i].Calls += n
}

// away returns how many calls patterns turned away.
func (p *Place) away() (n int64) {
	for _, a := range p.Away {
		n += a.Calls
	}
	return n
}

// merge adds another place: an instance of the same node, or the same place in another run.
func (p *Place) merge(o *Place) {
	p.shares = p.shares || o.shares
	p.Time.Merge(o.Time)
	p.held.Merge(o.held)
	p.used.Merge(o.used)
	p.calling.Merge(o.calling)
	p.disk.Merge(o.disk)
	p.disks = p.disks || o.disks
	p.Queue.Merge(&o.Queue)
	p.Waits.Merge(&o.Waits)
	p.Work.Merge(&o.Work)
	p.Latency.Merge(&o.Latency)
	p.Wait.Merge(&o.Wait)
	for _, n := range []struct{ to, from *int64 }{
		{&p.Rejected, &o.Rejected}, {&p.Expired, &o.Expired}, {&p.atOnce, &o.atOnce}, {&p.Requests, &o.Requests}, {&p.OK, &o.OK},
		{&p.Failed, &o.Failed}, {&p.TimedOut, &o.TimedOut}, {&p.Refused, &o.Refused}, {&p.GivenUp, &o.GivenUp},
	} {
		*n.to += *n.from
	}
	for _, a := range o.Away {
		p.turnedAway(a.By, a.Calls)
	}
}

// copy returns the place, packed. It shares memory with the original until either grows.
func (p *Place) copy() *Place {
	c := p.shared()
	c.pack()
	return c
}

// shared is copy of what is not packed: its histograms are for reading.
func (p *Place) shared() *Place {
	c := *p
	c.Away = slices.Clone(p.Away)
	return &c
}

func (p *Place) pack() {
	for _, h := range []*Histogram{&p.Queue, &p.Waits, &p.Work, &p.Latency, &p.Wait} {
		h.pack()
	}
}

// onlyRoutes returns the places of loads that ask for one route only: what is known of the
// load.
func (s *Summary) onlyRoutes(only map[string]string) (all []*Place) {
	for i := range s.Loads {
		l := &s.Loads[i]
		if to, ok := only[l.Name]; ok {
			all = append(all, &Place{
				Sort: RouteSort, Name: l.Name + " -> " + to, Requests: l.Requests, OK: l.OK, Failed: l.Failed,
				TimedOut: l.TimedOut, Refused: l.Rejected, Latency: l.LatencyOK,
			})
		}
	}
	return all
}

// mergePlaces adds the places of another run of the scenario. Its nodes are the same, in
// their order; a route or an edge may be missing, and these are in the order of their names.
func mergePlaces(all, more []*Place) []*Place {
	known := len(all)
	for i, p := range more {
		same := findPlace(all[min(i, len(all)):min(i+1, len(all))], p.Sort, p.Name) // as a rule
		if same == nil {
			same = findPlace(all, p.Sort, p.Name)
		}
		if same != nil {
			same.merge(p)
			continue
		}
		all = append(all, p.copy())
	}
	if len(all) > known {
		slices.SortStableFunc(all, inOrder)
	}
	return all
}

// inOrder orders places of different sorts, and routes and edges by their names.
func inOrder(a, b *Place) int {
	if a.Sort == NodeSort && b.Sort == NodeSort {
		return 0
	}
	rank := func(p *Place) int { return slices.Index(Sorts(), p.Sort) }
	return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a.Name, b.Name))
}

// findPlace returns a place by its sort and name, or nil.
func findPlace(all []*Place, s *Sort, name string) *Place {
	for _, p := range all {
		if p.Sort == s && p.Name == name {
			return p
		}
	}
	return nil
}

// Utilisation returns which part of the workers was held, on average. It is undefined without a bound on the workers.
func (p *Place) Utilisation() (float64, bool) {
	used := p.held
	if p.shares {
		used = p.used
	}
	return ratio(used.Float(), float64(p.Time.Float()*float64(p.Workers)))
}

// DiskUtilisation returns in which part of the time the disk had something to do. It is
// undefined without a disk.
func (p *Place) DiskUtilisation() (float64, bool) {
	if !p.disks {
		return 0, false
	}
	return ratio(p.disk.Float(), p.Time.Float())
}

// calls returns which part of its workers' time went to the disk and to calls.
func (p *Place) calls() (float64, bool) {
	return ratio(p.calling.Float(), p.Work.sum().Float())
}

// queueAt returns a quantile of the requests that wait, over time.
func (p *Place) queueAt(q float64) (float64, bool) {
	all := p.Time.Float()
	if all == 0 {
		return 0, false
	}
	idle := all - float64(p.Queue.count)
	if q*all <= idle || p.Queue.count == 0 {
		return 0, true
	}
	rest := (q*all - idle) / float64(p.Queue.count)
	x, _ := p.Queue.Quantile(rest)
	return float64(x), true
}

// waitedAt returns a quantile of the time in the queue, of all that were served or left.
func (p *Place) waitedAt(q float64) (time.Duration, bool) {
	all := float64(p.atOnce) + float64(p.Waits.count)
	if all == 0 {
		return 0, false
	}
	if q*all <= float64(p.atOnce) {
		return 0, true
	}
	return p.Waits.Quantile((q*all - float64(p.atOnce)) / float64(p.Waits.count))
}

// errors returns how many requests or attempts went wrong.
func (p *Place) errors() int64 { return p.Failed + p.TimedOut + p.Refused }

// waited returns how long attempts were waited for, however they ended.
func (p *Place) waited() *Histogram {
	var h Histogram
	h.Merge(&p.Latency)
	h.Merge(&p.Wait)
	return &h
}

// waitedOnce returns the place with all that was waited for in one histogram, from which
// the statistics of an edge come out the same, and at once.
func (p *Place) waitedOnce() *Place {
	if p.Sort != EdgeSort || p.Wait.count == 0 {
		return p
	}
	q := *p
	q.Latency, q.Wait = *p.waited(), Histogram{}
	q.Latency.pack()
	return &q
}

// waitedFor returns how long that was altogether, in nanoseconds.
func (p *Place) waitedFor() float64 {
	sum := p.Latency.sum()
	sum.Merge(p.Wait.sum())
	return sum.Float()
}
