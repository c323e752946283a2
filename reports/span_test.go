package reports

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/sim"
)

var (
	led     = sim.NewKind("raft.led")
	crashed = sim.NewKind("node.crashed")
)

func spanning(duration, warmup time.Duration) Options {
	return Options{Duration: duration, Warmup: warmup, Told: map[*sim.Kind]*Family{led: SpanFamily}, Crash: crashed}
}

func TestSpansTellWhoLedWhen(t *testing.T) {
	tape := newTape()
	fact := func(at time.Duration, k *sim.Kind, owner string, value int64) {
		tape.add(at, sim.Fact{Kind: k, Owner: tape.world.Owner(owner), Value: value})
	}
	fact(1*sec, led, "a", 1)
	fact(1500*time.Millisecond, led, "a", 1) // still
	fact(5*sec, crashed, "a", 0)
	fact(5500*time.Millisecond, crashed, "b", 0) // in no span
	fact(6*sec, led, "b", 1)
	fact(8*sec, led, "c", 1)
	fact(9*sec, led, "b", 0)
	fact(9*sec, led, "b", 0) // not any more
	s := tape.play(spanning(10*sec, 2*sec))
	got := s.Told[0].(*Spans)
	at := func(d time.Duration) sim.Time { return sim.Time(d) }
	want := []Span{
		{"a", at(1 * sec), at(5 * sec), false}, {"b", at(6 * sec), at(9 * sec), false}, {"c", at(8 * sec), at(10 * sec), true},
	}
	if !slices.Equal(got.List, want) {
		t.Errorf("%v, want %v", got.List, want)
	}
	for name, want := range map[string]float64{"count": 2, "share": 7.0 / 8, "overlap": 1} {
		if x, ok, err := s.Metric("spans.raft.led."+name, ""); x != want || !ok || err != nil {
			t.Errorf("%s is %v, %v, %v, want %v", name, x, ok, err, want)
		}
	}
	if x, ok, _ := s.Metric("spans.raft.followed.share", ""); x != 0 || !ok {
		t.Errorf("the share of spans that never were is %v, %v", x, ok)
	}
}

// TestSpansThatAnotherKindEnds last from owner to peer, whatever the values of their facts.
func TestSpansThatAnotherKindEnds(t *testing.T) {
	opened, closed := sim.NewKind("breaker.opened"), sim.NewKind("breaker.closed")
	tape := newTape()
	fact := func(at time.Duration, k *sim.Kind, owner, peer string, value int64) {
		tape.add(at, sim.Fact{Kind: k, Owner: tape.world.Owner(owner), Peer: tape.world.Owner(peer), Value: value})
	}
	fact(0, closed, "a", "x", 0)
	fact(1*sec, opened, "a", "x", 0)
	fact(2*sec, opened, "a", "y", 7)
	fact(3*sec, opened, "a", "x", 3) // still
	fact(4*sec, closed, "a", "x", 1)
	fact(5*sec, closed, "b", "y", 0)
	fact(6*sec, opened, "b", "y", 0)
	fact(7*sec, opened, "a", "x", 0)
	fact(8*sec, crashed, "a", "a", 0)
	s := tape.play(Options{Duration: 10 * sec, Told: map[*sim.Kind]*Family{opened: SpanFamily}, Until: map[*sim.Kind]*sim.Kind{opened: closed}, Crash: crashed})
	at := func(d time.Duration) sim.Time { return sim.Time(d) }
	want := []Span{
		{"a → x", at(1 * sec), at(4 * sec), false}, {"a → y", at(2 * sec), at(8 * sec), false},
		{"b → y", at(6 * sec), at(10 * sec), true}, {"a → x", at(7 * sec), at(8 * sec), false},
	}
	if got := s.Told[0].(*Spans); !slices.Equal(got.List, want) {
		t.Errorf("%v, want %v", got.List, want)
	}
	for name, want := range map[string]float64{"count": 4, "share": 0.9, "overlap": 4} {
		if x, ok, err := s.Metric("spans.breaker.opened."+name, ""); x != want || !ok || err != nil {
			t.Errorf("%s is %v, %v, %v, want %v", name, x, ok, err, want)
		}
	}
}

const run = 100 // milliseconds

// counted counts, millisecond by millisecond, how many of the spans are on.
func counted(on *[3][run]bool, warm int) (covered, overlap int, begun int64, listed int) {
	for ms := range run {
		n := 0
		for i := range on {
			if on[i][ms] {
				n++
			}
			if on[i][ms] && (ms == 0 || !on[i][ms-1]) {
				listed++
				if ms >= warm {
					begun++
				}
			}
		}
		if ms >= warm && n > 0 {
			covered++
		}
		if ms >= warm && n > 1 {
			overlap++
		}
	}
	return covered, overlap, begun, listed
}

// TestSpansAreCounted compares the fold with one that looks at every millisecond.
func TestSpansAreCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"a", "b", "c"}
		warm := rapid.IntRange(0, run-1).Draw(t, "warm-up")
		tape := newTape()
		var on [3][run]bool
		for ms := range run {
			for i, name := range names {
				was := ms > 0 && on[i][ms-1]
				f := sim.Fact{Kind: led, Owner: tape.world.Owner(name)}
				switch rapid.IntRange(0, 9).Draw(t, "event") {
				case 0:
					was, f.Value = true, 1
				case 1:
					was = false
				case 2:
					was, f.Kind = false, crashed
				default:
					on[i][ms] = was
					continue
				}
				on[i][ms] = was
				tape.add(time.Duration(ms)*time.Millisecond, f)
			}
		}
		s := tape.play(spanning(run*time.Millisecond, time.Duration(warm)*time.Millisecond))
		covered, overlap, begun, listed := counted(&on, warm)
		if len(s.Told) == 0 {
			if listed > 0 {
				t.Fatal("spans were missed")
			}
			return
		}
		got := s.Told[0].(*Spans)
		if got.Count != begun || len(got.List) != listed ||
			got.Covered != time.Duration(covered)*time.Millisecond || got.Overlap != time.Duration(overlap)*time.Millisecond {
			t.Fatalf("%+v, counted %d begun, %d in all, %d ms covered, %d ms of overlap", got, begun, listed, covered, overlap)
		}
	})
}

func TestTheListOfSpansIsBounded(t *testing.T) {
	tape := newTape()
	for i := range 2*mostSpans + 1 {
		tape.add(time.Duration(i)*time.Millisecond, sim.Fact{Kind: led, Owner: tape.world.Owner("a"), Value: int64(i+1) % 2})
	}
	s := tape.play(spanning(5*sec, 0)).Told[0].(*Spans)
	if len(s.List) != mostSpans || s.More != 1 || s.Count != mostSpans+1 || s.List[mostSpans-1].Open {
		t.Errorf("%d listed, %d more, of %d", len(s.List), s.More, s.Count)
	}
}
