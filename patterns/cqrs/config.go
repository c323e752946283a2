package cqrs

import (
	"slices"
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/sim"
)

// Config is what a service with a command side and a query side can be told, and
// the table that a scenario writes.
type Config struct {
	Model       string       `toml:"model" default:"split" enum:"split,one" doc:"what answers queries: read models that follow the log (split), or the write model itself, which then also carries the cost of every join (one, the baseline)"`
	Aggregates  []Aggregate  `toml:"aggregates" doc:"what commands decide about, one of each for every item; absent: a single kind, which begins at 0"`
	Commands    []Command    `toml:"commands" required:"true" doc:"requests that are validated, decided and recorded as an event; all of one node, whose first instance keeps the log"`
	Projections []Projection `toml:"projections" required:"true" doc:"read models: the queries that they answer, the events that they are made of, and how these reach them"`
	Write       sim.Dist     `toml:"write" default:"0s" doc:"work of a command on the write model"`
	Width       int          `toml:"width" default:"0" range:"0..1000000" doc:"commands and joins that the write model does at a time, and queries that each read model does, while others wait: 1 is a lock on all of it; 0 is no bound"`
	Attempts    int          `toml:"attempts" default:"5" range:"1..1000" doc:"decisions on a command, the first included, before a conflict is an error"`

	Token    bool          `toml:"token" default:"false" doc:"read your writes: callers on whose edges the pattern lies keep the position that a command returned and show it with their queries on the item, which wait until the read model is there"`
	Wait     time.Duration `toml:"wait" default:"1s" range:"0s..1h" only:"token" doc:"how long a query waits for its token"`
	Fallback string        `toml:"fallback" default:"stale" enum:"stale,error,write" only:"token" doc:"what becomes of a query that has waited so long: the answer of the read model, marked as degraded (stale), an error, or the answer of the write model, at the cost of the join (write)"`

	Probe time.Duration `toml:"probe" default:"0s" range:"0s..1h" doc:"so long after each event was recorded it is noted whether each read model shows it: cqrs.unseen of cqrs.probed; 0s is never"`
}

// An Aggregate is a kind of account.
type Aggregate struct {
	Name    string `toml:"name" required:"true" doc:"what commands call it"`
	Opening int64  `toml:"opening" default:"0" range:"0..1000000000" doc:"its balance before the first event; it never falls below zero"`
}

// A Command is a kind of request that changes an aggregate.
type Command struct {
	Route     string `toml:"route" kind:"own route" required:"true" doc:"the route, of a node that the pattern lies on"`
	Aggregate string `toml:"aggregate" doc:"the aggregate that it is about; absent: the first"`
	Event     string `toml:"event" default:"changed" doc:"the type of the event that it leaves"`
	Change    int64  `toml:"change" default:"1" range:"-1000000000..1000000000" doc:"what it adds to the balance; negative takes it, and is refused if there is too little"`
}

// A Projection makes a read model of events.
type Projection struct {
	Name    string   `toml:"name" required:"true" doc:"what it is called"`
	Queries []string `toml:"queries" kind:"own route" required:"true" doc:"the routes that it answers; each instance of their node, on which the pattern lies, keeps a copy of the read model"`
	Events  []string `toml:"events" doc:"the types of events that it is made of; absent: all"`
	Fold    string   `toml:"fold" default:"sum" enum:"sum,count,last" doc:"what it shows of an item: the sum of the changes, how many there were, or the last one"`

	Join sim.Dist `toml:"join" default:"0s" doc:"work of a query on the write model, which has to join what the read model has ready"`
	Read sim.Dist `toml:"read" default:"0s" doc:"work of a query on the read model"`
	Work sim.Dist `toml:"work" default:"0s" doc:"work of projecting one event, one after the other but for lanes"`

	Delivery    string        `toml:"delivery" default:"push" enum:"push,poll,inline" doc:"how events come: at once (push), when the projection asks (poll), or within the command, which waits for them (inline, on the node of the commands)"`
	Interval    time.Duration `toml:"interval" default:"100ms" range:"1ms..1h" only:"delivery=poll" doc:"from one poll to the next"`
	Batch       int           `toml:"batch" default:"1000" range:"1..1000000" doc:"events that one poll, or one request for what a push has missed, returns at most"`
	Transaction int           `toml:"transaction" default:"1" range:"1..1000000" doc:"events that become durable and visible together, at most"`
	Lanes       int           `toml:"lanes" default:"1" range:"1..1000" doc:"events of a transaction that are worked on at a time, each lane having aggregates of its own, so that their order is kept"`
	CatchUp     time.Duration `toml:"catch_up" default:"1s" range:"1ms..1h" doc:"how often a projection that is pushed events asks for what it may have missed, and how long any question to the log may take"`
	Checkpoint  string        `toml:"checkpoint" default:"together" enum:"together,before,after" doc:"when the position of a read model is saved: in one record with it (together), before it (a crash loses events), or after it (a crash applies events twice)"`

	Poison   float64 `toml:"poison" kind:"ratio" default:"0" range:"0..1" doc:"share of its events that it fails to project, however often it tries"`
	Tries    int     `toml:"tries" default:"3" range:"1..1000" only:"poison" doc:"attempts at a poisonous event, each of which costs the work"`
	OnPoison string  `toml:"on_poison" default:"stop" enum:"stop,park" only:"poison" doc:"what happens then: the projection stands still (stop), or puts the event aside and goes on without it (park)"`

	RebuildAt   time.Duration `toml:"rebuild_at" default:"0s" range:"0s..1000h" doc:"when the read model is made anew from the beginning of the log; 0s is never"`
	RebuildWork sim.Dist      `toml:"rebuild_work" only:"rebuild_at" doc:"work of projecting one event for that; absent: as work"`
	Rebuild     string        `toml:"rebuild" default:"blue-green" enum:"blue-green,in-place" only:"rebuild_at" doc:"where: beside the live one, which goes on until the new one has caught up (blue-green), or in its place (in-place)"`
}

// Default returns the documented defaults. Commands and projections there are none.
func Default() Config { return knob.Default[Config]() }

// mostProjections bounds the read models of one log.
const mostProjections = 100

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	if len(c.Projections) > mostProjections {
		return knob.Wrong("projections", "%d of them; at most %d", len(c.Projections), mostProjections)
	}
	seen := make(map[string]bool)
	for _, a := range c.Aggregates {
		if seen[a.Name] {
			return knob.Wrong("aggregates", "%s stands here twice", a.Name)
		}
		seen[a.Name] = true
	}
	for _, x := range c.Commands {
		switch {
		case seen[x.Route]:
			return knob.Wrong("commands", "%s stands here twice", x.Route)
		case patterns.NodeOf(x.Route) != c.home():
			return knob.Wrong("commands", "%s and %s are of different nodes, and a log has one", c.Commands[0].Route, x.Route)
		case x.Aggregate != "" && !slices.ContainsFunc(c.Aggregates, func(a Aggregate) bool { return a.Name == x.Aggregate }):
			return knob.Wrong("commands", "there is no aggregate %q", x.Aggregate)
		}
		seen[x.Route] = true
	}
	for i := range c.Projections {
		if err := c.checkProjection(&c.Projections[i], seen); err != nil {
			return err
		}
	}
	return nil
}

func (c *Config) checkProjection(j *Projection, seen map[string]bool) error {
	const field = "projections"
	if seen["projection "+j.Name] {
		return knob.Wrong(field, "%s stands here twice", j.Name)
	}
	seen["projection "+j.Name] = true
	for _, q := range j.Queries {
		switch {
		case seen[q]:
			return knob.Wrong(field, "%s answers to two names, or is a command", q)
		case patterns.NodeOf(q) != j.node():
			return knob.Wrong(field, "%s and %s are of different nodes: make it two read models", j.Queries[0], q)
		}
		seen[q] = true
	}
	for _, e := range j.Events {
		if !slices.ContainsFunc(c.Commands, func(x Command) bool { return x.Event == e }) {
			return knob.Wrong(field, "no command leaves an event %q", e)
		}
	}
	switch {
	case j.Delivery == "inline" && j.node() != c.home():
		return knob.Wrong(field, "%s cannot be inline: it is on %s, the log on %s", j.Name, j.node(), c.home())
	case j.Lanes > j.Transaction:
		return knob.Wrong(field, "%s has %d lanes for a transaction of %d: most would be idle", j.Name, j.Lanes, j.Transaction)
	case j.Delivery == "inline" && (j.Poison > 0 || j.RebuildAt > 0 || j.Checkpoint != "together"):
		return knob.Wrong(field, "%s is inline: it is one with the log, with no poison, no rebuilding and no checkpoint of its own", j.Name)
	}
	return nil
}

func (c *Config) home() string { return patterns.NodeOf(c.Commands[0].Route) }

// aggregate returns the place of the aggregate that a command is about.
func (c *Config) aggregate(x *Command) int {
	return max(0, slices.IndexFunc(c.Aggregates, func(a Aggregate) bool { return a.Name == x.Aggregate }))
}

// opening returns the balance of an aggregate before the first event.
func (c *Config) opening(aggregate int) int64 {
	if aggregate < len(c.Aggregates) {
		return c.Aggregates[aggregate].Opening
	}
	return 0
}

// stream returns the stream of an aggregate of an item; itemOf undoes that.
func (c *Config) stream(aggregate int, item int64) int64 {
	return item*int64(max(1, len(c.Aggregates))) + int64(aggregate)
}

func (c *Config) itemOf(stream int64) int64 { return stream / int64(max(1, len(c.Aggregates))) }

func (c *Config) model(projection int) *Model {
	return NewModel(FoldOf(c.Projections[projection].Fold), c.itemOf)
}

// command returns the place of the command of a route, or -1.
func (c *Config) command(group, route string) int {
	return slices.IndexFunc(c.Commands, func(x Command) bool { return x.Route == group+"."+route })
}

// query returns the place of the projection that answers a route, or -1.
func (c *Config) query(group, route string) int {
	return slices.IndexFunc(c.Projections, func(j Projection) bool { return slices.Contains(j.Queries, group+"."+route) })
}

func (j *Projection) node() string { return patterns.NodeOf(j.Queries[0]) }

// takes reports whether the read model is made of events of that type.
func (j *Projection) takes(event string) bool {
	return len(j.Events) == 0 || slices.Contains(j.Events, event)
}
