package retry

import (
	"fmt"
	"slices"
	"time"

	"wavetank/patterns"
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

// Validate returns a *patterns.FieldError for the first value that is out of its
// range, contradicts another, or would have no effect beside the others.
func (c Config) Validate() error {
	for _, check := range []func(Config) *patterns.FieldError{
		Config.illegalWord, Config.illegalNumber, Config.illegalSpan, Config.idleWait, Config.idleBudget,
	} {
		if err := check(c); err != nil {
			return err
		}
	}
	return nil
}

// illegalWord finds a word that is not in its list.
func (c Config) illegalWord() *patterns.FieldError {
	word := func(field, got string, allowed ...string) *patterns.FieldError {
		if slices.Contains(allowed, got) {
			return nil
		}
		return wrong(field, "%q is not one of %q", got, allowed)
	}
	found := []*patterns.FieldError{
		word("backoff", c.Backoff, "none", "constant", "exponential"),
		word("jitter", c.Jitter, "none", "full", "equal", "decorrelated", "proportional"),
		word("budget", c.Budget, "none", "throttle", "token-bucket", "deposit", "in-flight"),
	}
	for i, o := range c.RetryOn {
		found = append(found, word("retry_on", o, "failed", "timed-out", "rejected", "not-sent"))
		if slices.Contains(c.RetryOn[:i], o) {
			found = append(found, wrong("retry_on", "names %q twice", o))
		}
	}
	if len(c.RetryOn) == 0 {
		found = append(found, wrong("retry_on", "names nothing: nothing could ever be retried"))
	}
	return first(found)
}

// illegalNumber finds a number that is out of its range.
func (c Config) illegalNumber() *patterns.FieldError {
	number := func(field string, got, lo, hi float64) *patterns.FieldError {
		if got >= lo && got <= hi { // also refuses what is not a number
			return nil
		}
		return wrong(field, "%v is not in %v..%v", got, lo, hi)
	}
	return first([]*patterns.FieldError{
		number("attempts", float64(c.Attempts), 1, 1000),
		number("factor", c.Factor, 1, 100),
		number("spread", c.Spread, 0, 1),
		number("budget_tokens", c.BudgetTokens, 0, 1e6),
		number("budget_deposit", c.BudgetDeposit, 0, 1000),
		number("budget_cost", c.BudgetCost, 0.001, 1000),
		number("budget_timeout_cost", c.BudgetTimeoutCost, 0, 1000),
		number("budget_share", c.BudgetShare, 0, 1),
		number("budget_rate", c.BudgetRate, 0, 1e6),
		number("budget_least", float64(c.BudgetLeast), 0, 1e6),
	})
}

// illegalSpan finds a duration that is out of its range or contradicts another.
func (c Config) illegalSpan() *patterns.FieldError {
	span := func(field string, got, lo time.Duration) *patterns.FieldError {
		if got >= lo && got <= 24*time.Hour {
			return nil
		}
		return wrong(field, "%v is not in %v..24h", got, lo)
	}
	found := []*patterns.FieldError{
		span("base", c.Base, 1),
		span("cap", c.Cap, 1),
		span("max_duration", c.MaxDuration, 0),
		span("least_time", c.LeastTime, 0),
		span("budget_memory", c.BudgetMemory, 10*time.Millisecond),
	}
	if c.Backoff == "exponential" && c.Cap < c.Base {
		found = append(found, wrong("cap", "%v is less than base (%v)", c.Cap, c.Base))
	}
	return first(found)
}

// idleWait finds a knob of the wait that was turned although nothing reads it.
// Silence would let a reader believe that it did something.
func (c Config) idleWait() *patterns.FieldError {
	d := Default()
	under := func(field string, turned bool, key, is string, values ...string) *patterns.FieldError {
		if !turned || slices.Contains(values, is) {
			return nil
		}
		return wrong(field, "has no effect with %s = %q, only with %q", key, is, values)
	}
	found := []*patterns.FieldError{
		under("base", c.Base != d.Base, "backoff", c.Backoff, "constant", "exponential"),
		under("factor", c.Factor != d.Factor, "backoff", c.Backoff, "exponential"),
		under("cap", c.Cap != d.Cap, "backoff", c.Backoff, "exponential"),
		under("spread", c.Spread != d.Spread, "jitter", c.Jitter, "proportional"),
	}
	if c.Jitter != d.Jitter && c.Jitter != "none" {
		found = append(found, under("jitter", true, "backoff", c.Backoff, "constant", "exponential"))
	}
	if c.Jitter == "decorrelated" {
		found = append(found, under("jitter", true, "backoff", c.Backoff, "exponential"))
		if c.Factor != d.Factor {
			found = append(found, wrong("factor", `has no effect with jitter = "decorrelated", which grows by itself`))
		}
	}
	return first(found)
}

// idleBudget is idleWait for the knobs of budgets.
func (c Config) idleBudget() *patterns.FieldError {
	d := Default()
	under := func(field string, turned bool, budgets ...string) *patterns.FieldError {
		if !turned || slices.Contains(budgets, c.Budget) {
			return nil
		}
		return wrong(field, "has no effect with budget = %q, only with %q", c.Budget, budgets)
	}
	return first([]*patterns.FieldError{
		under("budget_tokens", c.BudgetTokens != d.BudgetTokens, "throttle", "token-bucket"),
		under("budget_deposit", c.BudgetDeposit != d.BudgetDeposit, "throttle", "token-bucket"),
		under("budget_cost", c.BudgetCost != d.BudgetCost, "token-bucket"),
		under("budget_timeout_cost", c.BudgetTimeoutCost != d.BudgetTimeoutCost, "token-bucket"),
		under("budget_share", c.BudgetShare != d.BudgetShare, "deposit", "in-flight"),
		under("budget_rate", c.BudgetRate != d.BudgetRate, "deposit"),
		under("budget_memory", c.BudgetMemory != d.BudgetMemory, "deposit"),
		under("budget_least", c.BudgetLeast != d.BudgetLeast, "in-flight"),
	})
}

func wrong(field, format string, args ...any) *patterns.FieldError {
	return &patterns.FieldError{Field: field, Msg: fmt.Sprintf(format, args...)}
}

// first returns the first error that is one.
func first(found []*patterns.FieldError) *patterns.FieldError {
	for _, err := range found {
		if err != nil {
			return err
		}
	}
	return nil
}
