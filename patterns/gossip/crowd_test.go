package gossip

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"testing"
	"time"

	"wavetank/sim"
	"wavetank/sim/reference"
)

// A CrowdConfig describes a crowd.
type CrowdConfig struct {
	Members  int
	Style    Style         // "" is PushPull
	Fanout   int           // distinct partners a round; 0 is 1
	Interval time.Duration // from one round of a member to its next; 0 is 200 ms
	Latency  sim.Dist      // of a message; nil is none
	Loss     float64       // share of messages lost
}

// A Crowd is one rumour among very many members in a simulated world. Each member
// has its own timer, at a phase of its own, and messages take their time: unlike in
// an Epidemic there are no cycles. There is no process and no machine to a member,
// just two words of memory, two bits, its timer, and the messages on their way. What
// many look up is in the bits, of which a million fit into a processor's cache.
//
// The world's limits must let as many events pend as there are members, and as
// there may be messages under way.
type Crowd struct {
	world    *sim.World
	owner    *sim.Owner
	config   CrowdConfig
	luck     *sim.Rand
	members  []individual // as they began; never more than it was made for, so that none moves
	knows    bits
	ticks    bits
	informed int
	messages int64
	idle     []*whisper // to be used again
	partners []int
}

// An individual is a member of a crowd; it is also its own timer.
type individual struct {
	crowd *Crowd
	self  int32
}

// bits are a yes or no of each member.
type bits []uint64

func (b bits) has(i int) bool { return b[i/64]>>(i%64)&1 != 0 }
func (b bits) set(i int)      { b[i/64] |= 1 << (i % 64) }

// A whisper is a message on its way.
type whisper struct {
	crowd    *Crowd
	from, to int32
	tells    bool // it has the rumour in it
	asks     bool // it wants an answer
}

// NewCrowd returns a crowd in which nobody knows anything. Its events are those of
// the owner.
func NewCrowd(o *sim.Owner, c CrowdConfig) *Crowd {
	if c.Style == "" {
		c.Style = PushPull
	}
	if c.Interval <= 0 {
		c.Interval = 200 * time.Millisecond
	}
	c.Fanout = max(c.Fanout, 1)
	crowd := &Crowd{
		world: o.World(), owner: o, config: c,
		luck: o.World().Stream(o.Name() + " gossip partner"), members: make([]individual, 0, c.Members),
		knows: make(bits, c.Members/64+1), ticks: make(bits, c.Members/64+1),
	}
	if c.Style.Pulls() {
		crowd.beginAll()
	}
	return crowd
}

// Informed returns how many members know the rumour.
func (c *Crowd) Informed() int { return c.informed }

// Messages returns how many messages were sent.
func (c *Crowd) Messages() int64 { return c.messages }

// Tell lets a member know the rumour.
func (c *Crowd) Tell(member int) {
	if c.knows.has(member) {
		return
	}
	c.knows.set(member)
	c.informed++
	c.begin(member)
}

// Spread carries out events until everybody knows, or until that time, and
// returns when the last events happened.
func (c *Crowd) Spread(until sim.Time) (sim.Time, error) {
	for c.informed < c.config.Members {
		if _, ok, err := c.world.Step(until); !ok {
			return c.world.Now(), err
		}
	}
	return c.world.Now(), nil
}

// begin starts a member's timer, at a random phase.
func (c *Crowd) begin(member int) {
	if !c.ticks.has(member) {
		c.start(member, c.luck.Between(0, c.config.Interval))
	}
}

// beginAll begins every member. They are started in the order of their phases, so that
// from round to round their memory, and that of their events, is gone through in order.
func (c *Crowd) beginAll() {
	phases := make([]time.Duration, c.config.Members)
	order := make([]int, c.config.Members)
	for i := range order {
		phases[i], order[i] = c.luck.Between(0, c.config.Interval), i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Or(cmp.Compare(phases[i], phases[j]), i-j) })
	for _, i := range order {
		c.start(i, phases[i])
	}
}

func (c *Crowd) start(member int, phase time.Duration) {
	c.ticks.set(member)
	c.members = append(c.members, individual{crowd: c, self: int32(member)})
	c.world.After(phase, c.owner, &c.members[len(c.members)-1])
}

// Act is a round of the member.
func (m *individual) Act() { m.crowd.round(m) }

func (c *Crowd) round(m *individual) {
	c.world.After(c.config.Interval, c.owner, m)
	self := int(m.self)
	c.partners = c.luck.Others(c.partners[:0], c.config.Members, self, c.config.Fanout)
	for _, to := range c.partners {
		c.send(self, to, c.knows.has(self) && c.config.Style.Pushes(), c.config.Style.Pulls())
	}
}

// send puts a message on its way, or loses it.
func (c *Crowd) send(from, to int, tells, asks bool) {
	c.messages++
	if c.luck.Chance(c.config.Loss) {
		return
	}
	var w *whisper
	if last := len(c.idle) - 1; last >= 0 {
		w, c.idle = c.idle[last], c.idle[:last]
	} else {
		w = new(whisper)
	}
	*w = whisper{crowd: c, from: int32(from), to: int32(to), tells: tells, asks: asks}
	var delay time.Duration
	if c.config.Latency != nil {
		delay = c.config.Latency.Sample(c.luck.Fork())
	}
	c.world.After(delay, c.owner, w)
}

// Act is the arrival of the message.
func (w *whisper) Act() {
	c, from, to := w.crowd, int(w.from), int(w.to)
	if w.tells {
		c.Tell(to)
	}
	if w.asks && c.knows.has(to) {
		c.send(to, from, true, false)
	}
	c.idle = append(c.idle, w)
}

// crowded returns a world with a crowd in it, of which one member knows.
func crowded(seed uint64, c CrowdConfig) (*sim.World, *Crowd) {
	w := sim.New(sim.Config{Seed: seed, Limits: sim.Limits{InFlight: int64(4*c.Members) + 1000}})
	crowd := NewCrowd(w.Owner("crowd"), c)
	crowd.Tell(0)
	return w, crowd
}

func lan() sim.Dist { return sim.Uniform{Lo: time.Millisecond, Hi: 5 * time.Millisecond} }

// TestAHundredThousandMembersAllLearnIt is the scale that a test can afford. The
// logarithm of the size to base three, and little more, is what push-pull takes.
func TestAHundredThousandMembersAllLearnIt(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 10_000
	}
	w, crowd := crowded(1, CrowdConfig{Members: n, Latency: lan()})
	defer w.Close()
	at, err := crowd.Spread(sim.Time(time.Minute))
	if err != nil || crowd.Informed() != n {
		t.Fatalf("%d of %d know it: %v", crowd.Informed(), n, err)
	}
	took := at.Seconds() / 0.2
	if most := math.Log(float64(n))/math.Log(3) + 5; took > most {
		t.Errorf("it took %.1f rounds, more than %.1f", took, most)
	}
	t.Logf("%d members after %.1f rounds, %d events", n, took, w.Events())
}

// TestACrowdWithoutPhasesSpreadsLikeTheModel compares rounds of members that act
// at times of their own with synchronous cycles: they are less, but not by much,
// as what is learned is passed on within the round.
func TestACrowdSpreadsLikeTheModel(t *testing.T) {
	for _, style := range []Style{Push, Pull, PushPull} {
		var crowdly, cyclic reference.Sample
		for seed := range 40 {
			w, crowd := crowded(uint64(seed), CrowdConfig{Members: 500, Style: style})
			at, err := crowd.Spread(sim.Time(time.Hour))
			if err != nil || crowd.Informed() != 500 {
				t.Fatalf("%s: %d know it: %v", style, crowd.Informed(), err)
			}
			w.Close()
			crowdly.Add(at.Seconds() / 0.2)
			cyclic.Add(float64(len(Epidemic{Members: 500, Style: style}.Run(luck(seed)).Informed) - 1))
		}
		if crowdly.Mean() > cyclic.Mean()+1 || crowdly.Mean() < cyclic.Mean()*0.55 {
			t.Errorf("%s takes %.1f rounds, in cycles %.1f", style, crowdly.Mean(), cyclic.Mean())
		}
	}
}

func TestACrowdSpreadsUnderLoss(t *testing.T) {
	w, crowd := crowded(3, CrowdConfig{Members: 1000, Loss: 0.3, Latency: lan(), Fanout: 2})
	defer w.Close()
	if _, err := crowd.Spread(sim.Time(time.Minute)); err != nil || crowd.Informed() != 1000 {
		t.Errorf("%d know it: %v", crowd.Informed(), err)
	}
}

// TestACrowdIsAsLargeAsItsMembers measures what a member costs, its timer and the
// messages under way included.
func TestACrowdIsAsLargeAsItsMembers(t *testing.T) {
	if testing.Short() {
		t.Skip("measures memory")
	}
	perMember := func(n int) float64 {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		w, crowd := crowded(1, CrowdConfig{Members: n, Latency: lan()})
		defer w.Close()
		if _, err := crowd.Spread(sim.Time(time.Minute)); err != nil {
			t.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		defer runtime.KeepAlive(crowd)
		return float64(after.HeapAlloc-before.HeapAlloc) / float64(n)
	}
	small, large := perMember(10_000), perMember(80_000)
	if large > 400 || large > 1.5*small {
		t.Errorf("a member costs %.0f bytes among 10,000 and %.0f among 80,000", small, large)
	}
}

func TestACrowdOfOneSeedIsOneCrowd(t *testing.T) {
	var digests [2]sim.Digest
	for i := range digests {
		w, crowd := crowded(9, CrowdConfig{Members: 300, Latency: lan(), Loss: 0.1})
		if _, err := crowd.Spread(sim.Time(time.Minute)); err != nil {
			t.Fatal(err)
		}
		digests[i] = w.Digest()
		w.Close()
	}
	if digests[0] != digests[1] {
		t.Error("two runs of one seed differ")
	}
}

func benchmarkCrowd(b *testing.B, n int) {
	for b.Loop() {
		w, crowd := crowded(1, CrowdConfig{Members: n, Latency: lan()})
		at, err := crowd.Spread(sim.Time(time.Minute))
		if err != nil || crowd.Informed() != n {
			b.Fatalf("%d of %d: %v", crowd.Informed(), n, err)
		}
		b.ReportMetric(at.Seconds()/0.2, "rounds")
		b.ReportMetric(float64(w.Events())/float64(n), "events/member")
		w.Close()
	}
}

func BenchmarkAHundredThousandMembers(b *testing.B) { benchmarkCrowd(b, 100_000) }
func BenchmarkAMillionMembers(b *testing.B)         { benchmarkCrowd(b, 1_000_000) }
