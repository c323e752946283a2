// Package campaign makes many runs in such a way that nothing finished is lost, on
// however many machines.
//
//	command ─► scenarios.Compare, Sweep, Knee ─► Task ─► Campaign.Evaluate; storm.Hunt ─► Try
//	                                                       │ known?  ─► Ledger (a file)
//	                                                       │ another shard's? ─► scenarios.ErrElsewhere
//	                                                       └ else    ─► Carrier: here, or a fleet ─► Ledger
//
// A run is a function of the build, the scenario and the seed, so whatever a command
// decides can be decided again from the same results: it goes on after a kill, on another
// machine, or from the ledgers of several, by being carried out once more with everything
// that is known already. Nothing of a search is saved but its runs.
//
// A [Shard] makes the blocks of seeds that are its own, and those that every shard needs for
// itself: the ends of a knee's search. Tasks that are late depend on what others have come
// to: the controls of what ended overloaded, the grid of a doubtful knee, the rounds of a
// race. A shard of a race guesses what the others come to, to know what will be asked, and
// makes its part of that; whoever merges decides by true results, and makes what is late and
// missing. In no ledger are the fifteen runs of a phase plot and the steps in which a hunt
// makes its finding smaller: whoever concludes makes them, and after a kill makes them again.
//
// [Work] is (build, recipe, limits), and its [Key] their SHA-256. A unit is a work with a
// block of seeds, all variants of a seed together, so that no pair is torn. A [Result] is
// the archived summaries, integers and sparse histograms, which add up in any order; of a
// [Hunt] it is what its storms came to, from which the hunt concludes in the order of seeds.
// Results are kept by work and seed: a second one changes nothing, and a second one with
// other bytes is an [Alarm], as the same run came to two ends.
package campaign
