package retry

import (
	"cmp"
	"fmt"
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what a retry can be told, and the table that a scenario writes.
// Default returns the legal defaults; Validate says what is wrong.
type Config struct {
	// Attempts counts the first one too: 3 attempts are 2 retries.
	Attempts int `toml:"attempts" default:"3" range:"1..1000" doc:"attempts in all, the first one included; 1 never retries"`
	// RetryOn lists the outcomes after which another attempt makes sense. By
	// default a rejection is none: who is turned away for load would only add to it.
	RetryOn []string `toml:"retry_on" default:"failed,timed-out" enum:"failed,timed-out,rejected,not-sent" doc:"outcomes to retry: an error, no answer in time, a rejection by the callee, or one by a pattern of the caller's own such as an open breaker"`
	// Writes says whether an attempt at a write is followed by another: the first
	// may have been carried out although its answer was lost.
	Writes bool `toml:"writes" default:"true" doc:"retry writes too; without an idempotent receiver a write may then be carried out twice"`

	// Backoff is how the wait before a retry grows.
	Backoff string `toml:"backoff" default:"exponential" enum:"none,constant,exponential" doc:"wait before a retry: none, always the same bound, or one that grows"`
	// Base bounds the wait before the first retry.
	Base time.Duration `toml:"base" default:"100ms" range:"1ns..24h" doc:"bound on the wait before the first retry (backoff constant, exponential)"`
	// Factor multiplies the bound for every further retry.
	Factor float64 `toml:"factor" kind:"factor" default:"2" range:"1..100" doc:"growth of the bound from one retry to the next (backoff exponential)"`
	// Cap bounds every wait; the spread of proportional jitter comes on top.
	Cap time.Duration `toml:"cap" default:"20s" range:"1ns..24h" doc:"longest bound that growth can reach (backoff exponential)"`
	// Jitter is how luck spreads waits; see Backoff for the formulas.
	Jitter string `toml:"jitter" default:"full" enum:"none,full,equal,decorrelated,proportional" doc:"random part of a wait: none; anything up to the bound (full); half of it and more (equal); up to three times the last wait (decorrelated); bound ± spread (proportional)"`
	// Spread is the reach of proportional jitter, to both sides.
	Spread float64 `toml:"spread" kind:"ratio" default:"50%" range:"0%..100%" doc:"part of the bound that is added or taken away at most (jitter proportional)"`

	// RetryAfter waits as long as a callee that turned the call away asked for, in
	// place of the backoff, and does not retry if it said never.
	RetryAfter bool `toml:"retry_after" default:"true" doc:"wait as long as a rejection asks for in place of the backoff, and give up if it asks never to come again"`
	// MaxDuration bounds when the last attempt begins, after the first did.
	MaxDuration time.Duration `toml:"max_duration" default:"0s" range:"0s..24h" doc:"no attempt begins later than this after the first; 0s is no bound"`
	// LeastTime is how much time before the request's deadline an attempt needs to
	// make sense. None begins with less, and none at or after the deadline.
	LeastTime time.Duration `toml:"least_time" default:"0s" range:"0s..24h" doc:"time before the deadline that an attempt needs: none begins with less"`

	// Budget bounds the retries of all calls on the edge together.
	Budget string `toml:"budget" default:"none" enum:"none,throttle,token-bucket,deposit,in-flight" doc:"bound on the retries of all calls together: tokens lost by failures (throttle, as gRPC), tokens paid for retries (token-bucket, as AWS), a share of recent calls (deposit, as Finagle), or a share of calls under way (in-flight, as Envoy)"`
	// BudgetTokens is what the bucket holds when full, as it is at the start.
	BudgetTokens float64 `toml:"budget_tokens" default:"0" range:"0..1000000" doc:"tokens of a full bucket; 0 is 10 (budget throttle) or 100 (budget token-bucket)"`
	// BudgetDeposit is what a success puts into the bucket.
	BudgetDeposit float64 `toml:"budget_deposit" default:"0.1" range:"0..1000" doc:"tokens that a success puts into the bucket (budget throttle, token-bucket)"`
	// BudgetCost is what a retry takes out of the bucket.
	BudgetCost float64 `toml:"budget_cost" default:"1" range:"0.001..1000" doc:"tokens that a retry costs (budget token-bucket)"`
	// BudgetTimeoutCost is the same after a timeout; zero is BudgetCost.
	BudgetTimeoutCost float64 `toml:"budget_timeout_cost" default:"0" range:"0..1000" doc:"tokens that a retry after a timeout costs; 0 is budget_cost (budget token-bucket)"`
	// BudgetShare is how many retries there may be per call.
	BudgetShare float64 `toml:"budget_share" kind:"ratio" default:"20%" range:"0%..100%" doc:"retries per recent call (budget deposit), or per call under way (budget in-flight)"`
	// BudgetRate is how many retries are allowed besides that.
	BudgetRate float64 `toml:"budget_rate" kind:"rate" default:"10/s" range:"0/s..1000000/s" doc:"retries that are allowed besides the share (budget deposit)"`
	// BudgetMemory is how long a call counts as recent.
	BudgetMemory time.Duration `toml:"budget_memory" default:"10s" range:"10ms..24h" doc:"how long a call counts as recent (budget deposit)"`
	// BudgetLeast is how many retries may be under way even if the share is less.
	BudgetLeast int `toml:"budget_least" default:"3" range:"0..1000000" doc:"retries that may be under way at least (budget in-flight)"`
}

// Default returns the documented defaults.
func Default() Config {
	return Config{
		Attempts: 3,
		RetryOn:  []string{"failed", "timed-out"},
		Writes:   true,
		Backoff:  "exponential",
		Base:     100 * time.Millisecond,
		Factor:   2,
		Cap:      20 * time.Second,
		Jitter:   "full",
		Spread:   0.5,

		RetryAfter: true,

		Budget:        "none",
		BudgetDeposit: 0.1,
		BudgetCost:    1,
		BudgetShare:   0.2,
		BudgetRate:    10,
		BudgetMemory:  10 * time.Second,
		BudgetLeast:   3,
	}
}

// Waits returns the machine that the configuration describes.
func (c Config) Waits() Backoff {
	b := Backoff{Base: c.Base, Factor: c.Factor, Cap: c.Cap, Jitter: Jitter(c.Jitter), Spread: c.Spread}
	switch c.Backoff {
	case "none":
		return Backoff{}
	case "constant":
		b.Factor, b.Cap = 1, 0
	}
	return b
}

// Validate returns a *knob.FieldError for the first value that is out of its
// range, contradicts another, or would have no effect beside the others.
func (c Config) Validate() error {
	return cmp.Or(c.illegal(), c.idleWait(), c.idleBudget())
}

// illegal finds a value that is out of its range or contradicts another.
func (c Config) illegal() error {
	const day = 24 * time.Hour
	return knob.First(
		patterns.OneOf("backoff", c.Backoff, "none", "constant", "exponential"),
		patterns.OneOf("jitter", c.Jitter, "none", "full", "equal", "decorrelated", "proportional"),
		patterns.OneOf("budget", c.Budget, "none", "throttle", "token-bucket", "deposit", "in-flight"),
		patterns.EachOf("retry_on", c.RetryOn, "failed", "timed-out", "rejected", "not-sent"),
		knob.If(len(c.RetryOn) == 0, "retry_on", "names nothing: nothing could ever be retried"),
		patterns.Within("attempts", c.Attempts, 1, 1000),
		patterns.Within("factor", c.Factor, 1, 100),
		patterns.Within("spread", c.Spread, 0, 1),
		patterns.Within("budget_tokens", c.BudgetTokens, 0, 1e6),
		patterns.Within("budget_deposit", c.BudgetDeposit, 0, 1000),
		patterns.Within("budget_cost", c.BudgetCost, 0.001, 1000),
		patterns.Within("budget_timeout_cost", c.BudgetTimeoutCost, 0, 1000),
		patterns.Within("budget_share", c.BudgetShare, 0, 1),
		patterns.Within("budget_rate", c.BudgetRate, 0, 1e6),
		patterns.Within("budget_least", c.BudgetLeast, 0, 1_000_000),
		patterns.Within("base", c.Base, 1, day),
		patterns.Within("cap", c.Cap, 1, day),
		patterns.Within("max_duration", c.MaxDuration, 0, day),
		patterns.Within("least_time", c.LeastTime, 0, day),
		patterns.Within("budget_memory", c.BudgetMemory, 10*time.Millisecond, day),
		knob.If(c.Backoff == "exponential" && c.Cap < c.Base, "cap", "%v is less than base (%v)", c.Cap, c.Base),
	)
}

// idleWait finds a knob of the wait that was turned although nothing reads it.
func (c Config) idleWait() error {
	d := Default()
	under := fmt.Sprintf("with backoff = %q, only with ", c.Backoff)
	grows, waits := c.Backoff == "exponential", c.Backoff != "none"
	itself := c.Jitter == "decorrelated"
	return knob.First(
		patterns.Idle("base", c.Base, d.Base, waits, under+`"constant" and "exponential"`),
		patterns.Idle("factor", c.Factor, d.Factor, grows, under+`"exponential"`),
		patterns.Idle("cap", c.Cap, d.Cap, grows, under+`"exponential"`),
		patterns.Idle("spread", c.Spread, d.Spread, c.Jitter == "proportional", `without jitter = "proportional"`),
		patterns.Idle("jitter", c.Jitter, d.Jitter, waits || c.Jitter == "none", under+`"constant" and "exponential"`),
		patterns.Idle("jitter", c.Jitter, d.Jitter, grows || !itself, under+`"exponential"`),
		patterns.Idle("factor", c.Factor, d.Factor, !itself, `with jitter = "decorrelated", which grows by itself`),
	)
}

// idleBudget is idleWait for the knobs of budgets.
func (c Config) idleBudget() error {
	d := Default()
	under := fmt.Sprintf("with budget = %q, only with ", c.Budget)
	bucket, deposit, flight := c.Budget == "token-bucket", c.Budget == "deposit", c.Budget == "in-flight"
	tokens := bucket || c.Budget == "throttle"
	return knob.First(
		patterns.Idle("budget_tokens", c.BudgetTokens, d.BudgetTokens, tokens, under+`"throttle" and "token-bucket"`),
		patterns.Idle("budget_deposit", c.BudgetDeposit, d.BudgetDeposit, tokens, under+`"throttle" and "token-bucket"`),
		patterns.Idle("budget_cost", c.BudgetCost, d.BudgetCost, bucket, under+`"token-bucket"`),
		patterns.Idle("budget_timeout_cost", c.BudgetTimeoutCost, d.BudgetTimeoutCost, bucket, under+`"token-bucket"`),
		patterns.Idle("budget_share", c.BudgetShare, d.BudgetShare, deposit || flight, under+`"deposit" and "in-flight"`),
		patterns.Idle("budget_rate", c.BudgetRate, d.BudgetRate, deposit, under+`"deposit"`),
		patterns.Idle("budget_memory", c.BudgetMemory, d.BudgetMemory, deposit, under+`"deposit"`),
		patterns.Idle("budget_least", c.BudgetLeast, d.BudgetLeast, flight, under+`"in-flight"`),
	)
}
