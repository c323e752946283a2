package balance

import (
	"slices"
	"time"

	"wavetank/sim"
)

// A Pool is the pure machine of connections that stay: a call goes out on the connection
// whose turn it is, and so to the host that this was opened to, however the others do.
type Pool struct {
	connections []connection
	next        int // whose turn it is
	age         time.Duration
	jitter      float64
	luck        sim.Key
	opened      uint64 // connections, ever
}

// A connection is open to a host, until its longest age.
type connection struct {
	open  bool
	host  int
	until sim.Time // sim.Forever is without an age
}

// NewPool returns a pool whose connections are opened when their turn comes.
func NewPool(c Config, luck sim.Key) *Pool {
	return &Pool{connections: make([]connection, c.Connections), age: c.MaxConnectionAge, jitter: c.AgeJitter, luck: luck}
}

// Choose returns the host of the connection whose turn it is, among those that may be
// called, in ascending order. One that is not open, not among them or too old is opened,
// to any of them by chance, as those by weight.
func (p *Pool) Choose(now sim.Time, hosts []int, weights []int64) (host int, opened bool) {
	c := &p.connections[p.next]
	p.next = (p.next + 1) % len(p.connections)
	if _, listed := slices.BinarySearch(hosts, c.host); c.open && listed && now < c.until {
		return c.host, false
	}
	p.opened++
	luck := p.luck.Mix(p.opened).Rand()
	*c = connection{open: true, host: hosts[draw(hosts, weights, &luck)], until: sim.Forever}
	if p.age > 0 {
		spread := float64(float64(p.age) * p.jitter)
		c.until = now.Add(p.age + luck.Between(-time.Duration(spread), time.Duration(spread)))
	}
	return c.host, true
}

// Lost records that a host refuses connections or has reset one: those to it are gone.
func (p *Pool) Lost(host int) {
	for i := range p.connections {
		if c := &p.connections[i]; c.host == host {
			c.open = false
		}
	}
}
