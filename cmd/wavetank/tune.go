package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/reports/chart"
	"wavetank/reports/page"
	"wavetank/scenarios"
)

func tuneCommand() *cobra.Command {
	var (
		o compareOptions
		k scenarios.TuneOptions
	)
	c := &cobra.Command{
		Use:        "tune NAME|FILE --knob KEY=LOW..HIGH",
		SuggestFor: []string{"optimize", "optimise"},
		Short:      "Find the values of some keys with which a variant does best",
		Long: `Let designs race, which are values of some keys, on the same seeds, and put out whoever
is beaten. The values of the file always race, so that yours are as good is a possible
answer, and the defaults of libraries as far as the knobs allow them. What is left is
run again with fresh seeds, which luck has not chosen, and both numbers are told; so
are the other defaults, which cannot win.

A --knob is a range, of durations and rates at equal ratios (LOW..HIGH log for others), or
a list of values. By several things to --minimise a front is left, of which none is
better than another in all; the winner is its knee. What stands behind --subject,
claims joined by "&", has to be kept, as is judged at 95 %. With --vary the storm is drawn
with each seed, too, so that the winner is not fitted to one.

The best of all that raced wins, or one within the zone of it, with a probability of
95 %, unless the budget ends before: then that is said. The zone is the difference
that does not matter: a fiftieth of what the file's own values come to, or what is said with
--indifferent. In tuned.toml stands the scenario with the winner's values.

An interrupt (Ctrl-C) keeps what is known, and the same command goes on from there.`,
		Example: "  wavetank tune breaker-sweet-spot --knob patterns.breaker.failure_rate=10%..90%\n" +
			"  wavetank tune my.toml --knob patterns.retry.attempts=1..5 \\\n" +
			"    --knob patterns.retry.base=1ms..1s --minimise error_rate,attempts_per_request \\\n" +
			"    --subject \"p99 < 300ms\" --vary faults.at,loads.users.rate=±20%",
		Args:              oneName("the name of a scenario, or a file"),
		ValidArgsFunction: completeNames,
		RunE:              func(c *cobra.Command, args []string) error { return o.runTune(c, args[0], k) },
	}
	o.choice.flags(c)
	o.keeping.flags(c)
	c.Flags().StringArrayVar(&k.Knobs, "knob", nil, "KEY=LOW..HIGH or KEY=VALUE,VALUE,…: a key and the values it may have; again for another")
	c.Flags().StringSliceVar(&k.Minimise, "minimise", nil, "METRIC,METRIC: what is to be small (default: error_rate)")
	c.Flags().StringSliceVar(&k.Maximise, "maximise", nil, "METRIC,METRIC: what is to be large, such as goodput")
	c.Flags().StringVar(&k.Subject, "subject", "", "claims that have to be kept, such as \"p99 < 300ms & error_rate < 1%\"")
	c.Flags().StringArrayVar(&k.Indifferent, "indifferent", nil, "METRIC=VALUE: the difference that does not matter, such as error_rate=0.2%")
	c.Flags().StringArrayVar(&k.Vary, "vary", nil, "KEY,KEY=±SHARE: what is drawn with each seed, such as faults.at,loads.users.rate=±20%")
	c.Flags().IntVar(&k.Budget, "budget", 1000, "how many runs the race may take")
	o.runFlags(c, "how many fresh seeds for what is left", "the first of the seeds of the race; the fresh ones follow")
	c.Flags().StringVar(&o.out, "out", "", "folder for tuned.toml, charts and numbers (default: out/NAME-tune)")
	pageFlag(c, &o.html)
	c.Flags().BoolVar(&o.json, "json", false, "print the tuning as JSON")
	if err := errors.Join(c.MarkFlagDirname("out"), c.RegisterFlagCompletionFunc("knob", completeSettings)); err != nil {
		panic(err)
	}
	return c
}

// mostTuned bounds the budget of a tuning.
const mostTuned = 100_000

// runTune lets designs race.
func (o *compareOptions) runTune(c *cobra.Command, name string, k scenarios.TuneOptions) error {
	if k.Knobs == nil {
		return errors.New("wavetank tune needs --knob KEY=LOW..HIGH, the key whose value is sought, as in: --knob patterns.breaker.failure_rate=10%..70%")
	}
	if k.Budget < 1 || k.Budget > mostTuned {
		return fmt.Errorf("--budget %d is not 1 to %d", k.Budget, mostTuned)
	}
	o.from, o.tune = originOf(c), &k
	open, err := o.opener(name)
	if err != nil {
		return err
	}
	whole, err := (&choice{set: o.set, from: o.from}).opener(name)
	if err != nil {
		return err
	}
	s, err := open()
	if err != nil {
		return err
	}
	o.remark(c.ErrOrStderr(), s)
	return o.carryOut(c, name, study{s, "runs", 0, func(ctx context.Context, runs scenarios.CompareOptions) (*outcome, error) {
		found, err := scenarios.Tune(ctx, open, k, runs)
		if found == nil {
			return nil, err
		}
		tuned, failed := scenarios.Tuned(whole, found)
		if failed != nil {
			return nil, failed
		}
		texts, failed := scenariosIn(tuned)
		if failed != nil {
			return nil, failed
		}
		return &outcome{
			finished: fmt.Sprintf("%d runs", found.Runs+found.Checked),
			page:     page.Report{Tuning: found, Files: texts},
			json:     reports.JSON(found),
			print:    func(w io.Writer) error { return printTuning(w, found) },
			files:    append(found.Files(), tuned...),
			drawings: chart.TuningDrawings(found),
			brief:    reports.Brief{Finding: found.Finding()},
			status:   unkept(found),
		}, err
	}})
}

// unkept is the status of a tuning that found nothing that keeps what it is subject to, or
// nothing that is shown to.
func unkept(t *reports.Tuning) int {
	return map[reports.Status]int{reports.Pass: statusPass, reports.Fail: statusFailed, reports.Inconclusive: statusInconclusive}[t.Subjected()]
}

func printTuning(w io.Writer, t *reports.Tuning) error {
	fmt.Fprintf(w, "%s: %s (%s, %s in the race and %s after it)\n\n", t.Scenario, t.Title, t.Variant, reports.CountOf(t.Runs, "run"), reports.CountOf(t.Checked, "run"))
	wrap(w, t.Finding(), "")
	if words := t.Trade(); words != "" {
		wrap(w, words, "")
	}
	wrap(w, t.Guarantee(), "")
	fmt.Fprintln(w)
	if err := t.WriteTable(w, screenOf(w, false)); err != nil {
		return err
	}
	fmt.Fprintln(w)
	again(w, t.Command)
	return nil
}

// tuneWords returns the flags of a tuning, each behind a blank.
func tuneWords(k scenarios.TuneOptions) string {
	line := ""
	add := func(flag, text string) {
		if text != "" {
			line += " --" + flag + " " + quote(text)
		}
	}
	for _, text := range k.Knobs {
		add("knob", text)
	}
	add("minimise", strings.Join(k.Minimise, ","))
	add("maximise", strings.Join(k.Maximise, ","))
	add("subject", k.Subject)
	for _, text := range k.Indifferent {
		add("indifferent", text)
	}
	for _, text := range k.Vary {
		add("vary", text)
	}
	return line + fmt.Sprintf(" --budget %d", k.Budget)
}
