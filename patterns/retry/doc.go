// Package retry makes calls again that failed: it turns faults that pass into a
// little latency, and, done without measure, a short overload into a lasting one.
//
// # Idea
//
// If one call in twenty fails by chance, of three attempts all fail once in eight
// thousand, for five per cent more calls. But when calls fail because there are
// too many, every retry is one more: a thousand requests a second become four
// thousand, the queue holds only what nobody waits for any more, and it stays that
// way after the cause is gone.
//
// # Picture
//
//	call ─► attempt 1 ─► failed ─► wait ─► attempt 2 ─► … ─► ok, or the last error
//	                       │
//	                       ├─ an outcome not to retry, such as a rejection
//	                       ├─ as many attempts as there may be
//	                       ├─ no time before the deadline
//	                       └─ the budget of all calls together is spent
//
// Three machines are pure. [Backoff] says how long to wait; [Course], of one call,
// whether to try again; [Budget], of all calls on an edge, whether one more attempt
// is affordable. The shell asks them, sleeps and calls.
//
// # Knobs
//
// Config documents them; "wavetank describe retry" prints them. By default there
// are three attempts, with exponential backoff and full jitter, of what failed or
// timed out. A naive retry is attempts = 4 with backoff = "none".
//
// The deadline is the request's: a load's timeout is one, for all attempts and waits
// together, and a timeout pattern around the retry sets one by its total. The time
// for one attempt is what a timeout pattern inside of the retry says, or else, on an
// edge between services, the timeout of the call: each attempt then has all of it.
//
// A retry goes to an instance that was not tried while there is any. Where the choice
// of an instance knows nothing of retries it may meet the same one again, target =
// "any": of three instances one of which fails, two attempts meet it in one call of nine.
//
// All copies of an attempt that a hedge inside makes draw on the retry's budget, as in
// gRPC, whatever budget the hedge has besides. A hedge around the retry does not.
//
// # Watch
//
// A rejection is not retried by default: neither by the callee, nor by a breaker
// or limiter of the caller's own. Nor is an error that says it comes at every attempt.
// Retries in several layers multiply: three layers of four attempts are 64 calls at
// the bottom. Jitter takes the waves out of retries, not their number: only a budget,
// or a breaker around or inside, does.
// An attempt that timed out may have been carried out; all attempts of a call have
// the same idempotency key, made before the retry, by which the callee can tell. What
// the callee calls in turn can tell only if its route hands the key on.
//
// # Source
//
// Backoff and jitter: M. Brooker, Exponential Backoff And Jitter (2015). Budgets:
// gRFC A6 (throttle), M. Brooker, Fixing retries with token buckets and circuit
// breakers (2022; token-bucket), Finagle's RetryBudget (deposit), Envoy's retry
// budgets (in-flight). Overload by retries: N. Bronson et al., Metastable Failures
// in Distributed Systems (HotOS 2021). A test holds each budget against the rules of the
// product that it is named after, call by call.
package retry
