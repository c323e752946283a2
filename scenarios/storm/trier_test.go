package storm_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"wavetank/nodes"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
)

// told is what a report comes to, for a comparison.
func told(r *storm.Report, err error) string {
	if err != nil {
		return err.Error()
	}
	text := fmt.Sprintf("%d runs, %d events, %v\n%s", r.Runs, r.Events, r.Unreached, r.Nearness())
	if f := r.Failure; f != nil {
		text += fmt.Sprintf("seed %d, %v, %d steps, %v\n%s", f.Seed, f.Violation, f.Steps, f.Violation.Digest, f.File())
	}
	return text
}

// TestAHuntIsTheSameWhereverItsStormsAreTried hands the storms over in blocks, of which
// that with the first failure comes after the next, and one fails as a whole.
func TestAHuntIsTheSameWhereverItsStormsAreTried(t *testing.T) {
	s, err := scenarios.Parse("slowed.toml", []byte(slowed))
	if err != nil {
		t.Fatal(err)
	}
	plan := func(most int) storm.Plan {
		return storm.Plan{Scenario: s, Policy: storm.PolicyOf(s), Runs: 30, Seed: 5,
			Properties: []storm.Property{storm.AtMost(most, nodes.NodeCrashed, storm.ByNone), storm.That("error_rate < 99%"), storm.Sometimes(nodes.NodeBooted)}}
	}
	want, first := make(map[int]string), make(map[int]int)
	for _, most := range []int{2, 4, 9} {
		report, err := storm.Hunt(t.Context(), plan(most))
		if want[most] = told(report, err); err == nil && report.Failure != nil {
			first[most] = report.Runs - 1
		}
	}
	for i, most := range []int{2, 4, 9, 2, 4, 9} {
		p := plan(most)
		trier, err := storm.NewTrier(p)
		if err != nil {
			t.Fatal(err)
		}
		p.Block, p.Jobs = 1+3*(i%4), 1+(i+2)%3
		lost, second := uint64(8+3*i), make(chan struct{})
		tried := sync.OnceFunc(func() { close(second) })
		p.Tries = func(_ context.Context, index int, seeds []uint64) (all [][]byte, err error) {
			switch late := first[most] / p.Block; {
			case index == late && p.Jobs > 1:
				<-second
			case index == late+1:
				defer tried()
			}
			for _, seed := range seeds {
				if seed == lost && len(seeds) > 1 {
					return nil, errors.New("the whole block is lost")
				}
				one, err := trier.Try(seed)
				if err != nil {
					return nil, err
				}
				all = append(all, one)
			}
			return all, nil
		}
		if got := told(storm.Hunt(t.Context(), p)); got != want[most] {
			t.Errorf("%d crashes, blocks of %d, %d jobs, handed over:\n%s\nhere:\n%s", most, p.Block, p.Jobs, got, want[most])
		}
	}
}

func TestAHuntOfWhichAPartIsElsewhereConcludesNothing(t *testing.T) {
	s, err := scenarios.Parse("slowed.toml", []byte(slowed))
	if err != nil {
		t.Fatal(err)
	}
	p := storm.Plan{Scenario: s, Policy: storm.PolicyOf(s), Runs: 30, Block: 2, Properties: []storm.Property{storm.AtMost(2, nodes.NodeCrashed, storm.ByNone)}}
	whole, err := storm.Hunt(t.Context(), p)
	if err != nil || whole.Failure == nil || whole.Failure.Seed < 3 {
		t.Fatalf("%v: %+v", err, whole)
	}
	trier, err := storm.NewTrier(p)
	if err != nil {
		t.Fatal(err)
	}
	at := int(whole.Failure.Seed-1) / 2 // the block with the failure
	for _, c := range []struct {
		name     string
		missing  int
		concerns bool
	}{{"one before the failure", at - 1, true}, {"one after it", at + 1, false}} {
		p.Tries = func(_ context.Context, index int, seeds []uint64) (all [][]byte, err error) {
			if index == c.missing {
				return nil, scenarios.ErrElsewhere
			}
			for _, seed := range seeds {
				one, err := trier.Try(seed)
				if err != nil {
					return nil, err
				}
				all = append(all, one)
			}
			return all, nil
		}
		got, err := storm.Hunt(t.Context(), p)
		if errors.Is(err, scenarios.ErrElsewhere) != c.concerns || got == nil || got.Failure == nil || got.Failure.Seed != whole.Failure.Seed {
			t.Errorf("%s is missing: %v, %+v", c.name, err, got)
		}
		p.Apart = true
		if got, err := storm.Hunt(t.Context(), p); !errors.Is(err, scenarios.ErrElsewhere) || got.Failure == nil || got.Failure.Steps > 0 {
			t.Errorf("a part: %v, %+v", err, got)
		}
		p.Apart = false
	}
}
