package quorum

import (
	"wavetank/patterns"
	"wavetank/sim"
)

// truth is what no member knows: which writes were acknowledged, and which were
// dropped in favour of versions that know nothing of them. It is for accounts.
type truth struct {
	acknowledged map[int64]bool
	discarded    map[int64]bool
}

func newTruth() any {
	return &truth{acknowledged: make(map[int64]bool), discarded: make(map[int64]bool)}
}

// acknowledge notes that a coordinator vouched for a write.
func (t *truth) acknowledge(s patterns.Site, item, token int64) {
	if !t.acknowledged[token] && t.discarded[token] {
		tellDiscarded(s, item, token)
	}
	t.acknowledged[token] = true
}

// discard notes that a replica dropped a version. All will: they keep the same.
func (t *truth) discard(s patterns.Site, item, token int64) {
	if !t.discarded[token] && t.acknowledged[token] {
		tellDiscarded(s, item, token)
	}
	t.discarded[token] = true
}

func tellDiscarded(s patterns.Site, item, token int64) {
	s.Owner.Emit(sim.Fact{Kind: Discarded, Value: item, Extra: token})
}
