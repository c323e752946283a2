package typo

import (
	"slices"
	"strings"
	"testing"
)

// TestWordsOfOtherToolsAreUnderstoodHoweverTheyAreSpelled has keys as they stand in the
// configurations of libraries, and what a pattern calls them.
func TestWordsOfOtherToolsAreUnderstoodHoweverTheyAreSpelled(t *testing.T) {
	words := strings.Fields("mode rule window window_time open_for failures ignored trials metrics-only forced-open base factor budget_tokens max_concurrent queue ttl total consecutive")
	for got, want := range map[string]string{
		"slidingWindowSize": "window", "sliding-window-type": "rule", "SamplingDuration": "window_time", "breakDuration": "open_for",
		"METRICS_ONLY": "metrics-only", "FORCED_OPEN": "forced-open", "forcedOpen": "forced-open", "state": "mode",
		"permittedNumberOfCallsInHalfOpenState": "trials", "ignoreExceptions": "ignored", "recordResult": "failures", "backoffMultiplier": "factor",
		"initialBackoff": "base", "maxTokens": "budget_tokens", "maximumPoolSize": "max_concurrent", "max_pending_requests": "queue",
		"expireAfterWrite": "ttl", "requestTimeout": "total", "consecutiveFailures": "consecutive", "PermitLimit": "max_concurrent",
	} {
		if s := Meant(got, words); s != want {
			t.Errorf("%q suggests %q, want %q", got, s, want)
		}
	}
}

func TestWhatIsCalledNothingHereSaysWhatToWriteInstead(t *testing.T) {
	for _, c := range []struct{ got, allowed, want string }{
		{"perTryTimeout", "attempts retry_on", "a pattern of kind timeout"},
		{"timeout", "attempts retry_on", "a pattern of kind timeout"},
		{"timeout", "attempts commands", ""},
		{"maxRetries", "attempts", "one more"},
		{"maxAttempts", "max_hedges", "one less"},
		{"DISABLED", "normal forced-open", "left out of the variant"},
		{"disabled", "normal", ""},
		{"Timeout", "open_for window", "how long it stays open"},
		{"fillInterval", "rate burst", "tokens a time"},
		{"attempts", "attempts", ""},
	} {
		got := Instead(c.got, strings.Fields(c.allowed))
		if !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("instead of %q, where %s may stand: %q, want %q", c.got, c.allowed, got, c.want)
		}
	}
}

// TestEveryLineOfWordsElsewhereIsReached finds lines that are misspelt, or that another
// one hides.
func TestEveryLineOfWordsElsewhereIsReached(t *testing.T) {
	for line := range strings.Lines(elsewhere[1:]) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " | ")
		near, instead, ok := strings.Cut(rest, ": ")
		if !ok || word != spelled(word) || Instead(word, []string{near}) != instead || slices.Contains(strings.Fields(near), word) {
			t.Errorf("%q", line)
		}
	}
}
