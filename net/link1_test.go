package net_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/sim"
	"wavetank/sim/reference"
)

// A lossyCall is a row of the reference table: what becomes of a request whose
// two ways are lossy and which is tried up to k times.
type lossyCall struct {
	P          float64 `json:"p"`
	K          int     `json:"k"`
	Success    float64 `json:"success"`
	Attempts   float64 `json:"expected_attempts"`
	Executions float64 `json:"expected_executions"`
	Never      float64 `json:"P_never_executed"`
	Once       float64 `json:"P_exactly_once"`
	Duplicate  float64 `json:"P_duplicate"`
	InVain     float64 `json:"P_executed_but_client_failed"`
}

// TestCallsOverALossyLinkMeetTheTable has a client try each request up to k
// times over datagrams, of which a share p is lost either way, and a server
// which carries out every request that it gets.
func TestCallsOverALossyLinkMeetTheTable(t *testing.T) {
	var table []lossyCall
	reference.Table(t, "link1_rpc", &table)
	requests := reference.Part(200_000)
	for _, row := range table {
		t.Run(fmt.Sprintf("loss of %v and up to %d tries", row.P, row.K), func(t *testing.T) {
			got := tryLossily(t, row.P, row.K, requests)
			n := float64(requests)
			share := func(what string, got, want float64) {
				reference.Near(t, what, got, want, 3.5*math.Sqrt(want*(1-want)/n))
			}
			mean := func(what string, got, want float64) {
				reference.Near(t, what, got, want, 0.007*want*math.Sqrt(200_000/n))
			}
			share("success", got.Success, row.Success)
			mean("attempts", got.Attempts, row.Attempts)
			mean("executions", got.Executions, row.Executions)
			share("never executed", got.Never, row.Never)
			share("executed once", got.Once, row.Once)
			share("executed more than once", got.Duplicate, row.Duplicate)
			share("executed in vain", got.InVain, row.InVain)
		})
	}
}

// tryLossily makes the experiment of one row and returns its shares and means.
func tryLossily(t *testing.T, p float64, k, requests int) lossyCall {
	w := sim.New(sim.Config{Seed: 1})
	defer w.Close()
	link := net.LinkConfig{Transport: net.Datagram, Latency: sim.Constant(ms), Loss: p}
	n := net.New(w, func(_, _ net.ID) net.LinkConfig { return link })
	client, server := n.Join("client"), n.Join("server")
	executed := 0
	n.Serve(server, func(c *net.Call) {
		executed++
		c.Reply(nil, 0, nil)
	})
	var sum lossyCall
	w.Go(n.Owner(client), func(proc *sim.Proc) {
		for i := range requests {
			executed = 0
			ok := false
			for try := 0; try < k && !ok; try++ {
				ask := net.Ask{Key: sim.Key(i).Mix(uint64(try)), Timeout: 3 * ms}
				_, err := n.Call(proc, client, server, ask)
				ok = err == nil
				sum.Attempts++
			}
			sum.add(ok, executed)
		}
	})
	if err := w.Run(sim.Time(1000 * time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, x := range []*float64{
		&sum.Success, &sum.Attempts, &sum.Executions, &sum.Never, &sum.Once, &sum.Duplicate, &sum.InVain,
	} {
		*x /= float64(requests)
	}
	return sum
}

// add counts one request.
func (s *lossyCall) add(ok bool, executed int) {
	s.Executions += float64(executed)
	switch {
	case executed == 0:
		s.Never++
	case executed == 1:
		s.Once++
	default:
		s.Duplicate++
	}
	switch {
	case ok:
		s.Success++
	case executed > 0:
		s.InVain++
	}
}
