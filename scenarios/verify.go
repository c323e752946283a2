package scenarios

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"wavetank/sim"
)

// A Divergence is the first event in which two runs differ that should be one.
type Divergence struct {
	Event  uint64 // its number, counted from 1
	First  string // what the first run did
	Second string // what the second did
}

// String says where the runs part.
func (d *Divergence) String() string {
	return fmt.Sprintf("event %d differs:\n  first run:  %s\n  second run: %s", d.Event, d.First, d.Second)
}

// Verify runs the same variant and seed twice, side by side, and returns the
// first event that differs, or nil: the run is then a function of its seed. The
// context interrupts it. Errors are as those of Run.
func Verify(ctx context.Context, s *Scenario, variant string, seed uint64, limits sim.Limits) (d *Divergence, err error) {
	var worlds [2]*World
	for i := range worlds {
		w, err := Build(s, variant, seed, limits)
		switch {
		case errors.Is(err, sim.ErrLimit):
			return nil, &RunError{Scenario: s.Name(), Variant: variant, Seed: seed, Err: err}
		case err != nil:
			return nil, err
		}
		defer w.Close()
		worlds[i] = w
	}
	defer func() {
		if r := recover(); r != nil {
			err = broken(worlds[0], r)
		}
	}()
	d, err = Lockstep(ctx, worlds[0].Sim, worlds[1].Sim, sim.Time(s.Duration))
	if err != nil {
		return nil, failed(worlds[0], err)
	}
	return d, nil
}

// Lockstep runs two worlds event by event up to and including time until, and
// returns the first event that differs, or nil. The context interrupts them.
func Lockstep(ctx context.Context, a, b *sim.World, until sim.Time) (*Divergence, error) {
	var seenA, seenB recorder
	a.Attach(&seenA)
	b.Attach(&seenB)
	for n := uint64(1); ; n++ {
		if n%interruptions == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		seenA.facts, seenB.facts = seenA.facts[:0], seenB.facts[:0]
		momentA, moreA, err := a.Step(until)
		if err != nil {
			return nil, err
		}
		momentB, moreB, err := b.Step(until)
		if err != nil {
			return nil, err
		}
		if moreA != moreB || a.Digest() != b.Digest() {
			return &Divergence{n, seenA.tell(momentA, moreA), seenB.tell(momentB, moreB)}, nil
		}
		if !moreA {
			return nil, nil
		}
	}
}

// A recorder keeps the facts of one event.
type recorder struct{ facts []sim.Fact }

// Fact keeps f.
func (w *recorder) Fact(f *sim.Fact) { w.facts = append(w.facts, *f) }

// tell puts an event and its facts into words.
func (w *recorder) tell(m sim.Moment, happened bool) string {
	if !happened {
		return "no event: the run is over"
	}
	var b strings.Builder
	owner := "nobody"
	if m.Owner != nil {
		owner = m.Owner.Name()
	}
	fmt.Fprintf(&b, "at %v, sequence %d, of %s", m.At, m.Seq, owner)
	for i := range w.facts {
		fmt.Fprintf(&b, "; %v", &w.facts[i])
	}
	return b.String()
}
