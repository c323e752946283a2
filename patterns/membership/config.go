package membership

import (
	"time"

	"wavetank/patterns/knob"
)

// Config is what membership can be told, and the table that a scenario writes. The
// defaults are memberlist's for a LAN.
type Config struct {
	Style string `toml:"style" default:"swim" enum:"swim,heartbeat,registry,static" doc:"members probe each other in turn and gossip what they find (swim); tell all others that they live (heartbeat); tell only a registry (registry); or nobody, so that all instances are always called (static)"`

	Seeds int `toml:"seeds" default:"3" range:"1..10000" only:"style=swim" doc:"of the group's instances the first ones, which a member that boots asks to let it in"`
	// Incarnation must be higher than that of news from an earlier life, which counts
	// for more otherwise.
	Incarnation string `toml:"incarnation" default:"clock" enum:"clock,zero" only:"style=swim" doc:"what a booting member's incarnation begins with: its wall clock, or zero, with which it stays what it was said to be until it hears of it"`
	// Forget must leave news time to get around, or the gone rise from old news.
	Forget time.Duration `toml:"forget" default:"0s" range:"0s..24h" only:"style=swim" doc:"how long a member that is gone is remembered, so that old news of it is known as such; 0s is for ever"`

	ProbeInterval  time.Duration `toml:"probe_interval" default:"1s" range:"1ms..1h" only:"style=swim" doc:"period in which a member probes one other"`
	ProbeTimeout   time.Duration `toml:"probe_timeout" default:"500ms" range:"1ms..1h" only:"style=swim" doc:"how long an answer to a ping is waited for before others are asked to ping"`
	Order          string        `toml:"order" default:"shuffled" enum:"shuffled,random" only:"style=swim" doc:"whom a member probes: all in turn, in an order shuffled anew each time, or each time anybody"`
	IndirectChecks int           `toml:"indirect_checks" default:"3" range:"0..100" only:"style=swim" doc:"others that are asked to ping a member that does not answer"`

	// SuspicionMult at zero makes the suspect dead at once.
	SuspicionMult int  `toml:"suspicion_mult" default:"4" range:"0..100" only:"style=swim" doc:"times the decimal logarithm of the group's size and the probe interval: the shortest time for which a member is suspected before it is taken for dead"`
	SuspicionMax  int  `toml:"suspicion_max" default:"6" range:"1..100" only:"style=swim & lifeguard" doc:"how many times as long a suspicion lasts that nobody else confirms"`
	Lifeguard     bool `toml:"lifeguard" default:"true" only:"style=swim" doc:"a member that hears too little distrusts itself first, a suspicion that nobody confirms lasts longer, and a suspect is told so by whoever pings it"`
	AwarenessMax  int  `toml:"awareness_max" default:"8" range:"1..100" only:"style=swim & lifeguard" doc:"how many times slower a member's probes become that distrusts itself"`

	GossipInterval  time.Duration `toml:"gossip_interval" default:"200ms" range:"1ms..1h" only:"style=swim & gossip_nodes" doc:"how often a member passes news on, besides on its pings and answers"`
	GossipNodes     int           `toml:"gossip_nodes" default:"3" range:"0..100" only:"style=swim" doc:"members to which it is passed on each time"`
	GossipToTheDead time.Duration `toml:"gossip_to_the_dead" default:"30s" range:"0s..24h" only:"style=swim" doc:"how long news is passed on to the dead too, so that they can object"`
	RetransmitMult  int           `toml:"retransmit_mult" default:"4" range:"1..100" only:"style=swim" doc:"times the digits of the group's size: how often a member passes a piece of news on"`
	Piggyback       int           `toml:"piggyback" default:"8" range:"1..1000" only:"style=swim" doc:"most pieces of news in one message"`
	PushPull        time.Duration `toml:"push_pull" default:"30s" range:"0s..24h" only:"style=swim" doc:"how often a member exchanges all that it knows with a random other; more rarely above 32 members; 0s is only to get in"`
	// Reconnect is Serf's.
	Reconnect time.Duration `toml:"reconnect" default:"30s" range:"0s..24h" only:"style=swim" doc:"how often a member tries the same with one that it takes for dead, without which a group that was cut in two stays two; 0s is never"`

	Heartbeat time.Duration `toml:"heartbeat" default:"1s" range:"1ms..1h" only:"style=heartbeat,registry" doc:"how often a member says that it lives"`
	Detector  string        `toml:"detector" default:"timeout" enum:"timeout,phi" only:"style=heartbeat,registry" doc:"how silence is judged: by a timeout, or by how long heartbeats took before"`
	DeadAfter time.Duration `toml:"dead_after" default:"5s" range:"1ms..1h" only:"style=heartbeat,registry & detector=timeout" doc:"silence after which a member is taken for dead"`
	Phi       float64       `toml:"phi" kind:"factor" default:"8" range:"0.1..100" only:"style=heartbeat,registry & detector=phi" doc:"suspicion from which on a member is taken for dead"`
	Registry  string        `toml:"registry" kind:"own route" only:"style=registry" doc:"a route of the node that is the registry of one group, and on which the pattern lies too; absent: the group's first instance"`

	Refresh       time.Duration `toml:"refresh" default:"2s" range:"1ms..1h" doc:"how often a client, on whose edge the pattern lies, asks a random member, or the registry, who is there"`
	RefreshJitter float64       `toml:"refresh_jitter" kind:"ratio" default:"0%" range:"0%..100%" doc:"random time on top, up to this part of it, so that many clients do not ask at once"`
	LookupTimeout time.Duration `toml:"lookup_timeout" default:"500ms" range:"1ms..1h" doc:"how long a client waits for the answer before it asks another member"`
	Suspects      bool          `toml:"suspects" default:"true" only:"style=swim" doc:"clients call members too that are only suspected"`

	Stay  time.Duration `toml:"stay" default:"0s" range:"0s..24h" doc:"a member leaves in good order once in so long, as for an upgrade, all in turn; 0s is never"`
	Drain time.Duration `toml:"drain" default:"5s" range:"0s..24h" only:"stay" doc:"how long a member that has left serves those who have not heard of it"`
	Away  time.Duration `toml:"away" default:"5s" range:"0s..24h" only:"stay" doc:"how long it is then away, until it joins again"`

	Work      time.Duration `toml:"work" default:"0s" range:"0s..1h" doc:"work that each message of the pattern makes for who gets it: a slow member answers late"`
	ClaimSize int64         `toml:"claim_size" kind:"size" default:"40B" doc:"bytes of a piece of news, or of an entry in a list of members, in a message"`
}

// PerPeer returns how many bytes a member keeps of each other: what it last heard of it.
func (c Config) PerPeer() int64 {
	if c.Style == "swim" || c.Style == "heartbeat" {
		return 120
	}
	return 0
}

// LAN returns memberlist's numbers for a local network, the defaults.
func LAN() Config { return knob.Default[Config]() }

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

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	beats := c.Style == "heartbeat" || c.Style == "registry"
	return knob.First(
		knob.If(c.Style == "swim" && c.ProbeTimeout >= c.ProbeInterval, "probe_timeout", "%v leaves no time of probe_interval, %v, to ask others", c.ProbeTimeout, c.ProbeInterval).Instead("less than %v", c.ProbeInterval),
		knob.If(c.Stay > 0 && c.Stay <= c.Drain+c.Away, "stay", "%v is not above drain and away, %v in all: no member would ever stay", c.Stay, c.Drain+c.Away).Instead("more than %v", c.Drain+c.Away),
		knob.If(beats && c.Detector == "timeout" && c.DeadAfter <= c.Heartbeat, "dead_after", "%v is not above heartbeat, %v: all would die between two of them", c.DeadAfter, c.Heartbeat).Instead("more than %v", c.Heartbeat),
	)
}
