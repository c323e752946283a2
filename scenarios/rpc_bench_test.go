package scenarios_test

import (
	"math/rand"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/world"
	"wavetank/sim"
	"wavetank/sim/race"
)

// What both sides of BenchmarkRPC simulate: an M/M/8 server at 80 % load, two
// exponential legs of 1 ms, and a timeout of 1 s that the answer cancels.
const (
	rpcServers = 8
	rpcWork    = 10 * time.Millisecond
	rpcLeg     = time.Millisecond
	rpcRate    = 0.8 * rpcServers * 100 // a second
	rpcTimeout = time.Second
)

// A bareRPC is the loop that one would write by hand for this one model: a heap
// of four children a node, no digest, no trace, luck from math/rand. It lets
// cancelled timeouts rot in the heap.
type bareRPC struct {
	heap    []bareEvent
	luck    *rand.Rand
	busy    int
	queue   []int64 // when each request that waits was sent
	done    int
	latency reports.Histogram
}

type bareEvent struct {
	at, sent int64
	kind     int8
}

const (
	bareArrival = iota
	bareRequest
	bareServed
	bareAnswer
	bareTimeout
)

func (r *bareRPC) after(now int64, mean time.Duration, sent int64, kind int8) {
	r.push(bareEvent{now + int64(r.luck.ExpFloat64()*float64(mean)), sent, kind})
}

func (r *bareRPC) step() {
	e := r.pop()
	switch e.kind {
	case bareArrival:
		r.after(e.at, rpcLeg, e.at, bareRequest)
		r.push(bareEvent{e.at + int64(rpcTimeout), e.at, bareTimeout})
		r.after(e.at, time.Second/rpcRate, 0, bareArrival)
	case bareRequest:
		if r.busy < rpcServers {
			r.busy++
			r.after(e.at, rpcWork, e.sent, bareServed)
		} else {
			r.queue = append(r.queue, e.sent)
		}
	case bareServed:
		r.after(e.at, rpcLeg, e.sent, bareAnswer)
		if len(r.queue) > 0 {
			r.after(e.at, rpcWork, r.queue[0], bareServed)
			r.queue = r.queue[1:]
		} else {
			r.busy--
		}
	case bareAnswer:
		r.done++
		r.latency.Add(e.at - e.sent)
	}
}

func (r *bareRPC) push(e bareEvent) {
	r.heap = append(r.heap, e)
	i := len(r.heap) - 1
	for i > 0 {
		up := (i - 1) / 4
		if r.heap[up].at <= e.at {
			break
		}
		r.heap[i] = r.heap[up]
		i = up
	}
	r.heap[i] = e
}

func (r *bareRPC) pop() bareEvent {
	top, n := r.heap[0], len(r.heap)-1
	e := r.heap[n]
	r.heap = r.heap[:n]
	i := 0
	for 4*i+1 < n {
		least := 4*i + 1
		for j := least + 1; j < min(4*i+5, n); j++ {
			if r.heap[j].at < r.heap[least].at {
				least = j
			}
		}
		if e.at <= r.heap[least].at {
			break
		}
		r.heap[i] = r.heap[least]
		i = least
	}
	if n > 0 {
		r.heap[i] = e
	}
	return top
}

// rpcFile is the same model as a scenario.
const rpcFile = `
title    = "A call"
duration = "100h"

[nodes.server]
workers = 8
routes.serve = { work = "exp 10ms" }

[links."*"]
latency = "exp 1ms"

[loads.client]
to      = "server.serve"
rate    = "640/s"
timeout = "1s"
`

// hopsFile is a request that goes through three services, none of which is loaded.
const hopsFile = `
title    = "Three hops"
duration = "100h"

[nodes.a]
routes.serve = { work = "exp 5ms", calls = ["b.serve"], timeout = "500ms" }

[nodes.b]
routes.serve = { work = "exp 5ms", calls = ["c.serve"], timeout = "500ms" }

[nodes.c]
routes.serve = { work = "exp 5ms" }

[links."*"]
latency = "exp 1ms"

[loads.client]
to      = "a.serve"
rate    = "640/s"
timeout = "1s"
`

// fanFile is a request of which ten calls are made in parallel.
const fanFile = `
title    = "Ten in parallel"
duration = "100h"

[nodes.a]
routes.serve = { work = "exp 5ms", timeout = "500ms", calls = [{ parallel = [{ to = "b.serve", repeat = 10 }] }] }

[nodes.b]
routes.serve = { work = "exp 5ms" }

[links."*"]
latency = "exp 1ms"

[loads.client]
to      = "a.serve"
rate    = "640/s"
timeout = "1s"
`

// chainFile is a call behind a call, through a breaker.
const chainFile = `
title    = "A call behind a call"
duration = "100h"

[nodes.a]
workers = 16
routes.serve = { work = "exp 5ms", calls = ["b.serve"], timeout = "500ms" }

[nodes.b]
workers = 8
routes.serve = { work = "exp 5ms" }

[links."*"]
latency = "exp 1ms"

[loads.client]
to      = "a.serve"
rate    = "640/s"
timeout = "1s"

[patterns.breaker]
kind = "circuit-breaker"
on   = "a -> b"
`

// rpcOfFile returns the world that a scenario describes, in one variant.
func rpcOfFile(b *testing.B, text, variant string) *sim.World {
	s, err := scenarios.Parse("rpc.toml", []byte(text))
	if err != nil {
		b.Fatal(err)
	}
	w, err := world.Build(s, variant, 1, sim.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	scenarios.Collect(w)
	return w.Sim
}

// rpcOfParts returns the same world put together in Go.
func rpcOfParts(b *testing.B) *sim.World {
	w := sim.New(sim.Config{Seed: 1})
	n := net.New(w, func(net.ID, net.ID) net.LinkConfig {
		return net.LinkConfig{Latency: sim.Exponential(rpcLeg)}
	})
	server := nodes.NewNode(n, "server", func(n *nodes.Node) {
		nodes.NewService(n, nodes.ServiceConfig{
			Workers: rpcServers, Queue: -1,
			Routes: []nodes.Route{{Name: "serve", Work: sim.Exponential(rpcWork)}},
		}, nil, nil)
	})
	arrivals, err := nodes.NewArrivals(w, 1, nodes.ArrivalsConfig{Rate: rpcRate})
	if err != nil {
		b.Fatal(err)
	}
	to := nodes.Dependency{Name: "server", Route: "serve", Pick: nodes.PickerFunc(func(*nodes.Request) net.ID { return server.ID() })}
	client := nodes.NewLoad(n, "client", nodes.LoadConfig{
		Targets:  []nodes.Target{{Dependency: to, Weight: 1}},
		Timeout:  rpcTimeout,
		Arrivals: arrivals,
	}, nil)
	w.Attach(reports.NewCollector(reports.Options{Duration: 100 * time.Hour, Loads: []string{"client"}}))
	server.Boot()
	client.Start()
	return w
}

// BenchmarkRPC measures one request, from its arrival to its answer, with
// timeout, trace, digest and report: put together from parts in Go, and from a
// scenario file. x-bare is requests per second over those of the bare loop. The bare loop beside those that make more than one
// call of each request is the same: hops makes three, fan eleven, and the chain two, of
// which one goes through a breaker.
func BenchmarkRPC(b *testing.B) {
	b.Run("parts", func(b *testing.B) { raceRPC(b, rpcOfParts(b)) })
	b.Run("file", func(b *testing.B) { raceRPC(b, rpcOfFile(b, rpcFile, "baseline")) })
	b.Run("hops", func(b *testing.B) { raceRPC(b, rpcOfFile(b, hopsFile, "baseline")) })
	b.Run("fan", func(b *testing.B) { raceRPC(b, rpcOfFile(b, fanFile, "baseline")) })
	b.Run("chain", func(b *testing.B) { raceRPC(b, rpcOfFile(b, chainFile, "with")) })
}

func raceRPC(b *testing.B, w *sim.World) {
	defer w.Close()
	bare := &bareRPC{luck: rand.New(rand.NewSource(1))}
	bare.push(bareEvent{})
	race.Run(b, 10_000, func(n int) {
		for end := bare.done + n; bare.done < end; {
			bare.step()
		}
	}, func(n int) {
		if err := w.Run(w.Now().Add(time.Duration(float64(n) / rpcRate * 1e9))); err != nil {
			b.Fatal(err)
		}
	})
}
