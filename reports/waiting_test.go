package reports

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/sim"
)

// unanswered finds by brute force whom nobody answered: who waits at the end, and
// has waited longer than all of the load that were answered.
func (t *tape) unanswered(run time.Duration) map[sim.Key]bool {
	started := map[sim.Key]sim.Fact{}
	longest := t.longest()
	for _, f := range t.facts {
		if f.Kind == sim.RequestStarted {
			started[f.Key] = f
		}
	}
	for _, f := range t.facts {
		if f.Kind != sim.RequestStarted && f.Kind != sim.AttemptSent {
			delete(started, f.Key)
		}
	}
	list := map[sim.Key]bool{}
	for key, f := range started {
		if sim.Time(run).Sub(f.At) > longest[f.Owner] {
			list[key] = true
		}
	}
	return list
}

// longest returns by load how long one who was answered had to wait.
func (t *tape) longest() map[*sim.Owner]time.Duration {
	longest := map[*sim.Owner]time.Duration{}
	for _, f := range t.facts {
		if f.Kind == sim.RequestOK || f.Kind == sim.RequestFailed || f.Kind == sim.RequestRejected {
			longest[f.Owner] = max(longest[f.Owner], time.Duration(f.Value))
		}
	}
	return longest
}

func TestUnansweredIsWhoWaitedLongerThanAllWhoWereAnswered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const run = 10 * time.Second
		tape := newTape()
		traffic(t, tape, run)
		for range rapid.IntRange(0, 20).Draw(t, "hung") {
			start := time.Duration(rapid.Int64Range(0, int64(run)).Draw(t, "start of a hung one"))
			tape.request("shoppers", start, 2*run, sim.RequestOK, run)
		}
		if got, want := tape.play(Options{Duration: run}).total().Unanswered, int64(len(tape.unanswered(run))); got != want {
			t.Fatalf("%d are unanswered, want %d", got, want)
		}
	})
}

func TestWhoIsUnanswered(t *testing.T) {
	for _, c := range []struct {
		name string
		tape func(*tape)
		want int64
	}{
		{"a long poll that is merely young is not", func(tape *tape) {
			tape.request("shoppers", 0, 5*sec, sim.RequestOK, 10*sec)
			tape.request("shoppers", 6*sec, 5*sec, sim.RequestOK, 10*sec)
		}, 0},
		{"a poll that takes longer than any did is", func(tape *tape) {
			tape.request("shoppers", 0, 5*sec, sim.RequestOK, 10*sec)
			tape.request("shoppers", 4*sec, 20*sec, sim.RequestOK, 10*sec)
		}, 1},
		{"an answer with an error is an answer", func(tape *tape) {
			tape.request("shoppers", 0, 5*sec, sim.RequestFailed, 10*sec)
			tape.request("shoppers", 6*sec, 5*sec, sim.RequestOK, 10*sec)
		}, 0},
		{"a caller who gave up was not answered", func(tape *tape) {
			tape.request("shoppers", 0, 5*sec, sim.RequestTimedOut, 10*sec)
			tape.request("shoppers", 6*sec, 5*sec, sim.RequestOK, 10*sec)
		}, 1},
		{"where nobody ever was answered, all are", func(tape *tape) {
			for i := range 10 {
				tape.request("shoppers", time.Duration(i)*sec, 20*sec, sim.RequestOK, 10*sec)
			}
		}, 10},
		{"the answers to another load do not count", func(tape *tape) {
			tape.request("robots", 0, 9*sec, sim.RequestOK, 10*sec)
			tape.request("shoppers", 5*sec, 20*sec, sim.RequestOK, 10*sec)
			tape.request("shoppers", 1*sec, 1*sec, sim.RequestOK, 10*sec)
		}, 1},
		{"who came together is counted one by one", func(tape *tape) {
			for i := range 8 {
				latency := sec
				if i%2 == 0 {
					latency = 20 * sec
				}
				tape.request("shoppers", sec, latency, sim.RequestOK, 10*sec)
			}
		}, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			tape := newTape()
			c.tape(tape)
			all := tape.play(Options{Duration: 10 * sec}).total()
			if all.Unanswered != c.want || all.Requests != all.Known()+all.InFlight {
				t.Errorf("%d are unanswered, want %d: %+v", all.Unanswered, c.want, all)
			}
		})
	}
}

// What is turned from an answered error into silence that lasted long enough to
// be told never lowers the error rate, and nobody else's fate does it for him.
func TestSilenceIsNeverBetterThanAnError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const run = 10 * time.Second
		tape := newTape()
		traffic(t, tape, run)
		loud := tape.play(Options{Duration: run})
		silenced, longest := 0, tape.longest()
		tape.facts = slices.DeleteFunc(tape.facts, func(f sim.Fact) bool {
			old := sim.Time(run).Sub(sim.Time(f.Extra)) > longest[f.Owner]
			if f.Kind != sim.RequestFailed || !old || !rapid.Bool().Draw(t, "silenced") {
				return false
			}
			silenced++
			return true
		})
		quiet := tape.play(Options{Duration: run})
		before, _ := loud.total().ErrorRate()
		if after, ok := quiet.total().ErrorRate(); silenced > 0 && (!ok || after < before) {
			t.Fatalf("%d errors were silenced, and the error rate falls from %v to %v", silenced, before, after)
		}
	})
}

// However many come and go, only those who wait are remembered.
func TestWhoHasEndedIsForgotten(t *testing.T) {
	var w waiting
	w.started(0) // waits for ever
	for i := range sim.Time(100_000) {
		w.started(i + 1)
		w.ended(i+1, 1, true)
	}
	if len(w.table) > 100 {
		t.Errorf("one waits, and %d are remembered", len(w.table))
	}
}

// The table holds what a map would, whatever collides in it.
func TestWaitingHoldsWhatAMapWould(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w waiting
		open := make(map[sim.Time]int64)
		var known []sim.Time
		for range rapid.IntRange(0, 300).Draw(t, "steps") {
			at := sim.Time(rapid.Int64Range(0, 1<<40).Draw(t, "start"))
			if len(known) > 0 && rapid.Bool().Draw(t, "again") {
				at = rapid.SampledFrom(known).Draw(t, "known")
			}
			known = append(known, at)
			if rapid.Bool().Draw(t, "ends") {
				w.ended(at, 0, false)
				if open[at]--; open[at] <= 0 {
					delete(open, at)
				}
				continue
			}
			w.started(at)
			open[at]++
		}
		var want []arrivals
		for at, n := range open {
			want = append(want, arrivals{at, n})
		}
		slices.SortFunc(want, func(a, b arrivals) int { return int(a.start - b.start) })
		if got := w.unanswered(sim.Forever); !slices.Equal(got, want) {
			t.Fatalf("%v wait, want %v", got, want)
		}
	})
}
