package breaker

import (
	"slices"

	"wavetank/sim"
)

// trials is one half-open episode: the few calls that may pass, which of them
// are under way, and what the finished ones showed.
//
//	permitted = in flight + finished + free      in each episode, always
type trials struct {
	permitted int
	flying    []uint32 // serials of the trials under way, never more than permitted
	issued    uint32   // serial of the latest trial; the first is 1
	since     sim.Time // when flying last stopped being empty
	done      Tally
	good      int // of these, neither failed nor slow
}

// admit takes a permit and returns its serial, or false when none is free.
func (t *trials) admit(now sim.Time) (serial uint32, ok bool) {
	if len(t.flying)+t.done.Calls >= t.permitted {
		return 0, false
	}
	if len(t.flying) == 0 {
		t.since = now
	}
	t.issued++
	t.flying = append(t.flying, t.issued)
	return t.issued, true
}

// land takes a trial out of the air, or returns false when it is not there: a
// permit counts once.
func (t *trials) land(serial uint32) bool {
	i := slices.Index(t.flying, serial)
	if i < 0 {
		return false
	}
	last := len(t.flying) - 1
	t.flying[i] = t.flying[last]
	t.flying = t.flying[:last]
	return true
}

// left returns how many trials have not finished yet, under way or free.
func (t *trials) left() int { return t.permitted - t.done.Calls }

// clear begins a new episode.
func (t *trials) clear() {
	t.flying = t.flying[:0]
	t.issued = 0
	t.done, t.good = Tally{}, 0
}
