package typo

import (
	"strings"
	"testing"
)

func TestSuggestionsAreClose(t *testing.T) {
	words := []string{"workers", "queue", "work", "failure_rate", "b", "crash", "delay", "circuit-breaker"}
	for got, want := range map[string]string{
		"worker": "workers", "wrok": "work", "Queue": "queue", "qeue": "queue", "failurerate": "failure_rate",
		"kill": "crash", "latency": "delay", "breaker": "circuit-breaker", "breker": "circuit-breaker", "concurrency": "workers", "Permits": "workers", "rps": "",
		"banana": "", "c": "", "": "", "wk": "", "failure_rates_of_all": "", strings.Repeat("q", 1000): "",
	} {
		if s := Meant(got, words); s != want {
			t.Errorf("%q suggests %q, want %q", got, s, want)
		}
	}
}

func TestBeginningsAndSynonymsAreUnderstood(t *testing.T) {
	words := []string{"circuit-breaker", "crash", "retry", "retry-storm", "load-balancer", "cache", "cache-stampede"}
	for got, want := range map[string]string{
		"circuit": "circuit-breaker", "breaker": "circuit-breaker", "kill": "crash", "cra": "crash", "cr": "", "retry": "retry", "retr": "",
		"balancer": "load-balancer", "stampede": "cache-stampede", "nothing": "", "load": "load-balancer", "kill: crash\nstop": "",
	} {
		if s := Understood(got, words); s != want {
			t.Errorf("%q is understood as %q, want %q", got, s, want)
		}
	}
}

// TestSynonymsSayEachThingOnce holds the list in order.
func TestSynonymsSayEachThingOnce(t *testing.T) {
	seen := map[string]bool{}
	for line := range strings.Lines(strings.TrimSpace(synonyms)) {
		word, targets, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || targets == "" || seen[word] || synonym(word, strings.Fields(targets)) == "" {
			t.Errorf("%q", line)
		}
		seen[word] = true
	}
}
