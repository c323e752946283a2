package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/reports/page"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
	"wavetank/sim"
)

func huntCommand() *cobra.Command {
	var o huntOptions
	c := &cobra.Command{
		Use:        "hunt NAME|FILE",
		SuggestFor: []string{"fuzz", "search", "find"},
		Short:      "Search for a storm that breaks a scenario",
		Long: `Run a scenario with one seed after another until an invariant ([[invariant]]) is
violated. Each seed draws a storm as well, within the bounds of the table [storm], if
there is that table or if the scenario has no [[faults]] of its own; --storm and
--storm=false decide otherwise. Without storms the expectations of the scenario are
held against each single seed, too.

What is found is made smaller: fewer faults, then shorter, later and narrower ones, then
fewer nodes and less load, each step run again. The least scenario that still fails is
written to failure.toml, for wavetank run, with its story and a Go test. The status is 4.
Of each invariant that is a claim about metrics (that = "…") the three runs are told that
came nearest to breaking it, and what was left, whether one broke it or not.

With --perturb K nothing is searched: the scenario runs with its own seed and faults,
and K times more with messages up to 100us later, which breaks ties another way: a bug
that a change has fixed is gone from all of them, one whose timing has moved is not.

An interrupt (Ctrl-C), or a kill, keeps what was tried: the same command goes on from
there. With --ledger FILE it is kept for good, so that more --seeds later only add. With
--shard i/n one of n machines tries its part, and wavetank merge tells what is found, and
makes it smaller, as one machine would have: the first by seed, whatever came first.`,
		Example:           "  wavetank hunt my.toml --seeds 10000\n  wavetank hunt my.toml --time 1m --jobs 4\n  wavetank hunt failure.toml --perturb 50",
		Args:              oneName("the name of a scenario, or a file"),
		ValidArgsFunction: completeNames,
		RunE: func(c *cobra.Command, args []string) error {
			return o.ci.guard(c, args[0], func() error { return o.run(c, args[0]) })
		},
	}
	c.Flags().IntVar(&o.seeds, "seeds", 1000, "how many seeds to try")
	c.Flags().Uint64Var(&o.first, "seed", 1, "the first of the seeds (default: what the scenario says, or 1)")
	c.Flags().DurationVar(&o.time, "time", 0, "stop after this much real time; without --seeds, try seeds until then")
	jobsFlag(c, &o.jobs)
	o.choice.flags(c)
	o.ci.flags(c)
	o.keeping.flags(c)
	c.Flags().BoolVar(&o.storm, "storm", false, "draw storms (default: if the scenario has [storm], or no [[faults]])")
	c.Flags().IntVar(&o.perturb, "perturb", 0, "run this many perturbations of the scenario instead of searching")
	c.Flags().BoolVar(&o.json, "json", false, "print what is found, and how near it came, as JSON")
	c.Flags().StringVar(&o.out, "out", "", "folder for what is found (default: out/NAME-hunt)")
	pageFlag(c, &o.html)
	if err := c.MarkFlagDirname("out"); err != nil {
		panic(err)
	}
	return c
}

// mostHunted bounds the seeds of a hunt.
const mostHunted = 10_000_000

type huntOptions struct {
	choice
	keeping
	ci      ci
	seeds   int
	first   uint64
	time    time.Duration
	jobs    int
	storm   bool
	asked   bool // whether the command line says so
	perturb int
	out     string
	json    bool
	html    string
	found   *huntJSON    // so far
	page    *page.Report // of it
	kept    *keeper
}

func (o *huntOptions) run(c *cobra.Command, name string) error {
	o.from = originOf(c)
	s, err := o.open(c.ErrOrStderr(), name)
	if err != nil {
		return err
	}
	if err := o.complete(c, s); err != nil {
		return err
	}
	plans, err := o.plans(s, limits(c))
	if err != nil {
		return err
	}
	if o.perturb > 0 {
		return o.perturbed(c, s, plans)
	}
	release, err := o.claim(s, o.out, o.html, o.ci.junit, o.ci.markdown, filepath.Join(o.out, "failure.toml"))
	if err != nil {
		return err
	}
	defer release()
	if o.kept, err = o.keep(c, name, s); err != nil {
		return err
	}
	served := false
	defer func() { o.kept.end(served) }()
	w := c.OutOrStdout()
	o.found = &huntJSON{Schema: reports.HuntSchema, Build: built().String(), Scenario: s.Name(), Hunts: []planJSON{}, Command: o.command(name)}
	o.page = o.blank(s, name)
	if o.json {
		c.SetOut(io.Discard)
	}
	err = o.all(c, s, name, plans)
	if errors.Is(err, scenarios.ErrElsewhere) {
		return o.kept.elsewhere(c.ErrOrStderr())
	}
	err = o.stopped(c, err)
	var ended *statusError
	if served = err == nil || errors.As(err, &ended) && ended.status == statusViolated; served {
		brief := reports.Brief{Scenario: s.Name(), Title: s.Title, Command: o.command(name), Cases: o.found.cases(s)}
		err = errors.Join(err, o.ci.tell(c, brief), o.writePage(c, s))
	}
	if o.json && (err == nil || errors.As(err, &ended) && ended.status != statusInternal) {
		return errors.Join(o.found.write(w), err)
	}
	return err
}

// complete fills in what the command line leaves open.
func (o *huntOptions) complete(c *cobra.Command, s *scenarios.Scenario) error {
	changed := c.Flags().Changed
	switch {
	case changed("time") && o.time <= 0:
		return fmt.Errorf("--time %v is not more than 0s", o.time)
	case changed("perturb") && (o.perturb < 1 || o.perturb > mostSeeds):
		return fmt.Errorf("--perturb %d is not 1 to %d", o.perturb, mostSeeds)
	case changed("jobs") && o.jobs < 1:
		return fmt.Errorf("--jobs %d is not 1 or more", o.jobs)
	case o.perturb > 0 && (o.json || o.ledger != "" || o.shard != ""):
		return errors.New("--perturb searches nothing: neither --json nor --ledger and --shard go together with it")
	case o.shard != "" && o.time > 0:
		return errors.New("--shard and --time do not go together: how far each machine came would decide what is found; say how many --seeds")
	case changed("time") && !changed("seeds"):
		o.seeds = mostHunted
	}
	if o.seeds < 1 || o.seeds > mostHunted {
		return fmt.Errorf("--seeds %d is not 1 to %d", o.seeds, mostHunted)
	}
	if o.jobs == 0 {
		o.jobs = runtime.GOMAXPROCS(0)
	}
	if !changed("seed") {
		o.first = uint64(s.Seed)
	}
	if err := lastSeed(o.first, o.seeds); err != nil {
		return err
	}
	if o.asked = changed("storm"); !o.asked {
		o.storm = s.Storm != nil || len(s.Faults) == 0 && len(s.Invariants) > 0
	}
	if o.perturb > 0 {
		o.storm = false
	}
	if o.out == "" {
		o.out = filepath.Join("out", s.Name()+"-hunt")
	}
	return nil
}

// plans returns what is hunted for, variant by variant, and last for the
// expectations, which are about all of them.
func (o huntOptions) plans(s *scenarios.Scenario, limits sim.Limits) ([]storm.Plan, error) {
	base := storm.Plan{Scenario: s, Policy: storm.PolicyOf(s), Runs: o.seeds, Seed: o.first, Jobs: o.jobs, Limits: limits, Still: !o.storm}
	plans := base.Split(s.Variants, !o.storm)
	if plans == nil {
		return nil, fmt.Errorf("scenario %s declares nothing to hunt for: it needs [[invariant]], as described by: wavetank describe language", s.Name())
	}
	return plans, nil
}

// hunt carries out a plan. If a part of it is for other machines, it says whether there is
// a finding all the same.
func (o huntOptions) hunt(ctx context.Context, c *cobra.Command, s *scenarios.Scenario, name string, p storm.Plan) (found bool, err error) {
	bar := newProgress(c.ErrOrStderr(), "seeds")
	if e := evaluationOf(c); e != nil {
		bar.more = e.more
	}
	if !(o.time > 0 && o.seeds == mostHunted) {
		p.Progress = bar.show
	}
	report, err := storm.Hunt(ctx, o.hand(p))
	bar.end()
	switch {
	case errors.Is(err, scenarios.ErrElsewhere):
		return o.apart(c, p, report), err
	case err != nil:
		return false, unable(err)
	}
	return report.Failure != nil, o.conclude(c, s, name, p, report)
}

// conclude tells what came of a plan.
func (o huntOptions) conclude(c *cobra.Command, s *scenarios.Scenario, name string, p storm.Plan, report *storm.Report) error {
	alone := func(seed uint64) string {
		one := o
		one.seeds, one.first, one.time = 1, seed, 0
		if !p.Expect {
			one.only = []string{p.Variant}
		}
		return one.command(name)
	}
	found := o.found.add(p, report, alone)
	w := c.OutOrStdout()
	if report.Failure != nil {
		return o.tell(c, name, s, p, report, found.Failure)
	}
	o.page.Hunt.Finding = append(o.page.Hunt.Finding, p.What()+": "+storm.Proof(report.Runs)+".")
	fmt.Fprintf(w, "%s, %s: %s\n", s.Name(), p.What(), storm.Proof(report.Runs))
	if near := report.Nearest; near != nil {
		fmt.Fprint(w, report.Nearness())
		repeat(w, "Again, the first of them: ", alone(near[0].Seed))
		fmt.Fprintln(w)
	}
	for _, goal := range report.Unreached {
		fmt.Fprintf(w, "Note: never reached: %s; the runs say nothing about it.\n", goal)
	}
	for _, words := range storm.Unseen(s, p.Variant) {
		fmt.Fprintf(w, "Note: %s.\n", words)
	}
	if c.Context().Err() != nil {
		return &statusError{status: statusInterrupted, err: fmt.Errorf("interrupted after %d of %d seeds", report.Runs, p.Runs)}
	}
	return nil
}

func (o huntOptions) tell(c *cobra.Command, name string, s *scenarios.Scenario, p storm.Plan, report *storm.Report, found *failureJSON) error {
	f, w := report.Failure, c.OutOrStdout()
	fmt.Fprintf(w, "%s, %s: seed %d, the %s, breaks it. Of %d faults %d are needed (found in %d runs).\n\n",
		s.Name(), p.What(), f.Seed, ordinal(report.Runs), len(f.Drawn), len(f.Storm), f.Steps)
	story, err := storm.Story(p, f)
	if err != nil {
		return err
	}
	fmt.Fprint(w, story)
	if report.Nearest != nil {
		fmt.Fprintf(w, "\n%s", report.Nearness())
	}
	left, err := f.Files()
	if err != nil {
		return err
	}
	files, err := save(c.ErrOrStderr(), s, o.out, o.command(name), left, o.jobs)
	if err != nil {
		return err
	}
	verb := "run"
	if p.Expect {
		verb = "hunt --seeds 1"
	}
	found.Saved, found.Command = files, fmt.Sprintf("wavetank %s %s", verb, quote(filepath.Join(o.out, "failure.toml")))
	if err := o.show(p, report, story, left, found.Command); err != nil {
		return err
	}
	fmt.Fprintln(w)
	wrap(w, fmt.Sprintf("Saved in %s: %s", o.out, strings.Join(files, ", ")), "")
	again(w, found.Command)
	return &statusError{status: statusViolated, told: true}
}

func ordinal(n int) string {
	ending := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			ending = "st"
		case 2:
			ending = "nd"
		case 3:
			ending = "rd"
		}
	}
	return fmt.Sprintf("%d%s", n, ending)
}

func (o huntOptions) perturbed(c *cobra.Command, s *scenarios.Scenario, plans []storm.Plan) error {
	violated := false
	for _, p := range plans {
		result, err := storm.Perturb(c.Context(), p, o.first, o.perturb)
		if err != nil {
			return unable(err)
		}
		fmt.Fprintf(c.OutOrStdout(), "%s, %s: %v\n", s.Name(), p.What(), result)
		violated = violated || result.Failed > 0 || result.Original != nil
	}
	if violated {
		return &statusError{status: statusViolated, told: true}
	}
	return nil
}

// command returns the command line that repeats the hunt.
func (o huntOptions) command(name string) string {
	line := "wavetank hunt " + quote(name)
	if o.time > 0 {
		line += fmt.Sprintf(" --time %s", o.time)
	}
	if o.time == 0 || o.seeds != mostHunted {
		line += fmt.Sprintf(" --seeds %d", o.seeds)
	}
	line += fmt.Sprintf(" --seed %d", o.first)
	line += o.words()
	if o.asked {
		line += fmt.Sprintf(" --storm=%t", o.storm)
	}
	return line
}

// blamed are the ends of a hunt for which the scenario is to blame.
var blamed = [...]error{storm.ErrCalm, storm.ErrVacuous}

// unable returns what ends the program when a hunt cannot judge: the scenario is to
// blame for a calm that cannot begin, and for being asked nothing.
func unable(err error) error {
	if slices.ContainsFunc(blamed[:], func(kind error) bool { return errors.Is(err, kind) }) {
		return err
	}
	return &statusError{status: statusInternal, err: err}
}
