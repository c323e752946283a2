package scenarios

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"wavetank/reports"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

// CompareOptions says which runs a comparison makes, and how.
type CompareOptions struct {
	Seeds    []uint64              // of the runs; each seed is run in every variant
	Jobs     int                   // seeds at a time; 0 is one for each core. The result does not depend on it
	Limits   sim.Limits            // of each run
	Memory   int64                 // bytes that what is kept of all runs may take; 0 is no bound
	Command  string                // repeats the comparison
	Build    string                // of the program, for whoever reads the numbers later
	Progress func(done, total int) // called after each seed, one at a time; nil is nobody
	Known    func(words string)    // called when more is known of what a search looks for; nil is nobody
	Run      Runner                // nil is Run, which judges no invariant
	Evaluate Evaluator             // carries out blocks of runs, or knows them already; nil is Task.Carry with Run
	Block    int                   // how many seeds go to Evaluate at a time; 0 is 1
	Guess    bool                  // of what is to be made elsewhere guess what it comes to, to know which runs are likely to be asked for next; what comes of it is not told
	Phase    bool                  // where a variant is metastable, make the further runs that a phase plot takes

	index int  // of the first block
	late  bool // which runs these are depends on what others have come to
	bend  Bend // of the scenario
	bare  bool // no runs but those of the seeds: no control
}

// A Task is a block of seeds, each of which is run in every variant of a scenario.
type Task struct {
	Scenario *Scenario
	Seeds    []uint64
	Index    int  // of the block, among those of the command, or Everybody
	Late     bool // which runs these are depends on what others of the command have come to
	Bend     Bend
	Limits   sim.Limits
}

// Everybody is the index of a block that whoever makes a part of the blocks needs.
const Everybody = -1

// An Evaluator returns the summaries of a task's runs, those of a seed together, in the
// order of the seeds and of the variants. Several goroutines call it at once.
type Evaluator func(context.Context, Task) ([]*reports.Summary, error)

// ErrElsewhere is what an Evaluator returns of a task that is for another machine. The
// other tasks are carried out.
var ErrElsewhere = errors.New("some runs are to be made elsewhere")

// A Runner carries out one run, as Run does.
type Runner func(ctx context.Context, s *Scenario, variant string, seed uint64, limits sim.Limits) (*reports.Summary, error)

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
// the context's error; a seed counts only if all its variants were finished. A variant
// that ends overloaded after its faults and surges is run again without them, in a few seeds.
func Compare(ctx context.Context, s *Scenario, o CompareOptions) (*reports.Comparison, error) {
	comparer := Comparer(s, o)
	blocks := o.blocks()
	err := eachJob(ctx, blocks, 1, o, func(i int) ([]*reports.Summary, error) {
		return o.evaluate(ctx, s, blocks[i], i)
	}, func(_ int, sum *reports.Summary) error {
		return cmp.Or(comparer.Add(sum), o.room(len(o.Seeds)*len(s.Variants), comparer))
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		return nil, err
	}
	c, failed := comparer.Comparison()
	if failed != nil {
		return nil, errors.Join(failed, err)
	}
	if err == nil && !o.bare {
		err = Control(ctx, s, c, o)
	}
	if variant, seeds, ok := mostlyMetastable(c); ok && err == nil && o.Phase {
		c.Phase, err = phaseOf(ctx, s, variant, seeds, o)
	}
	return c, err
}

// Comparer returns what folds the runs of a comparison that the caller carries out, of
// which o says the command and the build.
func Comparer(s *Scenario, o CompareOptions) *reports.Comparer {
	return reports.NewComparer(info(s, o))
}

// info says what a comparison of the scenario compares.
func info(s *Scenario, o CompareOptions) reports.Info {
	info := reports.Info{
		Scenario: s.Name(), Title: s.Title, Hash: s.Hash, Command: o.Command, Build: o.Build, Meanings: make(map[string]string),
		SLO: &reports.SLO{ErrorRate: s.SLO.ErrorRate, P99: s.SLO.P99}, Stated: s.SLO.Stated, Changes: changes(s),
	}
	for _, f := range language.AllFacts() {
		info.Meanings[f.Kind.String()] = f.Words()
	}
	for _, n := range s.Nodes {
		if names := n.InstanceNames(); len(names) > 1 && len(names) <= mostShown {
			info.Groups = append(info.Groups, names)
		}
	}
	for _, v := range s.Variants {
		info.Variants = append(info.Variants, reports.Arm{Name: v.Name, Words: words(s, v)})
	}
	return info
}

// mostShown bounds the machines of a node that a comparison names.
const mostShown = 100

// A FullError says that what is kept of so many runs would take more memory than it may.
type FullError struct {
	Runs   int   // in all
	Bytes  int64 // that they would take, as far as is known
	Most   int64 // that they may take
	Seeds  int   // of the command
	Enough int   // seeds for which there is room
}

// Error names the number and what it depends on.
func (e *FullError) Error() string {
	return fmt.Sprintf("what is kept of %d runs would take about %s, and %s are there for it: with fewer seeds there is room, about %d in place of %d (--seeds), or with more memory (--memory)",
		e.Runs, megabytes(e.Bytes), megabytes(e.Most), e.Enough, e.Seeds)
}

func megabytes(bytes int64) string { return fmt.Sprintf("%d MB", (bytes+999_999)/1_000_000) }

// room complains when what the comparers keep of the runs that ended will be too much
// once all have.
func (o CompareOptions) room(all int, comparers ...*reports.Comparer) error {
	var bytes float64
	var runs int
	for _, c := range comparers {
		b, n := c.Kept()
		bytes, runs = bytes+float64(b), runs+n
	}
	if need := bytes / float64(max(1, runs)) * float64(all); o.Memory > 0 && need > float64(o.Memory) {
		return &FullError{Runs: all, Bytes: int64(need), Most: o.Memory, Seeds: len(o.Seeds), Enough: int(float64(len(o.Seeds)) * float64(o.Memory) / need)}
	}
	return nil
}

// blocks cuts the seeds into blocks.
func (o CompareOptions) blocks() [][]uint64 {
	return slices.Collect(slices.Chunk(o.Seeds, max(1, o.Block)))
}

// eachJob runs a job for each of so many points of each block of seeds, several at a
// time, and hands what they come to over to add, one at a time. After a failure no
// further job is begun, but those under way go on: the error is that of the first job
// that fails, however many run at a time.
func eachJob(ctx context.Context, blocks [][]uint64, points int, o CompareOptions, run func(int) ([]*reports.Summary, error), add func(int, *reports.Summary) error) error {
	jobs := o.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	n := len(blocks) * points
	var (
		workers   sync.WaitGroup
		lock      sync.Mutex // guards what follows
		next      int        // job to begin
		done      int        // seeds finished well, at each point
		elsewhere bool       // are some of them
		failed    = n
		failure   error // of the job at failed
	)
	for range min(jobs, n) {
		workers.Go(func() {
			lock.Lock()
			defer lock.Unlock()
			for next < n && failure == nil {
				i := next
				next++
				lock.Unlock()
				sums, err := run(i)
				lock.Lock()
				for _, sum := range sums {
					if err == nil {
						err = add(i, sum)
					}
				}
				switch {
				case err == nil:
					done += len(blocks[i/points])
					if o.Progress != nil {
						o.Progress(done, len(o.Seeds)*points)
					}
				case errors.Is(err, ErrElsewhere):
					elsewhere = true
				case i < failed:
					failed, failure = i, err
				}
			}
		})
	}
	workers.Wait()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case failure == nil && elsewhere:
		return ErrElsewhere
	}
	return failure
}

// evaluate has the runs of a block made.
func (o CompareOptions) evaluate(ctx context.Context, s *Scenario, seeds []uint64, index int) ([]*reports.Summary, error) {
	task := Task{Scenario: s, Seeds: seeds, Index: o.index + index, Late: o.late, Bend: o.bend, Limits: o.Limits}
	if o.Evaluate != nil {
		return o.Evaluate(ctx, task)
	}
	return task.Carry(ctx, o.Run)
}

// Carry makes the runs of the task, one after another, each by run; nil is Run.
func (t Task) Carry(ctx context.Context, run Runner) ([]*reports.Summary, error) {
	if run == nil {
		run = func(ctx context.Context, s *Scenario, variant string, seed uint64, limits sim.Limits) (*reports.Summary, error) {
			return Run(ctx, s, variant, seed, limits)
		}
	}
	var sums []*reports.Summary
	s := t.Bend.of(t.Scenario)
	for _, seed := range t.Seeds {
		for _, v := range s.Variants {
			sum, err := run(ctx, s, v.Name, seed, t.Limits)
			if err != nil {
				return nil, err
			}
			sums = append(sums, sum)
		}
	}
	return sums, nil
}

// words says what a sentence calls a variant: "the circuit breaker", unless it
// has several patterns or none, or another variant has one of that kind too.
func words(s *Scenario, v Variant) string {
	if len(v.Patterns) != 1 {
		return ""
	}
	kind := s.Pattern(v.Patterns[0]).Kind
	for _, other := range s.Variants {
		for _, name := range other.Patterns {
			if other.Name != v.Name && s.Pattern(name).Kind == kind {
				return ""
			}
		}
	}
	return "the " + strings.ReplaceAll(kind, "-", " ")
}
