package quorum

import (
	"slices"
	"time"

	"wavetank/sim"
)

// WARS is the model of probabilistically bounded staleness (Bailis et al. 2012,
// section 4): a write goes to N copies and is acknowledged when W have answered; a
// read is sent to all of them some time later and takes the first R answers. The
// legs of the journey are independent.
type WARS struct {
	N, R, W int
	Write   sim.Dist // coordinator to copy, until others can see the write
	Ack     sim.Dist // copy to coordinator
	Read    sim.Dist // coordinator to copy
	Reply   sim.Dist // copy to coordinator, of a read
}

// A Trial is one write and one read.
type Trial struct {
	Written time.Duration // until the write was acknowledged
	Answer  time.Duration // from the beginning of the read
	// Visible is how long after the acknowledgement the read must begin to find the
	// write, if its luck is this; zero or less is at once.
	Visible time.Duration
}

// Trial draws one write and one read of the model.
func (m WARS) Trial(luck *sim.Rand) Trial {
	type leg struct{ there, whole time.Duration }
	draw := func(there, back sim.Dist) (legs []leg) {
		for range m.N {
			l := leg{there: there.Sample(luck.Fork())}
			l.whole = l.there + back.Sample(luck.Fork())
			legs = append(legs, l)
		}
		return legs
	}
	writes, reads := draw(m.Write, m.Ack), draw(m.Read, m.Reply)
	nth := func(legs []leg, n int) time.Duration {
		var whole []time.Duration
		for _, l := range legs {
			whole = append(whole, l.whole)
		}
		slices.Sort(whole)
		return whole[n-1]
	}
	t := Trial{Written: nth(writes, m.W), Answer: nth(reads, m.R), Visible: 1<<63 - 1}
	for i, r := range reads {
		if r.whole <= t.Answer { // one of the first R
			t.Visible = min(t.Visible, writes[i].there-r.there-t.Written)
		}
	}
	return t
}
