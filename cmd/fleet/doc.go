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
//     of one seed took 27 CPU seconds where one process took 9. Units are made for a second
//     of CPU (campaign.Block), of which that is 0.2 %.
//   - Beside one process, both with one job and at once on two cores, so that what the
//     machine does to one it does to the other, a fleet of one worker took 3.9 % more CPU
//     time for 200 seeds of circuit-breaker (34 seconds): the median of eight pairs, six
//     of them from 2 to 5 %, one 7 % less and one 13 % more. The worker costs what
//     a process does. The start of both is 0.35 seconds, whatever the number of units; the
//     rest is unpacking and reading results and their way through server and ledger. On
//     cores that others crowd it was 9 to 13 %: whoever works now and then finds
//     its caches cold.
//   - To archive such a run, of 60 to 75 ms, takes 0.6 ms of CPU where it is made, and to
//     read it as long where it is folded (scenarios/campaign, BenchmarkArchive). It takes
//     25 kB; a run of a tiny scenario 1 kB, and a storm of a hunt 20 to 300 bytes. So 10^7
//     runs are 10 to 250 GB of ledger, and merging them reads each once: three hours of one
//     core for the large ones. Cut such a campaign into several.
//   - A coordinator folds what comes in, at 1 ms a run some 1,000 runs a second and core.
//     Workers that take 75 ms for a run are 70 for each of its cores; 1,000 workers need
//     runs of more than a second, or several campaigns.
//   - A ledger is synced once for all results that have come meanwhile, at most 256. On a
//     disk that takes 9 ms for it, that is 100 times a second.
//   - The memory of the coordinator does not depend on the number of units: its heap was 10 MB
//     after 1,000 of them, 14 after 5,000 and 13 after 10,000. It grows with the runs, as that
//     of one process does: a comparison keeps 6.5 kB of each run of circuit-breaker, 11 of
//     order-saga, that is its metrics, the statistics of its places and its course, and the
//     index of the ledger has an entry of 40 bytes, and its place in a map, for each seed.
//     The whole process took 141 MB for 100 seeds of circuit-breaker, 151 for 200 and 166
//     for 300.
//   - At most 256 units are asked for at a time, whatever the number of seeds, which is the
//     back pressure: the queue is never longer, and more than 256 jobs are of no use.
package fleet
