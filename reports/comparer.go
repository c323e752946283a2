package reports

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"slices"
	"sort"
	"time"
)

// A Comparer folds runs into a Comparison as they end. It keeps a few numbers of
// each, and merges the histograms, which can be done in any order: the result is
// the same however many runs went on at once. It is not safe for several
// goroutines.
type Comparer struct {
	info    Info
	metrics []Metric
	loads   []string
	started bool
	arms    []arm // as in info.Variants
}

type arm struct {
	total  Summary
	width  time.Duration
	runs   []Run
	places []measuredPlace // of the latest run
	curves []runCurves     // as in runs
	kept   int64           // bytes that they take, about
}

// NewComparer returns a Comparer of the variants that info lists.
func NewComparer(info Info) *Comparer {
	return &Comparer{info: info, metrics: Metrics(), arms: make([]arm, len(info.Variants))}
}

// Add folds one run, and does not keep it. Each variant must be known, each seed
// come once per variant, and all runs have the same loads.
func (c *Comparer) Add(s *Summary) error {
	i := slices.IndexFunc(c.info.Variants, func(v Arm) bool { return v.Name == s.Variant })
	if i < 0 {
		return fmt.Errorf("add run: no variant is called %q", s.Variant)
	}
	a := &c.arms[i]
	at, twice := slices.BinarySearchFunc(a.runs, s.Seed, func(r Run, seed uint64) int { return cmp.Compare(r.Seed, seed) })
	if twice {
		return fmt.Errorf("add run: variant %q has two runs with seed %d", s.Variant, s.Seed)
	}
	if err := c.checkLoads(s); err != nil {
		return err
	}
	if w := s.Series.Width; a.width == 0 {
		a.width = w
	} else if w != 0 && w != a.width {
		return fmt.Errorf("add run: variant %q, seed %d has windows of %v, another run of %v", s.Variant, s.Seed, w, a.width)
	}
	a.total.merge(s)
	run := Run{undefined: make(map[int]string), Seed: s.Seed, Digest: s.Digest, Facts: slices.Clone(s.Facts), Faults: slices.Clone(s.Faults), Surges: slices.Clone(s.Surges), Judged: s.Judged, NeverWell: s.NeverWell, State: s.State, StateFrom: s.StateFrom, AtEase: s.AtEase}
	run.measured, run.places = measurePlaces(s.Places, a.places)
	a.places = run.measured
	for _, t := range s.Told {
		run.Told = append(run.Told, t.kept())
	}
	once := *s
	once.whole = s.total()
	for _, load := range append([]string{""}, c.loads...) {
		for _, m := range c.metrics {
			x, ok := m.Of(&once, load)
			if !ok {
				x = math.NaN()
				run.undefined[len(run.values)] = m.Why(&once, load)
			}
			run.values = append(run.values, x)
		}
	}
	curves := curvesOf(&s.Series)
	a.runs, a.curves = slices.Insert(a.runs, at, run), slices.Insert(a.curves, at, curves)
	a.kept += sizeOf(reflect.ValueOf(&run)) + sizeOf(reflect.ValueOf(&curves))
	return nil
}

func (c *Comparer) checkLoads(s *Summary) error {
	var names []string
	for i := range s.Loads {
		names = append(names, s.Loads[i].Name)
	}
	if c.started && !slices.Equal(names, c.loads) {
		return fmt.Errorf("add run: variant %q, seed %d has the loads %q, another run %q", s.Variant, s.Seed, names, c.loads)
	}
	c.loads, c.started = names, true
	return nil
}

// merge adds the counts of another run, and not what belongs to it alone.
func (s *Summary) merge(o *Summary) {
	s.Variant = o.Variant
	s.Duration += o.Duration
	s.Warmup += o.Warmup
	s.Events += o.Events
	s.Wasted += o.Wasted
	if s.Loads == nil {
		s.Loads = make([]Load, len(o.Loads))
	}
	for i := range o.Loads {
		s.Loads[i].Name = o.Loads[i].Name
		s.Loads[i].add(&o.Loads[i])
	}
	s.Places = mergePlaces(s.Places, o.Places)
	for _, f := range o.Facts {
		i := sort.Search(len(s.Facts), func(i int) bool { return s.Facts[i].Name >= f.Name })
		if i == len(s.Facts) || s.Facts[i].Name != f.Name {
			s.Facts = slices.Insert(s.Facts, i, FactCount{Name: f.Name})
		}
		s.Facts[i].Count += f.Count
	}
}

// Comparison returns the comparison of what was added so far. A variant without
// runs is in it, with nothing defined. The error says that nothing was added.
func (c *Comparer) Comparison() (*Comparison, error) {
	out := &Comparison{Info: c.info, Loads: slices.Clone(c.loads)}
	counts := c.countCurves()
	for i, info := range c.info.Variants {
		a := &c.arms[i]
		v := &Variant{Arm: info, Runs: slices.Clone(a.runs)}
		v.Total.merge(&a.total)
		v.Total.Variant = info.Name
		for _, r := range v.Runs {
			out.Seeds = append(out.Seeds, r.Seed)
			v.Total.Faults = append(v.Total.Faults, r.Faults...)
		}
		a.bundle(v)
		v.Levels, v.Counts = levelCurves(v.Runs), counts[i]
		v.Bands = c.bands(v.Runs)
		out.Variants = append(out.Variants, v)
		out.Invariants = append(out.Invariants, tallies(v.Name, v.Runs)...)
	}
	if len(out.Seeds) == 0 {
		return nil, fmt.Errorf("compare %s: there are no runs", c.info.Scenario)
	}
	slices.Sort(out.Seeds)
	out.Seeds = slices.Compact(out.Seeds)
	out.Faults = steadyFaults(out.Variants)
	out.differences()
	return out, nil
}

// bands returns every metric over the seeds, for all loads together and, if
// there are several, for each.
func (c *Comparer) bands(runs []Run) []Band {
	loads := []string{""}
	if len(c.loads) > 1 {
		loads = append(loads, c.loads...)
	}
	var bands []Band
	for block, load := range loads {
		for i, m := range c.metrics {
			if m.Whole && load != "" {
				continue
			}
			b := bandOf(m, runs, func(r *Run) (float64, string) {
				at := block*len(c.metrics) + i
				return r.values[at], r.undefined[at]
			})
			if b.Load = load; b.Runs > 0 || !m.Items {
				bands = append(bands, b)
			}
		}
	}
	for _, m := range toldMetrics(runs) {
		bands = append(bands, bandOf(m, runs, func(r *Run) (float64, string) { return r.told(m) }))
	}
	for _, m := range measuredMetrics(runs) {
		at := findPlaces(m)
		bands = append(bands, bandOf(m, runs, func(r *Run) (float64, string) {
			x := at.value(r)
			return x, at.why(r)
		}))
	}
	return bands
}

// bandOf takes the value of each run, and why there is none.
func bandOf(m Metric, runs []Run, value func(*Run) (float64, string)) Band {
	b := Band{Metric: m.Name, Unit: m.Unit}
	var x []float64
	for i := range runs {
		v, why := value(&runs[i])
		b.Values = append(b.Values, v)
		if math.IsNaN(v) {
			if b.Undefined++; b.Undefined == 1 {
				b.Why = why
			}
			continue
		}
		x = append(x, v)
		if math.IsInf(v, 1) {
			b.Infinite++
		}
	}
	b.Runs = len(x)
	b.Median, b.Low, b.High = Quantile(x, 0.5), Quantile(x, 0.05), Quantile(x, 0.95)
	return b
}

// steadyFaults returns the faults of the first run if every run of every variant
// had the same ones at the same instants, as timed faults do and random and
// triggered ones do not.
func steadyFaults(variants []*Variant) []Disturbance {
	var first []Disturbance
	started := false
	same := func(a, b Disturbance) bool { return a.Name == b.Name && a.Begin == b.Begin && a.End == b.End }
	for _, v := range variants {
		for _, r := range v.Runs {
			switch {
			case !started:
				first, started = r.Faults, true
			case !slices.EqualFunc(first, r.Faults, same):
				return nil
			}
		}
	}
	return slices.Clone(first)
}
