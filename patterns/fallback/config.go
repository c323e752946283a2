package fallback

import (
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what a fallback can be told, and the table that a scenario writes.
type Config struct {
	// Answer is what stands in for the dependency's own.
	Answer string `toml:"answer" default:"static" enum:"static,stale,other" doc:"what stands in: something fixed (static), the latest answer about the same item (stale), or what another route says (other)"`
	// Failures lists the outcomes after which it does.
	Failures []string `toml:"failures" default:"failed,timed-out,rejected" enum:"failed,timed-out,rejected" doc:"outcomes of a call after which the fallback answers"`
	// Size is that of the fixed answer.
	Size int64 `toml:"size" kind:"size" default:"0B" range:"0B..1GB" doc:"bytes of the fixed answer (static)"`
	// Capacity is how many answers the cache holds; the one not used for longest goes.
	Capacity int `toml:"capacity" default:"1000" range:"1..1000000" doc:"answers that the cache holds (stale)"`
	// MaxAge is how old an answer may be.
	MaxAge time.Duration `toml:"max_age" default:"0s" range:"0s..100h" doc:"how old an answer from the cache may be; 0s is any age (stale)"`
	// Route is whom to ask instead.
	Route string `toml:"route" kind:"route" doc:"whom to ask instead, a route such as \"backup.read\"; absent: nobody (other)"`
	// Timeout is how long to wait for it.
	Timeout time.Duration `toml:"timeout" default:"0s" range:"0s..24h" doc:"how long to wait for the other route; 0s is as long as for the first (other)"`
}

// Default returns the documented defaults.
func Default() Config {
	return Config{Answer: "static", Failures: []string{"failed", "timed-out", "rejected"}, Capacity: 1000}
}

// Validate returns a *knob.FieldError for the first value that is out of its
// range, contradicts another, or would have no effect.
func (c Config) Validate() error {
	d := Default()
	only := func(answer string) (bool, string) {
		return c.Answer == answer, `under answer = "` + c.Answer + `", only under "` + answer + `"`
	}
	static, butStatic := only("static")
	stale, butStale := only("stale")
	other, butOther := only("other")
	return knob.First(
		patterns.OneOf("answer", c.Answer, "static", "stale", "other"),
		patterns.Within("size", c.Size, 0, 1_000_000_000),
		patterns.Within("capacity", c.Capacity, 1, 1_000_000),
		patterns.Within("max_age", c.MaxAge, 0, 100*time.Hour),
		patterns.Within("timeout", c.Timeout, 0, 24*time.Hour),
		patterns.Idle("size", c.Size, 0, static, butStatic),
		patterns.Idle("capacity", c.Capacity, d.Capacity, stale, butStale),
		patterns.Idle("max_age", c.MaxAge, 0, stale, butStale),
		patterns.Idle("route", c.Route, "", other, butOther),
		patterns.Idle("timeout", c.Timeout, 0, other, butOther),
		patterns.EachOf("failures", c.Failures, d.Failures...),
		knob.If(len(c.Failures) == 0, "failures", "names nothing: the fallback could never act"),
		knob.If(other && c.Route == "", "answer", "%q needs a route to ask", c.Answer),
	)
}
