package balance

import (
	"slices"
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what one balancer can be told, and the table that a scenario writes.
type Config struct {
	Policy  string  `toml:"policy" default:"power-of-d" enum:"given,random,round-robin,least-outstanding,power-of-d,peak-ewma,pick-first" doc:"how an instance is chosen: as the node's own pick says (given), by chance, in turn, where the fewest of this caller's calls are under way, the best of d drawn ones by that or by how long its calls take (peak-ewma), or that of a connection that stays (pick-first)"`
	Bound   float64 `toml:"bound" kind:"factor" default:"0" range:"0..100" only:"policy=given" doc:"calls of this caller that may be under way at an instance, in terms of the mean over all: a call beyond that goes to the next one, as in consistent hashing with bounded loads, where the node picks by shard (1.25); 0: no bound"`
	D       int     `toml:"d" default:"2" range:"1..10000" only:"policy=power-of-d,peak-ewma" doc:"distinct instances that are drawn, of which the best is chosen"`
	Weights []int64 `toml:"weights" kind:"of each instance" range:"0..1000000" only:"policy!=given" doc:"the share of each instance, in their order, and what it can have under way for that; 0: it gets no calls; absent: all are equal"`

	Decay            time.Duration `toml:"decay" default:"10s" range:"1ms..24h" only:"policy=peak-ewma" doc:"how fast the average of latencies forgets: to a third in this time"`
	Connections      int           `toml:"connections" default:"1" range:"1..1000" only:"policy=pick-first" doc:"connections that the caller keeps open, each to an instance drawn by chance; calls go out on them in turn, so a retry may meet the same instance"`
	MaxConnectionAge time.Duration `toml:"max_connection_age" range:"1ms..100h" only:"policy=pick-first" doc:"age at which a connection is opened anew; absent: never, while its instance is available and does not reset it"`
	AgeJitter        float64       `toml:"age_jitter" kind:"ratio" default:"10%" only:"max_connection_age" doc:"how much more or less that is, by chance"`

	SlowStart     time.Duration `toml:"slow_start" range:"1ms..24h" only:"policy=random,round-robin,least-outstanding,power-of-d,peak-ewma" doc:"how long the share of an instance grows that refused or reset calls, or was out, and is back; absent: it has all of it at once"`
	Aggression    float64       `toml:"aggression" kind:"factor" default:"1" range:"0.01..100" only:"slow_start" doc:"form of the growth: the share is the part of slow_start that is over, to the power of 1 / aggression"`
	MinimumWeight float64       `toml:"minimum_weight" kind:"ratio" default:"10%" only:"slow_start" doc:"the share that it has at once"`

	Eject *Eject `toml:"eject" doc:"outlier ejection; absent: nothing is ejected"`
}

// Eject is when an instance is taken out of the choice, and for how long.
type Eject struct {
	Consecutive int `toml:"consecutive" default:"5" range:"0..100000" doc:"failures in a row that eject an instance; 0: none do"`
	// Interval is also how long an instance must behave for one of its ejections to be
	// forgotten.
	Interval                 time.Duration `toml:"interval" default:"10s" range:"1ms..24h" doc:"how often success rates are compared, and one ejection of a well-behaved instance is forgotten"`
	SweepJitter              float64       `toml:"sweep_jitter" kind:"ratio" default:"0%" range:"0%..100%" doc:"random shift of a caller's intervals, up to this part of one, so that not all callers take instances back at once"`
	Base                     time.Duration `toml:"base" default:"30s" range:"1ms..24h" doc:"how long the first ejection lasts; the n-th lasts n times as long"`
	Longest                  time.Duration `toml:"longest" default:"5m" range:"1ms..24h" doc:"what no ejection exceeds, unless base does"`
	Jitter                   time.Duration `toml:"jitter" default:"0s" range:"0s..24h" doc:"up to how much longer an ejection lasts, by chance, so that not all come back together"`
	Returns                  string        `toml:"returns" default:"sweep" enum:"sweep,base" doc:"when an instance comes back whose ejection is over: at the end of the interval (Envoy, gRPC), or at once (nginx)"`
	MaxEjection              float64       `toml:"max_ejection" kind:"ratio" default:"10%" range:"0%..100%" doc:"part of the instances that may be out at a time"`
	AtLeastOne               bool          `toml:"at_least_one" default:"true" doc:"one may be out even if that is a larger part (always_eject_one_host of Envoy, where it is off unless asked for)"`
	PanicThreshold           float64       `toml:"panic_threshold" kind:"ratio" default:"50%" range:"0%..100%" doc:"with a smaller part of the instances available, whatever took the others out, all are called; 0%: never, and with none available calls are refused"`
	Deviations               float64       `toml:"deviations" kind:"factor" default:"0" range:"0..100" doc:"standard deviations below the mean success rate that eject an instance; 0: success rates do not matter (Envoy: 1.9)"`
	FailurePercentage        float64       `toml:"failure_percentage" kind:"ratio" default:"0%" doc:"share of failures in an interval that ejects an instance, whatever the others do; 0%: none does (Envoy: 85%, once it is enforced)"`
	MinimumHosts             int           `toml:"minimum_hosts" default:"5" range:"2..10000" only:"deviations" doc:"instances with enough calls, for success rates to be compared"`
	Volume                   int           `toml:"volume" default:"100" range:"1..1000000" only:"deviations" doc:"calls to an instance in an interval that make a success rate"`
	FailurePercentageHosts   int           `toml:"failure_percentage_minimum_hosts" default:"5" range:"1..10000" only:"failure_percentage" doc:"instances with enough calls, for shares of failures to be looked at"`
	FailurePercentageVolume  int           `toml:"failure_percentage_volume" default:"50" range:"1..1000000" only:"failure_percentage" doc:"calls to an instance in an interval that make a share of failures (failure_percentage_request_volume of Envoy)"`
	EnforceConsecutive       float64       `toml:"enforce_consecutive" kind:"ratio" default:"100%" only:"consecutive" doc:"how often failures in a row eject indeed"`
	EnforceDeviations        float64       `toml:"enforce_deviations" kind:"ratio" default:"100%" only:"deviations" doc:"how often a success rate far below the others ejects indeed"`
	EnforceFailurePercentage float64       `toml:"enforce_failure_percentage" kind:"ratio" default:"100%" only:"failure_percentage" doc:"how often too large a share of failures ejects indeed"`
	patterns.Outcomes
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

// DefaultEject returns the documented defaults of ejection, once it is asked for.
func DefaultEject() *Eject {
	e := knob.Default[Eject]()
	return &e
}

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	e := c.Eject
	clash := (*knob.FieldError)(nil)
	if e != nil {
		clash = e.Clash("eject.")
	}
	return knob.First(clash,
		knob.If(c.Weights != nil && !slices.ContainsFunc(c.Weights, positive), "weights", "leave no instance that gets calls").Instead("a weight above 0 for one instance at least"),
		knob.If(c.Policy == "given" && e == nil && c.Bound == 0, "policy", "given leaves the choice as it is, nothing is ejected and there is no bound: the pattern could never act").Instead(`another policy such as "least-outstanding"; or eject = { … }, or bound = 1.25, around the given choice`),
		knob.If(c.Bound > 0 && c.Bound < 1, "bound", "%v is less than the mean: not every call would find an instance", c.Bound).Instead("1 or more, or 0 for none"),
		knob.If(e != nil && len(e.Failures) == 0, "eject.failures", "names nothing: no instance could ever be ejected"),
		knob.If(e != nil && e.Consecutive == 0 && e.Deviations == 0 && e.FailurePercentage == 0, "eject.consecutive", "is 0, and so are deviations and failure_percentage: no instance could ever be ejected"),
	)
}

func positive(n int64) bool { return n > 0 }
