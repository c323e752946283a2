package typo

import (
	"strings"
	"testing"
)

func TestSuggestionsAreClose(t *testing.T) {
	words := []string{"workers", "queue", "work", "failure_rate", "b"}
	for got, want := range map[string]string{
		"worker": "workers", "wrok": "work", "Queue": "queue", "qeue": "queue", "failurerate": "failure_rate",
		"banana": "", "c": "", "": "", "wk": "", "failure_rates_of_all": "", strings.Repeat("q", 1000): "",
	} {
		if s := Meant(got, words); s != want {
			t.Errorf("%q suggests %q, want %q", got, s, want)
		}
	}
}
