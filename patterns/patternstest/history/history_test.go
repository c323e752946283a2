package history

import (
	"testing"

	"wavetank/sim"
)

// told makes a history of what loads tell.
func told(facts ...sim.Fact) *History {
	h := new(History)
	for i := range facts {
		h.Fact(&facts[i])
	}
	return h
}

func begins(key sim.Key, at sim.Time, token int64) sim.Fact {
	return sim.Fact{Kind: sim.ItemWriting, Key: key, At: at, Value: 1, Extra: token}
}

func ends(key sim.Key, at sim.Time, token int64) sim.Fact {
	return sim.Fact{Kind: sim.ItemWritten, Key: key, At: at, Value: 1, Extra: token}
}

// reads is a read from one time to another, and the end of its request.
func reads(key sim.Key, from, to sim.Time, token int64) []sim.Fact {
	return []sim.Fact{
		{Kind: sim.ItemRead, Key: key, At: to, Value: 1, Extra: token},
		{Kind: sim.RequestOK, Key: key, At: to, Extra: int64(from)},
	}
}

func TestLinearizable(t *testing.T) {
	for _, x := range []struct {
		name  string
		facts [][]sim.Fact
		want  bool
	}{
		{"a read after a write finds it", [][]sim.Fact{{begins(1, 1, 10), ends(1, 2, 10)}, reads(2, 3, 4, 10)}, true},
		{"a read after a write misses it", [][]sim.Fact{{begins(1, 1, 10), ends(1, 2, 10)}, reads(2, 3, 4, 0)}, false},
		{"a read during a write may miss it", [][]sim.Fact{{begins(1, 1, 10), ends(1, 5, 10)}, reads(2, 3, 4, 0)}, true},
		{"a write that failed may show up late", [][]sim.Fact{{begins(1, 1, 10)}, reads(2, 3, 4, 0), reads(3, 5, 6, 10)}, true},
		{"what was seen once is seen again", [][]sim.Fact{{begins(1, 1, 10)}, reads(2, 3, 4, 10), reads(3, 5, 6, 0)}, false},
		{"nobody wrote that", [][]sim.Fact{reads(2, 3, 4, 7)}, false},
	} {
		var all []sim.Fact
		for _, f := range x.facts {
			all = append(all, f...)
		}
		if h := told(all...); h.Linearizable() != x.want || h.Len() != len(x.facts) {
			t.Errorf("%s: linearizable is %v, of %d operations", x.name, !x.want, h.Len())
		}
	}
}
