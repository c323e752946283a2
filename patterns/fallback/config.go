package fallback

import (
	"time"

	"wavetank/patterns/knob"
)

// Config is what a fallback can be told, and the table that a scenario writes.
type Config struct {
	Answer   string        `toml:"answer" default:"static" enum:"static,stale,other" doc:"what stands in: something fixed (static), the latest answer about the same item (stale), or what another route says (other)"`
	Failures []string      `toml:"failures" default:"failed,permanent,timed-out,rejected,not-sent" enum:"failed,permanent,timed-out,rejected,not-sent" doc:"ends of calls after which the fallback answers: an error, one that says it comes at every attempt, no answer in time, a rejection by the callee, or one by a pattern of the caller's own such as an open breaker"`
	Size     int64         `toml:"size" kind:"size" default:"0B" range:"0B..1GB" only:"answer=static" doc:"bytes of the fixed answer"`
	Capacity int           `toml:"capacity" default:"1000" range:"1..1000000" only:"answer=stale" doc:"answers that the cache holds"`
	MaxAge   time.Duration `toml:"max_age" default:"0s" range:"0s..100h" only:"answer=stale" doc:"how old an answer from the cache may be; 0s is any age"`
	Route    string        `toml:"route" kind:"route" only:"answer=other" doc:"whom to ask instead, a route such as \"backup.read\"; absent: nobody"`
	Timeout  time.Duration `toml:"timeout" default:"0s" range:"0s..24h" only:"answer=other" doc:"how long to wait for the other route; 0s is as long as for the first"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	return knob.First(
		knob.If(len(c.Failures) == 0, "failures", "names nothing: the fallback could never act"),
		knob.If(c.Answer == "other" && c.Route == "", "answer", "%q needs a route to ask", c.Answer).Instead(`route = "node.route", or an answer that needs none`),
	)
}
