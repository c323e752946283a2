package language_test

import (
	"strings"
	"testing"

	"wavetank/scenarios"
)

// TestAListOfEachInstanceHasOneForEach tells weights that are too few, or too many.
func TestAListOfEachInstanceHasOneForEach(t *testing.T) {
	for weights, want := range map[string]string{
		"[1, 3]":    "",
		"[1]":       "there are 1 weights, and web has 2 instances",
		"[1, 2, 3]": "there are 3 weights, and web has 2 instances",
		"[0, 1]":    "",
		"[0, 0]":    "leave no instance",
		"[-1, 1]":   "out of range",
	} {
		_, err := scenarios.Parse("x.toml", []byte("title = 'x'\nduration = '1s'\n[nodes.web]\ninstances = 2\nroutes.get = {}\n"+
			"[loads.users]\nto = 'web.get'\nrate = '1/s'\n[patterns.w]\nkind = 'load-balancer'\non = 'users -> web'\nweights = "+weights+"\n"))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("weights = %s: got %v, want %s", weights, err, want)
		}
	}
}
