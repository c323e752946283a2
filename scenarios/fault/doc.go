// Package fault holds what can go wrong in a scenario: a [Fault] is when (its
// [Schedule]) and what (its [Effect]).
//
//	[[faults]] ─► loader ─► Effect.Check(Checker)     is it right?
//	              world  ─► Effect.Strike(Target)     take effect, and how to undo it
//	              storm  ─► Effect.Draw(Drawing)      one at random
//	                     └► Effect.Simpler            the same, a bit less
//
// A kind of fault is a type in the file of its family, with a line in [Kinds]:
//
//	machines.go    crash, pause, hang, slow
//	service.go     gray, errors
//	partition.go   partition
//	links.go       loss, burst, delay, duplicate, reorder, throttle
//	clock.go       clock-step, clock-drift
//	disk.go        disk-slow, disk-full
//
// [Machines], [Disks], [OnLink] and [Beside] are embedded: they bring the keys
// that faults have in common, and what is checked of them.
package fault
