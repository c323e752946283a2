package outbox

import (
	"errors"

	"wavetank/net"
	"wavetank/sim"
)

// pump is the life of the relay: it publishes what is pending, and says so only
// when it was acknowledged. Of the relays of instances that share a table one does.
func (v *service) pump(p *sim.Proc) {
	tries := make(map[sim.Key]int)
	v.home.Insist(p, v.config.Timeout, v.config.Backoff, func(p *sim.Proc, s *store) { s.watch(p) })
	for {
		lanes := v.look(p)
		var sent []Message
		failed := false
		v.site.Each(p, len(lanes), func(p *sim.Proc, i int) {
			for _, m := range lanes[i] {
				tries[m.ID]++
				if v.publish(p, m, tries[m.ID]) != nil {
					failed = true
					break // those behind it about the same item wait
				}
				sent = append(sent, m)
			}
		})
		for _, m := range sent {
			delete(tries, m.ID)
		}
		if len(sent) > 0 {
			v.home.Insist(p, v.config.Timeout, v.config.Backoff, func(_ *sim.Proc, s *store) { s.mark(sent) })
		}
		if failed {
			p.Sleep(v.config.Backoff)
		}
	}
}

// look returns what is to be published next, once there is anything.
func (v *service) look(p *sim.Proc) [][]Message {
	for {
		if v.config.Relay == "polling" {
			p.Sleep(v.config.Interval)
			if v.config.PollWork > 0 {
				v.site.Node.Work(p, v.config.PollWork)
			}
		}
		var lanes [][]Message
		leads, backlog := false, 0
		err := v.home.Do(p, v.config.Timeout, func(p *sim.Proc, s *store) {
			if leads = s.lead(v.site.Node); leads {
				lanes, backlog = s.next(p), s.table.Backlog()
			}
		})
		if v.config.Relay == "polling" && leads {
			v.emit(Polled, Message{}, int64(min(v.config.Batch, backlog)))
		}
		switch {
		case err == nil && lanes != nil:
			return lanes
		case v.config.Relay == "log-tailing" && !errors.Is(err, net.ErrTimeout):
			p.Sleep(v.config.Backoff) // another relay leads, or the database is away
		}
	}
}
