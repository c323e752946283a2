package patterns_test

import (
	"testing"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A hold is a call that is under way until it is cancelled.
type hold struct{ cancelled bool }

func (h *hold) Cancel() { h.cancelled = true }

// TestWhoFailsAtOnceMayBeAskedAgainAtOnce has the first call end while it is begun, and
// whoever hears of that begin another: the first is over then, and the other is not taken
// for it, though the record of the first serves it.
func TestWhoFailsAtOnceMayBeAskedAgainAtOnce(t *testing.T) {
	w := sim.New(sim.Config{})
	defer w.Close()
	network := net.New(w, nil)
	owner := w.Owner("caller")
	member := network.Join("member")
	site := patterns.Site{Owner: owner, Net: network, Peers: []net.ID{member}}
	for name, around := range map[string]func(next nodes.Caller) nodes.Caller{
		"a follower": func(next nodes.Caller) nodes.Caller {
			return &patterns.Follower{Site: site, Next: next, Try: 1, Pause: 1}
		},
		"after the service": func(next nodes.Caller) nodes.Caller { return patterns.AfterService(next, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			under := &hold{}
			calls := 0
			c := around(beginning(func(_ net.ID, _ *nodes.Request, done nodes.Done) nodes.Pending {
				if calls++; calls == 1 {
					done.Ended(nil, nodes.ErrFailed)
					return nil
				}
				return under
			}))
			write := &nodes.Request{Op: nodes.Write}
			var second nodes.Pending
			first := c.Begin(member, write, nodes.DoneFunc(func(_ *nodes.Response, err error) {
				second = c.Begin(member, write, nodes.DoneFunc(func(*nodes.Response, error) { t.Error("the call that is cancelled has ended") }))
			}))
			if first != nil || second == nil || calls != 2 {
				t.Fatalf("the first is %v, the second %v, after %d calls", first, second, calls)
			}
			if second.Cancel(); !under.cancelled {
				t.Error("what is under way is not cancelled")
			}
		})
	}
}
