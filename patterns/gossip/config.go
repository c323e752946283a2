package gossip

import (
	"time"

	"wavetank/patterns/knob"
)

// Config is what gossip can be told, and the table that a scenario writes.
type Config struct {
	Style       string        `toml:"style" default:"push" enum:"push,pull,push-pull,broadcast,registry" doc:"members tell others what is new (push), ask others (pull), or both; or the origin tells everybody once (broadcast), or tells the group's first instance, which all others ask (registry)"`
	Interval    time.Duration `toml:"interval" default:"200ms" range:"1ms..1h" only:"style!=broadcast" doc:"time from one round of a member to its next"`
	Fanout      int           `toml:"fanout" default:"3" range:"1..100" only:"style=push,pull,push-pull" doc:"distinct partners that a member contacts in a round"`
	Stop        string        `toml:"stop" default:"counter" enum:"never,counter,coin" only:"style=push,pull,push-pull" doc:"how a member loses interest in an update: never; after k contacts in a row that count; or with probability 1/k at each that counts"`
	K           int           `toml:"k" default:"3" range:"1..1000" only:"style=push,pull,push-pull & stop!=never" doc:"the number of the rule to stop"`
	Feedback    bool          `toml:"feedback" default:"true" only:"style=push,pull,push-pull & stop!=never" doc:"the receiver says whether it knew the update, and only if it did the contact counts; otherwise all count"`
	AntiEntropy time.Duration `toml:"anti_entropy" default:"0s" range:"0s..24h" doc:"how often a member compares a digest of all that it knows with a random other's; 0s is never"`
	Unknown     string        `toml:"unknown" default:"empty" enum:"empty,error" doc:"what a read of an item gets from a member that never heard of it: an empty answer, or an error"`
	UpdateSize  int64         `toml:"update_size" kind:"size" default:"200B" doc:"bytes of an update in a message"`
	DigestSize  int64         `toml:"digest_size" kind:"size" default:"16B" doc:"bytes of an item in a digest, or in an answer that says what was new"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

// style returns the style of the rounds; "" if there are none.
func (c *Config) style() Style {
	switch c.Style {
	case "push", "pull", "push-pull":
		return Style(c.Style)
	}
	return ""
}
