// Package fault holds what can go wrong in a scenario: a [Fault] is when (its
// [Schedule]) and what (its [Effect]).
//
//	[[faults]] ─► loader ─► Effect.Check(Checker)     is it right?
//	              world  ─► Effect.Strike(Target)     take effect, and how to undo it
//	              storm  ─► Effect.Draw(Drawing)      one at random
//	                     └► Effect.Simpler            the same, a bit less
//
// A kind of fault is a type, in the file of its family or in one of its own, and a
// line in [Kinds]. The families are machines.go, service.go, partition.go, links.go,
// clock.go and disk.go.
//
// [Machines], [Disks], [OnLink] and [Beside] are embedded: they bring the keys
// that faults have in common, and what is checked of them.
package fault
