package language

import (
	"strconv"
	"time"

	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// A Scenario is what one file says, checked and with every default filled in.
// It is plain data: slices keep the order of the document, names have been
// resolved against each other, and nothing in it depends on the order of a map.
type Scenario struct {
	File     string `toml:"-"` // as given to Load
	Hash     string `toml:"-"` // 12 hex digits of the SHA-256 of the file and the CSVs it reads
	Question string `toml:"-"` // the comment that opens the file, one line; "" if there is none
	Measure  bool   `toml:"-"` // nodes, routes and edges, also where no claim asks for them; no part of the file
	Origin   Origin `toml:"-"` // what Load has made it of

	Title    string        `toml:"title" required:"true" doc:"one line that names the scenario"`
	Duration time.Duration `toml:"duration" required:"true" range:">0s..100h" doc:"how long a run lasts, in virtual time"`
	Warmup   time.Duration `toml:"warmup" doc:"requests that arrive earlier than this are not counted"`
	Seeds    int           `toml:"seeds" default:"20" range:"1..10000" doc:"seeds of a comparison"`
	Seed     int64         `toml:"seed" default:"1" range:"0.." doc:"the seed of run, and the first of compare and hunt"`
	SLO      SLO           `toml:"slo" doc:"when the system counts as recovered"`

	Nodes    []Node              `toml:"-"`
	Links    []Link              `toml:"-"`
	Loads    []Workload          `toml:"-"`
	Patterns []Pattern           `toml:"-"`
	Variants []Variant           `toml:"-"` // never empty; the first is the baseline
	Faults   []fault.Fault       `toml:"-"`
	FaultsAt []document.Position `toml:"-"` // where the file has each; none for faults that are not of a file
	Expects  []Expect            `toml:"-"`
	LeftOut  int                 `toml:"-"` // expectations and invariants of variants that were left out of it; zero as a file has it

	Invariants []Invariant `toml:"-"`
	Storm      *StormTable `toml:"-"` // nil = none is described
}

// An Origin is what a scenario was loaded from: with it somebody else loads the same one.
type Origin struct {
	Text  []byte
	Files map[string][]byte // the CSVs that it reads, by name
	Set   []document.Setting
}

// An SLO says when the system counts as well: recovery time ends with it.
type SLO struct {
	ErrorRate float64       `toml:"error_rate" kind:"ratio" default:"1%" doc:"errors per request that are still fine; a system that has more before its first fault or surge was never well"`
	P99       time.Duration `toml:"p99" range:">0s.." doc:"slowest fine 99th percentile; absent: latency does not matter"` // 0 = absent

	Stated bool `toml:"-"` // whether the file has one: then arms are judged by it
}

// A Node is a service, one machine or several of a kind.
type Node struct {
	Name string            `toml:"-"`
	Pos  document.Position `toml:"-"`

	Workers    int      `toml:"workers" range:"1..1000000" doc:"concurrent requests; absent: no bound"`                                                                                                                                            // 0 = no bound
	Queue      *int     `toml:"queue" range:"0..10000000" only:"workers & discipline!=sharing" idle:"without workers nothing ever waits; with discipline sharing all requests are served at once" doc:"waiting places; absent: no bound; 0: none"` // nil = no bound
	Discipline string   `toml:"discipline" enum:"fifo,lifo,priority,sharing" default:"fifo" only:"workers" idle:"without workers nothing ever waits" doc:"who is served next"`
	MaxWait    sim.Dist `toml:"max_wait" only:"workers & discipline!=sharing & queue!=0" idle:"without workers nothing ever waits; with discipline sharing nothing waits; a queue of 0 holds nobody" doc:"a queued request leaves unserved after this, answered as rejected"` // nil = stays
	Instances  int      `toml:"instances" default:"1" range:"1..100000" doc:"machines NAME-1 to NAME-n, each with its own workers and queue"`
	State      string   `toml:"state" enum:"shared,own" default:"shared" doc:"whose the items of routes with an op are, and the state of patterns such as saga, event-sourcing, inbox and outbox, where there are several instances: one for all, in the database that they share, or each has its own, as caches and shards have"`
	Database   string   `toml:"database" kind:"node" doc:"the node on whose disk that state lies, so that its outage, its links and its disk are those of the database; absent: on the disk of the machine itself or, where instances share it, in a database that nothing strikes, with a disk like theirs"` // "" = none
	Pick       string   `toml:"pick" enum:"random,round-robin,shard,nearest" default:"random" doc:"which instance a call goes to; nearest: one in the region that is nearest to the caller, and of those that were not tried yet where it comes again"`
	Region     string   `toml:"region" kind:"region" doc:"a place of the built-in round-trip table"`                        // "" = none
	Regions    []string `toml:"regions" kind:"region" doc:"a region for each instance, in their order; in place of region"` // nil = none
	Contention float64  `toml:"contention" kind:"ratio" doc:"how much longer work takes for each other request that is worked on at the same time: σ of the universal scalability law, 1 + σ(n-1) + κn(n-1)"`
	Coherence  float64  `toml:"coherence" kind:"ratio" doc:"how much longer it takes for each pair of them: κ of that law, by which more at a time get less done"`
	Heap       int      `toml:"heap" range:"2..10000000" doc:"requests that fit into memory, those included that wait; while n of them live, work takes 1 + collector·n/(heap-n) times as long; absent: a collector takes no time"` // 0 = no bound
	Collector  float64  `toml:"collector" kind:"ratio" default:"10%" only:"heap" doc:"how much longer work takes while half of the heap lives"`
	Cancel     bool     `toml:"cancel" doc:"drops the work of a caller that gave up, and passes that on"`
	WarmUp     *WarmUp  `toml:"warm_up" doc:"work is slower for a while after a restart; absent: it is not. What boots as the run begins is warm"` // nil = none
	Clock      Clock    `toml:"clock" doc:"how the node's own clock differs from true time"`
	Disk       *Disk    `toml:"disk" doc:"the node's disk"` // nil = none
	Routes     []Route  `toml:"-"`
}

// InstanceNames returns the names of the machines of n: n's own name if there
// is one, otherwise NAME-1 to NAME-n.
func (n Node) InstanceNames() []string {
	if n.Instances <= 1 {
		return []string{n.Name}
	}
	names := make([]string, n.Instances)
	for i := range names {
		names[i] = n.Name + "-" + strconv.Itoa(i+1)
	}
	return names
}

// A WarmUp is how much slower a node is that has just restarted.
type WarmUp struct {
	For    time.Duration `toml:"for" required:"true" range:">0s.." doc:"how long until it is as fast as before; its speed grows in a straight line"`
	Factor float64       `toml:"factor" kind:"factor" required:"true" range:"1..10000" doc:"work that begins at once takes this many times as long"`
}

// A Clock is how a node's clock differs from true time.
type Clock struct {
	Offset time.Duration `toml:"offset" range:"-100h..100h" doc:"what it shows too much; may be negative"`
	Drift  float64       `toml:"drift" kind:"drift" range:"-100000ppm..100000ppm" doc:"how much too fast it runs; may be negative"` // parts per million
}

// A Disk is what a write costs.
type Disk struct {
	Write sim.Dist `toml:"write" doc:"time of one write"`                   // nil = none
	Fsync sim.Dist `toml:"fsync" doc:"time until what was written is safe"` // nil = none
}

// A Route is one kind of request that a node answers.
type Route struct {
	Name string            `toml:"-"`
	Pos  document.Position `toml:"-"`

	Work          sim.Dist      `toml:"work" doc:"own work time of a request"`                                            // nil = none
	Calls         []Call        `toml:"-"`                                                                                // one after another
	Timeout       time.Duration `toml:"timeout" range:">0s.." doc:"for each of its calls that has no timeout of its own"` // 0 = none; already copied into Calls
	Errors        float64       `toml:"errors" kind:"ratio" doc:"share of requests that fail after their work and their calls"`
	ErrorsAfter   string        `toml:"errors_after" enum:"work,effect" default:"work" doc:"when those of errors fail: before a write of its own is carried out, or once it is, so that another attempt carries it out again; what it calls is done by then; the errors of a fault come as these do"`
	Permanent     float64       `toml:"permanent" kind:"ratio" doc:"share of requests that fail at every attempt, after their work and before their calls, beside errors: a message that cannot be read, a card that is declined"`
	PermanentBy   string        `toml:"permanent_by" enum:"request,item" default:"request" only:"permanent" doc:"whose share it is: of what users' requests want done here, whichever way and however often it is tried, or of the items"`
	PermanentTold bool          `toml:"permanent_told" only:"permanent" doc:"the answer says so, as a 400 does: retries and hedges leave off, a saga turns back at once, a broker parks the message"`
	Idempotency   string        `toml:"idempotency" enum:"own,caller" default:"own" doc:"the idempotency keys of its calls: new ones at each attempt that comes, or made from the key that came, so that those of another attempt are the same and a callee can recognise them"`
	Size          int64         `toml:"size" kind:"size" doc:"bytes of a request"`
	Reply         int64         `toml:"reply" kind:"size" doc:"bytes of a reply"`
	Op            string        `toml:"op" enum:"none,read,write" default:"none" doc:"what a request does to the item that it is about (keys of a load); a route that calls one which does the same hands it on, and one that says nothing does what its calls do in any case. Several instances share their items, unless pick or state says otherwise"`
	Disk          string        `toml:"disk" enum:"none,write,fsync" default:"none" doc:"what a request does to the disk: what it writes to an item survives a crash of the machine if it syncs"`
}

// A Target is one route of one node.
type Target struct{ Node, Route string }

// String returns t as files write it: "node.route".
func (t Target) String() string { return t.Node + "." + t.Route }

// Kind makes a target a text of files.
func (t Target) Kind() string { return "text" }

// A Call is one call that a route makes, or a group of calls made in parallel.
// In a group, a single call with Repeat n stands for n parallel copies, and a
// group inside the group counts as one member.
type Call struct {
	Pos         document.Position `toml:"-"`
	To          Target            `toml:"to" required:"true"`    // zero in a group
	Timeout     time.Duration     `toml:"timeout" range:">0s.."` // 0 = waits for as long as it takes
	Optional    bool              `toml:"optional"`              // its failure degrades the answer and fails nothing
	Repeat      int               `toml:"repeat" default:"1" range:"1..10000"`
	Probability float64           `toml:"probability" kind:"ratio" default:"100%" range:">0%..100%"`
	Parallel    []Call            `toml:"-"` // the members of a group; nil in a single call
	Need        int               `toml:"-"` // members (copies counted) that suffice; 0 = all
}

// IsGroup reports whether c stands for calls made in parallel.
func (c Call) IsGroup() bool { return c.Parallel != nil }

// A Link says what happens between two ends. Nil pointers and zero values are
// keys that the file does not set in this table: Path merges several tables.
type Link struct {
	Name string            `toml:"-"` // as the file writes it
	Pos  document.Position `toml:"-"`
	Edge fault.Edge        `toml:"-"`

	Latency   sim.Dist              `toml:"latency" doc:"one-way delay of a message"`
	Loss      *float64              `toml:"loss" kind:"ratio" doc:"share of messages that vanish, independently"`
	Burst     *fault.GilbertElliott `toml:"burst" doc:"loss that comes in bursts"`
	Duplicate *float64              `toml:"duplicate" kind:"ratio" doc:"share of datagrams that arrive twice; a stream drops copies"`
	Reorder   *Reorder              `toml:"reorder" doc:"messages held back so that later ones overtake; on a stream those behind wait too"`
	Bandwidth float64               `toml:"bandwidth" kind:"bandwidth" range:"1B/s.." doc:"bytes per second"`                                                                                      // 0 = not set
	Buffer    int64                 `toml:"buffer" kind:"size" range:">0B.." doc:"bytes that may wait for the bandwidth"`                                                                          // 0 = not set
	Transport string                `toml:"transport" enum:"stream,datagram" doc:"stream (the default) sends again what is lost"`                                                                  // "" = not set
	RTO       time.Duration         `toml:"rto" range:">0s.." only:"transport!=datagram" idle:"a datagram is sent once" doc:"first retransmission timeout of a stream, doubled each time (200ms)"` // 0 = not set
	GiveUp    time.Duration         `toml:"give_up" range:">0s.." only:"transport!=datagram" idle:"a datagram is sent once" doc:"when a stream's connection times out (60s)"`                      // 0 = not set
}

// Reorder holds some messages back.
type Reorder struct {
	Probability float64  `toml:"probability" kind:"ratio" required:"true" doc:"share of messages held back"`
	Delay       sim.Dist `toml:"delay" required:"true" doc:"for how long"`
}
