package cache

import (
	"time"

	"wavetank/patterns/knob"
)

// Config is what a cache can be told, and the table that a scenario writes.
type Config struct {
	TTL       time.Duration `toml:"ttl" default:"1m" range:"1ns..1000h" doc:"how long an answer is fresh"`
	TTLJitter float64       `toml:"ttl_jitter" kind:"ratio" default:"0%" range:"0%..100%" doc:"random time on top, up to this part of it, so that answers which came together do not end together"`
	Capacity  int           `toml:"capacity" default:"1000" range:"1..10000000" doc:"answers that fit; a full cache gives up the one that was not used for longest"`
	Negative  time.Duration `toml:"negative" default:"0s" range:"0s..1000h" doc:"how long an error that says it comes at every attempt is remembered; 0s is not at all"`
	// StaleWhileRevalidate and StaleIfError are those of RFC 5861, counted from the end of
	// the time in which the answer is fresh.
	StaleWhileRevalidate time.Duration `toml:"stale_while_revalidate" default:"0s" range:"0s..1000h" doc:"how long after it is fresh an answer is still given at once, while a new one is asked for behind it"`
	StaleIfError         time.Duration `toml:"stale_if_error" default:"0s" range:"0s..1000h" doc:"how long after it is fresh an answer is given, as degraded, where a call for a new one fails"`
	Coalesce             bool          `toml:"coalesce" default:"true" doc:"calls about an item that is being asked for wait for that answer"`
	Invalidate           bool          `toml:"invalidate" default:"true" doc:"a write that goes well through this cache takes what it holds about the item out"`
	Leases               bool          `toml:"leases" default:"true" only:"invalidate" doc:"an answer that was asked for before such a write is not kept, as it may be from before it"`
	// Store is a route without an op: what it holds are answers, and no items of its own.
	Store        string        `toml:"store" kind:"own route" doc:"route of a node of its own that keeps the answers in its memory for all callers, as in redis.get: each read asks there first, and one that misses asks the dependency and puts the answer there; the pattern lies on that node, too. absent: each caller keeps answers of its own"`
	StoreTimeout time.Duration `toml:"store_timeout" default:"0s" range:"0s..24h" only:"store" doc:"how long the store is waited for; after that a call goes on without it. 0s: as long as for the dependency"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }
