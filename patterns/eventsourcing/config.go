package eventsourcing

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"wavetank/patterns/knob"
)

// Config is what an event-sourced service can be told, and the table that a
// scenario writes. The service keeps one account for each item of its requests.
type Config struct {
	Store         string        `toml:"store" default:"events" enum:"events,crud" doc:"what is kept: every event (events), or the present state, which each write overwrites (crud, the baseline)"`
	Commands      []Command     `toml:"commands" doc:"requests that change the account of their item"`
	Queries       []Query       `toml:"queries" doc:"requests that read the account of their item"`
	Opening       int64         `toml:"opening" default:"0" range:"0..1000000000" doc:"balance of every account before anything happened; none may fall below zero"`
	Expect        string        `toml:"expect" default:"version" enum:"version,any" doc:"what an append expects: the version that was read (version), or nothing (any), so that a decision may rest on what is no longer so"`
	Attempts      int           `toml:"attempts" default:"3" range:"1..1000" doc:"decisions on a command, the first included, before a conflict is an error"`
	Replay        time.Duration `toml:"replay" default:"0s" range:"0s..1m" doc:"work of applying one event when a state is loaded"`
	SnapshotEvery int           `toml:"snapshot_every" default:"0" range:"0..1000000" only:"store=events" doc:"events of a stream from one snapshot to the next; 0 takes none, and every load reads the whole stream"`
	SnapshotWork  time.Duration `toml:"snapshot_work" default:"0s" range:"0s..1m" only:"snapshot_every" doc:"work of taking a snapshot"`
	Fsync         bool          `toml:"fsync" default:"true" doc:"sync what is written before it is acknowledged; otherwise a crash may take it"`
}

// A Command is a kind of request that changes an account.
type Command struct {
	Route  string `toml:"route" kind:"own route" required:"true" doc:"the route, of the node that the pattern lies on"`
	Change int64  `toml:"change" required:"true" range:"-1000000000..1000000000" doc:"what it adds to the balance; negative takes it, and is refused if there is too little"`
}

// A Query is a kind of request that reads an account.
type Query struct {
	Route string        `toml:"route" kind:"own route" required:"true" doc:"the route, of the node that the pattern lies on"`
	Ago   time.Duration `toml:"ago" default:"0s" range:"0s..100h" doc:"reads the balance as it was so long ago, which a store of present states cannot tell"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	seen := make(map[string]bool)
	if err := c.ofOneNode(); err != nil {
		return err
	}
	for _, x := range c.Commands {
		if seen[x.Route] {
			return knob.Wrong("commands", "%s stands here twice", x.Route)
		}
		seen[x.Route] = true
	}
	for _, q := range c.Queries {
		if seen[q.Route] {
			return knob.Wrong("queries", "%s stands here twice, or is a command", q.Route)
		}
		seen[q.Route] = true
	}
	return nil
}

// ofOneNode returns an error if the accounts would be several sets, one of each node.
func (c Config) ofOneNode() error {
	first := ""
	for _, route := range knob.References(c, "own route") {
		node, _, _ := strings.Cut(route, ".")
		if first = cmp.Or(first, node); node == first {
			continue
		}
		field := "commands"
		if !slices.ContainsFunc(c.Commands, func(x Command) bool { return x.Route == route }) {
			field = "queries"
		}
		return knob.Wrong(field, "%s is not on %s: accounts are of one node, whose instances share them; another needs a pattern of its own", route, first)
	}
	return nil
}
