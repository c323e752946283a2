// Package knob reads the tags of a configuration's fields, which are the only
// truth about its knobs: what a key is called, what it takes, what it means when
// it is absent, and under which condition it matters.
//
//	type Config struct {
//		Rule     string        `toml:"rule" default:"count" enum:"count,time" doc:"what is looked at"`
//		Window   int           `toml:"window" default:"100" range:"1..100000" only:"rule=count" doc:"calls remembered"`
//		SlowCall time.Duration `toml:"slow_call" default:"0s" range:"0s..24h" doc:"a call that takes longer is slow"`
//	}
//
// The tags are:
//
//	toml:"key"                 the key; a field without it is not a knob
//	kind:"ratio"               how a number is written: ratio, rate, size, bandwidth, drift or factor;
//	                           what a text names: a route ("bank.charge"), an own route, which is of a
//	                           node that the pattern lies on, a pattern or variant of the scenario, an
//	                           end (node, instance or load), a region, a fact, or a fault (its kind)
//	range:"1..10"              what is allowed; either end may be open, > and < exclude it
//	enum:"a,b"                 the words allowed; a list names each at most once
//	default:"5s"               what an absent key means, as a file would write it
//	required:"true"            the key must be there
//	only:"rule=count"          the condition under which the key matters: see [Condition]
//	idle:"…"                   why it has no effect otherwise; several reasons, one for each clause of the
//	                           condition, stand apart by a semicolon
//	oneof:"group"              of the keys of a group exactly one is set
//	doc:"…"                    one line for describe
//
// A struct embedded without a tag lends its keys to the one around it. A struct
// that a file writes as one text is a [Text].
//
// [Default] returns a configuration as an empty table means it, and [Check] says
// what is wrong with one, whether a file or Go code made it. [Fields] serves who
// reads and writes tables, and [Describe] who documents them.
package knob
