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
// A hunt is shared out like any other command: a unit of it is a block of storms, and the
// first finding by seed is made smaller by the coordinator, when all before it are known.
//
// # What limits it
//
// Measured with the embedded server, coordinator and worker on one machine of two cores:
//
//   - A unit costs 1.1 to 1.8 ms of CPU on both sides together, beside its runs: 10,000 units
//     of one seed took 27 CPU seconds where one process took 9. Units are made for half a
//     second of CPU (campaign.Block), of which that is 0.4 %.
//   - A fleet of one worker took 50.0 and 53.3 CPU seconds for 300 seeds of circuit-breaker,
//     and one process, in turns with it, 45.8 and 47.8: 9 and 12 % more, on cores shared with
//     others. For 100 seeds the worker took 14.1 and the coordinator 3.5, one process 14.4: a
//     worker costs what a process does, and the rest is the coordinator. Its start and that of
//     the worker are 0.9 of it, whatever the number of units; what is left is spread over
//     reading results, the server's traffic and, while it waits, 0.04 CPU seconds a second.
//   - To archive a run of circuit-breaker takes 2.1 ms of CPU where it is made, and to read
//     it 1.3 ms where it is folded (scenarios/campaign, BenchmarkArchive), beside 75 ms for
//     the run: together under 5 %. It takes 50 kB; a run of a tiny scenario 700 bytes, and a
//     storm of a hunt 20 to 300.
//     So 10^7 runs are 7 to 500 GB of ledger, and merging them reads each once: four hours
//     of one core for the large ones. Cut such a campaign into several.
//   - A coordinator folds what comes in, at 1.3 ms a run some 700 runs a second and core.
//     Workers that take 75 ms for a run are 50 for each of its cores; 1,000 workers need
//     runs of more than a second, or several campaigns.
//   - A ledger is synced once for all results that have come meanwhile, at most 256. On a
//     disk that takes 9 ms for it, that is 100 times a second.
//   - The memory of the coordinator does not depend on the number of units: its heap was 10 MB
//     after 1,000 of them, 14 after 5,000 and 13 after 10,000. But the index of the ledger
//     has an entry of 40 bytes, and its place in a map, for each seed, and a comparison keeps
//     its metrics, some kB for each run, as it does anywhere.
//   - At most 256 units are asked for at a time, whatever the number of seeds, which is the
//     back pressure: the queue is never longer, and more than 256 jobs are of no use.
package fleet
