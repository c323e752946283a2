// Package fleet has many machines make the runs of one command, over NATS JetStream.
//
//	command ─► campaign.Campaign ─► Coordinator.Carry ─► units ─► Worker ─► results ─► Ledger
//	                                  the queue forgets a unit when it is acknowledged: ▲      │
//	                                  after its result is published; a result when it ──┴──────┘
//	                                  stands in the ledger
//
// The coordinator decides, as the command does anywhere, and asks for units; workers need
// nothing but the program and the address. The queue is a convenience and may be lost:
// what counts is the ledger, from which a coordinator that was killed goes on. Delivery is
// at least once; results are kept by work and seed, so the effect is exactly once.
//
// # What limits it
//
// Measured on two cores of a machine of 2026, with the embedded server, for units of 20
// seeds and two variants (about 1 MB of results, 2 CPU seconds of runs):
//
//   - A run archived takes 12 to 50 kB, so 10^7 runs of a small scenario are 120 GB of
//     ledger, and of a large one 500 GB: shards and --recompute are by ledger, so use
//     several campaigns. The index of a ledger takes about 100 bytes of memory a seed,
//     a comparison some kB a seed and variant, whatever the number of units.
//   - Archiving and reading take about 2 ms of CPU a run each, which bounds a coordinator
//     to some 500 runs a second and core: with runs of 0.1 s it has 50 busy cores for each
//     of its own. 1,000 workers want runs of a second or more, or several campaigns.
//   - A ledger is synced once for all results that have come meanwhile, at most 256: about
//     100 times a second on a disk that takes 9 ms for it.
//   - The server passes thousands of messages a second; 10^6 units of 20 seeds at 100 units
//     a second are three hours. It never bounds what the coordinator can take in.
//   - Merging reads each run once: 2 ms a run, so 10^6 runs take half an hour of one core.
//   - The coordinator has at most 256 units asked for at a time, whatever the number of
//     seeds, which is its back pressure: the queue is never longer. More than 256 jobs are
//     of no use to one coordinator.
package fleet
