package main

import (
	"fmt"
	"io"

	"wavetank/reports"
)

// describeDB tells the form of a database of results, and questions to begin with.
func describeDB(w io.Writer) error {
	wrap(w, "What compare --db FILE writes is a database of SQLite: any program that reads one will do, such as sqlite3 FILE or DuckDB. A study of the same command, scenario and build replaces the one before; others are added.", "")
	fmt.Fprint(w, "\n", reports.DatabaseSchema)
	for _, q := range reports.DatabaseQueries() {
		fmt.Fprintf(w, "\n-- %s.\n%s\n", q.Asks, q.SQL)
	}
	return nil
}
