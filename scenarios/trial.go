package scenarios

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"wavetank/reports"
)

// A trial is one run of which a search wants numbers: of one variant with one seed, and
// with some values in the place of those of the file.
type trial struct {
	set     []Setting
	variant string
	seed    uint64
	by      sharing
}

// A sharing says who makes a trial, of machines that each make a part of them: those that
// depend on what others have come to are not known beforehand.
type sharing int

const (
	bySeed sharing = iota
	everybody
	late
)

// A bench carries out the trials of a search: whoever knows what a trial came to before
// may answer in its place.
type bench struct {
	open    Opener
	read    func(*reports.Comparison) []float64 // what is wanted of a run
	measure bool                                // nodes, routes and edges
	options CompareOptions

	lock   sync.Mutex // guards what follows
	opened map[string]*Scenario
}

func newBench(open Opener, claims []*reports.Claim, o CompareOptions, read func(*reports.Comparison) []float64) *bench {
	b := &bench{open: open, read: read, options: o, opened: make(map[string]*Scenario)}
	b.options.Progress = nil
	for _, c := range claims {
		b.measure = b.measure || asks(c.String())
	}
	return b
}

// errNoScenario is wrapped by what a trial ends with whose values go ill together.
var errNoScenario = errors.New("no scenario")

// run carries out trials, several at a time, and returns what is read of each, in their
// order: nothing of one whose values go ill together, and nil of one that others are to make.
func (b *bench) run(ctx context.Context, trials []trial) ([][]float64, error) {
	numbers := make([][]float64, len(trials))
	one := make([][]uint64, len(trials))
	for i, t := range trials {
		one[i] = []uint64{t.seed}
	}
	err := eachJob(ctx, one, 1, b.options, func(i int) ([]*reports.Summary, error) {
		c, err := b.one(ctx, trials[i])
		switch {
		case errors.Is(err, errNoScenario):
			numbers[i] = []float64{}
			return nil, nil
		case err != nil:
			return nil, err
		}
		numbers[i] = b.read(c)
		return nil, nil
	}, nil)
	return numbers, err
}

// one carries out one trial.
func (b *bench) one(ctx context.Context, t trial) (*reports.Comparison, error) {
	s, err := b.scenario(t)
	if err != nil {
		return nil, err
	}
	one := b.options
	one.Seeds, one.Jobs, one.Block, one.Progress, one.bare = []uint64{t.seed}, 1, 1, nil, true
	if one.index, one.late = int(t.seed-b.options.Seeds[0]), t.by == late; t.by == everybody {
		one.index = Everybody
	}
	return Compare(ctx, s, one)
}

// An evidence notes which of some claims are told of in any run, and why the others are not.
type evidence struct {
	claims []*reports.Claim
	names  []string   // by claim: the flag and the text that ask for it
	lock   sync.Mutex // guards what follows
	told   []bool
	why    string
}

func (e *evidence) add(c *reports.Claim, name string) {
	e.claims, e.names = append(e.claims, c), append(e.names, name)
}

// note looks at a run, of which all is told if it has no comparison.
func (e *evidence) note(c *reports.Comparison) {
	e.lock.Lock()
	defer e.lock.Unlock()
	if e.told == nil {
		e.told = make([]bool, len(e.claims))
	}
	for i, claim := range e.claims {
		if e.told[i] {
			continue
		}
		why := ""
		if c != nil {
			why = claim.Untold(c)
		}
		if e.told[i] = why == ""; !e.told[i] {
			e.why = why
		}
	}
}

// missing complains about the first claim that no run so far has told anything of.
func (e *evidence) missing() error {
	if i := slices.Index(e.told, false); i >= 0 {
		return fmt.Errorf("%s: there is nothing to judge it by: %s", e.names[i], e.why)
	}
	return nil
}

// mostOpened bounds the scenarios that a bench keeps.
const mostOpened = 1000

// scenario opens what a trial runs, once for all seeds.
func (b *bench) scenario(t trial) (*Scenario, error) {
	key := fmt.Sprint(t.variant, t.set)
	b.lock.Lock()
	defer b.lock.Unlock()
	if s := b.opened[key]; s != nil {
		return s, nil
	}
	s, err := b.open(t.set...)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNoScenario, err)
	}
	if s, err = Only(s, []string{t.variant}); err != nil {
		return nil, err
	}
	s.Measure = s.Measure || b.measure
	if len(b.opened) >= mostOpened {
		clear(b.opened)
	}
	b.opened[key] = s
	return s, nil
}

// claimsOf reads claims about one variant, joined by "&".
func claimsOf(flag, text string, s *Scenario, variant string, named bool) ([]*reports.Claim, error) {
	var all []*reports.Claim
	for part := range strings.SplitSeq(text, "&") {
		part = strings.TrimSpace(part)
		c, err := reports.ParseClaim(part)
		if err == nil {
			err = knownTo(c, s, variant, named)
		}
		if err != nil {
			return nil, fmt.Errorf("%s %q: %w", flag, part, err)
		}
		all = append(all, c)
	}
	return all, nil
}

// knownTo complains about a claim about what the scenario has not, or about another
// variant; unless named it is about every variant, and names none, but may name a load.
func knownTo(c *reports.Claim, s *Scenario, variant string, named bool) error {
	if !named {
		if err := c.OfEach(variantsOf(s), loadsOf(s)); err != nil {
			return err
		}
	}
	return checkNames(c, []string{variant}, s)
}
