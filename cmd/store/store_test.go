package store

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios"
)

const text = `title = "t"
duration = "1s"
[nodes.a]
workers = 1
routes.r = { work = "exp 6ms" }
[loads.l]
to = "a.r"
rate = "100/s"
timeout = "20ms"
[patterns.again]
kind = "retry"
on = "l -> a"
[variants]
bare = []
with = ["again"]
`

func study(t *testing.T, seeds []uint64) Study {
	t.Helper()
	s, err := scenarios.Parse("t.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	c, err := scenarios.Compare(t.Context(), s, scenarios.CompareOptions{Seeds: seeds, Command: "again", Build: "b"})
	if err != nil {
		t.Fatal(err)
	}
	return Study{Comparison: c, Units: []Unit{{seeds[1], len(seeds) - 1, "there"}, {seeds[0], 1, "here"}}}
}

func TestADatabaseAnswersItsQueries(t *testing.T) {
	db, err := Open(filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s := study(t, scenarios.Seeds(math.MaxInt64-1, 6))
	other := s
	other.Point = "a=1"
	for range 2 { // the second time in the place of the first
		if err := Write(db, s, other); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		query string
		want  int
	}{
		{"SELECT count(*) FROM studies", 2},
		{"SELECT count(*) FROM runs WHERE study = 1", 12},
		{"SELECT count(*) FROM runs WHERE seed < 0", 16}, // of four seeds
		{"SELECT count(*) FROM units", 4},
		{"SELECT count(*) FROM series WHERE curve = 'error_rate' AND study = 2 AND variant = 'bare'", len(s.Variants[0].Errors.Points)},
	} {
		var got int
		if err := db.QueryRow(c.query).Scan(&got); err != nil || got != c.want {
			t.Errorf("%s: %d, %v, want %d", c.query, got, err, c.want)
		}
	}
	for _, b := range s.Variants[1].Bands {
		for i, want := range b.Values {
			var got *float64
			err := db.QueryRow("SELECT value FROM metrics WHERE study = 1 AND metric = ? AND load = ? AND variant = 'with' AND seed = ?", b.Metric, b.Load, int64(s.Variants[1].Runs[i].Seed)).Scan(&got)
			if err != nil || (got == nil) != math.IsNaN(want) || got != nil && *got != want {
				t.Fatalf("%s: %v, %v, want %v", b.Metric, got, err, want)
			}
		}
	}
	for _, q := range reports.DatabaseQueries() {
		rows, err := db.Query(q.SQL)
		n := 0
		for err == nil && rows.Next() {
			n++
		}
		if err != nil || rows.Err() != nil || n == 0 {
			t.Errorf("%s: %v, %d rows:\n%s", q.Asks, err, n, q.SQL)
		}
	}
	if len(reports.DatabaseQueries()) != 5 {
		t.Error("five queries are promised")
	}
}

func TestWhatIsNoDatabaseIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(path, []byte(strings.Repeat("not a database ", 100)), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "no database of SQLite") {
		t.Error(err)
	}
	other := filepath.Join(t.TempDir(), "y")
	db, err := Open(other)
	if err == nil {
		_, err = db.Exec("PRAGMA user_version = 7")
	}
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := Open(other); err == nil || !strings.Contains(err.Error(), "another version (7)") {
		t.Error(err)
	}
}
