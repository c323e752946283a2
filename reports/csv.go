package reports

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"time"
)

// WriteSeriesCSV writes the runs in windows, one line each, under a heading:
// t_s is the beginning of the window, the other columns are defined as the
// metrics are, over the requests that were meant to start in it. What is
// undefined is empty. The warm-up is included.
func WriteSeriesCSV(w io.Writer, runs ...*Summary) error {
	out := csv.NewWriter(w)
	out.Write([]string{
		"variant", "seed", "t_s", "requests", "ok", "degraded", "failed", "timed_out", "rejected", "unanswered", "attempts",
		"error_rate", "p50_ms", "p99_ms", "all_p50_ms", "all_p99_ms",
	})
	for _, s := range runs {
		for i := range s.Series.Windows {
			out.Write(windowLine(s, i))
		}
	}
	out.Flush()
	return out.Error()
}

func windowLine(s *Summary, i int) []string {
	v := &s.Series.Windows[i]
	line := []string{s.Variant, strconv.FormatUint(s.Seed, 10), seconds(s.Series.Width * time.Duration(i)).String()}
	for _, n := range [...]int64{v.Requests, v.OK, v.Degraded, v.Failed, v.TimedOut, v.Rejected, v.Unanswered, v.Attempts} {
		line = append(line, strconv.FormatInt(n, 10))
	}
	line = append(line, defined(v.ErrorRate()).String())
	for _, h := range [...]*Histogram{&v.LatencyOK, &v.LatencyAll} {
		for _, q := range [...]float64{0.5, 0.99} {
			d, ok := h.Quantile(q)
			line = append(line, defined(milliseconds(d), ok).String())
		}
	}
	return line
}

// WriteNumbersCSV writes every metric of the runs, a line for each load and,
// where there are several, one for "all" of them, under a heading. What is
// undefined is empty, and a recovery that never came is "inf".
func WriteNumbersCSV(w io.Writer, runs ...*Summary) error {
	metrics := defining(Metrics(), runs)
	heading := []string{"variant", "seed", "load"}
	for _, m := range metrics {
		heading = append(heading, m.column())
	}
	out := csv.NewWriter(w)
	out.Write(heading)
	for _, s := range runs {
		for _, load := range s.rows() {
			line := []string{s.Variant, strconv.FormatUint(s.Seed, 10), loadTitle(load)}
			for _, m := range metrics {
				line = append(line, defined(m.Of(s, load)).String())
			}
			out.Write(line)
		}
	}
	out.Flush()
	return out.Error()
}

// defining returns the metrics without those of items, if no run has any.
func defining(metrics []Metric, runs []*Summary) []Metric {
	return slices.DeleteFunc(metrics, func(m Metric) bool {
		return m.Items && !slices.ContainsFunc(runs, func(s *Summary) bool {
			_, ok := m.Of(s, "")
			return ok
		})
	})
}

// column names the metric with its unit, if that is not plain from the name.
func (m Metric) column() string {
	if m.Unit == "ms" || m.Unit == "s" {
		return m.Name + "_" + m.Unit
	}
	return m.Name
}

// rows returns the loads to be shown: each, and where there are several all
// together, as an empty name.
func (s *Summary) rows() []string {
	var names []string
	for i := range s.Loads {
		names = append(names, s.Loads[i].Name)
	}
	if len(names) != 1 {
		names = append(names, "")
	}
	return names
}

func loadTitle(load string) string {
	if load == "" {
		return "all"
	}
	return load
}
