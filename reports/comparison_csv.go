package reports

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
)

// WriteCSV writes the numbers of the comparison as one table, a row for each
// variant, load and metric: its band over the seeds and its difference from the
// baseline. An empty load is all loads together, an empty number undefined, and
// inf a system that did not recover.
func (c *Comparison) WriteCSV(w io.Writer) error {
	rows := [][]string{{"variant", "load", "metric", "unit", "median", "p5", "p95", "runs", "infinite",
		"baseline", "difference", "of", "low", "high", "pairs", "better", "worse", "left_out", "verdict"}}
	for _, v := range c.Variants {
		for _, b := range v.Bands {
			row := []string{v.Name, b.Load, b.Metric, b.Unit, number(b.Median).String(), number(b.Low).String(),
				number(b.High).String(), strconv.Itoa(b.Runs), strconv.Itoa(b.Infinite)}
			d, ok := c.Difference(v.Name, b.Load, b.Metric)
			if !ok {
				rows = append(rows, append(row, make([]string, 10)...))
				continue
			}
			of := "mean"
			if d.ByMedian {
				of = "median"
			}
			low, high := d.ends()
			rows = append(rows, append(row, d.Baseline, number(d.Middle).String(), of, low, high, strconv.Itoa(d.Pairs), strconv.Itoa(d.Better), strconv.Itoa(d.Worse),
				strconv.Itoa(d.LeftOut), d.Verdict))
		}
	}
	return writeRows(w, rows)
}

// WriteCurvesCSV writes what the charts draw: a row for each variant and window.
// Latencies are in milliseconds.
func (c *Comparison) WriteCurvesCSV(w io.Writer) error {
	header := []string{"variant", "at_s"}
	for _, name := range []string{"error_rate", "degraded", "p50_ms", "p99_ms", "all_p99_ms"} {
		header = append(header, name, name+"_p5", name+"_p95")
	}
	for _, x := range c.Variants[0].Counts {
		header = append(header, x.Metric, x.Metric+"_p5", x.Metric+"_p95")
	}
	rows := [][]string{header}
	for _, v := range c.Variants {
		for k := range v.Errors.Points {
			row := []string{v.Name, number(v.Errors.Points[k].At.Seconds()).String()}
			row = append(row, v.Errors.Points[k].cells(1)...)
			row = append(row, v.Degraded.Points[k].cells(1)...)
			for _, curve := range []Curve{v.P50, v.P99, v.AllP99} {
				row = append(row, curve.Points[k].cells(1000)...)
			}
			for _, x := range v.Counts {
				row = append(row, x.Points[k].cells(1)...)
			}
			rows = append(rows, row)
		}
	}
	return writeRows(w, rows)
}

// ends returns the ends of an interval, empty if it is open.
func (i Interval) ends() (low, high string) {
	if i.Open() {
		return "", ""
	}
	return number(i.Low).String(), number(i.High).String()
}

func (p Point) cells(factor float64) []string {
	if !p.OK {
		return make([]string, 3)
	}
	return []string{number(p.Median * factor).String(), number(p.Low * factor).String(), number(p.High * factor).String()}
}

func writeRows(w io.Writer, rows [][]string) error {
	if err := csv.NewWriter(w).WriteAll(rows); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}
