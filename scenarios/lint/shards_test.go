package lint_test

import (
	"path/filepath"
	"strings"
	"testing"

	"wavetank/scenarios"
	"wavetank/scenarios/lint"
)

// TestAHotShardIsSeen tells of one item on one of four instances, and not of many.
func TestAHotShardIsSeen(t *testing.T) {
	s, err := scenarios.Open(filepath.Join("..", "testdata", "effects", "hot-key.toml"))
	if err != nil {
		t.Fatal(err)
	}
	said := func() string {
		for _, n := range lint.All(s) {
			if strings.Contains(n.What, "hot shard") {
				return n.Number
			}
		}
		return ""
	}
	const want = "100 % of its requests are about one item, so that its instance is 200 % busy, with the others at 0 %"
	if got := said(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, l := range []struct {
		keys int64
		skew float64
		hot  bool
	}{{0, 0, false}, {1000, 0, false}, {1000, 1.5, true}} {
		s.Loads[0].Keys, s.Loads[0].Skew = l.keys, l.skew
		if got := said(); (got != "") != l.hot {
			t.Errorf("%d keys with a skew of %v: %q", l.keys, l.skew, got)
		}
	}
}
