package net

import (
	"math"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/sim"
)

func TestScaleIsExactAndStopsAtTheLargest(t *testing.T) {
	number := rapid.Custom(func(t *rapid.T) int64 {
		return rapid.Int64Range(0, math.MaxInt64).Draw(t, "n") >> rapid.IntRange(0, 62).Draw(t, "shift")
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := number.Draw(t, "a"), number.Draw(t, "b"), max(1, number.Draw(t, "c"))
		want := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
		want.Quo(want, big.NewInt(c))
		if !want.IsInt64() {
			want.SetInt64(math.MaxInt64)
		}
		if got := scale(a, b, c); got != want.Int64() {
			t.Fatalf("scale(%d, %d, %d) = %d, want %d", a, b, c, got, want)
		}
	})
}

func TestALineSendsAtItsRateAndItsBufferHoldsWhatItMay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l pipe
		bandwidth := rapid.Int64Range(1, 10_000_000).Draw(t, "bandwidth")
		buffer := rapid.Int64Range(0, 5000).Draw(t, "buffer")
		var now sim.Time
		type sending struct {
			end  sim.Time
			size int64
		}
		var held []sending // what the pipe has not sent yet
		for range rapid.IntRange(1, 40).Draw(t, "messages") {
			now = now.Add(time.Duration(rapid.IntRange(0, 1_000_000).Draw(t, "gap")))
			for len(held) > 0 && held[0].end <= now {
				held = held[1:]
			}
			size := rapid.Int64Range(0, 3000).Draw(t, "size")
			var others int64 // at most what the pipe holds: part of the first may be sent
			for _, s := range held {
				others += s.size
			}
			begin := max(now, l.freeAt)
			wait, room := l.send(now, size, bandwidth, buffer)
			switch {
			case !room && buffer == 0:
				t.Fatal("no room in a buffer without bound")
			case !room && others+size <= buffer:
				t.Fatalf("no room for %d bytes behind %d in a buffer of %d", size, others, buffer)
			case !room && others == 0:
				t.Fatal("no room on an idle line")
			case !room:
				continue
			case buffer > 0 && len(held) > 1 && others-held[0].size+size > buffer:
				t.Fatalf("room for %d bytes behind at least %d in a buffer of %d", size, others-held[0].size, buffer)
			}
			took := now.Add(wait).Sub(begin).Seconds() * float64(bandwidth)
			if slack := float64(bandwidth)/1e9 + 1e-6; took < float64(size)-slack || took > float64(size)+slack {
				t.Fatalf("%d bytes took the time of %v", size, took)
			}
			if end := now.Add(wait); end > now {
				held = append(held, sending{end, size})
			}
		}
	})
}

func TestTheBytesThatWaitAreCountedToTheLast(t *testing.T) {
	for _, c := range []struct {
		name   string
		buffer int64
		want   int
	}{
		{"three fit where four would need one byte more", 11, 3},
		{"four fit exactly", 12, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			var l pipe
			taken := 0
			for range 6 {
				if _, room := l.send(0, 3, 7, c.buffer); room {
					taken++
				}
			}
			if taken != c.want {
				t.Errorf("a buffer of %d bytes took %d messages of 3, want %d", c.buffer, taken, c.want)
			}
		})
	}
}

func TestALineOfAnySizeEnds(t *testing.T) {
	var l pipe
	for range 3 {
		if wait, _ := l.send(5, math.MaxInt64, 1, 0); wait < 0 {
			t.Fatalf("waits %v", wait)
		}
	}
	if l.freeAt != sim.Forever {
		t.Errorf("free at %v", l.freeAt)
	}
}
