package scenarios

import (
	"math"
	"slices"
	"strings"

	"wavetank/reports"
	"wavetank/scenarios/language"
)

// A preset is what a library does unless it is told otherwise, by the keys of ours, and
// where that stands. What a library has no word for, or no default, is left as the file
// has it.
type preset struct {
	library, kind string
	values        map[string]string
	source        string
}

// presets are the defaults of libraries. Those of gobreaker, failsafe-go and
// cenkalti/backoff are held against the libraries themselves by a test.
var presets = []preset{
	{"resilience4j", "circuit-breaker", map[string]string{"rule": "count", "failure_rate": "50%", "window": "100", "minimum_calls": "100", "open_for": "60s", "trials": "10", "trial_rule": "rate", "slow_call": "60s", "slow_call_rate": "100%"},
		"resilience4j-circuitbreaker, CircuitBreakerConfig.java, DEFAULT_…"},
	{"gobreaker", "circuit-breaker", map[string]string{"rule": "consecutive", "consecutive": "6", "open_for": "60s", "trials": "1"},
		"sony/gobreaker v2, gobreaker.go: more than 5 consecutive failures, defaultTimeout, maxRequests"},
	{"failsafe-go", "circuit-breaker", map[string]string{"rule": "consecutive", "consecutive": "1", "open_for": "60s", "trials": "1"},
		"failsafe-go 0.9, circuitbreaker.NewWithDefaults: a single failure, a single success, 1 minute"},
	{"Polly", "circuit-breaker", map[string]string{"rule": "time", "failure_rate": "10%", "window_time": "30s", "minimum_calls": "100", "open_for": "5s", "trials": "1"},
		"Polly 8, CircuitBreakerConstants.cs"},
	{"Hystrix", "circuit-breaker", map[string]string{"rule": "time", "failure_rate": "50%", "window_time": "10s", "slices": "10", "minimum_calls": "20", "open_for": "5s", "trials": "1"},
		"Hystrix, HystrixCommandProperties.java, default_circuitBreaker…"},
	{"resilience4j", "retry", map[string]string{"attempts": "3", "backoff": "constant", "base": "500ms", "jitter": "none"},
		"resilience4j-retry, RetryConfig.java: DEFAULT_MAX_ATTEMPTS, DEFAULT_WAIT_DURATION"},
	{"failsafe-go", "retry", map[string]string{"attempts": "3", "backoff": "none"},
		"failsafe-go 0.9, retrypolicy.NewWithDefaults: 3 attempts, no delay"},
	{"cenkalti/backoff", "retry", map[string]string{"backoff": "exponential", "base": "500ms", "factor": "1.5", "cap": "60s", "jitter": "proportional", "spread": "50%", "max_duration": "15m"},
		"cenkalti/backoff v5, exponential.go and DefaultMaxElapsedTime in retry.go; any number of attempts"},
	{"Envoy", "retry", map[string]string{"attempts": "2", "backoff": "exponential", "base": "25ms", "cap": "250ms", "jitter": "full", "budget": "in-flight", "budget_share": "0%", "budget_least": "3"},
		"Envoy, router filter: num_retries 1, base interval 25 ms, at most ten times that, fully jittered; circuit_breaker.proto: max_retries 3"},
	{"Polly", "retry", map[string]string{"attempts": "4", "backoff": "constant", "base": "2s", "jitter": "none"},
		"Polly 8, RetryConstants.cs: 3 retries, constant, 2 s"},
	{"AWS SDK", "retry", map[string]string{"attempts": "3", "backoff": "exponential", "base": "1s", "factor": "2", "cap": "20s", "jitter": "full", "budget": "token-bucket", "budget_tokens": "500", "budget_cost": "5", "budget_timeout_cost": "10", "budget_deposit": "1", "budget_refund": "true"},
		"aws-sdk-go-v2, aws/retry/standard.go and jitter_backoff.go: standard mode, without AWS_NEW_RETRIES_2026"},
	{"Finagle", "retry", map[string]string{"backoff": "none", "budget": "deposit", "budget_share": "20%", "budget_rate": "10/s", "budget_memory": "10s"},
		"Finagle, RetryBudget.scala: 20 % and 10/s, ttl 10 s; Retries.scala: requeues without delay"},
	{"resilience4j", "bulkhead", map[string]string{"mode": "semaphore", "max_concurrent": "25", "max_wait": "0s"},
		"resilience4j-bulkhead, BulkheadConfig.java, DEFAULT_…"},
	{"Hystrix", "bulkhead", map[string]string{"mode": "semaphore", "max_concurrent": "10", "max_wait": "0s"},
		"Hystrix, HystrixCommandProperties.java: default_executionIsolationSemaphoreMaxConcurrentRequests"},
	{"Envoy", "bulkhead", map[string]string{"mode": "semaphore", "max_concurrent": "1024", "max_wait": "0s"},
		"Envoy, circuit_breaker.proto: max_requests"},
	{"resilience4j", "timeout", map[string]string{"attempt": "1s"},
		"resilience4j-timelimiter, TimeLimiterConfig.java: timeoutDuration"},
	{"Hystrix", "timeout", map[string]string{"attempt": "1s"},
		"Hystrix, HystrixCommandProperties.java: default_executionTimeoutInMilliseconds"},
	{"Polly", "timeout", map[string]string{"attempt": "30s"},
		"Polly 8, TimeoutStrategyOptions.cs"},
	{"Polly", "hedge", map[string]string{"rule": "fixed", "delay": "2s", "max_hedges": "1"},
		"Polly 8, HedgingStrategyOptions.TResult.cs and HedgingConstants.cs"},
	{"failsafe-go", "adaptive-throttle", map[string]string{"multiplier": "1.11", "window": "1m", "most": "90%"},
		"failsafe-go 0.9, adaptivethrottler.NewBuilder: a success rate of 90 %, a period of 1 minute, at most 90 % rejected"},
	{"Envoy", "admission-control", map[string]string{"threshold": "95%", "aggression": "1", "window": "30s", "rps_threshold": "0/s", "most": "80%"},
		"Envoy, admission_control.proto"},
	{"Envoy", "load-balancer", map[string]string{"policy": "round-robin", "eject.consecutive": "5", "eject.interval": "10s", "eject.base": "30s", "eject.longest": "5m", "eject.max_ejection": "10%"},
		"Envoy, outlier_detection.proto; cluster.proto: lb_policy"},
	{"gRPC", "load-balancer", map[string]string{"policy": "pick-first"},
		"gRPC, doc/load-balancing.md: pick_first without a service config, which has no default for retries either"},
}

// A start is a design that is run whatever happens. It races unless it is barred.
type start struct {
	name   string
	values []string // by knob
}

// starts returns what is always run: the values of the file, what an absent key means, and
// what libraries do, as far as any of it is about the knobs.
func starts(s *Scenario, knobs []tunedKnob) []start {
	own := start{name: reports.Yours}
	absent := start{name: "defaults"}
	for i := range knobs {
		k := &knobs[i]
		own.values = append(own.values, k.in(s.Written(k.Key)))
		value := own.values[i]
		if doc, ok := s.Knob(k.Key); ok && doc.Default != "" {
			value = k.in(doc.Default)
		}
		absent.values = append(absent.values, value)
	}
	all := []start{own, absent}
	for _, library := range libraries() {
		from := start{name: library, values: slices.Clone(own.values)}
		told := false
		for i := range knobs {
			if value, ok := presetOf(s, library, knobs[i].Key); ok {
				from.values[i], told = knobs[i].in(value), true
			}
		}
		if told {
			all = append(all, from)
		}
	}
	return all
}

// barred reports whether a start has a value that neither its knob allows nor the file has.
func (t *tuning) barred(s start) bool {
	for i, value := range s.values {
		k := &t.knobs[i]
		if level := k.level(value); (level < k.low || level > k.high) && !same(value, t.starts[0].values[i]) {
			return true
		}
	}
	return false
}

// addBarred has those run again that are not allowed, to compare with.
func (t *tuning) addBarred() {
	first := len(t.out.Designs)
	for _, s := range t.starts {
		if !t.barred(s) {
			continue
		}
		values := t.values(t.levelsOf(s.values))
		at := slices.IndexFunc(t.out.Designs[first:], func(d reports.Design) bool { return slices.Equal(d.Values, values) })
		if at >= 0 {
			t.out.Designs[first+at].Names = append(t.out.Designs[first+at].Names, s.name)
			continue
		}
		t.out.Final = append(t.out.Final, len(t.out.Designs))
		t.out.Designs = append(t.out.Designs, reports.Design{Names: []string{s.name}, Values: values, Fate: reports.Barred, Raced: slices.Repeat([]float64{math.NaN()}, len(t.objectives))})
	}
}

// libraries returns the names of those that have presets, in the order of the list.
func libraries() []string {
	var names []string
	for _, p := range presets {
		if !slices.Contains(names, p.library) {
			names = append(names, p.library)
		}
	}
	return names
}

// presetOf returns what a library does for a key of a pattern.
func presetOf(s *Scenario, library, key string) (string, bool) {
	path, err := language.ParseKey(key)
	if err != nil || len(path) < 3 || path[0] != "patterns" {
		return "", false
	}
	at := slices.IndexFunc(s.Patterns, func(p Pattern) bool { return p.Name == path[1] })
	if at < 0 {
		return "", false
	}
	for _, p := range presets {
		if p.library == library && p.kind == s.Patterns[at].Kind {
			value, ok := p.values[strings.Join(path[2:], ".")]
			return value, ok
		}
	}
	return "", false
}
