package balance

import (
	"fmt"
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what one balancer can be told, and the table that a scenario writes.
// Default returns the legal defaults; Validate says what is wrong.
type Config struct {
	// Policy chooses among the instances that are not ejected.
	Policy string `toml:"policy" default:"power-of-d" enum:"given,random,round-robin,least-outstanding,power-of-d" doc:"how an instance is chosen: as the node's own pick says (given), by chance, in turn, where the fewest of this caller's calls are under way, or the best of d drawn ones"`
	// D is how many distinct instances power-of-d draws; more than there are is all.
	D int `toml:"d" default:"2" range:"1..10000" doc:"distinct instances that are drawn, of which the one with the fewest calls under way is chosen (policy power-of-d)"`
	// Eject is when instances are taken out of the choice; nil is never.
	Eject *Eject `toml:"eject" doc:"outlier ejection; absent: nothing is ejected"`
}

// Eject is when an instance is taken out of the choice, and for how long.
type Eject struct {
	// Consecutive is the run of failures that ejects an instance; zero is no run.
	Consecutive int `toml:"consecutive" default:"5" range:"0..100000" doc:"failures in a row that eject an instance; 0: none do"`
	// Interval is how often success rates are compared, and how long an instance
	// must behave for one of its ejections to be forgotten.
	Interval time.Duration `toml:"interval" default:"10s" range:"1ms..24h" doc:"how often success rates are compared, and one ejection of a well-behaved instance is forgotten"`
	// Base is the time out for the first ejection; the n-th takes n times as long.
	Base time.Duration `toml:"base" default:"30s" range:"1ms..24h" doc:"how long the first ejection lasts; the n-th lasts n times as long"`
	// Longest is what no ejection exceeds, unless Base does.
	Longest time.Duration `toml:"longest" default:"5m" range:"1ms..24h" doc:"what no ejection exceeds, unless base does"`
	// MaxEjection is the part of the instances that may be out at a time: one at
	// least, but never all.
	MaxEjection float64 `toml:"max_ejection" kind:"ratio" default:"10%" range:"0%..100%" doc:"part of the instances that may be out at a time: one at least, never all"`
	// PanicThreshold is the part of the instances that must be left; with fewer, all
	// are called again.
	PanicThreshold float64 `toml:"panic_threshold" kind:"ratio" default:"50%" range:"0%..100%" doc:"with a smaller part of the instances left, all are called again; 0%: never"`
	// Deviations ejects, after each interval, instances whose success rate lies
	// further below the mean than this many standard deviations; zero ejects none.
	Deviations float64 `toml:"deviations" kind:"factor" default:"0" range:"0..100" doc:"standard deviations below the mean success rate that eject an instance; 0: success rates do not matter (Envoy: 1.9)"`
	// MinimumHosts is how many instances need Volume calls for rates to be compared.
	MinimumHosts int `toml:"minimum_hosts" default:"5" range:"2..10000" doc:"instances with enough calls, for success rates to be compared"`
	// Volume is how many calls of an interval make a success rate.
	Volume int `toml:"volume" default:"100" range:"1..1000000" doc:"calls to an instance in an interval that make a success rate"`
	// Failures lists the outcomes that speak against an instance.
	Failures []string `toml:"failures" default:"failed,timed-out" enum:"failed,timed-out,rejected" doc:"outcomes that count as failures: an error, no answer in time, or a rejection such as a full queue"`
}

// Default returns the documented defaults.
func Default() Config { return Config{Policy: "power-of-d", D: 2} }

// DefaultEject returns the documented defaults of ejection, once it is asked for.
func DefaultEject() *Eject {
	return &Eject{
		Consecutive: 5, Interval: 10 * time.Second, Base: 30 * time.Second, Longest: 5 * time.Minute,
		MaxEjection: 0.1, PanicThreshold: 0.5, MinimumHosts: 5, Volume: 100,
		Failures: []string{"failed", "timed-out"},
	}
}

// Validate returns a *knob.FieldError for the first value that is out of its
// range, or that would have no effect.
func (c Config) Validate() error {
	err := knob.First(
		patterns.OneOf("policy", c.Policy, "given", "random", "round-robin", "least-outstanding", "power-of-d"),
		patterns.Within("d", c.D, 1, 10_000),
		patterns.Idle("d", c.D, Default().D, c.Policy == "power-of-d", fmt.Sprintf("under policy = %q, only under power-of-d", c.Policy)),
		knob.If(c.Policy == "given" && c.Eject == nil, "policy", "given leaves the choice as it is, and nothing is ejected: the pattern could never act"),
	)
	if err != nil || c.Eject == nil {
		return err
	}
	return c.Eject.validate()
}

func (e Eject) validate() error {
	d := DefaultEject()
	const day = 24 * time.Hour
	return knob.First(
		patterns.Within("eject.consecutive", e.Consecutive, 0, 100_000),
		patterns.Within("eject.interval", e.Interval, time.Millisecond, day),
		patterns.Within("eject.base", e.Base, time.Millisecond, day),
		patterns.Within("eject.longest", e.Longest, time.Millisecond, day),
		patterns.Within("eject.max_ejection", e.MaxEjection, 0, 1),
		patterns.Within("eject.panic_threshold", e.PanicThreshold, 0, 1),
		patterns.Within("eject.deviations", e.Deviations, 0, 100),
		patterns.Within("eject.minimum_hosts", e.MinimumHosts, 2, 10_000),
		patterns.Within("eject.volume", e.Volume, 1, 1_000_000),
		patterns.EachOf("eject.failures", e.Failures, "failed", "timed-out", "rejected"),
		knob.If(len(e.Failures) == 0, "eject.failures", "names nothing: no instance could ever be ejected"),
		knob.If(e.Consecutive == 0 && e.Deviations == 0, "eject.consecutive", "is 0, and so is deviations: no instance could ever be ejected"),
		patterns.Idle("eject.minimum_hosts", e.MinimumHosts, d.MinimumHosts, e.Deviations > 0, "while deviations is 0"),
		patterns.Idle("eject.volume", e.Volume, d.Volume, e.Deviations > 0, "while deviations is 0"),
	)
}
