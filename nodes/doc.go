// Package nodes is the virtual machines of a world, and what runs on them.
//
// A [Node] boots a program, crashes and boots again. It can be paused, slowed and
// hung. It has a [Clock] of its own, and a [Disk] that survives a crash. A [Service]
// is the program that most nodes have: workers, a queue before them, and routes, each
// of which works, uses the disk and calls dependencies. A [Load] sends requests, in an
// open loop or a closed one.
//
//	Load ─► Caller ─► network ─► Handler ─► queue ─► worker ─► work ─► steps ─► answer
//	        patterns             patterns                               │
//	                                                                    └─► Caller ─► network ─► …
//
// Patterns wrap a call in two places: a [Caller] where it leaves, a [Handler] where
// it arrives. Calls are begun, not waited for: a [Done] hears of the end, and a [Pending]
// cancels what is under way, so that a request goes through as plain events. Code in the
// blocking style is built on that and costs a process: [Call] waits for a call, and
// [Blocking] makes a Caller or a Handler of a function that waits.
//
//	Begin ─► Pending ─┬─► done.Ended: the answer, or why there is none
//	                  ├─► Cancel: nobody hears
//	                  └─► the owner crashes: nobody hears
//
// Patterns may do more: choose the instance that a call goes to
// ([Picker]), watch each attempt to its end ([Watcher]), tie two copies of a request
// ([Tie]), and order the queue ([QueuePolicy]).
//
// A [Request] carries its identity, [Request.Key]. How long its work takes, which
// instance it goes to and whether it fails is drawn by that identity, so it is the same
// in every variant of a scenario. Another attempt or another call has an identity of
// its own and changes nothing for the others.
//
// A service goes on with work whose caller has given up, unless cancellation is
// propagated: that is what makes retries dangerous. [sim.WorkWasted] counts such work,
// also of those who are called on behalf of somebody who has given up.
//
// # Where things are
//
//	node.go, cpu.go         the machine: boot, crash, pause, slow, hang; its cores
//	die.go, warm.go, crowd.go   it ends itself; it is slow when it has just started, or crowded
//	clock.go                its clock, and what it believes about the time
//	disk*.go                its disk: sync, full, slow, torn writes
//	journal.go, journal_writer.go   a file of records; group commit for many processes
//	record.go   the parts of a record, to decode it
//	service.go, job.go      a service, and a request inside it
//	queue.go, queue_policy.go   the queue before the workers; as a pattern orders it
//	route.go, script.go     what a route does, and how it is made ready
//	execution.go, step.go, branch.go   a route being carried out: its steps, the calls of each
//	call.go, rpc.go         the contract of calls, and the blocking style; calls on the network
//	passages.go             the calls that a pattern lets through, and hears the end of
//	load.go, arrivals*.go   who sends requests, and when
//	request.go, deadline.go, patience.go   requests, and their time
//	op.go, items.go, caches.go   what they read and write, and what is kept of it in memory
//	held.go, budget.go      what patterns do while a worker holds a request; a bound on copies
//	meter.go                fills the meters of queues, workers and calls, where somebody asks
//	outbound.go             how a participant calls one dependency
//	message.go, query.go    what nodes say to each other and ask each other beside requests
//	semaphore.go            so many processes at a time, first come first served
//	tie.go, pushback.go     tied requests; "come again later"
package nodes
