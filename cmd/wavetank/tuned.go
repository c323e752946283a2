package main

import (
	_ "embed"
	"fmt"
	"io"
	"strings"
)

// tunedTable is what tune found for scenarios of the library, and when: a table that
//
//	go test ./cmd/wavetank -run TestTheTuningTable -tune . -update
//
// makes anew, in the README as well.
//
//go:embed tuned.md
var tunedTable string

// describeTuned prints what tune found for a scenario, if it was asked.
func describeTuned(w io.Writer, scenario string) {
	_, date, _ := strings.Cut(strings.SplitN(tunedTable, "\n", 2)[0], "| found, ")
	for line := range strings.Lines(tunedTable) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		if len(cells) != 5 || strings.Trim(cells[0], " `") != scenario {
			continue
		}
		fmt.Fprintln(w)
		wrap(w, fmt.Sprintf("What tune found on %s for %s: yours %s; libraries: %s; found: %s.",
			strings.Trim(date, " |"), strings.ReplaceAll(cells[1], "`", ""), cells[2], cells[3], strings.TrimSpace(cells[4])), "")
	}
}
