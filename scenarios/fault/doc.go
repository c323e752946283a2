// Package fault holds what can go wrong in a scenario: a [Fault] is when (its
// [Schedule]) and what (its [Effect]).
//
//	[[faults]] ─► loader ─► Effect.Check(Checker)     is it right?
//	              world  ─► Effect.Strike(Target)     take effect, and how to undo it
//	              storm  ─► Effect.Draw(Drawing)      one at random
//	                     └► Simpler(Effect)           the same, a bit less
//
// [Effect] tells what each method has to do. A kind of fault is a type, in the
// file of its family (machines.go, service.go, partition.go, links.go, clock.go,
// disk.go) or in one of its own. To add one, write a type with the methods of
// [Effect], a line in [Kinds], and a table in
// ../language/testdata/good/everything.toml, which has every kind. A verb that net
// or nodes lacks comes first. Its simpler forms follow from the types of its keys.
//
// [Machines], [Disks], [OnLink] and [Beside] are embedded: they bring the keys
// that faults have in common, and what is checked of them.
package fault
