package nodes

import "wavetank/sim"

// A Budget bounds the copies that a pattern makes of an attempt while it is under
// way. Who makes the attempts hands it on with each, so that one bound holds for all
// that is sent for one call.
type Budget interface {
	// Copy asks for one more copy, which is sent at once if the budget allows it.
	Copy(now sim.Time) bool
	// Copied tells that the attempt or a copy of it ended, before its result is known:
	// failed, if that speaks against the callee.
	Copied(now sim.Time, failed bool)
}
