package scenarios

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"

	"wavetank/reports"
	"wavetank/sim"
)

// CompareOptions says which runs a comparison makes, and how.
type CompareOptions struct {
	Seeds    []uint64              // of the runs; each seed is run in every variant
	Jobs     int                   // seeds at a time; 0 is one for each core. The result does not depend on it
	Limits   sim.Limits            // of each run
	Command  string                // repeats the comparison
	Progress func(done, total int) // called after each seed, one at a time; nil is nobody
}

// Seeds returns n seeds in a row, beginning with first.
func Seeds(first uint64, n int) []uint64 {
	seeds := make([]uint64, n)
	for i := range seeds {
		seeds[i] = first + uint64(i)
	}
	return seeds
}

// Compare runs every variant with every seed and compares them. When the
// context is cancelled it returns what the finished seeds say, together with
// the context's error; a seed counts only if all its variants were finished.
func Compare(ctx context.Context, s *Scenario, o CompareOptions) (*reports.Comparison, error) {
	info := reports.Info{Scenario: s.Name(), Title: s.Title, Hash: s.Hash, Command: o.Command}
	for _, v := range s.Variants {
		info.Variants = append(info.Variants, reports.Arm{Name: v.Name, Words: s.words(v)})
	}
	comparer := reports.NewComparer(info)
	err := eachSeed(ctx, s, o, comparer)
	if err != nil && !errors.Is(err, context.Canceled) {
		return nil, err
	}
	c, failed := comparer.Comparison()
	if failed != nil {
		return nil, errors.Join(failed, err)
	}
	return c, err
}

// eachSeed runs the seeds, several at a time, and adds each to the comparer
// when all its variants have run. After a failure no further seed is begun, but
// those under way go on: the error is that of the first seed that fails, however
// many run at a time.
func eachSeed(ctx context.Context, s *Scenario, o CompareOptions, comparer *reports.Comparer) error {
	jobs := o.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	var (
		workers sync.WaitGroup
		lock    sync.Mutex // guards what follows
		next    int        // seed to begin
		done    int        // seeds finished well
		failed  = len(o.Seeds)
		failure error // of the seed at failed
	)
	for range min(jobs, len(o.Seeds)) {
		workers.Go(func() {
			lock.Lock()
			defer lock.Unlock()
			for next < len(o.Seeds) && failure == nil {
				i := next
				next++
				lock.Unlock()
				sums, err := allVariants(ctx, s, o.Seeds[i], o.Limits)
				lock.Lock()
				for _, sum := range sums {
					if err == nil {
						err = comparer.Add(sum)
					}
				}
				switch {
				case err == nil:
					done++
					if o.Progress != nil {
						o.Progress(done, len(o.Seeds))
					}
				case i < failed:
					failed, failure = i, err
				}
			}
		})
	}
	workers.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return failure
}

func allVariants(ctx context.Context, s *Scenario, seed uint64, limits sim.Limits) ([]*reports.Summary, error) {
	var sums []*reports.Summary
	for _, v := range s.Variants {
		sum, err := Run(ctx, s, v.Name, seed, limits)
		if err != nil {
			return nil, err
		}
		sums = append(sums, sum)
	}
	return sums, nil
}

// words says what a sentence calls a variant: "the circuit breaker", unless it
// has several patterns or none, or another variant has one of that kind too.
func (s *Scenario) words(v Variant) string {
	if len(v.Patterns) != 1 {
		return ""
	}
	kind := s.pattern(v.Patterns[0]).Kind
	for _, other := range s.Variants {
		for _, name := range other.Patterns {
			if other.Name != v.Name && s.pattern(name).Kind == kind {
				return ""
			}
		}
	}
	return "the " + spaced(kind)
}

// spaced returns a kind as a sentence writes it.
func spaced(kind string) string {
	return strings.ReplaceAll(kind, "-", " ")
}
