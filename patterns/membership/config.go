package membership

import (
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what membership can be told, and the table that a scenario writes. The
// defaults are memberlist's for a LAN.
type Config struct {
	// Style chooses how members learn of each other. The baselines are "heartbeat",
	// in which all tell all that they live, "registry", in which they tell only the
	// registry, and "static", in which nobody says or learns anything.
	Style string `toml:"style" default:"swim" enum:"swim,heartbeat,registry,static" doc:"members probe each other in turn and gossip what they find (swim); tell all others that they live (heartbeat); tell only a registry (registry); or nobody, so that all instances are always called (static)"`

	// Seeds are the instances that one that boots asks to let it in.
	Seeds int `toml:"seeds" default:"3" range:"1..10000" doc:"of the group's instances the first ones, which a member that boots asks to let it in (swim)"`
	// Incarnation is what a member that boots begins with. News of it from an earlier
	// life counts for more unless it is higher.
	Incarnation string `toml:"incarnation" default:"clock" enum:"clock,zero" doc:"what a booting member's incarnation begins with: its wall clock, or zero, with which it stays what it was said to be until it hears of it"`
	// Forget is how long the gone are remembered: less than news needs to get around
	// lets them rise from old news.
	Forget time.Duration `toml:"forget" default:"0s" range:"0s..24h" doc:"how long a member that is gone is remembered, so that old news of it is known as such; 0s is for ever"`

	// ProbeInterval is the period in which each member probes another.
	ProbeInterval time.Duration `toml:"probe_interval" default:"1s" range:"1ms..1h" doc:"period in which a member probes one other (swim)"`
	// ProbeTimeout is how long a ping is waited for before others are asked.
	ProbeTimeout time.Duration `toml:"probe_timeout" default:"500ms" range:"1ms..1h" doc:"how long an answer to a ping is waited for before others are asked to ping (swim)"`
	// Order is that in which members are probed. At random there is no bound on how
	// long one of them is left out.
	Order string `toml:"order" default:"shuffled" enum:"shuffled,random" doc:"whom a member probes: all in turn, in an order shuffled anew each time, or each time anybody (swim)"`
	// IndirectChecks is how many others are asked.
	IndirectChecks int `toml:"indirect_checks" default:"3" range:"0..100" doc:"others that are asked to ping a member that does not answer (swim)"`

	// SuspicionMult times the logarithm of the group's size, in probe intervals, is the
	// shortest time of suspicion. Zero makes the suspect dead at once.
	SuspicionMult int `toml:"suspicion_mult" default:"4" range:"0..100" doc:"times the decimal logarithm of the group's size and the probe interval: the shortest time for which a member is suspected before it is taken for dead (swim)"`
	// SuspicionMax is how many times as long a suspicion lasts that nobody confirms.
	SuspicionMax int `toml:"suspicion_max" default:"6" range:"1..100" doc:"how many times as long a suspicion lasts that nobody else confirms (lifeguard)"`
	// Lifeguard lets a member distrust itself, suspicions last until they are
	// confirmed, and suspects be told first of all.
	Lifeguard bool `toml:"lifeguard" default:"true" doc:"a member that hears too little distrusts itself first, a suspicion that nobody confirms lasts longer, and a suspect is told so by whoever pings it (swim)"`
	// AwarenessMax bounds by how much a member that distrusts itself slows down.
	AwarenessMax int `toml:"awareness_max" default:"8" range:"1..100" doc:"how many times slower a member's probes become that distrusts itself (lifeguard)"`

	// GossipInterval and GossipNodes are how news is passed on besides on pings.
	GossipInterval time.Duration `toml:"gossip_interval" default:"200ms" range:"1ms..1h" doc:"how often a member passes news on, besides on its pings and answers (swim)"`
	GossipNodes    int           `toml:"gossip_nodes" default:"3" range:"0..100" doc:"members to which it is passed on each time (swim)"`
	// GossipToTheDead is how long the dead are told news too: of their death.
	GossipToTheDead time.Duration `toml:"gossip_to_the_dead" default:"30s" range:"0s..24h" doc:"how long news is passed on to the dead too, so that they can object (swim)"`
	// RetransmitMult times the digits of the group's size is how often a piece of news
	// is passed on.
	RetransmitMult int `toml:"retransmit_mult" default:"4" range:"1..100" doc:"times the digits of the group's size: how often a member passes a piece of news on (swim)"`
	// Piggyback bounds the pieces of news in one message.
	Piggyback int `toml:"piggyback" default:"8" range:"1..1000" doc:"most pieces of news in one message (swim)"`
	// PushPull is how often all that is known is exchanged with a random other, scaled
	// by the size of the group.
	PushPull time.Duration `toml:"push_pull" default:"30s" range:"0s..24h" doc:"how often a member exchanges all that it knows with a random other; more rarely above 32 members; 0s is only to get in (swim)"`
	// Reconnect is how often a dead one is tried, without which a group that was cut
	// in two stays two. It is Serf's.
	Reconnect time.Duration `toml:"reconnect" default:"30s" range:"0s..24h" doc:"how often a member tries the same with one that it takes for dead, without which a group that was cut in two stays two; 0s is never (swim)"`

	// Heartbeat is the period of the heartbeats.
	Heartbeat time.Duration `toml:"heartbeat" default:"1s" range:"1ms..1h" doc:"how often a member says that it lives (heartbeat, registry)"`
	// Detector judges the silence of who sends heartbeats.
	Detector string `toml:"detector" default:"timeout" enum:"timeout,phi" doc:"how silence is judged: by a timeout, or by how long heartbeats took before (heartbeat, registry)"`
	// DeadAfter is that timeout; of a registry it is the entry's time to live.
	DeadAfter time.Duration `toml:"dead_after" default:"5s" range:"1ms..1h" doc:"silence after which a member is taken for dead (detector timeout)"`
	// Phi is the threshold of the phi-accrual detector.
	Phi float64 `toml:"phi" kind:"factor" default:"8" range:"0.1..100" doc:"suspicion from which on a member is taken for dead (detector phi)"`
	// Registry is where the registry is: that of one group.
	Registry string `toml:"registry" kind:"own route" doc:"a route of the node that is the registry of one group, and on which the pattern lies too; absent: the group's first instance (registry)"`

	// Refresh is how often a client asks who is there.
	Refresh time.Duration `toml:"refresh" default:"2s" range:"1ms..1h" doc:"how often a client, on whose edge the pattern lies, asks a random member, or the registry, who is there"`
	// LookupTimeout is how long it waits for the answer before it asks another.
	LookupTimeout time.Duration `toml:"lookup_timeout" default:"500ms" range:"1ms..1h" doc:"how long a client waits for the answer before it asks another member"`
	// Suspects lets clients call members that are only suspected.
	Suspects bool `toml:"suspects" default:"true" doc:"clients call members too that are only suspected (swim)"`

	// Stay is how long a member takes part before it leaves in good order.
	Stay time.Duration `toml:"stay" default:"0s" range:"0s..24h" doc:"a member leaves in good order once in so long, as for an upgrade, all in turn; 0s is never"`
	// Drain is how long it serves on those who have not heard, and Away how long it
	// then serves nobody.
	Drain time.Duration `toml:"drain" default:"5s" range:"0s..24h" doc:"how long a member that has left serves those who have not heard of it (stay)"`
	Away  time.Duration `toml:"away" default:"5s" range:"0s..24h" doc:"how long it is then away, until it joins again (stay)"`

	// Work is what a message costs who gets it.
	Work time.Duration `toml:"work" default:"0s" range:"0s..1h" doc:"work that each message of the pattern makes for who gets it: a slow member answers late"`
	// ClaimSize is what messages weigh.
	ClaimSize int64 `toml:"claim_size" kind:"size" default:"40" doc:"bytes of a piece of news, or of an entry in a list of members, in a message"`
}

// LAN returns memberlist's numbers for a local network, the defaults.
func LAN() Config {
	return Config{
		Style: "swim", Seeds: 3, Incarnation: "clock",
		ProbeInterval: time.Second, ProbeTimeout: 500 * time.Millisecond, Order: "shuffled", IndirectChecks: 3,
		SuspicionMult: 4, SuspicionMax: 6, Lifeguard: true, AwarenessMax: 8,
		GossipInterval: 200 * time.Millisecond, GossipNodes: 3, GossipToTheDead: 30 * time.Second,
		RetransmitMult: 4, Piggyback: 8, PushPull: 30 * time.Second, Reconnect: 30 * time.Second,
		Heartbeat: time.Second, Detector: "timeout", DeadAfter: 5 * time.Second, Phi: 8,
		Drain: 5 * time.Second, Away: 5 * time.Second,
		Refresh: 2 * time.Second, LookupTimeout: 500 * time.Millisecond, Suspects: true, ClaimSize: 40,
	}
}

// WAN returns memberlist's numbers for a wide-area network.
func WAN() Config {
	c := LAN()
	c.ProbeInterval, c.ProbeTimeout, c.SuspicionMult = 5*time.Second, 3*time.Second, 6
	c.PushPull, c.GossipNodes, c.GossipInterval = time.Minute, 4, 500*time.Millisecond
	c.GossipToTheDead = time.Minute
	return c
}

// Local returns memberlist's numbers for one machine.
func Local() Config {
	c := LAN()
	c.ProbeTimeout, c.IndirectChecks, c.RetransmitMult, c.SuspicionMult = 200*time.Millisecond, 1, 2, 3
	c.PushPull, c.GossipInterval, c.GossipToTheDead = 15*time.Second, 100*time.Millisecond, 15*time.Second
	return c
}

// Paper returns SWIM as Das, Gupta and Motivala describe it: news travels on pings
// and their answers alone, and whoever was left out of it is not told later.
func Paper() Config {
	c := LAN()
	c.Lifeguard, c.GossipNodes, c.PushPull, c.Reconnect = false, 0, 0, 0
	return c
}

// Validate returns a *knob.FieldError for the first value that is out of its
// range, contradicts another, or would have no effect.
func (c Config) Validate() error {
	d := LAN()
	swim := c.Style == "swim"
	beats := c.Style == "heartbeat" || c.Style == "registry"
	const unlessSwim, unlessBeats = "unless style is swim", "unless style is heartbeat or registry"
	found := []*knob.FieldError{
		patterns.OneOf("style", c.Style, "swim", "heartbeat", "registry", "static"),
		patterns.OneOf("incarnation", c.Incarnation, "clock", "zero"),
		patterns.OneOf("order", c.Order, "shuffled", "random"),
		patterns.OneOf("detector", c.Detector, "timeout", "phi"),
		patterns.Within("seeds", c.Seeds, 1, 10_000),
		patterns.Within("indirect_checks", c.IndirectChecks, 0, 100),
		patterns.Within("suspicion_mult", c.SuspicionMult, 0, 100),
		patterns.Within("suspicion_max", c.SuspicionMax, 1, 100),
		patterns.Within("awareness_max", c.AwarenessMax, 1, 100),
		patterns.Within("gossip_nodes", c.GossipNodes, 0, 100),
		patterns.Within("retransmit_mult", c.RetransmitMult, 1, 100),
		patterns.Within("piggyback", c.Piggyback, 1, 1000),
		patterns.Within("phi", c.Phi, 0.1, 100),
		patterns.Idle("seeds", c.Seeds, d.Seeds, swim, unlessSwim),
		patterns.Idle("forget", c.Forget, d.Forget, swim, unlessSwim),
		patterns.Idle("probe_interval", c.ProbeInterval, d.ProbeInterval, swim, unlessSwim),
		patterns.Idle("probe_timeout", c.ProbeTimeout, d.ProbeTimeout, swim, unlessSwim),
		patterns.Idle("order", c.Order, d.Order, swim, unlessSwim),
		patterns.Idle("indirect_checks", c.IndirectChecks, d.IndirectChecks, swim, unlessSwim),
		patterns.Idle("suspicion_mult", c.SuspicionMult, d.SuspicionMult, swim, unlessSwim),
		patterns.Idle("suspicion_max", c.SuspicionMax, d.SuspicionMax, swim && c.Lifeguard, "without lifeguard"),
		patterns.Idle("awareness_max", c.AwarenessMax, d.AwarenessMax, swim && c.Lifeguard, "without lifeguard"),
		patterns.Idle("gossip_nodes", c.GossipNodes, d.GossipNodes, swim, unlessSwim),
		patterns.Idle("gossip_interval", c.GossipInterval, d.GossipInterval, swim && c.GossipNodes > 0, "where no news is passed on by itself"),
		patterns.Idle("retransmit_mult", c.RetransmitMult, d.RetransmitMult, swim, unlessSwim),
		patterns.Idle("piggyback", c.Piggyback, d.Piggyback, swim, unlessSwim),
		patterns.Idle("push_pull", c.PushPull, d.PushPull, swim, unlessSwim),
		patterns.Idle("reconnect", c.Reconnect, d.Reconnect, swim, unlessSwim),
		patterns.Idle("heartbeat", c.Heartbeat, d.Heartbeat, beats, unlessBeats),
		patterns.Idle("detector", c.Detector, d.Detector, beats, unlessBeats),
		patterns.Idle("dead_after", c.DeadAfter, d.DeadAfter, beats && c.Detector == "timeout", "unless heartbeats are judged by a timeout"),
		patterns.Idle("phi", c.Phi, d.Phi, beats && c.Detector == "phi", "unless detector is phi"),
		patterns.Idle("drain", c.Drain, d.Drain, c.Stay > 0, "where nobody leaves"),
		patterns.Idle("away", c.Away, d.Away, c.Stay > 0, "where nobody leaves"),
		patterns.Idle("registry", c.Registry, d.Registry, c.Style == "registry", "unless style is registry"),
	}
	if swim && c.ProbeTimeout >= c.ProbeInterval {
		found = append(found, knob.Wrong("probe_timeout", "%v leaves no time of probe_interval, %v, to ask others", c.ProbeTimeout, c.ProbeInterval))
	}
	if c.Stay > 0 && c.Stay <= c.Drain+c.Away {
		found = append(found, knob.Wrong("stay", "%v is not above drain and away, %v in all: no member would ever stay", c.Stay, c.Drain+c.Away))
	}
	if beats && c.Detector == "timeout" && c.DeadAfter <= c.Heartbeat {
		found = append(found, knob.Wrong("dead_after", "%v is not above heartbeat, %v: all would die between two of them", c.DeadAfter, c.Heartbeat))
	}
	return knob.First(found...)
}
