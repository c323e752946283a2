// Package saga is the saga: what several services with data of their own must do
// together is split into local transactions, and when one of them cannot be done,
// those before it are undone.
//
// # Idea
//
// No transaction spans services. Naive calls, one after the other, leave an order
// half done when one fails: paid and not shipped. A saga gives each step a
// compensation, and a memory that survives crashes: it ends with all steps done,
// or with none that could be undone left, or parked for an operator.
//
// # Picture
//
//	          step done                    last step done
//	       ┌────────────┐
//	start ─┴► FORWARD ──┴─────────────────────────────────► COMPLETED
//	             │ a step refused, or tried too often
//	             ▼             nothing left to undo
//	          BACKWARD ───────────────────────────────────► COMPENSATED
//	             │ a compensation tried too often
//	             └────────────────────────────────────────► PARKED
//
// The machine of the coordinator, [Saga], and that of a participant, [Ledger], are
// pure; both are folds over the records of a journal, so that what survives a crash
// is what the journal holds. The main loop of an orchestrated saga is:
//
//	for order, ok := saga.Next(); ok; order, ok = saga.Next() {
//		make saga.Records() durable
//		saga.Told(what came of asking the participant)
//	}
//
// Style chooses who drives: a coordinator that asks one participant after the
// other (orchestration); the participants, each of which hears from the one
// before (choreography); a coordinator that has all of them lock and promise
// first (two-phase-commit, the baseline that never shows half an order and blocks
// when its coordinator is down); or nobody (none, the naive baseline).
//
// # Knobs
//
// Config documents them; "wavetank describe saga" prints them. Steps before the
// pivot can be undone, the pivot decides, those after it are tried until they
// succeed. A node without a disk is given one that costs nothing.
//
// # Watch
//
// A step that timed out may have happened: its compensation is registered before
// the first attempt, and leaves a tombstone when it overtakes its action. Effects
// count once per saga and step, however often an order comes. A process of its
// own carries out each order, so that a caller who goes away cancels no
// compensation.
//
// Instances of a participant share its ledger and its stock, in their database, if a
// coordinator drives the steps; the other styles keep a step with the machine that is at
// it.
//
// A request that comes again joins its saga, and one that is undone stays so: its answer
// says that no attempt can succeed, as that of a refused step does.
//
// A saga has no isolation. Others see and use what it may yet take back: a
// compensation can leave the stock below zero (saga.oversold). Countermeasures:
// updates are commutative and the tombstone is a version file; semantic-lock and
// pessimistic-view are options. It hurts where a step cannot be undone, such as a
// mail that was sent (saga.irreversible).
//
// # Source
//
// H. Garcia-Molina and K. Salem, Sagas (1987); C. Richardson, Microservices
// Patterns (2018), chapter 4, for pivots and countermeasures; J. Gray, Notes on
// Data Base Operating Systems (1978), for two-phase commit, and C. Mohan et al.,
// Transaction Management in the R* Distributed Database Management System (1986),
// for presumed abort.
package saga
