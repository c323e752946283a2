// Package scenarios opens, runs, compares and judges scenarios: a TOML file says
// what there is, what goes wrong and what is expected. [Open] and [Parse] read one,
// [Run] runs it once, [Compare] and [Sweep] many times, [Judge] says what came of it.
//
//	file ─► Open ─► Scenario ─► Run (variant, seed) ─► Summary
//	        strict    plain data  └► Compare, Sweep ─► Comparison ─► Judge
//
// What a file does not say does not happen: no latency, no loss, no timeout, no
// bound on a queue, no pattern. A run is a function of scenario, variant and seed;
// [Verify] holds it to that.
//
// # Where things are
//
//	library.go    the scenarios that come with the program; claims about facts
//	draft*.go     a first scenario of somebody's own services and loads
//	choose.go     values that stand in for those of the file; knob.go: values to be tried
//	run.go        one run, and the error that names it; memory.go: how much it may take
//	measure.go    a run whose nodes, routes and edges are measured
//	verify.go     the same run twice
//	compare.go    every variant with every seed; control.go: some again without their faults
//	sweep.go, axis.go, untouched.go   over values of keys
//	factorial.go  every subset of some patterns as variants
//	knee*.go      up to which value a run keeps what is asked of it
//	tune*.go, preset.go, vary.go      which values are best; those of libraries; other storms
//	phase.go      where runs move to that are pushed over
//	trial.go      one run of a search; recipe.go: runs that another machine can make
//	judge.go      expectations, and what took no part; changes.go: what the loads did
//
// Below it lie the rooms document (a TOML text with places), language (the tables),
// fault (what can go wrong) and world (a scenario made ready to run); beside it
// storm (faults drawn from a seed), lint (what arithmetic knows before a run) and
// patternstest (the suite that every pattern passes). The patterns that a scenario
// can use are listed in patterns/catalog.
package scenarios
