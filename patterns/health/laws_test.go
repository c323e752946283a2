package health_test

import (
	"testing"

	"pgregory.net/rapid"

	"wavetank/patterns/health"
	"wavetank/sim/property"
)

// A streak is what the laws see of the machine and its mutants.
type streak interface {
	Heard(good bool) (changed bool)
	Down() bool
}

type maker func(rise, fall int) streak

func sound(rise, fall int) streak {
	s := health.NewStreak(rise, fall)
	return &s
}

var laws = []property.Law[maker]{
	{"it falls at the fall-th bad check in a row, rises at the rise-th good one, and never else", func(t *rapid.T, make maker) {
		rise, fall := rapid.IntRange(1, 4).Draw(t, "rise"), rapid.IntRange(1, 4).Draw(t, "fall")
		s, down := make(rise, fall), false
		var checks []bool
		for i, good := range rapid.SliceOfN(rapid.Bool(), 1, 60).Draw(t, "checks") {
			checks = append(checks, good)
			enough := fall
			if down {
				enough = rise
			}
			// The last ones all speak for a change, and all came since the latest.
			turn := len(checks) >= enough
			for k := range enough {
				turn = turn && checks[len(checks)-1-k] == down
			}
			if turn {
				down, checks = !down, nil
			}
			if changed := s.Heard(good); changed != turn || s.Down() != down {
				t.Fatalf("check %d: changed %v, down %v; want %v, %v", i, changed, s.Down(), turn, down)
			}
		}
	}},
}

var mutants = []property.Mutant[maker]{
	{"bad checks count that are not in a row", "", property.Instead[maker](func(rise, fall int) streak { return &counting{fall: fall} })},
	{"the first good check brings it back", "", property.Instead[maker](func(_, fall int) streak { return sound(1, fall) })},
	{"one bad check less will do", "", property.Instead[maker](func(rise, fall int) streak { return sound(rise, max(1, fall-1)) })},
	{"the words are swapped", "", property.Instead[maker](func(rise, fall int) streak { return sound(fall, rise) })},
	{"it begins down", "", property.Instead[maker](func(rise, fall int) streak {
		s := sound(rise, fall)
		for range fall {
			s.Heard(false)
		}
		return s
	})},
}

// counting never forgets a bad check.
type counting struct{ fall, bad int }

func (c *counting) Heard(good bool) bool {
	was := c.Down()
	if good {
		if was {
			c.bad = 0
		}
	} else {
		c.bad++
	}
	return c.Down() != was
}

func (c *counting) Down() bool { return c.bad >= c.fall }

func TestLaws(t *testing.T) {
	property.Suite[maker]{Sound: sound, Laws: laws, Mutants: mutants}.Run(t)
}
