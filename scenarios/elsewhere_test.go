package scenarios

import (
	"fmt"
	"strings"
	"testing"
)

// TestKeysOfLibrariesLeadToWhatToWrite writes keys as libraries have them into patterns of
// the same meaning, and looks for what is to be written instead.
func TestKeysOfLibrariesLeadToWhatToWrite(t *testing.T) {
	for _, c := range []struct{ kind, line, want string }{
		{"retry", `perTryTimeout = "1s"`, "allowed: attempt of a pattern of kind timeout"},
		{"retry", `numRetries = 3`, "allowed: attempts, one more"},
		{"retry", `delay = "200ms"`, `did you mean "base"?`},
		{"retry", `mode = "adaptive"`, "adaptive mode is not built"},
		{"hedge", `maxAttempts = 3`, "allowed: max_hedges, one less"},
		{"circuit-breaker", `mode = "DISABLED"`, "left out of the variant"},
		{"circuit-breaker", `mode = "METRICS_ONLY"`, `did you mean "metrics-only"?`},
		{"circuit-breaker", `state = "FORCED_OPEN"`, `did you mean "mode"?`},
		{"circuit-breaker", `slidingWindowType = "TIME_BASED"`, `did you mean "rule"?`},
		{"circuit-breaker", `rule = "TIME_BASED"`, `did you mean "time"?`},
		{"circuit-breaker", `samplingDuration = "10s"`, `did you mean "window_time"?`},
		{"load-balancer", `consecutive_gateway_failure = 5`, "allowed: eject.consecutive"},
		{"load-balancer", `max_ejection_percent = 10`, "allowed: eject.max_ejection"},
		{"load-balancer", `eject = { success_rate_stdev_factor = 1900 }`, `did you mean "deviations"?`},
		{"health-check", `unhealthyThreshold = 3`, `did you mean "fall"?`},
		{"bulkhead", `maximumPoolSize = 10`, `did you mean "max_concurrent"?`},
		{"outlier-detection", ``, `did you mean "load-balancer"?`},
	} {
		file := strings.Replace(twoArms, `kind = "circuit-breaker"`, fmt.Sprintf("kind = %q\n%s", c.kind, c.line), 1)
		if _, err := Parse("x.toml", []byte(file)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s in %s: %v, want %s", c.line, c.kind, err, c.want)
		}
	}
}
