package scenarios

import (
	"slices"

	"wavetank/reports"
	"wavetank/scenarios/language"
)

// A preset is what a library does unless it is told otherwise, by the keys of ours.
type preset struct {
	library, kind string
	values        map[string]string
}

// presets are the defaults of libraries, as their documentation gives them (resilience4j
// 2, gobreaker v2, failsafe-go, cenkalti/backoff v5, Envoy, gRPC). What a library has no
// word for is left as the file has it.
var presets = []preset{
	{"resilience4j", "circuit-breaker", map[string]string{"rule": "count", "failure_rate": "50%", "window": "100", "minimum_calls": "100", "open_for": "60s", "trials": "10", "slow_call_rate": "100%"}},
	{"gobreaker", "circuit-breaker", map[string]string{"rule": "consecutive", "consecutive": "6", "open_for": "60s", "trials": "1"}},
	{"failsafe-go", "circuit-breaker", map[string]string{"rule": "consecutive", "consecutive": "1", "open_for": "60s", "trials": "1"}},
	{"resilience4j", "retry", map[string]string{"attempts": "3", "backoff": "constant", "base": "500ms", "jitter": "none"}},
	{"failsafe-go", "retry", map[string]string{"attempts": "3", "backoff": "none"}},
	{"cenkalti/backoff", "retry", map[string]string{"backoff": "exponential", "base": "500ms", "factor": "1.5", "cap": "60s", "jitter": "proportional", "spread": "50%"}},
	{"Envoy", "retry", map[string]string{"attempts": "2", "backoff": "exponential", "base": "25ms", "cap": "250ms", "jitter": "full"}},
	{"resilience4j", "bulkhead", map[string]string{"mode": "semaphore", "max_concurrent": "25", "max_wait": "0s"}},
}

// A start is a design that races whatever happens.
type start struct {
	name   string
	values []string // by knob
}

// starts returns what always races: the values of the file, what an absent key means, and
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
	if err != nil || len(path) != 3 || path[0] != "patterns" {
		return "", false
	}
	at := slices.IndexFunc(s.Patterns, func(p Pattern) bool { return p.Name == path[1] })
	if at < 0 {
		return "", false
	}
	for _, p := range presets {
		if p.library == library && p.kind == s.Patterns[at].Kind {
			value, ok := p.values[path[2]]
			return value, ok
		}
	}
	return "", false
}
