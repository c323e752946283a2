// Package reports turns the trace of a run into numbers: what became of the
// requests, how long they took, how the system came through its faults.
//
//	facts ─► Collector ─► Summary ─► JSON, CSV, a table
//	                         │
//	                         └─► Metrics ─► Comparison of variants over seeds
//
// A Collector watches a world and folds each fact as it happens, so that its
// memory does not grow with the number of requests:
//
//	c := reports.NewCollector(reports.Options{Duration: time.Minute, Warmup: 5 * time.Second})
//	w.Attach(c)
//	err := w.Run(end)
//	s := c.Finish("with", seed, w.Digest(), w.Events(), w.Now())
//
// Every number that has a name is a Metric, defined in words in Metrics, and
// computed in integers or in arithmetic that no compiler fuses, so that the same
// trace gives the same bytes on every processor. A number that does not exist is
// undefined, never zero: where no request ended there is no error rate and no
// percentile. Percentiles come from histograms and are never averaged.
package reports
