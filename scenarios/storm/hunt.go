package storm

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"wavetank/reports"
	"wavetank/scenarios"
)

// A Report is what a campaign of storms came to.
type Report struct {
	Runs      int      // storms tried, the one that failed included
	Events    uint64   // of all of them
	Unreached []string // the goals that none of them reached
	Failure   *Failure // nil: every property held
	Nearest   []Near   // of each claim (That) the three runs with the least margin, the least first
}

// A Failure is a storm that breaks a property, and the least one that does.
type Failure struct {
	Seed      uint64
	Drawn     []scenarios.Fault // the storm as it was drawn
	Storm     []scenarios.Fault // the least storm
	Violation *Violation        // of the least storm
	Steps     int               // runs that the shrinking took

	found   *Violation // of the storm as it was drawn
	least   trial
	diagram []byte // SVG, once the story has been told
}

// Hunt tries storms, of one seed after another, until a property breaks, then
// looks for the least storm that breaks it. The result does not depend on how
// many run at a time: the failure is that of the first seed that fails. When the
// context ends, the report is on the storms tried by then; a deadline leaves time
// for one. An error is a world that cannot be built, does not end, is not
// deterministic, or shows nothing.
func Hunt(ctx context.Context, p Plan) (*Report, error) {
	r, err := newRunner(p)
	if err != nil {
		return nil, err
	}
	return r.hunt(ctx)
}

// A campaign is a hunt under way.
type campaign struct {
	*runner
	lock    sync.Mutex // guards what follows
	next    int        // run to begin
	done    int        // runs that ended
	events  uint64
	reached []bool
	vacuous string   // why the runs so far show nothing; empty once one does
	nearest [][]Near // by property
	waiting map[int]approached
	seen    int // runs whose margins were taken in
	end     int // the first run known to fail; no later one is begun
	failed  trial
	found   *Violation
	err     error // of the run at end, instead of a violation
}

func (r *runner) hunt(ctx context.Context) (*Report, error) {
	c := &campaign{runner: r, end: r.plan.Runs, reached: make([]bool, len(r.plan.Properties)),
		nearest: make([][]Near, len(r.plan.Properties)), waiting: map[int]approached{}}
	var workers sync.WaitGroup
	for range max(1, r.plan.Jobs) {
		workers.Go(func() { c.work(ctx) })
	}
	workers.Wait()
	if c.err != nil {
		return nil, c.err
	}
	report := &Report{Runs: c.done, Events: c.events, Nearest: slices.Concat(c.nearest...)}
	for i, p := range r.plan.Properties {
		if p.goal && !c.reached[i] {
			report.Unreached = append(report.Unreached, p.Name)
		}
	}
	switch {
	case c.found == nil && c.vacuous != "":
		return nil, fmt.Errorf("%w: in %s %s", ErrVacuous, reports.CountOf(c.done, "storm"), c.vacuous)
	case c.found == nil:
		return report, nil
	}
	if err := r.again(c.failed, c.found); err != nil {
		return nil, err
	}
	report.Runs = c.end + 1
	report.Failure = r.shrink(c.failed, c.found)
	if err := r.again(report.Failure.least, report.Failure.Violation); err != nil {
		return nil, err
	}
	return report, nil
}

// work tries one storm after another.
func (c *campaign) work(ctx context.Context) {
	c.lock.Lock()
	defer c.lock.Unlock()
	for c.next < c.end && (ctx.Err() == nil || c.next == 0 && ctx.Err() == context.DeadlineExceeded) {
		i := c.next
		c.next++
		c.lock.Unlock()
		x, err := c.trial(c.plan.Seed + uint64(i))
		var out outcome
		if err == nil {
			out, err = c.patiently(x)
		}
		c.lock.Lock()
		c.note(i, x, out, err)
	}
}

// note takes in what a run came to.
func (c *campaign) note(i int, x trial, out outcome, err error) {
	if c.done++; c.done == 1 || out.vacuous == "" {
		c.vacuous = out.vacuous
	}
	c.events += out.events
	for j, ok := range out.reached {
		c.reached[j] = c.reached[j] || ok
	}
	if i < c.end && (err != nil || out.violation != nil) {
		c.end, c.failed, c.found, c.err = i, x, out.violation, err
	}
	c.approach(i, x, out.margins)
	if c.plan.Progress != nil {
		c.plan.Progress(c.done, c.plan.Runs)
	}
}

// Proof says what so many storms without a violation are worth: the rule of
// three.
func Proof(runs int) string {
	if runs <= 3 {
		return fmt.Sprintf("%d storms without a violation, which are too few to show anything", runs)
	}
	return fmt.Sprintf("%d storms without a violation: with 95 %% confidence at most %.2g %% of such storms violate a property (3/%d)",
		runs, 300/float64(runs), runs)
}
