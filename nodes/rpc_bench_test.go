package nodes

import (
	"math/rand"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/reports"
	"wavetank/sim"
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

// rpcWorld returns the same model built from the parts of the house.
func rpcWorld(tb testing.TB) (*sim.World, *reports.Collector) {
	w := sim.New(sim.Config{Seed: 1})
	n := net.New(w, func(net.ID, net.ID) net.LinkConfig {
		return net.LinkConfig{Latency: sim.Exponential(rpcLeg)}
	})
	server := NewNode(n, "server", func(n *Node) {
		NewService(n, ServiceConfig{
			Workers: rpcServers, Queue: -1,
			Routes: []Route{{Name: "serve", Work: sim.Exponential(rpcWork)}},
		}, nil, nil)
	})
	arrivals, err := NewArrivals(w, 1, ArrivalsConfig{Rate: rpcRate})
	if err != nil {
		tb.Fatal(err)
	}
	to := PickerFunc(func(*Request) net.ID { return server.ID() })
	client := NewLoad(n, "client", LoadConfig{
		Targets:  []Target{{Dependency: Dependency{Name: "server", Route: "serve", Pick: to}, Weight: 1}},
		Timeout:  rpcTimeout,
		Arrivals: arrivals,
	}, nil)
	c := reports.NewCollector(reports.Options{Duration: 1000 * time.Hour, Loads: []string{"client"}, Windows: 100})
	w.Attach(c)
	server.Boot()
	client.Start()
	return w, c
}

// BenchmarkRPC measures one request, from its arrival to its answer. x-bare is
// the requests per second of this house over those of the bare loop, measured
// in the same run.
func BenchmarkRPC(b *testing.B) {
	bare := &bareRPC{luck: rand.New(rand.NewSource(1))}
	bare.push(bareEvent{})
	run := func(n int) {
		for end := bare.done + n; bare.done < end; {
			bare.step()
		}
	}
	run(10_000)
	start := time.Now()
	run(b.N)
	took := time.Since(start)

	w, _ := rpcWorld(b)
	defer w.Close()
	virtual := func(n int) sim.Time { return w.Now().Add(time.Duration(float64(n) / rpcRate * 1e9)) }
	if err := w.Run(virtual(10_000)); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	if err := w.Run(virtual(b.N)); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	b.ReportMetric(float64(took)/float64(b.Elapsed()), "x-bare")
	b.ReportMetric(float64(took)/float64(b.N), "bare-ns/op")
}
