package campaign

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"wavetank/reports"
	"wavetank/scenarios"
)

// A Shard is a part of the units, of so many parts. The zero Shard is all of them.
type Shard struct{ Index, Count int }

// Holds reports whether a block of seeds belongs to the shard.
func (s Shard) Holds(index int) bool {
	return s.Count == 0 || index == scenarios.Everybody || index%s.Count == s.Index
}

// ParseShard reads "i/n", counted from 1.
func ParseShard(text string) (Shard, error) {
	index, count, ok := strings.Cut(text, "/")
	i, err := strconv.Atoi(index)
	n, failed := strconv.Atoi(count)
	if !ok || err != nil || failed != nil || i < 1 || i > n {
		return Shard{}, fmt.Errorf("%q is not i/n, such as 2/3, the second of three", text)
	}
	return Shard{i - 1, n}, nil
}

// String is what ParseShard reads.
func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index+1, s.Count) }

// A unit should take about a second of CPU: a request takes some four microseconds, and
// a run as much as a hundred of them besides.
const (
	unitRequests = 250_000
	runRequests  = 100
	mostBlock    = 500
)

// Block is how many of so many seeds, each with so many runs, make a unit: enough of them
// that to pass a unit around costs little beside its runs, and few enough that many
// machines have a share.
func Block(s *scenarios.Scenario, runs, seeds int) int {
	room := unitRequests / (float64(runs) * (s.Requests() + runRequests))
	return max(1, min(seeds/32, int(min(room, mostBlock))))
}

// A Campaign carries out the tasks of a command. What is known is looked up, what is not
// is carried out and kept.
type Campaign struct {
	Build string
	Known []*Ledger // looked up in their order
	Keep  *Ledger   // takes what is new; nil: nobody
	Carry Carrier   // nil: nothing is run, and what is not known is Missing
	Late  Carrier   // of tasks that are late; nil: Carry
	Shard Shard
	Note  func(t scenarios.Task, machine string, seeds []uint64) // is told of what was carried out or known, and by whom; nil is nobody

	lock    sync.Mutex // guards what follows
	works   map[asked]*keyed
	found   int // seeds that were known
	made    int // seeds that were not
	missing []absent
	left    int // seeds that are missing
}

// An absent unit is one that is not known and was not made.
type absent struct {
	of    string
	seeds []uint64
}

// An asked is what is asked of a scenario: the zero Hunt is none.
type asked struct {
	scenario *scenarios.Scenario
	hunt     Hunt
	bend     scenarios.Bend
}

// A keyed is a work with its key.
type keyed struct {
	Work
	key Key
}

// mostWorks bounds the works that a campaign remembers, since a search makes scenarios
// without end.
const mostWorks = 256

// work returns what decides the runs of a task.
func (c *Campaign) work(t scenarios.Task, h Hunt) (*keyed, error) {
	what := asked{t.Scenario, h, t.Bend}
	c.lock.Lock()
	w := c.works[what]
	c.lock.Unlock()
	if w != nil && w.Limits == t.Limits {
		return w, nil
	}
	recipe, err := scenarios.RecipeOf(t.Scenario)
	if err != nil {
		return nil, err
	}
	w = &keyed{Work: Work{Build: c.Build, Recipe: recipe, Limits: t.Limits, Bend: t.Bend}}
	if h != (Hunt{}) {
		w.Hunt = &h
	}
	w.key = w.Key()
	c.lock.Lock()
	defer c.lock.Unlock()
	if len(c.works) >= mostWorks || c.works == nil {
		c.works = make(map[asked]*keyed)
	}
	c.works[what] = w
	return w, nil
}

// Evaluate is a scenarios.Evaluator.
func (c *Campaign) Evaluate(ctx context.Context, t scenarios.Task) ([]*reports.Summary, error) {
	w, err := c.work(t, Hunt{})
	if err != nil {
		return nil, err
	}
	all, err := c.gather(ctx, w, t)
	if err != nil {
		return nil, err
	}
	var sums []*reports.Summary
	for _, seed := range t.Seeds {
		runs, ok := all[seed]
		if !ok {
			return nil, errors.New("the result of a unit lacks a seed")
		}
		of, err := w.summaries(runs)
		if err != nil {
			return nil, err
		}
		sums = append(sums, of...)
	}
	return sums, nil
}

// Try returns what came of a hunt's seeds, in their order, or of the first of them if the
// context ends.
func (c *Campaign) Try(ctx context.Context, h Hunt, t scenarios.Task) ([][]byte, error) {
	w, err := c.work(t, h)
	if err != nil {
		return nil, err
	}
	all, err := c.gather(ctx, w, t)
	if err != nil {
		return nil, err
	}
	var tried [][]byte
	for _, seed := range t.Seeds {
		runs, ok := all[seed]
		if !ok {
			break
		}
		tried = append(tried, runs.Data)
	}
	return tried, nil
}

// gather returns the runs of a task by their seeds: those that are known, and those that
// it has made and kept.
func (c *Campaign) gather(ctx context.Context, w *keyed, t scenarios.Task) (map[uint64]Runs, error) {
	all := make(map[uint64]Runs)
	var todo []uint64
	for _, seed := range t.Seeds {
		runs, by, err := c.find(w, seed)
		switch {
		case err != nil:
			return nil, err
		case by == "":
			todo = append(todo, seed)
			continue
		}
		all[seed] = runs
		c.note(t, by, []uint64{seed})
	}
	c.count(w, t, len(t.Seeds)-len(todo), todo)
	if len(todo) == 0 {
		return all, nil
	}
	carry := c.carrier(t)
	if carry == nil {
		return nil, scenarios.ErrElsewhere
	}
	r, err := carry(ctx, &w.Work, w.key, t.Scenario, todo)
	if err == nil && c.Keep != nil {
		err = c.Keep.Add(r)
	}
	if err != nil {
		return nil, err
	}
	for _, runs := range r.Runs {
		all[runs.Seed] = runs
	}
	c.note(t, r.Machine, todo)
	return all, nil
}

// carrier returns who carries a task out, or nil if it is for others.
func (c *Campaign) carrier(t scenarios.Task) Carrier {
	switch {
	case t.Late && c.Late != nil:
		return c.Late
	case c.Shard.Holds(t.Index):
		return c.Carry
	}
	return nil
}

// note tells who has made runs of what the command is about.
func (c *Campaign) note(t scenarios.Task, machine string, seeds []uint64) {
	if c.Note != nil && t.Bend == (scenarios.Bend{}) {
		c.Note(t, machine, seeds)
	}
}

// find looks up a seed in every ledger, and says by whom it was made: two that do not
// agree are an *Alarm.
func (c *Campaign) find(w *keyed, seed uint64) (first Runs, by string, err error) {
	for _, l := range c.Known {
		runs, machine, ok, err := l.Find(w.key, seed)
		switch {
		case err != nil:
			return first, "", err
		case !ok:
		case by == "":
			first, by = runs, machine
		case !slices.Equal(first.Data, runs.Data):
			return first, "", &Alarm{seed, by, machine}
		}
	}
	return first, by, nil
}

// summaries reads the runs of a seed, which are one of each variant.
func (w *keyed) summaries(runs Runs) ([]*reports.Summary, error) {
	sums, err := runs.Summaries()
	if failed := (*scenarios.RunError)(nil); errors.As(err, &failed) {
		return nil, err
	}
	if err == nil && len(sums) != len(w.Recipe.Arms) {
		err = fmt.Errorf("%d runs for %d variants", len(sums), len(w.Recipe.Arms))
	}
	for i := 0; err == nil && i < len(sums); i++ {
		if sums[i].Variant != w.Recipe.Arms[i].Name {
			err = fmt.Errorf("a run of the variant %s in the place of %s", sums[i].Variant, w.Recipe.Arms[i].Name)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("the result of seed %d: %w", runs.Seed, err)
	}
	return sums, nil
}

// mostMissing bounds the units that are named.
const mostMissing = 20

func (c *Campaign) count(w *keyed, t scenarios.Task, found int, todo []uint64) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.found += found
	switch {
	case len(todo) == 0:
	case c.carrier(t) != nil:
		c.made += len(todo)
	default:
		if c.left += len(todo); len(c.missing) < mostMissing {
			c.missing = append(c.missing, absent{w.of(t.Scenario.Name()), todo})
		}
	}
}

// of says what is tried of a scenario, if not all of it.
func (w *keyed) of(scenario string) string {
	switch {
	case w.Hunt == nil:
		return scenario
	case w.Hunt.Expect:
		return scenario + ", the expectations"
	}
	return scenario + ", variant " + w.Hunt.Variant
}

// seedsText names seeds: "seeds 11 to 20".
func seedsText(seeds []uint64) string {
	first, last := seeds[0], seeds[len(seeds)-1]
	switch {
	case first == last:
		return fmt.Sprintf("seed %d", first)
	case last-first == uint64(len(seeds)-1):
		return fmt.Sprintf("seeds %d to %d", first, last)
	}
	return fmt.Sprintf("%d of the seeds %d to %d", len(seeds), first, last)
}

// Count returns of how many seeds the runs were known, made, and left to others.
func (c *Campaign) Count() (found, made, left int) {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.found, c.made, c.left
}

// Missing names the units that are not known and were not made, the first twenty of them.
func (c *Campaign) Missing() []string {
	c.lock.Lock()
	defer c.lock.Unlock()
	var names []string
	for _, a := range slices.SortedFunc(slices.Values(c.missing), func(a, b absent) int {
		return cmp.Or(strings.Compare(a.of, b.of), cmp.Compare(a.seeds[0], b.seeds[0]))
	}) {
		names = append(names, a.of+", "+seedsText(a.seeds))
	}
	return names
}
