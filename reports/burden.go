package reports

import (
	"time"

	"wavetank/sim"
)

// A burden is what a node had to do, up to an instant. Two of them tell what came between.
type burden struct {
	held, used, queue  float64 // in nanoseconds, over its workers, cores and those who wait
	disk               float64 // in nanoseconds with something to do
	taken, turned, due int64   // requests: with a worker or out of the queue, refused, left too late
}

// burden returns what a node had to do until then.
func (n serviceMeter) burden(at sim.Time) burden {
	s := n.service
	s.Flush(at)
	b := burden{held: s.Held(at).Float(), queue: n.place.Queue.sum().Float(), taken: s.AtOnce + n.place.Waits.Count(), turned: s.Rejected, due: s.Overdue}
	if b.used = b.held; s.Shares() {
		b.used = s.Used(at).Float()
	}
	if n.disk != nil {
		b.disk = n.disk.Used(at).Float()
	}
	return b
}

// longWait is from how long a wait on, in terms of the time at work, a node has more to do
// than it can. At half of its capacity a single worker lets wait for as long as it works.
const longWait = 2

// heavy reports whether it was more than workers, or a disk, can do in a time, since an earlier one.
func (b burden) heavy(since burden, workers int64, span time.Duration) bool {
	turned := b.turned - since.turned
	away, _ := ratio(float64(turned+b.due-since.due), float64(turned+b.taken-since.taken))
	waited, _ := ratio(b.queue-since.queue, b.held-since.held)
	used, _ := ratio(b.used-since.used, float64(workers)*float64(span))
	written, _ := ratio(b.disk-since.disk, float64(span))
	return away > muchRejected || waited > longWait || used > muchUsed || written > muchUsed
}

// look remembers what every node has had to do until then.
func (m *Meters) look(at sim.Time) {
	m.looked, m.before = at, m.before[:0]
	for _, n := range m.services {
		m.before = append(m.before, n.burden(at))
	}
}

// atEase reports whether no node has had more to do than it can since the latest look, or
// since the warm-up.
func (m *Meters) atEase(at sim.Time) bool {
	from := max(m.looked, m.warm)
	for i, n := range m.services {
		var before burden
		if i < len(m.before) {
			before = m.before[i]
		}
		if n.burden(at).heavy(before, n.place.Workers, at.Sub(from)) {
			return false
		}
	}
	return true
}

// Look takes in that the run has come to an instant, as it should many times. Nodes are
// looked at when the last quarter begins of the time from the latest disturbance on.
func (c *Collector) Look(at sim.Time) {
	if c.options.Meters == nil {
		return
	}
	end := sim.Time(c.options.Duration)
	from := c.relief.latest(at, end)
	if at >= end-(end-from)/4 && (c.lookedFrom < from || !c.looked) {
		c.looked, c.lookedFrom = true, from
		c.options.Meters.look(at)
	}
}

// latest returns when the latest disturbance so far ended or began: the end of the warm-up
// if there was none. A surge that has begun ends when it will, unless it lasts to the end.
func (r *relief) latest(at, end sim.Time) sim.Time {
	latest := max(r.warm, r.changed)
	for _, c := range r.surges {
		if begin, over := sim.Time(c.From), sim.Time(c.To); begin <= at {
			latest = max(latest, begin)
			if over < end {
				latest = max(latest, over)
			}
		}
	}
	return latest
}
