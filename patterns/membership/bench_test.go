package membership

import (
	"fmt"
	"testing"
	"time"

	"wavetank/sim"
)

// BenchmarkSecond is a second in the life of a group of that many members at rest:
// all their probes, answers and timers. Memory is that of what they know of each
// other, which is a table of all pairs.
func BenchmarkSecond(b *testing.B) {
	for _, n := range []int{100, 1000, 2000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w := sim.New(sim.Config{Seed: 1})
			defer w.Close()
			p := newPool(w, n)
			at := sim.Time(5 * time.Second)
			if err := w.Run(at); err != nil {
				b.Fatal(err)
			}
			before := p.letters
			b.ReportAllocs()
			for b.Loop() {
				at = at.Add(time.Second)
				if err := w.Run(at); err != nil {
					b.Fatal(err)
				}
			}
			letters := float64(p.letters - before)
			b.ReportMetric(letters/float64(b.N)/float64(n), "letters/member")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/letters, "ns/letter")
		})
	}
}

// BenchmarkPress is what it costs to put news of ten members on messages until it is
// news no longer.
func BenchmarkPress(b *testing.B) {
	p := newBroadcastQueue(10)
	var claims []Update
	b.ReportAllocs()
	for b.Loop() {
		for i := range int32(10) {
			p.add(Update{Member: i, Status: Alive})
		}
		for p.live > 0 {
			claims = p.take(claims[:0], 8, 12)
		}
	}
}

// A pool is a group whose members all know each other, in a world of their own:
// callbacks, and no process.
type pool struct {
	world   *sim.World
	owner   *sim.Owner
	members []swimmer
	letters int
	idle    []*parcel
}

// A swimmer is a member and its timer.
type swimmer struct {
	pool  *pool
	m     *Machine
	timer sim.Timer
	at    sim.Time
}

// A parcel is a message on its way.
type parcel struct {
	pool   *pool
	letter Message
}

func newPool(w *sim.World, n int) *pool {
	p := &pool{world: w, owner: w.Owner("pool"), members: make([]swimmer, n)}
	for i, m := range crowd(n, n, "shuffled") {
		m.Out()
		m.Changes()
		m.queue, m.joined = newBroadcastQueue(n), true
		p.members[i] = swimmer{pool: p, m: m, at: sim.Forever}
		p.members[i].flush()
	}
	return p
}

// Act is what time brings to a member.
func (s *swimmer) Act() {
	s.at = sim.Forever
	s.m.Tick(s.pool.world.Now())
	s.flush()
}

// flush sends what the member wants to say, and sets its timer.
func (s *swimmer) flush() {
	p := s.pool
	for _, l := range s.m.Out() {
		p.letters++
		box := new(parcel)
		if last := len(p.idle) - 1; last >= 0 {
			box, p.idle = p.idle[last], p.idle[:last]
		}
		*box = parcel{p, l}
		p.world.After(time.Millisecond, p.owner, box)
	}
	s.m.Changes()
	if next := s.m.Next(); next != s.at {
		if s.at != sim.Forever {
			p.world.Cancel(s.timer)
		}
		s.at = next
		s.timer = p.world.At(next, p.owner, s)
	}
}

// Act is the arrival of a message.
func (b *parcel) Act() {
	p := b.pool
	s := &p.members[b.letter.To]
	s.m.Hear(p.world.Now(), &b.letter)
	s.flush()
	p.idle = append(p.idle, b)
}
