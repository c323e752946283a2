// Package storm tests by storms: it draws faults at random, lets them strike a
// world, and judges by properties what came of it. When a property breaks it
// looks for the least storm that breaks it, and tells the story.
//
//	Plan ─► draw ─► run ─► judge ─► shrink ─► story, failure.toml
//	        seed    world  facts    fewer faults, shorter, later, narrower
//
// The common case is one call in a test:
//
//	func TestLock(t *testing.T) {
//		storm.Check(t, storm.Plan{
//			World:      lockService, // func(seed uint64) (*scenarios.World, error)
//			Properties: []storm.Property{storm.Monotone(written, storm.ByNone)},
//		})
//	}
//
// With a *rapid.T in the place of the *testing.T, rapid draws the storm itself,
// fault by fault, and its shrinker works on that. The storm and the story are told
// as by Check itself.
//
// A world in Go is checked as well. A storm that breaks a property is run again: a
// world that then goes another way is not deterministic, and nothing is made
// smaller. A panic, a process that computes for ever and one that waits for a real
// channel are told with the user's line. A world in which nobody was booted, or
// nobody asked anything, shows nothing, and fails.
//
// A storm is a list of scenarios.Fault: what a scenario file has under [[faults]].
// Its Policy bounds what it may break at once. It ends before the calm, in which
// nothing is armed or acting any more, so that liveness can be demanded.
//
// The room lies below scenarios because it speaks their language, and is not
// part of it because it stands outside of the simulated world: it may run worlds
// in parallel, watch the real clock for one that never ends, and import rapid and
// porcupine.
//
// # Where things are
//
//   - storm.go: a [Plan], and [Check] of it; hunt.go: [Hunt], its [Report], and the [Failure]
//     that it found; trier.go: one storm by its seed
//   - policy.go, draw.go, drawing.go: what a storm may do, a [Policy], and how one is drawn;
//     rapid.go: drawn by rapid
//   - run.go, watchdog.go, again.go: a run of it, one that does not end, one that goes another
//     way
//   - property.go, checker.go: a [Property] and what judges runs by it; durable.go, liveness.go,
//     linear.go and zones.go: properties; declared.go, expect.go: those that a scenario states;
//     vacuous.go: worlds that show nothing; near.go: runs that came close
//   - shrink.go, smaller.go: the least storm that still breaks it; replay.go: a failure from its
//     file
//   - narrate.go, story.go, stack.go, diagram.go, diagram_time.go: what happened, in words and
//     as a space-time [Diagram]
//   - perturb.go: the same storm with other ties, a [Perturbation]
package storm
