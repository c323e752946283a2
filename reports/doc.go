// Package reports turns the trace of a run into numbers: what became of the
// requests, how long they took, how the system came through its faults.
//
//	facts ─► Collector ─► Summary ─► JSON, a table
//	                         │
//	                         └─► Metrics ─► Comparison of variants over seeds ─► JSON, CSV, tables, a finding
//	                                            │
//	                                            └─► Claim ─► Verdict
//
// A [Collector] watches a world and folds each fact as it happens, so that its
// memory does not grow with the number of requests:
//
//	c := reports.NewCollector(reports.Options{Duration: time.Minute, Warmup: 5 * time.Second})
//	w.Attach(c)
//	err := w.Run(end)
//	s := c.Finish("with", seed, w.Digest(), w.Events(), w.Now())
//
// A [Comparer] takes the summaries of many runs and keeps a few numbers of each;
// its [Comparison] pairs the variants by seed. A [Claim] is judged on that.
//
// Every number that has a name is a [Metric]. [Metrics] defines it in words, and
// computes it in integers or in arithmetic that no compiler fuses, so that the same
// trace gives the same bytes on every processor. A number that does not exist is
// undefined, never zero, and [Metric.Why] says why. Percentiles come from a
// [Histogram] and are never averaged.
//
// # Where things are
//
// One run:
//
//   - fold.go: the [Collector]; waiting.go, items.go, recovery.go and disturbance.go
//     are what it folds besides counts
//   - summary.go: the [Summary] and what became of its requests, a [Load]
//   - family.go: how facts are reported, a [Family]; level.go and level_fold.go,
//     span.go and values.go are one family or two each
//   - histogram.go, window.go: distributions, and the windows of a series
//   - metrics.go, undefined.go: every [Metric], and why one is undefined
//   - norm.go, recovery.go, state.go: what was usual, whether that came back, how a run ended
//   - table.go, outcomes.go, items_table.go, json.go: a run as it is printed
//
// Many runs:
//
//   - comparer.go, comparison.go: the [Comparison] with its bands and differences
//   - stats.go, limits.go, rounding.go: intervals of means and medians, where they
//     end, and how short those of percentiles can be
//   - curve.go, recovered.go: the course of the runs, and how they recovered
//   - rank.go, measure.go, subject.go: which arm is best, in which measure, and what it is about
//   - finding*.go: the answer in sentences; hanging.go: who was never answered
//   - screen.go, plain.go, arms_table.go: tables that fit, and text that steers nothing
//   - comparison_table.go, comparison_csv.go, comparison_json.go, files.go: as it is
//     printed and saved
//   - claim.go, claim_parse.go, claim_name.go, claim_sample.go, claim_judge.go: the
//     [Claim], its grammar, its values and its [Verdict]
//   - engaged.go: whether faults and patterns took part at all
//   - sweep.go, best.go, factorial.go: a [Sweep] over values, which of them are best, a
//     [Factorial] of patterns
//   - meter.go, place.go, sort.go: what is measured of nodes, routes and edges where
//     somebody asks, each a [Place]; hottest.go: the busiest; bottleneck.go; burden.go: who had
//     too much to do in the end
//   - states.go, phase.go: what comes back without its faults, and where it moves
//   - knee*.go, tuning*.go, objective.go, effect.go: a [Knee], a [Tuning], what patterns do to a
//     metric as a factor
//   - saved.go, diff.go: results read again and paired; archive*.go, database.go: kept in ledgers
//     and for questions; brief.go, junit.go: for machines that build software
//   - unit.go, figures.go: units, and how numbers are written
//
// To add a metric, add it to [Metrics]: if it needs a new count, that is a field of
// [Load], which load.add sums up and the Collector counts. To add a family of
// facts, write its file and list it in [Families]. Tables, CSV, JSON, claims and
// the command line range over both lists. Charts are in package chart.
package reports
