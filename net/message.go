package net

import (
	"slices"
	"time"

	"wavetank/sim"
)

// An ID is a participant's place in its network, counted from zero.
type ID int32

// A Message is what travels over a link.
type Message struct {
	From, To ID
	Key      sim.Key // identity: every draw about the message is a function of it
	Size     int64   // bytes; matters only to links with a bandwidth
	Body     any
}

// A Fate is what becomes of one transmission of a message. The zero Fate
// delivers it once, now.
type Fate struct {
	Lost    bool
	Delay   time.Duration
	Extra   int  // duplicates beyond the first copy, each later; streams drop them
	Garbled bool // bits are flipped; streams lose it for that
}

// A Rule bends the fate of messages. Rules run in the order of their
// installation; each sees what the link and the rules before it decided, so
// loss, delay and duplication add up. Luck is drawn from luck, which belongs to
// this transmission alone.
type Rule interface {
	Bend(m *Message, luck sim.Rand, f *Fate)
}

// RuleFunc adapts a function to a Rule.
type RuleFunc func(m *Message, luck sim.Rand, f *Fate)

// Bend calls f.
func (f RuleFunc) Bend(m *Message, luck sim.Rand, fate *Fate) { f(m, luck, fate) }

// A Handle is an installed rule.
type Handle struct {
	network *Network
	rule    Rule
	name    string
	key     sim.Key
	touched int64
}

// Touched returns how many transmissions the rule has changed the fate of.
func (h *Handle) Touched() int64 { return h.touched }

// Remove uninstalls the rule. Removing it twice is harmless.
func (h *Handle) Remove() {
	n := h.network
	if i := slices.Index(n.rules, h); i >= 0 {
		n.rules = append(n.rules[:i:i], n.rules[i+1:]...)
	}
}

// What happens to messages. Owner is the sender, Peer the receiver, Key the
// message's identity, Value its size in bytes. What was sent or duplicated was
// delivered or lost, or is still on its way.
var (
	MessageSent       = sim.NewKind("message.sent", "a message was transmitted")                 // once a transmission
	MessageDuplicated = sim.NewKind("message.duplicated", "a message was transmitted once more") // once a copy beyond the first
	MessageDelivered  = sim.NewKind("message.delivered", "a message arrived")                    // once a copy
	MessageLost       = sim.NewKind("message.lost", "a message was lost")                        // once a copy; Note says where, or names the rule
)
