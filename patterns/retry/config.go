package retry

import (
	"fmt"
	"time"

	"wavetank/patterns/knob"
)

// Config is what a retry can be told, and the table that a scenario writes.
type Config struct {
	Attempts int `toml:"attempts" default:"3" range:"1..1000" doc:"attempts in all, the first one included; 1 never retries"`
	// RetryOn leaves rejections out by default: who is turned away for load would only
	// add to it.
	RetryOn []string `toml:"retry_on" default:"failed,timed-out" enum:"failed,timed-out,rejected,not-sent,permanent" doc:"outcomes to retry: an error, no answer in time, an error that says it comes at every attempt, a rejection by the callee, or one by a pattern of the caller's own such as an open breaker"`
	Target  string   `toml:"target" default:"other" enum:"other,any,same" doc:"which instance a retry goes to: one that was not tried while there is any (other), whichever the choice of an instance falls on, which may be the one that failed (any), or that one again (same)"`
	Writes  bool     `toml:"writes" default:"true" doc:"retry writes too; without an idempotent receiver a write may then be carried out twice"`

	Backoff string        `toml:"backoff" default:"exponential" enum:"none,constant,exponential" doc:"wait before a retry: none, always the same bound, or one that grows"`
	Base    time.Duration `toml:"base" default:"100ms" range:"1ns..24h" only:"backoff=constant,exponential" doc:"bound on the wait before the first retry"`
	Factor  float64       `toml:"factor" kind:"factor" default:"2" range:"1..100" only:"backoff=exponential & jitter!=decorrelated" doc:"growth of the bound from one retry to the next"`
	// Cap bounds every wait; the spread of proportional jitter comes on top.
	Cap time.Duration `toml:"cap" default:"20s" range:"1ns..24h" only:"backoff=exponential" doc:"longest bound that growth can reach"`
	// Jitter has its formulas at Backoff.
	Jitter string  `toml:"jitter" default:"full" enum:"none,full,equal,decorrelated,proportional" doc:"random part of a wait: none; anything up to the bound (full); half of it and more (equal); up to three times the last wait (decorrelated); bound ± spread (proportional)"`
	Spread float64 `toml:"spread" kind:"ratio" default:"50%" range:"0%..100%" only:"jitter=proportional" doc:"part of the bound that is added or taken away at most"`

	RetryAfter bool `toml:"retry_after" default:"true" doc:"wait as long as a rejection asks for in place of the backoff, and give up if it asks never to come again"`
	// RetryAfterJitter comes on top of what is asked for, after RetryAfterMax has cut it.
	RetryAfterJitter time.Duration `toml:"retry_after_jitter" default:"0s" range:"0s..24h" only:"retry_after" doc:"random time on top of what a rejection asks for, up to this long, so that a crowd which was told the same instant does not come back in it"`
	RetryAfterMax    time.Duration `toml:"retry_after_max" default:"0s" range:"0s..24h" only:"retry_after" doc:"longest wait that a rejection may ask for: what is more is cut to it; 0s is no bound"`
	MaxDuration      time.Duration `toml:"max_duration" default:"0s" range:"0s..24h" doc:"no attempt begins later than this after the first; 0s is no bound"`
	LeastTime        time.Duration `toml:"least_time" default:"0s" range:"0s..24h" doc:"time before the deadline that an attempt needs: none begins with less"`

	Budget string `toml:"budget" default:"none" enum:"none,throttle,token-bucket,deposit,in-flight" doc:"bound on the retries of all calls together: tokens lost by failures (throttle, as gRPC), tokens paid for retries (token-bucket, as AWS), a share of recent calls (deposit, as Finagle), or a share of attempts under way (in-flight, as Envoy); hedges inside of the retry draw on it too"`
	// BudgetTokens are all there at the start.
	BudgetTokens      float64       `toml:"budget_tokens" default:"0" range:"0..1000000" only:"budget=throttle,token-bucket" doc:"tokens of a full bucket; 0 is 10 (budget throttle) or 100 (budget token-bucket)"`
	BudgetDeposit     float64       `toml:"budget_deposit" default:"0.1" range:"0..1000" only:"budget=throttle,token-bucket" doc:"tokens that a success puts into the bucket"`
	BudgetCost        float64       `toml:"budget_cost" default:"1" range:"0.001..1000" only:"budget=token-bucket" doc:"tokens that a retry costs"`
	BudgetTimeoutCost float64       `toml:"budget_timeout_cost" default:"0" range:"0..1000" only:"budget=token-bucket" doc:"tokens that a retry after a timeout costs; 0 is budget_cost"`
	BudgetRefund      bool          `toml:"budget_refund" default:"true" only:"budget=token-bucket" doc:"a retry that succeeds puts back what it cost in place of budget_deposit, as in the AWS SDKs"`
	BudgetShare       float64       `toml:"budget_share" kind:"ratio" default:"20%" range:"0%..100%" only:"budget=deposit,in-flight" doc:"retries per recent call (budget deposit), or per attempt under way (budget in-flight)"`
	BudgetRate        float64       `toml:"budget_rate" kind:"rate" default:"10/s" range:"0/s..1000000/s" only:"budget=deposit" doc:"retries that are allowed besides the share"`
	BudgetMemory      time.Duration `toml:"budget_memory" default:"10s" range:"10ms..24h" only:"budget=deposit" doc:"how long a call counts as recent"`
	BudgetLeast       int           `toml:"budget_least" default:"3" range:"0..1000000" only:"budget=in-flight" doc:"retries that may be under way at least, with those that wait for their turn"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

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

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	grows, waits := c.Backoff == "exponential", c.Backoff != "none"
	idle := fmt.Sprintf("has no effect with backoff = %q, only with ", c.Backoff)
	return knob.First(
		knob.If(len(c.RetryOn) == 0, "retry_on", "names nothing: nothing could ever be retried"),
		knob.If(grows && c.Cap < c.Base, "cap", "%v is less than base (%v)", c.Cap, c.Base).Instead("%v or more", c.Base),
		knob.If(!waits && c.Jitter != "full" && c.Jitter != "none", "jitter", "%s", idle+`"constant" and "exponential"`),
		knob.If(!grows && c.Jitter == "decorrelated", "jitter", "%s", idle+`"exponential"`),
	)
}
