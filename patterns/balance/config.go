package balance

import (
	"fmt"
	"slices"
	"time"

	"wavetank/patterns"
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

// Validate returns a *patterns.FieldError for the first value that is out of its
// range, or that would have no effect.
func (c Config) Validate() error {
	if !slices.Contains(policies, c.Policy) {
		return wrong("policy", "%q is not one of %q", c.Policy, policies)
	}
	if c.D < 1 || c.D > 10000 {
		return wrong("d", "%d is not in 1..10000", c.D)
	}
	if c.Policy != "power-of-d" && c.D != Default().D {
		return wrong("d", "has no effect under policy = %q, only under power-of-d", c.Policy)
	}
	if c.Eject == nil {
		if c.Policy == "given" {
			return wrong("policy", "given leaves the choice as it is, and nothing is ejected: the pattern could never act")
		}
		return nil
	}
	return c.Eject.validate()
}

var policies = []string{"given", "random", "round-robin", "least-outstanding", "power-of-d"}

func (e Eject) validate() error {
	d := DefaultEject()
	count := func(field string, got, lo, hi int) *patterns.FieldError {
		return unless(got >= lo && got <= hi, field, "%d is not in %d..%d", got, lo, hi)
	}
	part := func(field string, got, hi float64) *patterns.FieldError {
		return unless(got >= 0 && got <= hi, field, "%v is not in 0..%v", got, hi)
	}
	span := func(field string, got time.Duration) *patterns.FieldError {
		return unless(got >= time.Millisecond && got <= 24*time.Hour, field, "%v is not in 1ms..24h", got)
	}
	found := []*patterns.FieldError{
		count("consecutive", e.Consecutive, 0, 100000),
		span("interval", e.Interval), span("base", e.Base), span("longest", e.Longest),
		part("max_ejection", e.MaxEjection, 1), part("panic_threshold", e.PanicThreshold, 1),
		part("deviations", e.Deviations, 100),
		count("minimum_hosts", e.MinimumHosts, 2, 10000), count("volume", e.Volume, 1, 1000000),
		unless(len(e.Failures) > 0, "failures", "names nothing: no instance could ever be ejected"),
		unless(e.Consecutive > 0 || e.Deviations > 0, "consecutive", "is 0, and so is deviations: no instance could ever be ejected"),
		unless(e.Deviations > 0 || e.MinimumHosts == d.MinimumHosts, "minimum_hosts", "has no effect while deviations is 0"),
		unless(e.Deviations > 0 || e.Volume == d.Volume, "volume", "has no effect while deviations is 0"),
	}
	for i, f := range e.Failures {
		found = append(found,
			unless(slices.Contains([]string{"failed", "timed-out", "rejected"}, f), "failures", "%q is no outcome of a failure", f),
			unless(!slices.Contains(e.Failures[:i], f), "failures", "names %q twice", f))
	}
	for _, err := range found {
		if err != nil {
			err.Field = "eject." + err.Field
			return err
		}
	}
	return nil
}

func unless(right bool, field, format string, args ...any) *patterns.FieldError {
	if right {
		return nil
	}
	return wrong(field, format, args...)
}

func wrong(field, format string, args ...any) *patterns.FieldError {
	return &patterns.FieldError{Field: field, Msg: fmt.Sprintf(format, args...)}
}
