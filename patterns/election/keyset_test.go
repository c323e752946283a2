package election

import (
	"testing"

	"pgregory.net/rapid"

	"wavetank/sim"
)

// TestAKeySetIsASet holds the table against a map, with keys that fall on the same place too.
func TestAKeySetIsASet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s keySet
		m := make(map[sim.Key]bool)
		for _, k := range rapid.SliceOfN(rapid.Custom(func(t *rapid.T) sim.Key {
			return sim.Key(rapid.Uint64Range(1, 3).Draw(t, "turns")<<20 | rapid.Uint64Range(0, 200).Draw(t, "place"))
		}), 0, 300).Draw(t, "keys") {
			if s.has(k) != m[k] || s.add(k) == m[k] {
				t.Fatalf("%x of %v", uint64(k), m)
			}
			m[k] = true
		}
		if s.has(0) || s.count != len(m) {
			t.Fatalf("%d keys, want %d", s.count, len(m))
		}
	})
}
