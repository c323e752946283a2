package nodes

// Crowding is how much longer work takes the more there is of it. The zero Crowding is
// none: a request then works beside others as it would alone.
type Crowding struct {
	// Contention and Coherence are σ and κ of the universal scalability law (N. Gunther,
	// Guerrilla Capacity Planning, 2007): of n requests that are worked on at a time, each
	// takes 1 + σ(n-1) + κn(n-1) times as long.
	Contention, Coherence float64
	// Heap is how many requests fit into memory, those included that wait or have calls
	// under way; 0 is no bound. While n of them live, each takes 1 + Collector·n/(Heap-n)
	// times as long: a collector traces what lives, once for each time that the rest of
	// the heap fills. A full heap is one with room for one request: work crawls.
	Heap      int64
	Collector float64
}

// acts reports whether work may ever take longer: a collector alone has no heap to trace.
func (c *Crowding) acts() bool { return c.Contention != 0 || c.Coherence != 0 || c.Heap != 0 }

// Factor returns how many times as long work takes.
func (c *Crowding) Factor(working, living int64) float64 {
	n := float64(max(1, working))
	f := 1 + float64(c.Contention*(n-1)) + float64(c.Coherence*n*(n-1))
	if c.Heap > 0 {
		alive := min(max(0, living), c.Heap-1)
		f *= 1 + float64(c.Collector*float64(alive))/float64(c.Heap-alive)
	}
	return f
}

// live tells that so many requests more, or less, are in memory.
func (c *cpu) live(change int64) {
	if c.crowding == nil || c.crowding.Heap == 0 {
		return
	}
	c.advance()
	c.living += change
	c.arm()
}
