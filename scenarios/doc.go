// Package scenarios is the user's language: a TOML file says what there is,
// what goes wrong and what is expected; this package reads it strictly, builds
// a world from it for one variant and one seed, runs it, and judges what came
// out.
//
//	file ─► Load ─► Scenario ─► Build(variant, seed) ─► World ─► Run ─► Summary
//	        strict  plain data  nodes, links, faults    events          numbers
//
// What a file does not say does not happen: no latency, no loss, no timeout, no
// bound on a queue, no pattern.
//
// The catalog lists the patterns that a scenario can use, the library the
// scenarios that come with the program.
package scenarios
