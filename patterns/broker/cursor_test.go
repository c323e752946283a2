package broker

import "testing"

func TestACursor(t *testing.T) {
	for _, c := range []struct {
		name     string
		most     int
		verdicts []Verdict
		next     int64 // offset in the end
		parked   int
		tries    int // of the last delivery
	}{
		{"goes on when a message is dealt with", 0, []Verdict{Acked, Acked}, 2, 0, 1},
		{"stays where it is until then", 0, []Verdict{Failed, Silent, Away, Declined, Failed}, 0, 0, 5},
		{"parks after the most deliveries", 2, []Verdict{Failed, Silent, Acked}, 2, 1, 1},
		{"gives up a hopeless one at once", 0, []Verdict{Failed, Hopeless}, 1, 1, 2},
		{"does not count those that nobody got", 2, []Verdict{Away, Away, Declined, Away, Failed}, 0, 0, 5},
		{"counts anew for the next message", 2, []Verdict{Failed, Acked, Failed}, 1, 0, 1},
		{"parks at once if once is the most", 1, []Verdict{Failed, Failed}, 2, 2, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			cursor, parked, tries := NewCursor(0, c.most), 0, 0
			for _, v := range c.verdicts {
				tries = cursor.Deliver()
				if cursor.Done(v) {
					parked++
				}
			}
			if cursor.Next() != c.next || parked != c.parked || tries != c.tries {
				t.Errorf("at %d with %d parked after delivery %d; want %d, %d, %d", cursor.Next(), parked, tries, c.next, c.parked, c.tries)
			}
		})
	}
}

func TestACursorSkipsOnlyForwardAndBetweenDeliveries(t *testing.T) {
	c := NewCursor(5, 0)
	if c.Skip(3) != 0 || c.Next() != 5 {
		t.Errorf("went back to %d", c.Next())
	}
	c.Deliver()
	if c.Skip(9) != 0 || c.Next() != 5 {
		t.Errorf("left a delivery under way for %d", c.Next())
	}
	c.Done(Failed)
	if c.Skip(9) != 4 || c.Next() != 9 {
		t.Errorf("skipped to %d", c.Next())
	}
}

func TestACursorDeliversOneAtATime(t *testing.T) {
	for name, misuse := range map[string]func(*Cursor){
		"delivered twice": func(c *Cursor) { c.Deliver(); c.Deliver() },
		"ended twice":     func(c *Cursor) { c.Deliver(); c.Done(Acked); c.Done(Acked) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("went unnoticed")
				}
			}()
			misuse(NewCursor(0, 0))
		})
	}
}
