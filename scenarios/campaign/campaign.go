package campaign

import (
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
func (s Shard) Holds(index int) bool { return s.Count == 0 || index%s.Count == s.Index }

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

// Block is how many of so many seeds make a unit: enough of them that to pass a unit
// around costs little beside its runs, and few enough that many machines have a share.
func Block(seeds int) int { return min(max(1, seeds/32), 20) }

// A Campaign carries out the tasks of a command. What is known is looked up, what is not
// is carried out and kept.
type Campaign struct {
	Build string
	Known []*Ledger // looked up in their order
	Keep  *Ledger   // takes what is new; nil: nobody
	Carry Carrier   // nil: nothing is run, and what is not known is Missing
	Shard Shard
	Note  func(t scenarios.Task, machine string, seeds []uint64) // is told of what was carried out or known, and by whom; nil is nobody

	lock    sync.Mutex // guards what follows
	works   map[*scenarios.Scenario]*keyed
	found   int // seeds that were known
	made    int // seeds that were not
	missing []string
	left    int // seeds that are missing
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
func (c *Campaign) work(t scenarios.Task) (*keyed, error) {
	c.lock.Lock()
	w := c.works[t.Scenario]
	c.lock.Unlock()
	if w != nil && w.Limits == t.Limits {
		return w, nil
	}
	recipe, err := scenarios.RecipeOf(t.Scenario)
	if err != nil {
		return nil, err
	}
	w = &keyed{Work: Work{Build: c.Build, Recipe: recipe, Limits: t.Limits}}
	w.key = w.Key()
	c.lock.Lock()
	defer c.lock.Unlock()
	if len(c.works) >= mostWorks || c.works == nil {
		c.works = make(map[*scenarios.Scenario]*keyed)
	}
	c.works[t.Scenario] = w
	return w, nil
}

// Evaluate is a scenarios.Evaluator.
func (c *Campaign) Evaluate(ctx context.Context, t scenarios.Task) ([]*reports.Summary, error) {
	w, err := c.work(t)
	if err != nil {
		return nil, err
	}
	known := make(map[uint64][]*reports.Summary)
	var todo []uint64
	for _, seed := range t.Seeds {
		var by string
		if known[seed], by, err = c.find(w, seed); err != nil {
			return nil, err
		}
		if known[seed] != nil && c.Note != nil {
			c.Note(t, by, []uint64{seed})
		}
		if known[seed] == nil {
			todo = append(todo, seed)
		}
	}
	c.count(t, len(t.Seeds)-len(todo), todo)
	if len(todo) > 0 {
		if c.Carry == nil || !c.Shard.Holds(t.Index) {
			return nil, scenarios.ErrElsewhere
		}
		by, err := c.carry(ctx, w, t.Scenario, todo, known)
		if err != nil {
			return nil, err
		}
		if c.Note != nil {
			c.Note(t, by, todo)
		}
	}
	var sums []*reports.Summary
	for _, seed := range t.Seeds {
		sums = append(sums, known[seed]...)
	}
	return sums, nil
}

// find looks up a seed in every ledger: two that do not agree are an *Alarm.
func (c *Campaign) find(w *keyed, seed uint64) (sums []*reports.Summary, by string, err error) {
	var first Runs
	for _, l := range c.Known {
		runs, machine, ok, err := l.Find(w.key, seed)
		switch {
		case err != nil:
			return nil, "", err
		case !ok:
		case by == "":
			first, by = runs, machine
		case !slices.Equal(first.Data, runs.Data):
			return nil, "", &Alarm{seed, by, machine}
		}
	}
	if by != "" {
		sums, err = w.summaries(first)
	}
	return sums, by, err
}

// summaries reads the runs of a seed, which are one of each variant.
func (w *keyed) summaries(runs Runs) ([]*reports.Summary, error) {
	sums, err := runs.Summaries()
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

// carry makes the runs of seeds and keeps them, and returns who made them.
func (c *Campaign) carry(ctx context.Context, w *keyed, s *scenarios.Scenario, seeds []uint64, known map[uint64][]*reports.Summary) (by string, err error) {
	r, err := c.Carry(ctx, &w.Work, w.key, s, seeds)
	if err == nil && c.Keep != nil {
		err = c.Keep.Add(r)
	}
	if err != nil {
		return "", err
	}
	for _, runs := range r.Runs {
		if known[runs.Seed], err = w.summaries(runs); err != nil {
			return "", err
		}
	}
	for _, seed := range seeds {
		if known[seed] == nil {
			return "", errors.New("the result of a unit lacks a seed")
		}
	}
	return r.Machine, nil
}

// mostMissing bounds the units that are named.
const mostMissing = 20

func (c *Campaign) count(t scenarios.Task, found int, todo []uint64) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.found += found
	switch {
	case len(todo) == 0:
	case c.Carry != nil && c.Shard.Holds(t.Index):
		c.made += len(todo)
	default:
		if c.left += len(todo); len(c.missing) < mostMissing {
			c.missing = append(c.missing, fmt.Sprintf("%s, %s", t.Scenario.Name(), seedsText(todo)))
		}
	}
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
	return slices.Sorted(slices.Values(c.missing))
}
