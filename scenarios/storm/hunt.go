package storm

import (
	"context"
	"errors"
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
	diagram *Diagram // once the story has been told
}

// Diagram returns the picture of the failure, nil before its story has been told.
func (f *Failure) Diagram() *Diagram { return f.diagram }

// Hunt tries storms, of one seed after another, until a property breaks, then
// looks for the least storm that breaks it. The result does not depend on how
// many run at a time: the failure is that of the first seed that fails. When the
// context ends, the report is on the storms tried by then; a deadline leaves time
// for one. An error is a world that cannot be built, does not end, is not
// deterministic, or shows nothing.
//
// If some seeds are tried elsewhere (Plan.Tries, Plan.Apart), the error is
// scenarios.ErrElsewhere, and the report has the first failure that is known, as it was
// drawn, if there is one.
func Hunt(ctx context.Context, p Plan) (*Report, error) {
	r, err := newRunner(p)
	if err != nil {
		return nil, err
	}
	return r.hunt(ctx)
}

// A campaign is a hunt under way. What runs came to is taken in in the order of their
// seeds, and nothing behind the first that fails, so that the result does not depend on
// how many ran at a time, or where.
type campaign struct {
	*runner
	lock      sync.Mutex                 // guards what follows
	next      int                        // run to begin
	under     map[int]context.CancelFunc // what ends the blocks under way, by their first runs
	done      int                        // runs that ended
	tried     map[int]outcome            // they came to, until all before them have ended, too
	elsewhere bool                       // are some of them tried
	end       int                        // the first run known to fail; no later one is begun
	found     *outcome                   // of the run at end, if it is a violation
	err       error                      // of the run at end, if it is something else

	seen    int // runs taken in
	events  uint64
	reached []bool
	vacuous string   // why the runs so far show nothing; empty once one does
	nearest [][]Near // by property
}

func (r *runner) hunt(ctx context.Context) (*Report, error) {
	c := &campaign{runner: r, end: r.plan.Runs, reached: make([]bool, len(r.plan.Properties)), nearest: make([][]Near, len(r.plan.Properties)),
		under: make(map[int]context.CancelFunc), tried: make(map[int]outcome)}
	var workers sync.WaitGroup
	for range max(1, r.plan.Jobs) {
		workers.Go(func() { c.work(ctx) })
	}
	workers.Wait()
	if r.plan.Apart || c.elsewhere && c.seen < min(c.end+1, r.plan.Runs) {
		return c.part()
	}
	if c.err != nil {
		return nil, c.err
	}
	report := &Report{Runs: c.seen, Events: c.events, Nearest: slices.Concat(c.nearest...)}
	for i, p := range r.plan.Properties {
		if p.goal && !c.reached[i] {
			report.Unreached = append(report.Unreached, p.Name)
		}
	}
	switch {
	case c.found == nil && c.vacuous != "":
		return nil, fmt.Errorf("%w: in %s %s", ErrVacuous, reports.CountOf(c.seen, "storm"), c.vacuous)
	case c.found == nil:
		return report, nil
	}
	report.Runs = c.end + 1
	var err error
	report.Failure, err = r.least(c.seed(c.end), c.found.violation)
	if err != nil {
		return nil, err
	}
	return report, nil
}

// part is the report of a hunt of which a part is tried elsewhere.
func (c *campaign) part() (*Report, error) {
	report := &Report{Runs: c.done}
	if c.found != nil {
		x, err := c.trial(c.seed(c.end))
		if err != nil {
			return nil, err
		}
		report.Failure = &Failure{Seed: x.seed, Drawn: x.storm, Storm: x.storm, Violation: c.found.violation, found: c.found.violation, least: x}
	}
	if c.err != nil && c.plan.Apart {
		return nil, c.err
	}
	return report, scenarios.ErrElsewhere
}

// least makes the storm of a seed smaller, which broke a property somewhere. What it is
// told of that is only what can be written down, so it looks itself.
func (r *runner) least(seed uint64, told *Violation) (*Failure, error) {
	x, err := r.trial(seed)
	if err != nil {
		return nil, err
	}
	found, err := r.again(x, told)
	if err != nil {
		return nil, err
	}
	f := r.shrink(x, found)
	_, err = r.again(f.least, f.Violation)
	return f, err
}

func (c *campaign) seed(i int) uint64 { return c.plan.Seed + uint64(i) }

// work tries one block of storms after another.
func (c *campaign) work(ctx context.Context) {
	size := max(1, c.plan.Block)
	c.lock.Lock()
	defer c.lock.Unlock()
	for c.next < c.end && (ctx.Err() == nil || c.next == 0 && ctx.Err() == context.DeadlineExceeded) {
		from := c.next
		c.next = min(from+size, c.plan.Runs)
		within, stop := context.WithCancel(ctx)
		c.under[from] = stop
		seeds := scenarios.Seeds(c.seed(from), c.next-from)
		c.lock.Unlock()
		outs, err := c.tries(within, from/size, seeds)
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			err = nil // nobody waits for the rest any more
		}
		c.lock.Lock()
		stop()
		delete(c.under, from)
		c.note(from, outs, err)
	}
}

// note takes in what a block of runs came to, and the error of the run after those.
func (c *campaign) note(from int, outs []outcome, err error) {
	for k, out := range outs {
		i := from + k
		if c.done++; !c.plan.Apart {
			c.tried[i] = out
		}
		if i < c.end && out.violation != nil {
			c.end, c.found, c.err = i, &out, nil
		}
	}
	switch i := from + len(outs); {
	case errors.Is(err, scenarios.ErrElsewhere):
		c.elsewhere = true
	case err != nil && i < c.end:
		c.end, c.found, c.err = i, nil, err
	}
	for first, stop := range c.under {
		if first > c.end {
			stop()
		}
	}
	for out, ok := c.tried[c.seen]; ok && c.seen <= c.end; out, ok = c.tried[c.seen] {
		delete(c.tried, c.seen)
		c.take(c.seed(c.seen), out)
		c.seen++
	}
	if c.plan.Progress != nil && len(outs) > 0 {
		c.plan.Progress(c.done, c.plan.Runs)
	}
}

// take takes in the next run.
func (c *campaign) take(seed uint64, out outcome) {
	if c.seen == 0 || out.vacuous == "" {
		c.vacuous = out.vacuous
	}
	c.events += out.events
	for j, ok := range out.reached {
		c.reached[j] = c.reached[j] || ok
	}
	c.approach(seed, out.margins)
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
