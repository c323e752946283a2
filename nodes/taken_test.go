package nodes_test

import (
	"errors"
	"fmt"
	"testing"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// handler adapts a function to a Handler.
type handler func(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending

func (h handler) Begin(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	return h(from, req, done)
}

// TestADecisionIsMadeAsAWorkerTakesARequestUp sends three requests at once to one worker,
// behind two decisions, with something that holds the request before, between or after
// them, or with nothing: the outer one is asked first, and what it refuses takes no time.
func TestADecisionIsMadeAsAWorkerTakesARequestUp(t *testing.T) {
	for holds, want := range map[string]string{
		"":   "[o@0s i@0s o@5ms o@5ms i@5ms]",
		"h":  "[h@0s o@0s i@0s h@5ms o@5ms h@5ms o@5ms i@5ms]",
		"oh": "[o@0s h@0s i@0s o@5ms o@5ms h@5ms i@5ms]",
		"oi": "[o@0s i@0s h@0s o@5ms o@5ms i@5ms h@5ms]",
	} {
		x := newEnv(t, 1, net.LinkConfig{})
		var did []string
		note := func(who string) { did = append(did, fmt.Sprintf("%s@%v", who, x.w.Now())) }
		asked := 0
		decides := func(who string, next nodes.Handler) nodes.Handler {
			return handler(func(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
				return next.Begin(from, req.Taken(func(*nodes.Request) error {
					note(who)
					if who == "o" {
						if asked++; asked == 2 {
							return errors.New("no")
						}
					}
					return nil
				}), done)
			})
		}
		hold := func(next nodes.Handler) nodes.Handler {
			return handler(func(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
				return next.Begin(from, req.Held(func(_ *sim.Proc, req *nodes.Request, work nodes.Work) (*nodes.Response, error) {
					note("h")
					return work(req)
				}), done)
			})
		}
		n := wrapped(x, service(1, -1, 5*ms), func(next nodes.Handler) nodes.Handler {
			if holds == "oi" {
				next = hold(next)
			}
			next = decides("i", next)
			if holds == "oh" {
				next = hold(next)
			}
			next = decides("o", next)
			if holds == "h" {
				next = hold(next)
			}
			return next
		})
		for range 3 {
			x.call(0, n, nil)
		}
		x.run(1000 * ms)
		if got := fmt.Sprint(did); got != want {
			t.Errorf("%q: %s, want %s", holds, got, want)
		}
		if got := fmt.Sprint(x.calls); got != "[ok@5ms failed@5ms ok@10ms]" {
			t.Errorf("%q: calls %s", holds, got)
		}
	}
}
