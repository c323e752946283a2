package scenarios

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
	"github.com/sony/gobreaker/v2"
)

// TestEveryPresetIsLegal: what stands in the list are keys and values of the pattern, and
// each says where it is from.
func TestEveryPresetIsLegal(t *testing.T) {
	for _, p := range presets {
		text := strings.Replace(busyServer, `kind = "retry"`, fmt.Sprintf("kind = %q", p.kind), 1)
		eject := ""
		if p.values["eject.base"] != "" {
			eject = "eject = {}\n"
		}
		text = strings.Replace(text, "attempts = 2\n", eject, 1)
		var set []Setting
		for key, value := range p.values {
			set = append(set, Setting{Key: "patterns.again." + key, Value: value, From: p.library})
		}
		if _, err := written(t, text)(set...); err != nil || p.source == "" {
			t.Errorf("%s, %s: %v, from %q", p.library, p.kind, err, p.source)
		}
	}
}

// TestThePresetsAreWhatTheirSourcesSay: as read there, so that nobody changes one by the way.
func TestThePresetsAreWhatTheirSourcesSay(t *testing.T) {
	const want = `
resilience4j circuit-breaker: failure_rate=50% minimum_calls=100 open_for=60s rule=count slow_call=60s slow_call_rate=100% trial_rule=rate trials=10 window=100
gobreaker circuit-breaker: consecutive=6 open_for=60s rule=consecutive trials=1
failsafe-go circuit-breaker: consecutive=1 open_for=60s rule=consecutive trials=1
Polly circuit-breaker: failure_rate=10% minimum_calls=100 open_for=5s rule=time trials=1 window_time=30s
Hystrix circuit-breaker: failure_rate=50% minimum_calls=20 open_for=5s rule=time slices=10 trials=1 window_time=10s
resilience4j retry: attempts=3 backoff=constant base=500ms jitter=none
failsafe-go retry: attempts=3 backoff=none
cenkalti/backoff retry: backoff=exponential base=500ms cap=60s factor=1.5 jitter=proportional max_duration=15m spread=50%
Envoy retry: attempts=2 backoff=exponential base=25ms budget=in-flight budget_least=3 budget_share=0% cap=250ms jitter=full
Polly retry: attempts=4 backoff=constant base=2s jitter=none
AWS SDK retry: attempts=3 backoff=exponential base=1s budget=token-bucket budget_cost=5 budget_deposit=1 budget_refund=true budget_timeout_cost=10 budget_tokens=500 cap=20s factor=2 jitter=full
Finagle retry: backoff=none budget=deposit budget_memory=10s budget_rate=10/s budget_share=20%
resilience4j bulkhead: max_concurrent=25 max_wait=0s mode=semaphore
Hystrix bulkhead: max_concurrent=10 max_wait=0s mode=semaphore
Envoy bulkhead: max_concurrent=1024 max_wait=0s mode=semaphore
resilience4j timeout: attempt=1s
Hystrix timeout: attempt=1s
Polly timeout: attempt=30s
Polly hedge: delay=2s max_hedges=1 rule=fixed
failsafe-go adaptive-throttle: most=90% multiplier=1.11 window=1m
Envoy admission-control: aggression=1 most=80% rps_threshold=0/s threshold=95% window=30s
Envoy load-balancer: eject.base=30s eject.consecutive=5 eject.interval=10s eject.longest=5m eject.max_ejection=10% policy=round-robin
gRPC load-balancer: policy=pick-first
`
	got := "\n"
	for _, p := range presets {
		got += p.library + " " + p.kind + ":"
		for _, key := range slices.Sorted(maps.Keys(p.values)) {
			got += " " + key + "=" + p.values[key]
		}
		got += "\n"
	}
	if got != want {
		t.Errorf("the presets are%s", got)
	}
}

// presetFor returns a value of a library, as an opened scenario would have it.
func presetFor(t *testing.T, library, kind, key string) string {
	t.Helper()
	for _, p := range presets {
		if p.library == library && p.kind == kind {
			return p.values[key]
		}
	}
	t.Fatalf("there is no preset of %s for a %s", library, kind)
	return ""
}

var errTried = errors.New("tried")

// TestThePresetsAreWhatTheLibrariesDo: those that are here are asked themselves.
func TestThePresetsAreWhatTheLibrariesDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		theirs := gobreaker.NewCircuitBreaker[int](gobreaker.Settings{})
		failing := func() (int, error) { return 0, errTried }
		failures := 0
		for ; theirs.State() == gobreaker.StateClosed; failures++ {
			theirs.Execute(failing)
		}
		began := time.Now()
		for theirs.State() == gobreaker.StateOpen {
			time.Sleep(100 * time.Millisecond)
		}
		open := time.Since(began).Round(time.Second)
		if fmt.Sprint(failures) != presetFor(t, "gobreaker", "circuit-breaker", "consecutive") || fmt.Sprintf("%.0fs", open.Seconds()) != presetFor(t, "gobreaker", "circuit-breaker", "open_for") {
			t.Errorf("gobreaker opens after %d failures, for %v", failures, open)
		}
		other := circuitbreaker.NewWithDefaults[int]()
		for failures = 0; other.IsClosed(); failures++ {
			other.RecordFailure()
		}
		if fmt.Sprint(failures) != presetFor(t, "failsafe-go", "circuit-breaker", "consecutive") || fmt.Sprintf("%.0fs", other.RemainingDelay().Seconds()) != presetFor(t, "failsafe-go", "circuit-breaker", "open_for") {
			t.Errorf("failsafe-go opens after %d failures, for %v", failures, other.RemainingDelay())
		}
		attempts, began := 0, time.Now()
		failsafe.With(retrypolicy.NewWithDefaults[int]()).Get(func() (int, error) { attempts++; return 0, errTried })
		if waited := time.Since(began); fmt.Sprint(attempts) != presetFor(t, "failsafe-go", "retry", "attempts") || waited != 0 || presetFor(t, "failsafe-go", "retry", "backoff") != "none" {
			t.Errorf("failsafe-go makes %d attempts in %v", attempts, waited)
		}
	})
	for key, is := range map[string]string{
		"base": backoff.DefaultInitialInterval.String(), "factor": fmt.Sprint(backoff.DefaultMultiplier), "cap": fmt.Sprintf("%.0fs", backoff.DefaultMaxInterval.Seconds()),
		"spread": fmt.Sprintf("%.0f%%", 100*backoff.DefaultRandomizationFactor), "max_duration": fmt.Sprintf("%.0fm", backoff.DefaultMaxElapsedTime.Minutes()),
	} {
		if ours := presetFor(t, "cenkalti/backoff", "retry", key); ours != is {
			t.Errorf("cenkalti/backoff has a %s of %s, and ours is %s", key, is, ours)
		}
	}
}
