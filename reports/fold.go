package reports

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"wavetank/sim"
)

// A Collector folds the facts of one run into a Summary. It is a sim.Sink. It
// needs memory for the loads, the kinds of facts, the faults, the windows, what
// stands at a level or is read and written, and for the requests under way; none
// for one that has ended.
//
// Beside the facts of sim's vocabulary it counts all others by kind. It relies
// on Extra being the intended start for the facts that end a request, for
// sim.RequestDegraded and for sim.AttemptSent.
type Collector struct {
	options Options
	warm    sim.Time // the end of the warm-up
	load    *loadFold
	loads   []*loadFold
	owners  map[*sim.Owner]*loadFold
	kinds   []*kindFold // in the order of their appearance
	wasted  time.Duration
	row
	windows    []Load // all loads together in each
	relief     relief
	state      pressure
	items      *itemsFold
	told       []foldTold // in the order of their appearance
	looked     bool       // at the nodes
	lookedFrom sim.Time   // the end of the disturbance after which they were
	counts     []Counted  // in the same order
}

// A loadFold builds a Load.
type loadFold struct {
	owner *sim.Owner // nil until a fact of the load was seen
	Load
	waiting waiting
}

// A kindFold is what becomes of the facts of one kind.
type kindFold struct {
	kind  *sim.Kind
	count int64
	fold  func(*sim.Fact) // beside being counted, or nil
}

// NewCollector returns a Collector that has seen nothing.
func NewCollector(o Options) *Collector {
	if o.Windows <= 0 {
		o.Windows = 120
	}
	row := newRow(o.Duration, roundUp(o.Duration/time.Duration(o.Windows)))
	c := &Collector{
		options: o,
		warm:    sim.Time(o.Warmup),
		owners:  make(map[*sim.Owner]*loadFold),
		row:     row,
		windows: make([]Load, row.count),
		relief:  newRelief(o),
		state:   newPressure(o.Duration),
		load:    &loadFold{},
	}
	c.items = newItemsFold(c.warm, o.Silent, c.loadOf, c.counted)
	for _, name := range o.Loads {
		c.loads = append(c.loads, &loadFold{Load: Load{Name: name, Users: int64(o.Users[name])}})
	}
	return c
}

// Fact folds one fact.
func (c *Collector) Fact(f *sim.Fact) {
	k := c.kindOf(f.Kind)
	if f.At >= c.warm {
		k.count++
	}
	if k.fold != nil {
		k.fold(f)
	}
}

// Choose asks for a count of every kind, and for the facts of those that are folded.
func (c *Collector) Choose(kind *sim.Kind) sim.Choice {
	k := c.kindOf(kind)
	return sim.Choice{Fold: k.fold, Count: &k.count, From: c.warm}
}

func (c *Collector) kindOf(kind *sim.Kind) *kindFold {
	for _, k := range c.kinds {
		if k.kind == kind {
			return k
		}
	}
	k := &kindFold{kind: kind, fold: c.countFacts(kind, c.foldOf(kind))}
	c.kinds = append(c.kinds, k)
	return k
}

// foldOf returns what to do with the facts of a kind, or nil.
func (c *Collector) foldOf(k *sim.Kind) func(*sim.Fact) {
	switch k {
	case sim.RequestStarted:
		return c.started
	case sim.RequestOK, sim.RequestFailed, sim.RequestTimedOut, sim.RequestRejected:
		return c.ended
	case sim.RequestDegraded:
		return c.degraded
	case sim.AttemptSent:
		return c.attempt
	case sim.WorkWasted:
		return c.waste
	case sim.FaultBegan:
		return c.relief.began
	case sim.FaultEnded:
		return c.relief.ended
	case sim.ItemWriting:
		return c.items.writing
	case sim.ItemWritten:
		return c.items.written
	case sim.ItemRead:
		return c.items.answered
	case c.options.Crash:
		return c.crashed
	}
	family := c.options.Told[k]
	if family == nil || family.begin == nil {
		return c.endOf(k)
	}
	t := family.begin(family, k, c)
	c.told = append(c.told, t)
	return t.fact
}

// endOf returns what to do with the facts of a kind that ends spans of another, or nil.
func (c *Collector) endOf(k *sim.Kind) func(*sim.Fact) {
	for _, until := range c.options.Until {
		if until == k {
			return func(f *sim.Fact) {
				for _, t := range c.told {
					if s, ok := t.(*spanFold); ok && s.until == k {
						s.fact(f)
					}
				}
			}
		}
	}
	return nil
}

func (c *Collector) crashed(f *sim.Fact) {
	for _, t := range c.told {
		t.crashed(f.Owner, f.At)
	}
}

func (c *Collector) started(f *sim.Fact) {
	l := c.loadOf(f.Owner)
	l.waiting.started(f.At)
	c.window(f.At).Requests++
	c.relief.window(f.At).requests++
	c.state.started(f.At)
	if f.At >= c.warm {
		l.Requests++
	}
}

func (c *Collector) ended(f *sim.Fact) {
	start := sim.Time(f.Extra)
	c.relief.requestEnded(f, start)
	c.state.ended(start, f.At, f.Value, f.Kind)
	c.items.ended(f)
	c.window(start).ended(f.Kind, f.Value)
	l := c.loadOf(f.Owner)
	l.waiting.ended(start, time.Duration(f.Value), f.Kind != sim.RequestTimedOut)
	if start >= c.warm {
		l.ended(f.Kind, f.Value)
	}
}

func (c *Collector) degraded(f *sim.Fact) {
	start := sim.Time(f.Extra)
	c.window(start).Degraded++
	if start >= c.warm {
		c.loadOf(f.Owner).Degraded++
	}
}

func (c *Collector) attempt(f *sim.Fact) {
	if f.Load == nil {
		return
	}
	start := sim.Time(f.Extra)
	c.window(start).Attempts++
	if start >= c.warm {
		c.loadOf(f.Load).Attempts++
	}
}

func (c *Collector) waste(f *sim.Fact) {
	if f.At < c.warm {
		return
	}
	c.wasted += time.Duration(f.Value)
	if f.Load != nil {
		c.loadOf(f.Load).Wasted += time.Duration(f.Value)
	}
}

// loadOf finds a load without hashing its name: the last one again, or by
// identity.
func (c *Collector) loadOf(o *sim.Owner) *loadFold {
	if c.load.owner == o {
		return c.load
	}
	l, ok := c.owners[o]
	if !ok {
		l = c.meet(o)
	}
	c.load = l
	return l
}

// meet binds a load that has not been seen before to its owner.
func (c *Collector) meet(o *sim.Owner) *loadFold {
	for _, l := range c.loads {
		if l.owner == nil && l.Name == o.Name() {
			l.owner = o
			c.owners[o] = l
			return l
		}
	}
	l := &loadFold{owner: o, Load: Load{Name: o.Name(), Users: int64(c.options.Users[o.Name()])}}
	c.loads = append(c.loads, l)
	c.owners[o] = l
	return l
}

// window returns the window that an intended start belongs to. The last one
// also takes the start at the very end of the run.
func (c *Collector) window(start sim.Time) *Load {
	return &c.windows[c.at(start)]
}

// Finish returns what the run came to, having ended at that time. The Collector
// is of no use afterwards.
func (c *Collector) Finish(variant string, seed uint64, digest sim.Digest, events uint64, at sim.Time) *Summary {
	direct := c.direct()
	for _, l := range c.loads {
		c.unanswered(l, at)
	}
	s := &Summary{
		Variant: variant, Seed: seed, Digest: digest.String(), Events: events,
		Duration: time.Duration(at), Warmup: c.options.Warmup, Wasted: c.wasted,
		Facts:  c.facts(),
		Series: Series{Width: c.width},
	}
	s.Faults, s.Surges = c.relief.disturbed(at)
	s.NeverWell = c.relief.before
	s.State, s.StateFrom = c.state.judged(s.Faults, s.Surges, c.warm, at, c.options.SLO.ErrorRate)
	c.items.finish()
	s.Series.Counted = c.counts
	for _, t := range c.told {
		s.Told = append(s.Told, t.finish(at))
	}
	slices.SortFunc(s.Told, func(a, b Told) int { return strings.Compare(a.kind(), b.kind()) })
	for _, fold := range c.loads {
		l := fold.Load
		l.InFlight = l.Requests - l.Known()
		if l.InFlight < 0 {
			panic(fmt.Sprintf("reports: load %s ended %d requests and started %d", l.Name, l.Known(), l.Requests))
		}
		l.pack()
		s.Loads = append(s.Loads, l)
	}
	for i := range c.windows {
		s.Series.Windows = append(s.Series.Windows, c.windows[i].window())
	}
	if c.options.Meters != nil {
		s.AtEase = c.options.Meters.atEase(at)
		s.Places = append(c.options.Meters.Places(at), s.onlyRoutes(c.options.Only)...)
		slices.SortStableFunc(s.Places, inOrder)
		s.Places = mergePlaces(s.Places, direct)
	}
	return s
}

// direct returns the edges of loads whose calls are measured as loads: those that ended.
func (c *Collector) direct() (edges []*Place) {
	if c.options.Meters == nil {
		return nil
	}
	for _, l := range c.loads {
		if to, ok := c.options.Direct[l.Name]; ok {
			edges = append(edges, (&Place{
				Sort: EdgeSort, Name: l.Name + " -> " + to, Requests: l.Requests, OK: l.OK, Failed: l.Failed,
				TimedOut: l.TimedOut, Refused: l.Rejected, Latency: l.LatencyOK, Wait: l.LatencyAll,
			}).copy())
		}
	}
	return edges
}

// unanswered makes errors of the requests of a load that nobody answered. All
// that is known of their latency is how long they had waited.
func (c *Collector) unanswered(l *loadFold, at sim.Time) {
	list := l.waiting.unanswered(at)
	c.relief.unanswered(list, l.waiting.longest, int(l.Users))
	for _, a := range list {
		if l.Users > 0 {
			l.Hanging += a.open
		}
		c.window(a.start).unanswered(a.open, at.Sub(a.start))
		c.state.unanswered(a.start, a.open, at.Sub(a.start))
		if a.start >= c.warm {
			l.unanswered(a.open, at.Sub(a.start))
		}
	}
}

// facts returns the counts by name. Kinds that share a name share a count.
func (c *Collector) facts() []FactCount {
	byName := make(map[string]int64)
	for _, k := range c.kinds {
		if k.count > 0 {
			byName[k.kind.String()] += k.count
		}
	}
	var facts []FactCount
	for name, n := range byName {
		facts = append(facts, FactCount{Name: name, Count: n})
	}
	sort.Slice(facts, func(i, j int) bool { return facts[i].Name < facts[j].Name })
	return facts
}
