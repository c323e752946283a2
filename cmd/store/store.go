// Package store keeps comparisons in a database of SQLite, for questions that no report
// answers. The form of the database is [reports.DatabaseSchema].
package store

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	_ "modernc.org/sqlite" // the driver; it is Go, not C

	"wavetank/reports"
)

// A Study is a comparison, and who made its runs.
type Study struct {
	*reports.Comparison
	Point string // of a sweep, or ""
	Units []Unit
}

// A Unit is some seeds in a row, and the machine that made their runs.
type Unit struct {
	First   uint64
	Seeds   int
	Machine string
}

// version is that of the schema.
const version = 1

// Open opens the database at path, or begins one. The error says that something else lies
// there.
func Open(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	var found, tables int
	err = db.QueryRow("PRAGMA user_version").Scan(&found)
	if err == nil {
		err = db.QueryRow("SELECT count(*) FROM sqlite_schema").Scan(&tables)
	}
	switch {
	case err != nil:
		err = fmt.Errorf("%s is no database of SQLite that can be written to: %w", path, err)
	case found != version && (found != 0 || tables > 0):
		err = fmt.Errorf("%s is a database of something else, or of another version (%d) of wavetank, which writes %d: choose another file", path, found, version)
	default:
		_, err = db.Exec(reports.DatabaseSchema)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Write writes studies, all of them or none. One that is there already, of the same command,
// scenario, build and point, is replaced.
func Write(db *sql.DB, studies ...Study) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	for _, s := range studies {
		if err := s.write(tx); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

// tables are those with rows of a study.
var tables = []string{"runs", "metrics", "facts", "series", "units"}

func (s Study) write(tx *sql.Tx) error {
	what := []any{s.Scenario, s.Hash, s.Command, s.Build, s.Point}
	var id int64
	err := tx.QueryRow("SELECT study FROM studies WHERE scenario = ? AND hash = ? AND command = ? AND build = ? AND point = ?", what...).Scan(&id)
	switch {
	case err == nil:
		for _, table := range append(tables, "studies") {
			if _, err := tx.Exec("DELETE FROM "+table+" WHERE study = ?", id); err != nil {
				return err
			}
		}
	case errors.Is(err, sql.ErrNoRows):
		err = tx.QueryRow("SELECT coalesce(max(study), 0) + 1 FROM studies").Scan(&id)
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO studies VALUES (?, ?, ?, ?, ?, ?, ?, ?)", id, s.Scenario, s.Title, s.Hash, s.Command, s.Build, s.Point, s.Variants[0].Name); err != nil {
		return err
	}
	into := inserter{tx: tx, study: id, ready: make(map[string]*sql.Stmt)}
	for row := range s.Rows() {
		if err := into.add(row); err != nil {
			return err
		}
	}
	slices.SortFunc(s.Units, func(a, b Unit) int { return cmp.Compare(a.First, b.First) })
	for _, u := range s.Units {
		if err := into.add(reports.Row{Table: "units", Values: []any{int64(u.First), u.Seeds, u.Machine}}); err != nil {
			return err
		}
	}
	return nil
}

// An inserter keeps a prepared statement for each table.
type inserter struct {
	tx    *sql.Tx
	study int64
	ready map[string]*sql.Stmt
}

func (i *inserter) add(row reports.Row) (err error) {
	insert := i.ready[row.Table]
	if insert == nil {
		if insert, err = i.tx.Prepare("INSERT INTO " + row.Table + " VALUES (?" + strings.Repeat(", ?", len(row.Values)) + ")"); err != nil {
			return err
		}
		i.ready[row.Table] = insert
	}
	_, err = insert.Exec(append([]any{i.study}, row.Values...)...)
	return err
}
