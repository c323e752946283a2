package raft

import "wavetank/nodes"

// An Engine is one member of a group as a pure machine: a Machine, or a member by
// another algorithm with the same commands and the same output.
type Engine interface {
	Role() Role
	Term() uint64
	Leader() int
	Deadline() nodes.Ticks
	Tick(now nodes.Ticks)
	Receive(now nodes.Ticks, x Message)
	Propose(c Command) (index, term uint64, ok bool)
	Read(now nodes.Ticks, ticket uint64) bool
	Transfer(now nodes.Ticks, to int) bool
	Compact(index uint64, data []byte, keep uint64)
	State() State
	Take() Output
	Saved(now nodes.Ticks, k Mark)
	Stuck(stuck bool)
}
