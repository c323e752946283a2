package reports

import (
	"iter"
	"math"
)

// DatabaseSchema is the form of a database of results, as SQLite reads it. It grows with
// user_version.
const DatabaseSchema = `PRAGMA user_version = 1;

-- One comparison: each point of a sweep is one.
CREATE TABLE IF NOT EXISTS studies (
  study    INTEGER PRIMARY KEY,
  scenario TEXT NOT NULL,
  title    TEXT NOT NULL,
  hash     TEXT NOT NULL, -- of the scenario with its settings
  command  TEXT NOT NULL, -- makes it again
  build    TEXT NOT NULL, -- of the program
  point    TEXT NOT NULL, -- the values of a sweep, or ''
  baseline TEXT NOT NULL  -- the variant that the others are compared with
);

-- One run. Seeds above 9223372036854775807 are stored less 2^64.
CREATE TABLE IF NOT EXISTS runs (
  study   INTEGER NOT NULL,
  variant TEXT NOT NULL,
  seed    INTEGER NOT NULL,
  digest  TEXT NOT NULL,
  PRIMARY KEY (study, variant, seed)
) WITHOUT ROWID;

-- A metric of a run, as "wavetank describe metrics" tells; load is '' for all
-- together. NULL is undefined; Infinity is a recovery that never was.
CREATE TABLE IF NOT EXISTS metrics (
  study   INTEGER NOT NULL,
  metric  TEXT NOT NULL,
  load    TEXT NOT NULL,
  variant TEXT NOT NULL,
  seed    INTEGER NOT NULL,
  unit    TEXT NOT NULL,
  value   REAL,
  PRIMARY KEY (study, metric, load, variant, seed)
) WITHOUT ROWID;

-- How often a fact happened in a run after the warm-up.
CREATE TABLE IF NOT EXISTS facts (
  study   INTEGER NOT NULL,
  fact    TEXT NOT NULL,
  variant TEXT NOT NULL,
  seed    INTEGER NOT NULL,
  count   INTEGER NOT NULL,
  PRIMARY KEY (study, fact, variant, seed)
) WITHOUT ROWID;

-- The course of the runs over virtual time: the median and the band of 5 to
-- 95 % of the seeds. curve is error_rate, degraded_rate, p50, p99 or
-- latency_all_p99 (seconds).
CREATE TABLE IF NOT EXISTS series (
  study   INTEGER NOT NULL,
  variant TEXT NOT NULL,
  curve   TEXT NOT NULL,
  at_s    REAL NOT NULL, -- where the window begins
  median  REAL,
  low     REAL,
  high    REAL,
  PRIMARY KEY (study, variant, curve, at_s)
) WITHOUT ROWID;

-- Which machine made the runs of which seeds: those of a row were one unit.
CREATE TABLE IF NOT EXISTS units (
  study      INTEGER NOT NULL,
  first_seed INTEGER NOT NULL,
  seeds      INTEGER NOT NULL,
  machine    TEXT NOT NULL,
  PRIMARY KEY (study, first_seed)
) WITHOUT ROWID;
`

// A Query is a question to a database of results.
type Query struct{ Asks, SQL string }

// DatabaseQueries are questions that are asked often, to begin with.
func DatabaseQueries() []Query {
	return []Query{
		{"The mean of a metric in every variant", `SELECT study, variant, count(value) AS seeds, avg(value) AS mean
FROM metrics WHERE metric = 'error_rate' AND load = '' GROUP BY study, variant;`},
		{"The difference from the first variant, seed by seed", `SELECT m.study, m.variant, m.seed, m.value - base.value AS difference
FROM studies AS s
JOIN metrics AS m ON m.study = s.study AND m.metric = 'latency_ok_p99'
  AND m.load = '' AND m.variant <> s.baseline
JOIN metrics AS base ON base.study = s.study AND base.metric = m.metric
  AND base.load = m.load AND base.variant = s.baseline AND base.seed = m.seed
ORDER BY difference;`},
		{"The worst seeds of each variant, to be run alone", `SELECT study, variant, seed, value FROM (
  SELECT *, row_number() OVER (
    PARTITION BY study, variant ORDER BY value DESC) AS place
  FROM metrics WHERE metric = 'error_rate' AND load = '')
WHERE place <= 3;`},
		{"Facts that go with errors: in the worse half of the seeds, and in the other", `WITH halves AS (
  SELECT study, variant, seed, ntile(2) OVER (
    PARTITION BY study, variant ORDER BY value DESC) AS half
  FROM metrics WHERE metric = 'error_rate' AND load = '')
SELECT study, fact, variant, avg(CASE half WHEN 1 THEN count END) AS worse,
  avg(CASE half WHEN 2 THEN count END) AS better
FROM facts JOIN halves USING (study, variant, seed)
GROUP BY study, fact, variant ORDER BY worse - better DESC;`},
		{"How many runs each machine made", `SELECT machine, sum(seeds) AS seeds, count(*) AS units
FROM units GROUP BY machine;`},
	}
}

// A Row is one of a table of the database, without its study.
type Row struct {
	Table  string
	Values []any
}

// Rows returns what a database holds of the comparison, but for units.
func (c *Comparison) Rows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for _, v := range c.Variants {
			for _, rows := range []iter.Seq[Row]{v.runRows(), v.metricRows(), v.curveRows()} {
				for row := range rows {
					if !yield(row) {
						return
					}
				}
			}
		}
	}
}

func (v *Variant) runRows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for _, r := range v.Runs {
			if !yield(Row{"runs", []any{v.Name, int64(r.Seed), r.Digest}}) {
				return
			}
			for _, f := range r.Facts {
				if !yield(Row{"facts", []any{f.Name, v.Name, int64(r.Seed), f.Count}}) {
					return
				}
			}
		}
	}
}

func (v *Variant) metricRows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for _, b := range v.Bands {
			for i, x := range b.Values {
				if !yield(Row{"metrics", []any{b.Metric, b.Load, v.Name, int64(v.Runs[i].Seed), b.Unit, known(x)}}) {
					return
				}
			}
		}
	}
}

func (v *Variant) curveRows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		curves := []CountCurve{{"error_rate", v.Errors}, {"degraded_rate", v.Degraded}, {"p50", v.P50}, {"p99", v.P99}, {"latency_all_p99", v.AllP99}}
		for _, c := range append(curves, v.Counts...) {
			for _, p := range c.Points {
				if p.OK && !yield(Row{"series", []any{v.Name, c.Metric, p.At.Seconds(), known(p.Median), known(p.Low), known(p.High)}}) {
					return
				}
			}
		}
	}
}

// known is nil where a number is undefined.
func known(x float64) any {
	if math.IsNaN(x) {
		return nil
	}
	return x
}
