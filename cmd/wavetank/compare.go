package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/reports/chart"
	"wavetank/reports/page"
	"wavetank/scenarios"
)

func compareCommand() *cobra.Command {
	var o compareOptions
	c := &cobra.Command{
		Use:        "compare NAME|FILE",
		SuggestFor: []string{"sweep", "factorial", "benchmark", "bench", "ab"},
		Short:      "Compare the variants of a scenario over many seeds",
		Long: `Run every variant of a scenario with the same seeds, and tell what difference it
makes: a sentence, a table, paired differences with their 95 % intervals, charts, and
the numbers as CSV and JSON. Then hold the scenario's expectations against it. Each run
is held to the scenario's invariants, as by run and hunt.

With --sweep KEY=VALUE,VALUE,… the scenario is compared with each value in the place of
what the file says under the key; with two of them, at every point of a grid. A VALUE may
be a range: 10%..90%/9 is nine values at equal distances, 1ms..1s log 7 seven at equal
ratios, 1..8 each whole number. It tells where the SLO is kept and, of these, the best value, or those that are
equally good, by the first metric of --by and, where that does not tell, by the next; holds
the expectations at each point; and draws the curve or the heat map of each metric.

With --factorial PATTERN,PATTERN,… the arms are all subsets of the patterns instead of
the scenario's variants, and the effect of each pattern and of each combination is told.

With --junit, --markdown and --annotations a machine that builds software hears of it.

With --set KEY=VALUE a value stands in place of what the file says, and with --only
VARIANT,… only some of the variants run, the first of them being the baseline.

With --html FILE it writes one page of HTML with all of it, charts and scenario
included, which needs no other file and no network; its charts move, and without scripts
they stand still. With --live the simulator is in the page too, about 3 MB: whoever opens
it turns a knob and runs the scenario again, as --set and --only have it. It is built from
the source, in a clone.

An interrupt (Ctrl-C), or a kill, keeps what is finished: the same command goes on from
there. With --ledger FILE the results of all runs are kept, so that more --seeds later
only add to them. With --shard i/n one of n machines makes its part, and wavetank merge
puts their ledgers together.`,
		Example: "  wavetank compare circuit-breaker\n  wavetank compare my.toml --seeds 50 --out results\n" +
			"  wavetank compare circuit-breaker \\\n    --sweep patterns.breaker.failure_rate=10%..90%/9\n" +
			"  wavetank compare defence-in-depth --factorial retry,breaker,bulkhead\n" +
			"  wavetank compare circuit-breaker --set nodes.payment.workers=8 \\\n    --set loads.shoppers.rate=300/s",
		Args:              oneName("the name of a scenario, or a file"),
		ValidArgsFunction: completeNames,
		RunE: func(c *cobra.Command, args []string) error {
			return o.guard(c, args[0], func() error { return o.study(c, args[0]) })
		},
	}
	o.choice.flags(c)
	o.ci.flags(c)
	o.keeping.flags(c)
	c.Flags().StringArrayVar(&o.sweep, "sweep", nil, "KEY=VALUE,VALUE,… or KEY=FROM..TO/N: compare at each value of a key, such as patterns.breaker.failure_rate; twice for a grid")
	c.Flags().StringSliceVar(&o.by, "by", nil, "METRIC,METRIC: what ranks the points of a sweep, such as p99 or nodes.payment.utilisation (default: what the scenario claims, and "+strings.Join(reports.SweptMetrics, ",")+")")
	c.Flags().StringVar(&o.factorial, "factorial", "", "PATTERN,PATTERN,…: compare every subset of these patterns of the scenario")
	o.runFlags(c, "how many seeds", "the first of the seeds")
	c.Flags().StringVar(&o.db, "db", "", "FILE: add runs, metrics of each seed, series, facts and units to a database of SQLite; its form and queries: wavetank describe db")
	o.resultFlags(c)
	if err := errors.Join(c.MarkFlagDirname("out"), c.RegisterFlagCompletionFunc("sweep", completeSettings), c.RegisterFlagCompletionFunc("factorial", completePatterns)); err != nil {
		panic(err)
	}
	return c
}

// runFlags adds those that say with which seeds, and how many runs at a time.
func (o *compareOptions) runFlags(c *cobra.Command, seeds, first string) {
	c.Flags().IntVar(&o.seeds, "seeds", 0, seeds+" (default: what the scenario says, or 20)")
	c.Flags().Uint64Var(&o.first, "seed", 1, first)
	jobsFlag(c, &o.jobs)
}

func jobsFlag(c *cobra.Command, jobs *int) {
	c.Flags().IntVar(jobs, "jobs", 0, "how many runs at a time; the result does not depend on it (default: one for each core)")
}

// resultFlags adds those that say what comes of it, and where.
func (o *compareOptions) resultFlags(c *cobra.Command) {
	c.Flags().StringVar(&o.out, "out", "", "folder for charts and numbers, in which those of an earlier run are replaced (default: out/NAME, out/NAME-sweep, out/NAME-factorial)")
	pageFlag(c, &o.html)
	c.Flags().BoolVar(&o.live, "live", false, "with --html: put the simulator into the page, so that its reader turns knobs and runs it again")
	c.Flags().BoolVar(&o.details, "details", false, "print all there is: each load, what facts told, recovery and items")
	c.Flags().BoolVar(&o.json, "json", false, "print the comparison as JSON")
}

// mostSeeds bounds a comparison.
const mostSeeds = 100_000

type compareOptions struct {
	choice
	ci
	keeping
	sweep     []string
	by        []string
	factorial string
	knee      *scenarios.KneeOptions // nil is no search
	tune      *scenarios.TuneOptions // nil is no tuning

	seeds int
	first uint64
	jobs  int
	out   string
	html  string
	db    string
	roll  *roll // who made what, for the database
	live  bool
	// simulator is what live puts into the page.
	simulator *page.Live
	json      bool
	details   bool
}

// study carries out what the flags ask for.
func (o *compareOptions) study(c *cobra.Command, name string) error {
	o.from = originOf(c)
	if o.db != "" {
		if err := readyForDB(c, o.db); err != nil {
			return err
		}
	}
	switch {
	case o.live && o.html == "":
		return errors.New("--live puts the simulator into a page: it needs --html FILE")
	case o.live && len(o.sweep) > 0:
		return o.oneOfMany()
	case o.live && c.Flags().Changed("factorial"):
		return errors.New("--live runs the variants of a scenario again, and --factorial makes its own of the patterns: write its page without --live, or a page of those that matter, which [variants] names")
	case len(o.sweep) > 0 && o.factorial != "":
		return errors.New("--sweep and --factorial do not go together")
	case c.Flags().Changed("factorial") && len(o.only) > 0:
		return errors.New("--only and --factorial do not go together: a factorial makes its arms of patterns")
	case len(o.by) > 0 && len(o.sweep) == 0:
		return errors.New("--by ranks the points of a sweep: it needs --sweep")
	case o.live:
		if err := o.enliven(c.Context()); err != nil {
			return err
		}
	case len(o.sweep) > 0:
		return o.runSweep(c, name)
	case c.Flags().Changed("factorial"):
		return o.runFactorial(c, name)
	}
	return o.run(c, name)
}

func (o *compareOptions) run(c *cobra.Command, name string) error {
	s, err := o.open(c.ErrOrStderr(), name)
	if err != nil {
		return err
	}
	if o.live && len(s.Origin.Files) > 0 {
		return fmt.Errorf("--live: a page reads no files, and %s has to: %s", s.Name(), strings.Join(slices.Sorted(maps.Keys(s.Origin.Files)), ", "))
	}
	s.Measure = true
	return o.carryOut(c, name, study{s, "seeds", 1, func(ctx context.Context, runs scenarios.CompareOptions) (*outcome, error) {
		compared, err := scenarios.Compare(ctx, s, runs)
		if compared == nil {
			return nil, err
		}
		scenarios.Judge(s, compared)
		shown(compared.Invariants, func(t reports.Tally) string { return o.alone(t.Variant, t.Seed).command(name) })
		return &outcome{
			finished: fmt.Sprintf("%d of %d seeds", len(compared.Seeds), o.seeds),
			page:     page.Report{Comparison: compared, Idle: scenarios.Idle(s, compared.Totals())},
			json:     reports.JSON(compared),
			print:    func(w io.Writer) error { return printComparison(w, s, compared, o.details) },
			files:    compared.Files(), drawings: chart.Drawings(compared), tallies: compared.Invariants, status: verdict(compared.Expectations),
			brief: reports.Brief{Finding: compared.Finding(), Table: compared.BriefTable(), Cases: expected(s, compared.Expectations)},
		}, err
	}})
}

// source returns the text of a scenario, empty if it cannot be read any more.
func (x *choice) source(name string) string {
	if x.from != nil {
		return string(x.from.Text)
	}
	text, err := scenarios.Source(name)
	if err != nil {
		text, _ = os.ReadFile(name)
	}
	return string(text)
}

// complete fills in what the command line leaves to the scenario.
func (o *compareOptions) complete(c *cobra.Command, s *scenarios.Scenario) error {
	if !c.Flags().Changed("seeds") {
		o.seeds = s.Seeds
	}
	if o.seeds < 1 || o.seeds > mostSeeds {
		return fmt.Errorf("--seeds %d is not 1 to %d", o.seeds, mostSeeds)
	}
	if err := lastSeed(o.first, o.seeds); err != nil {
		return err
	}
	if c.Flags().Changed("jobs") && o.jobs < 1 {
		return fmt.Errorf("--jobs %d is not 1 or more", o.jobs)
	}
	if o.out == "" {
		o.out = filepath.Join("out", s.Name())
		switch { // each has a folder of its own, so that none removes what another found
		case len(o.sweep) > 0:
			o.out += "-sweep"
		case o.factorial != "":
			o.out += "-factorial"
		case o.knee != nil:
			o.out += "-knee"
		case o.tune != nil:
			o.out += "-tune"
		}
	}
	return nil
}

// lastSeed complains about seeds in a row that go beyond the last one there is.
func lastSeed(first uint64, n int) error {
	if first > math.MaxUint64-uint64(n-1) {
		return fmt.Errorf("--seed %d: %s from there on would go beyond the last one, %d", first, reports.CountOf(n, "seed"), uint64(math.MaxUint64))
	}
	return nil
}

func printComparison(w io.Writer, s *scenarios.Scenario, c *reports.Comparison, details bool) error {
	screen := screenOf(w, details)
	screen.Wrap(w, fmt.Sprintf("%s: %s (%s, %v of virtual time each)", s.Name(), s.Title, reports.CountOf(len(c.Seeds), "seed"), s.Duration), "")
	if asked := s.Asked(); asked != "" {
		screen.Wrap(w, asked, "")
	}
	fmt.Fprintln(w)
	width := screen.Width
	if width == 0 {
		width = reports.FindingWidth
	}
	for _, l := range c.FindingLines(width) {
		screen.Wrap(w, l, "")
	}
	if text := c.Bottlenecks(); text != "" {
		fmt.Fprintln(w)
		screen.Wrap(w, text, "")
	}
	fmt.Fprintln(w)
	if err := c.WriteTable(w, screen); err != nil {
		return err
	}
	printExpectations(w, c.Expectations, screen)
	printInvariants(w, c.Invariants)
	notes(w, scenarios.Idle(s, c.Totals()))
	if !details {
		fmt.Fprintln(w)
		screen.Wrap(w, "More with --details: each load, what facts told, recovery and items.", "")
	}
	fmt.Fprintln(w)
	again(w, c.Command)
	return nil
}

// printExpectations prints what became of each, and why.
func printExpectations(w io.Writer, list []reports.Expectation, screen reports.Screen) {
	if len(list) > 0 {
		fmt.Fprintln(w)
		screen.Wrap(w, "Expectations, with medians over the seeds:", "")
	}
	const indent = "               "
	for _, e := range list {
		status := screen.Tone(string(e.Verdict.Status), e.Verdict.Status == reports.Pass, e.Verdict.Status == reports.Fail)
		fmt.Fprintf(w, "  %s%s", status, indent[2+len(e.Verdict.Status):])
		var that strings.Builder
		screen.Wrap(&that, e.That, indent)
		fmt.Fprint(w, strings.TrimPrefix(that.String(), indent))
		found := e.Verdict.Found
		if e.Verdict.Status != reports.Pass {
			found = e.Verdict.Words
		}
		if words := strings.TrimPrefix(found+": "+e.Note, ": "); words != "" {
			screen.Wrap(w, strings.TrimSuffix(words, ": "), indent)
		}
	}
}

// verdict turns failed or undecided expectations into an exit status.
func verdict(list []reports.Expectation) int {
	status := statusPass
	for _, e := range list {
		switch {
		case e.Verdict.Status == reports.Fail:
			status = statusFailed
		case e.Verdict.Status == reports.Inconclusive && status == statusPass:
			status = statusInconclusive
		}
	}
	return status
}

// command returns the command line that repeats the comparison.
func (o compareOptions) command(name string) string {
	verb := "compare"
	switch {
	case o.knee != nil:
		verb = "knee"
	case o.tune != nil:
		verb = "tune"
	}
	line := fmt.Sprintf("wavetank %s %s --seeds %d", verb, quote(name), o.seeds)
	if o.first != 1 {
		line += fmt.Sprintf(" --seed %d", o.first)
	}
	line += o.words()
	for _, axis := range o.sweep {
		line += " --sweep " + quote(axis)
	}
	if len(o.by) > 0 {
		line += " --by " + quote(strings.Join(o.by, ","))
	}
	if o.factorial != "" {
		line += " --factorial " + quote(o.factorial)
	}
	if o.knee != nil {
		line += " --over " + quote(o.knee.Over)
		if o.knee.Until != "" {
			line += " --until " + quote(o.knee.Until)
		}
	}
	if o.tune != nil {
		line += tuneWords(*o.tune)
	}
	return line
}
