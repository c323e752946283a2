package election

import (
	"time"

	"wavetank/patterns/election/raft"
	"wavetank/patterns/knob"
)

// Config is what one group can be told, and the table that a scenario writes.
type Config struct {
	// Algorithm raft also replicates what the leader accepts; of the others the leader
	// alone decides, and copies to the rest what it has acknowledged already.
	Algorithm     string        `toml:"algorithm" default:"raft" enum:"raft,bully,static" doc:"raft elects by votes and replicates before it acknowledges; bully makes the highest living instance leader, which copies its writes to the others afterwards; static has the first instance lead for ever"`
	Engine        string        `toml:"engine" default:"own" enum:"own,etcd" only:"algorithm=raft" doc:"which Raft: wavetank's own, or go.etcd.io/raft, the one inside Kubernetes' store"`
	Heartbeat     time.Duration `toml:"heartbeat" default:"100ms" range:"1ms..1h" doc:"how often a leader tells that it lives"`
	ElectionMin   time.Duration `toml:"election_min" default:"1s" range:"1ms..1h" doc:"least time without a leader after which a member campaigns"`
	ElectionMax   time.Duration `toml:"election_max" default:"2s" range:"1ms..1h" doc:"greatest such time; each is drawn between the two"`
	PreVote       bool          `toml:"pre_vote" default:"true" doc:"ask who would vote before a term is begun, so that nobody who cannot win disturbs"`
	CheckQuorum   bool          `toml:"check_quorum" default:"true" doc:"a leader that has not heard a quorum for election_min steps down, and who hears a leader votes for nobody"`
	Reads         string        `toml:"reads" default:"index" enum:"index,lease,leader,any" doc:"how a read is served: after a quorum has confirmed the leader (index), while its last answers are fresh (lease), by whoever believes to lead (leader), or by any member (any); the last two may be stale"`
	Lease         time.Duration `toml:"lease" default:"0s" range:"0s..1h" only:"reads=lease" doc:"how long after a heartbeat its answers let the leader serve reads; 0s is 90% of election_min, which allows for clocks that differ by 10%"`
	Batch         int           `toml:"batch" default:"64" range:"1..100000" doc:"entries in one message"`
	Pipeline      int           `toml:"pipeline" default:"16" range:"1..100000" doc:"messages with entries on their way to one follower"`
	SnapshotEvery int           `toml:"snapshot_every" default:"10000" range:"1..100000000" doc:"entries after which a member saves its store and drops the log before"`
	KeepEntries   int           `toml:"keep_entries" default:"1000" range:"0..100000000" doc:"entries kept behind a snapshot, for members that are a little behind"`
	Prefer        int           `toml:"prefer" kind:"member" default:"0" range:"0..10000" only:"algorithm=raft,static" doc:"the instance that shall lead: the static primary, or to which any other Raft leader hands over when it lives, has all entries and hears a majority; 0 is none, and the first for static"`
	Resource      string        `toml:"resource" kind:"route" doc:"a route that the leader calls for every write, on a node outside of the group; absent: none"`
	Fencing       bool          `toml:"fencing" default:"true" only:"resource" doc:"the resource refuses a leader whose term is before one that it has seen"`

	Try   time.Duration `toml:"try" default:"500ms" range:"1ms..1h" doc:"how long a client waits for one member before it tries the next"`
	Pause time.Duration `toml:"pause" default:"20ms" range:"1ms..1h" doc:"how long a client waits before it asks again when no member knows a leader"`
}

// Default returns the documented defaults, which are those of etcd.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	switch {
	case c.ElectionMax < c.ElectionMin:
		return knob.Wrong("election_max", "%v is less than election_min, %v", c.ElectionMax, c.ElectionMin).Instead("%v or more", c.ElectionMin)
	case c.Heartbeat >= c.ElectionMin:
		return knob.Wrong("heartbeat", "%v is not below election_min, %v: every pause between two would be an election", c.Heartbeat, c.ElectionMin).Instead("less than %v", c.ElectionMin)
	case c.Reads == "lease" && !c.CheckQuorum:
		return knob.Wrong("reads", "a lease rests on followers that vote for nobody while they hear the leader: it needs check_quorum")
	case c.Reads == "lease" && c.Algorithm != "raft":
		return knob.Wrong("reads", "%s has no leases", c.Algorithm)
	case c.Reads == "lease" && c.Engine == "etcd":
		return knob.Wrong("reads", "etcd's leases count ticks, of which only its leaders get any here: use index, or the engine own")
	case c.Lease > c.ElectionMin:
		return knob.Wrong("lease", "%v is longer than election_min, %v: another leader may be elected meanwhile", c.Lease, c.ElectionMin).Instead("%v or less", c.ElectionMin)
	}
	return nil
}

// Lacks says what the group needs that this program does not carry, "" if nothing.
func (c Config) Lacks() string {
	if c.Engine == "etcd" && !hasEtcd {
		return "the Raft of etcd"
	}
	return ""
}

// MostMembers bounds a group, 0 if nothing but memory does: etcd's Raft takes up the members
// it boots with one by one, and copies the list each time, so that a group of n costs n³.
func (c Config) MostMembers() int {
	if c.Engine == "etcd" {
		return 200
	}
	return 0
}

// PerPeer returns how many bytes a member keeps of each other: Raft's of what they have.
func (c Config) PerPeer() int64 {
	if c.Algorithm == "raft" {
		return 100
	}
	return 0
}

// raft returns what a Raft group of so many members is told.
func (c Config) raft(members int) raft.Config {
	lease := time.Duration(0)
	if c.Reads == "lease" {
		lease = c.Lease
		if lease == 0 {
			lease = c.ElectionMin / 10 * 9
		}
	}
	return raft.Config{
		Members: members, ElectionMin: c.ElectionMin, ElectionMax: c.ElectionMax, Heartbeat: c.Heartbeat,
		PreVote: c.PreVote, CheckQuorum: c.CheckQuorum, Lease: lease, Batch: c.Batch, Window: c.Pipeline,
	}
}
