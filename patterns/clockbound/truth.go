package clockbound

import "wavetank/sim"

// truth is what no node knows: in which order, in true time, transactions were
// acknowledged and began. It is for accounts.
type truth struct {
	acknowledged Stamp           // the highest stamp of a write that was acknowledged
	items        map[int64]Stamp // and of one of an item
}

func newTruth() any { return &truth{items: make(map[int64]Stamp)} }

// A start is what had been acknowledged when a transaction began.
type start struct{ any, item Stamp }

func (t *truth) begin(item int64) start { return start{t.acknowledged, t.items[item]} }

func (t *truth) acknowledge(item int64, at Stamp) {
	t.acknowledged = later(t.acknowledged, at)
	t.items[item] = later(t.items[item], at)
}

// judge tells whether a stamp breaks external consistency: a transaction that
// began after another was acknowledged must have the higher stamp. A read may have the
// same one.
func (s start) judge(write bool, at Stamp) *sim.Kind {
	switch {
	case write && at.Compare(s.any) <= 0:
		return Inverted
	case !write && at.Compare(s.item) < 0:
		return Missed
	}
	return nil
}
