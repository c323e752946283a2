package saga

import (
	"fmt"
	"strings"
	"testing"

	"wavetank/sim"
)

// order is the saga of the tests: each step can be undone, none is the pivot.
func trip(change func(*Config)) *Config {
	c := Default()
	c.Start = "agency.book"
	c.Steps = []Step{
		{Action: "flight.book", Compensation: "flight.cancel"},
		{Action: "hotel.book", Compensation: "hotel.cancel"},
		{Action: "car.book", Compensation: "car.cancel"},
	}
	if change != nil {
		change(&c)
	}
	return &c
}

// play tells a saga these answers, in words, and returns its orders and its end.
func play(s *Saga, answers string) string {
	var b strings.Builder
	for _, a := range strings.Fields(answers) {
		o, ok := s.Next()
		if !ok {
			return b.String() + "ended early"
		}
		verb := "do"
		if o.Undo {
			verb = "undo"
		}
		fmt.Fprintf(&b, "%s %d, ", verb, o.Step+1)
		s.Told(map[string]Answer{"done": Done, "refused": Refused, "failed": Failed, "unknown": Unknown}[a])
	}
	return b.String() + s.State().String()
}

func TestSagas(t *testing.T) {
	for _, c := range []struct {
		name    string
		change  func(*Config)
		answers string
		want    string
	}{
		{"goes forward to its end", nil, "done done done", "do 1, do 2, do 3, completed"},
		{"goes back in reverse when a step is refused", nil, "done done refused done done", "do 1, do 2, do 3, undo 2, undo 1, compensated"},
		{"tries again what failed", nil, "failed failed done done done", "do 1, do 1, do 1, do 2, do 3, completed"},
		{"turns back after its attempts", nil, "done failed failed failed done", "do 1, do 2, do 2, do 2, undo 1, compensated"},
		{"undoes a step that may have happened", nil, "done unknown unknown unknown done done", "do 1, do 2, do 2, do 2, undo 2, undo 1, compensated"},
		{"undoes it too if only an earlier attempt may have", nil, "unknown failed failed done", "do 1, do 1, do 1, undo 1, compensated"},
		{"has nothing to undo if the first step is refused", nil, "refused", "do 1, compensated"},
		{"tries a compensation until it succeeds", nil, "done refused failed unknown failed failed done", "do 1, do 2, undo 1, undo 1, undo 1, undo 1, undo 1, compensated"},
		{"parks a compensation that never succeeds", func(c *Config) { c.ParkAfter = 2 }, "done refused failed unknown", "do 1, do 2, undo 1, undo 1, parked"},
		{"goes on for ever past the pivot", func(c *Config) { c.Steps[1].Pivot, c.Steps[1].Compensation = true, "" },
			"done done refused failed unknown failed done", "do 1, do 2, do 3, do 3, do 3, do 3, do 3, completed"},
		{"turns back at a pivot that did not happen", func(c *Config) { c.Steps[1].Pivot, c.Steps[1].Compensation = true, "" },
			"done refused done", "do 1, do 2, undo 1, compensated"},
		{"does not turn back at a pivot that may have happened", func(c *Config) { c.Steps[1].Pivot, c.Steps[1].Compensation = true, "" },
			"done unknown refused failed failed done done", "do 1, do 2, do 2, do 2, do 2, do 2, do 3, completed"},
		{"tries a retriable step until it succeeds", func(c *Config) { c.Steps[0].Retriable = true },
			"failed failed failed failed done done done", "do 1, do 1, do 1, do 1, do 1, do 2, do 3, completed"},
		{"passes over what cannot be undone", func(c *Config) { c.Steps[1].Compensation = "" },
			"done done refused done", "do 1, do 2, do 3, undo 1, compensated"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := play(New(trip(c.change)), c.answers); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestLinesComeBackAsTheyWere(t *testing.T) {
	for _, l := range []journalRecord{{Record{Begun, 0}, 7, 1}, {Record{Intent, 1}, 7, 1}, {Record{Committed, 59}, 1 << 63, -5}} {
		if got := decode(l.encode()); got != l {
			t.Errorf("%v became %v", l, got)
		}
	}
}

func TestLedgers(t *testing.T) {
	stock := func(c *Config) {
		c.Steps[0].Change, c.Steps[0].Stock = -1, 2
		c.Steps[1].Change = 1
		c.Others = []Other{{Action: "hotel.rent", Change: -1}}
	}
	const a, b = sim.Key(1), sim.Key(2)
	t.Run("an effect counts once", func(t *testing.T) {
		l := NewLedger(trip(stock), "flight")
		l.Fold(Finished, a, 0, 9)
		l.Fold(Finished, a, 0, 9)
		if l.Stock(9) != 1 || l.Ask(a, 0, 9) != Already {
			t.Errorf("stock %d, %v", l.Stock(9), l.Ask(a, 0, 9))
		}
	})
	t.Run("an action finds the tombstone of its compensation", func(t *testing.T) {
		l := NewLedger(trip(stock), "flight")
		l.Fold(Undone, a, 0, 9)
		if l.Ask(a, 0, 9) != Late || l.Stock(9) != 2 {
			t.Errorf("stock %d, %v", l.Stock(9), l.Ask(a, 0, 9))
		}
	})
	t.Run("the last unit is sold once", func(t *testing.T) {
		l := NewLedger(trip(stock), "flight")
		l.Fold(Finished, a, 0, 9)
		l.Fold(Finished, b, 0, 9)
		if l.Ask(3, 0, 9) != Short || l.Ask(3, 0, 8) != Fresh {
			t.Error("sold what is not there, or nothing at all")
		}
	})
	t.Run("a lock lasts until the saga is at its end", func(t *testing.T) {
		l := NewLedger(trip(func(c *Config) { stock(c); c.Isolation = "semantic-lock" }), "flight")
		l.Fold(Finished, a, 0, 9)
		before := l.Ask(b, 0, 9)
		l.Fold(Released, a, 0, 9)
		if before != Locked || l.Ask(b, 0, 9) != Fresh {
			t.Errorf("%v, then %v", before, l.Ask(b, 0, 9))
		}
	})
	t.Run("what an open saga gave is not seen", func(t *testing.T) {
		l := NewLedger(trip(func(c *Config) { stock(c); c.Isolation = "pessimistic-view" }), "hotel")
		l.Fold(Finished, a, 1, 9)
		before := l.Ask(b, 3, 9)
		l.Fold(Released, a, 1, 9)
		if before != Short || l.Ask(b, 3, 9) != Fresh {
			t.Errorf("%v, then %v", before, l.Ask(b, 3, 9))
		}
	})
}
