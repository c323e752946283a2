package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/reports/chart"
	"wavetank/reports/page"
	"wavetank/scenarios"
	"wavetank/scenarios/lint"
)

func kneeCommand() *cobra.Command {
	var (
		o compareOptions
		k scenarios.KneeOptions
	)
	c := &cobra.Command{
		Use:        "knee NAME|FILE --over KEY[=LOW..HIGH]",
		SuggestFor: []string{"threshold", "capacity", "breakpoint"},
		Short:      "Find the value of a key at which a scenario breaks",
		Long: `Find, for every variant and seed, up to which value of a key the scenario keeps what is
asked of it. As a seed is the same storm whatever the value, each has a threshold of its
own, which is bisected to a hundredth. Told are the values that half of the
storms survive, and all but one in twenty, with intervals, and how much more than the
first variant the others bear, seed by seed.

What is asked stands behind --until: claims about each variant, without its name, joined by
"&"; LOAD.METRIC is of one load. Without it a scenario with faults or surges is asked to
recover from them by its SLO, and one without to keep its SLO and not to end overloaded.

Without bounds the search finds them by itself, around what the file says: from an eighth of
it to eight times. Where the key is the rate of a load, and a fault pushes the system over, the
load is cut after the collapse, further and further, until the system comes back: between that
and the threshold it is metastable. A phase plot shows the two basins, just above the threshold.

A further run in each seed looks for inversions: where one is found there is no single
threshold, and the table says in how many seeds. If that is more than one in ten, every seed
is run at each value of a grid instead, and the share that keeps what is asked is fitted by
one that goes one way only.`,
		Example: "  wavetank knee retry-storm --over loads.users.rate=100/s..240/s\n  wavetank knee retry-storm --over loads.users.rate\n" +
			"  wavetank knee my.toml --over nodes.shop.workers=2..40 \\\n    --until \"p99 < 300ms & error_rate < 1%\"",
		Args:              oneName("the name of a scenario, or a file"),
		ValidArgsFunction: completeNames,
		RunE:              func(c *cobra.Command, args []string) error { return o.runKnee(c, args[0], k) },
	}
	o.choice.flags(c)
	o.keeping.flags(c)
	c.Flags().StringVar(&k.Over, "over", "", "KEY or KEY=LOW..HIGH: the key, and the bounds of the search")
	c.Flags().StringVar(&k.Until, "until", "", "what is asked, such as \"unrecovered == 0 & p99 < 300ms\" (default: what the SLO says)")
	o.runFlags(c, "how many seeds", "the first of the seeds")
	c.Flags().StringVar(&o.out, "out", "", "folder for the chart and the numbers (default: out/NAME-knee)")
	pageFlag(c, &o.html)
	c.Flags().BoolVar(&o.json, "json", false, "print the thresholds as JSON")
	if err := errors.Join(c.MarkFlagDirname("out"), c.RegisterFlagCompletionFunc("over", completeSettings)); err != nil {
		panic(err)
	}
	return c
}

// mostKneeSeeds bounds a search: each seed takes about ten runs of every variant.
const mostKneeSeeds = 1000

// runKnee searches for the knee of a scenario.
func (o *compareOptions) runKnee(c *cobra.Command, name string, k scenarios.KneeOptions) error {
	if k.Over == "" {
		return errors.New("wavetank knee needs --over KEY, the key whose threshold is sought, as in: wavetank knee " + name + " --over loads.users.rate")
	}
	if o.seeds > mostKneeSeeds {
		return fmt.Errorf("--seeds %d is not 1 to %d", o.seeds, mostKneeSeeds)
	}
	o.from = originOf(c)
	open, err := o.opener(name)
	if err != nil {
		return err
	}
	s, err := open()
	if err != nil {
		return err
	}
	o.remark(c.ErrOrStderr(), s)
	o.knee = &k
	return o.carryOut(c, name, study{s, "seeds", 1, func(ctx context.Context, runs scenarios.CompareOptions) (*outcome, error) {
		found, err := scenarios.Knee(ctx, open, k, runs)
		if found == nil {
			return nil, err
		}
		found.Capacity = capacity(open, found)
		return &outcome{
			finished: fmt.Sprintf("%d of %d seeds", len(found.Arms[0].Thresholds), o.seeds),
			page:     page.Report{Knee: found},
			json:     reports.JSON(found),
			print:    func(w io.Writer) error { return printKnee(w, found) },
			files:    found.Files(), drawings: chart.KneeDrawings(found),
			brief: reports.Brief{Finding: found.Finding()},
		}, err
	}})
}

func printKnee(w io.Writer, k *reports.Knee) error {
	fmt.Fprintf(w, "%s: %s (%s)\n\n", k.Scenario, k.Title, reports.CountOf(len(k.Arms[0].Thresholds), "seed"))
	wrap(w, k.Asked(), "")
	fmt.Fprintln(w)
	for _, words := range []string{k.Finding(), k.Return(), k.Doubt()} {
		if words != "" {
			wrap(w, words, "")
		}
	}
	fmt.Fprintln(w)
	if err := k.WriteTable(w, screenOf(w, false)); err != nil {
		return err
	}
	fmt.Fprintln(w)
	again(w, k.Command)
	return nil
}

// capacity returns the value of the key at which the busiest node of the first variant is
// asked for all that it can do, as far as arithmetic knows, or NaN if there is none up to
// eight times the upper bound.
func capacity(open scenarios.Opener, k *reports.Knee) float64 {
	busy := func(x float64) bool {
		s, err := open(scenarios.Setting{Key: k.Over, Value: k.Write(x), From: "--over"})
		if err != nil {
			return false
		}
		_, share := lint.Busiest(s, s.Variants[0])
		return share >= 1
	}
	low, high := k.Low, k.High
	for range 3 {
		if !busy(high) {
			high *= 2
		}
	}
	if busy(low) || !busy(high) {
		return math.NaN()
	}
	for high-low > high/1000 {
		if middle := (low + high) / 2; busy(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}
