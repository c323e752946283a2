package sim

import (
	"errors"
	"testing"
	"time"
)

// A crawler schedules itself again after a span.
type crawler struct {
	world *World
	owner *Owner
	span  time.Duration
}

func (c *crawler) Act() { c.world.After(c.span, c.owner, c) }

func TestAClockThatCrawlsIsNoticed(t *testing.T) {
	for _, test := range []struct {
		name    string
		span    time.Duration
		end     Time
		crawls  bool
		horizon Time // of the run, shorter than what it means to reach
	}{
		{"a nanosecond at a time, to the end of an hour", 1, Time(time.Hour), true, Time(time.Hour)},
		{"a nanosecond at a time, to an end that is near", 1, 4_000_000, false, 4_000_000},
		{"a microsecond at a time, to the end of an hour", time.Microsecond, Time(time.Hour), false, Time(time.Second)},
		{"a nanosecond at a time, to nobody knows where", 1, 0, false, 4_000_000},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := New(Config{End: test.end, Limits: Limits{Stall: 100_000}})
			defer w.Close()
			c := &crawler{w, w.Owner("snail"), test.span}
			c.Act()
			err := w.Run(test.horizon)
			var limit *LimitError
			if errors.As(err, &limit) != test.crawls || test.crawls && limit.Culprit != "snail" {
				t.Errorf("ended with %v", err)
			}
			if test.crawls && w.Events() > 1_000_000 {
				t.Errorf("it took %d events to notice", w.Events())
			}
		})
	}
}
