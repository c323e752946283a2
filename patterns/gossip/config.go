package gossip

import (
	"fmt"
	"time"

	"wavetank/patterns/knob"
)

// Config is what gossip can be told, and the table that a scenario writes.
type Config struct {
	// Style chooses who tells whom. "broadcast" is the baseline in which the origin
	// tells everybody, once; "registry" the one in which it tells the first instance
	// of the group, which all others ask.
	Style string `toml:"style" default:"push" enum:"push,pull,push-pull,broadcast,registry" doc:"members tell others what is new (push), ask others (pull), or both; or the origin tells everybody once (broadcast), or tells the group's first instance, which all others ask (registry)"`
	// Interval is the time from one round of a member to its next.
	Interval time.Duration `toml:"interval" default:"200ms" range:"1ms..1h" doc:"time from one round of a member to its next"`
	// Fanout is how many distinct partners a member contacts in a round.
	Fanout int `toml:"fanout" default:"3" range:"1..100" doc:"distinct partners that a member contacts in a round"`
	// Stop is the rule by which a member loses interest in an update.
	Stop string `toml:"stop" default:"counter" enum:"never,counter,coin" doc:"how a member loses interest in an update: never; after k contacts in a row that count; or with probability 1/k at each that counts"`
	// K is the number of that rule.
	K int `toml:"k" default:"3" range:"1..1000" doc:"the number of the rule to stop"`
	// Feedback lets the receiver say whether it needed the update, and only contacts
	// in which it did not count against it.
	Feedback bool `toml:"feedback" default:"true" doc:"the receiver says whether it knew the update, and only if it did the contact counts; otherwise all count"`
	// AntiEntropy is how often a member compares all that it knows with a random
	// other, and both take over what they lack.
	AntiEntropy time.Duration `toml:"anti_entropy" default:"0s" range:"0s..24h" doc:"how often a member compares a digest of all that it knows with a random other's; 0s is never"`
	// Unknown is what a read of an item finds of which the member has never heard.
	Unknown string `toml:"unknown" default:"empty" enum:"empty,error" doc:"what a read of an item gets from a member that never heard of it: an empty answer, or an error"`
	// UpdateSize and DigestSize are what messages weigh.
	UpdateSize int64 `toml:"update_size" kind:"size" default:"200" doc:"bytes of an update in a message"`
	DigestSize int64 `toml:"digest_size" kind:"size" default:"16" doc:"bytes of an item in a digest, or in an answer that says what was new"`
}

// Default returns the documented defaults.
func Default() Config {
	return Config{
		Style: "push", Interval: 200 * time.Millisecond, Fanout: 3,
		Stop: "counter", K: 3, Feedback: true, Unknown: "empty", UpdateSize: 200, DigestSize: 16,
	}
}

// Validate returns a *knob.FieldError for the first knob that was turned
// although the chosen style does not read it. Ranges and words are judged by the
// tags.
func (c Config) Validate() error {
	d := Default()
	idle := func(field string, turned bool, why string) error {
		if !turned {
			return nil
		}
		return &knob.FieldError{Field: field, Msg: fmt.Sprintf("has no effect %s", why)}
	}
	central := c.Style == "broadcast" || c.Style == "registry"
	never := c.Stop == "never"
	for _, err := range []error{
		idle("fanout", central && c.Fanout != d.Fanout, "where the origin or a registry tells"),
		idle("stop", central && c.Stop != d.Stop, "where nobody passes a rumour on"),
		idle("k", (central || never) && c.K != d.K, "where interest is never lost"),
		idle("feedback", (central || never) && c.Feedback != d.Feedback, "where interest is never lost"),
		idle("interval", c.Style == "broadcast" && c.Interval != d.Interval, "on a broadcast, which has no rounds"),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// style returns the style of the rounds; "" if there are none.
func (c *Config) style() Style {
	switch c.Style {
	case "push", "pull", "push-pull":
		return Style(c.Style)
	}
	return ""
}
