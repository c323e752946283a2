package queueing

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/language"
	"wavetank/scenarios/world"
	"wavetank/sim"
	"wavetank/sim/reference"
)

// The tables of testdata hold what queueing theory says exactly; each file names its
// source. The tests write a scenario for every row, in nothing but the language of scenario files, run it with many
// seeds, and hold every number of the row against the mean over the seeds.
//
// It passes if it lies within the stated tolerance, or within 3.5 standard errors
// over the seeds; a standard error above twice the tolerance is too large to tell,
// and fails too. The runs that CI makes, with -reference.whole, are long enough to keep
// it below the tolerance for all but far tails and short queues before many servers.
// Others are a tenth as long, too short for the farthest tail, and only of some rows.
const (
	replications = 20
	errorsWide   = 3.5
	widest       = 2
)

// unit is what the tables call one unit of time.
const unit = 10 * time.Millisecond

// span writes so many units as a duration.
func span(units float64) string {
	return fmt.Sprintf("%dns", int64(math.Round(units*float64(unit))))
}

// per writes so many a unit as a rate.
func per(units float64) string {
	return fmt.Sprintf("%.12g/s", units/unit.Seconds())
}

// A row is one row of a table.
type row map[string]any

func (r row) num(key string) float64 {
	x, ok := r[key].(float64)
	if !ok {
		panic(fmt.Sprintf("the row has no number %q: %v", key, r))
	}
	return x
}

func (r row) list(key string) []float64 {
	var list []float64
	for _, x := range r[key].([]any) {
		list = append(list, x.(float64))
	}
	return list
}

// want returns a number of the row, or its list of numbers.
func (r row) want(key string) []float64 {
	if _, ok := r[key].(float64); ok {
		return []float64{r.num(key)}
	}
	return r.list(key)
}

func readTable(t *testing.T, name string) (rows []row) {
	t.Helper()
	reference.Table(t, name, &rows)
	if len(rows) == 0 {
		t.Fatalf("%s has no rows", name)
	}
	return rows
}

// A trial is one run of a row's scenario, and what was seen of it.
type trial struct {
	sum    *reports.Summary
	gauges map[string]*gauge // by node, of those that call no others
	stays  map[string]*stay  // by load
}

// A stay adds up the latencies of a load's requests that were answered well.
type stay struct {
	load *sim.Owner
	warm sim.Time
	reference.Sample
}

// Fact takes in one fact.
func (s *stay) Fact(f *sim.Fact) {
	if f.Kind == sim.RequestOK && f.Owner == s.load && sim.Time(f.Extra) >= s.warm {
		s.Add(float64(f.Value))
	}
}

// try runs a scenario with a seed.
func try(s *scenarios.Scenario, seed uint64) (*trial, error) {
	w, err := world.Build(s, "", seed, sim.Limits{})
	if err != nil {
		return nil, err
	}
	defer w.Close()
	r := &trial{gauges: map[string]*gauge{}, stays: map[string]*stay{}}
	warm := sim.Time(s.Warmup)
	for _, n := range s.Nodes {
		if n.Routes[0].Calls == nil {
			g := &gauge{node: w.Sim.Owner(n.Name), workers: n.Workers, warm: warm, since: warm}
			r.gauges[n.Name] = g
			w.Sim.Attach(g)
		}
	}
	for _, l := range s.Loads {
		o := &stay{load: w.Sim.Owner(l.Name), warm: warm}
		r.stays[l.Name] = o
		w.Sim.Attach(o)
	}
	c := scenarios.Collect(w)
	if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
		return nil, err
	}
	r.sum = scenarios.Summary(w, c)
	for _, g := range r.gauges {
		g.upTo(sim.Time(s.Duration))
	}
	return r, nil
}

// trials runs a scenario with many seeds, on all cores.
func trials(t *testing.T, text string) []*trial {
	t.Helper()
	s, err := language.Load(t.Name()+".toml", []byte(text), language.Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	results := make([]*trial, replications)
	seeds := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range seeds {
				r, err := try(s, uint64(i+1))
				if err != nil {
					t.Error(err)
				}
				results[i] = r
			}
		})
	}
	for i := range results {
		seeds <- i
	}
	close(seeds)
	workers.Wait()
	if t.Failed() {
		t.FailNow()
	}
	return results
}

// A measure reads from a trial what a key of a row stands for, in units.
type measure func(*trial) []float64

// one makes a measure of a single number.
func one(f func(*trial) float64) measure {
	return func(r *trial) []float64 { return []float64{f(r)} }
}

// An experiment is a row of a table, the scenario that models it, and how to
// measure what the row says.
type experiment struct {
	row      row
	text     string             // of the scenario, without its head
	spans    float64            // units of time to measure, in all replications together
	measures map[string]measure // by the key of the row
	given    string             // keys of the row that are its setup, or no property of a run
}

// run makes the experiment, and compares everything that the row says.
func (e experiment) run(t *testing.T) {
	t.Helper()
	length := e.spans / replications
	if !reference.Whole() {
		length /= 10
	}
	results := trials(t, head(length)+e.text)
	for key := range e.row {
		measure, ok := e.measures[key]
		switch {
		case slices.Contains(strings.Fields(e.given), key), !reference.Whole() && key == "p999":
			continue
		case !ok:
			t.Errorf("nothing measures %q", key)
			continue
		}
		for i, want := range e.row.want(key) {
			var found []float64
			for _, r := range results {
				found = append(found, measure(r)[i])
			}
			judge(t, fmt.Sprintf("%s[%d]", key, i), found, want, allowed(key, want))
		}
	}
}

// head writes the beginning of a scenario that measures for so many units.
func head(units float64) string {
	return fmt.Sprintf("title = 'truth'\nduration = '%s'\nwarmup = '%s'\n", span(units/0.9), span(units/9))
}

// allowed returns the tolerance that the tables state for a number.
func allowed(key string, exact float64) float64 {
	switch {
	case strings.HasPrefix(key, "P_"):
		return max(0.005, 0.02*exact)
	case strings.HasSuffix(key, "p50"):
		return 0.015 * exact
	case strings.HasSuffix(key, "p90"), strings.HasSuffix(key, "p95"):
		return 0.02 * exact
	case strings.HasSuffix(key, "p99"), strings.HasSuffix(key, "p999"):
		return 0.03 * exact
	}
	return 0.01 * exact
}

// judge holds what the replications found against the truth.
func judge(t *testing.T, what string, found []float64, exact, tolerance float64) {
	t.Helper()
	var m reference.Sample
	for _, x := range found {
		m.Add(x)
	}
	se := m.Error()
	off := m.Mean() - exact
	t.Logf("%-26s %10.6g  exact %10.6g  %+6.2f%%  se %5.2f%%  %+5.1f se", what, m.Mean(), exact, 100*off/exact, 100*se/exact, off/se)
	if !(math.Abs(off) <= max(tolerance, errorsWide*se)) {
		t.Errorf("%s is %v, theory says %v ± %v; the standard error is %v", what, m.Mean(), exact, tolerance, se)
	}
	if reference.Whole() && !(se <= widest*tolerance) {
		t.Errorf("%s: the standard error of %v is too large to tell whether %v lies within %v of %v", what, se, m.Mean(), tolerance, exact)
	}
}

// load returns what became of a load's requests.
func (r *trial) load(name string) *reports.Load {
	for i := range r.sum.Loads {
		if r.sum.Loads[i].Name == name {
			return &r.sum.Loads[i]
		}
	}
	panic("no load " + name)
}

// latency measures the mean time in the system of those answered well.
func latency(load string) measure {
	return one(func(r *trial) float64 {
		d, _ := r.load(load).LatencyOK.Mean()
		return units(float64(d))
	})
}

// quantile measures a quantile of that time.
func quantile(load string, q float64) measure {
	return one(func(r *trial) float64 {
		d, _ := r.load(load).LatencyOK.Quantile(q)
		return units(float64(d))
	})
}

// units converts nanoseconds.
func units(ns float64) float64 { return ns / float64(unit) }

// measured is how long the run was after its warm-up, in units.
func (r *trial) measured() float64 { return units(float64(r.sum.Duration - r.sum.Warmup)) }
