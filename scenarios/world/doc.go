// Package world makes a scenario ready to run: [Build] turns one variant of it and
// one seed into machines, links, loads and faults on a virtual clock, and [Adopt]
// lets faults strike machines that were made in Go.
//
//	Scenario, variant, seed ─► Build ─► World ─► World.Sim.Run ─► facts
//
// Machines boot with the program that serve gives them: a service, and around it
// what the variant's patterns add. They come to their links, dependencies and
// patterns by name, through an index that is made once.
//
// # Where things are
//
//	build.go     the World, and the order in which it is made
//	machines.go  what runs on a machine, and where its calls go
//	loads.go     who sends requests; pick.go: which instance gets one
//	links.go     what lies between two participants
//	wiring.go    what patterns add to a machine and to its calls
//	database.go  where the instances of a node keep what they share
//	index.go     nodes, routes and patterns by name
//	faults.go    the faults of a world, and what of them is left
//	threat.go    one fault at work: when it begins and ends; target.go: what it strikes
//	leader.go    who leads, for faults that strike the leader
//	adopt.go     worlds made in Go
package world
