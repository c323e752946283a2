package reports

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"wavetank/sim"
)

// WriteTable writes runs for a terminal, as plain text: a line of numbers for
// each variant and load, then what disturbed each variant and how it came through
// them, what became of items, and the facts of its patterns. Attempts are per request, recovery is of
// all loads and stands in the last line of a variant. What is undefined is a dash.
// Above it stands a warning of every variant that was never well, whose users
// hang, or many of whose requests were still under way at the end. What facts told, and how
// often they happened, are details.
func WriteTable(w io.Writer, s Screen, runs ...*Summary) error {
	var b strings.Builder
	for _, r := range runs {
		if t := r.total(); float64(t.Hanging) > float64(much*float64(t.Users)) {
			s.Wrap(&b, hangWords(float64(t.Hanging)/float64(t.Users), r.Variant), "")
			b.WriteString("\n")
		}
		if share := r.total().young(); share > most {
			s.Wrap(&b, youngWords(share, r.Variant), "")
			b.WriteString("\n")
		}
		if r.NeverWell != "" {
			s.Wrap(&b, fmt.Sprintf("WARNING: %s was never well: before the first %s %s.", r.Variant, disturber(r.Faults, r.Surges), r.NeverWell), "")
			b.WriteString("\n")
		}
	}
	s.grid(&b, numbersGrid(runs), 2)
	for _, l := range strings.SplitAfter(legendOf(runs), "\n") {
		if l != "" {
			s.Wrap(&b, l, "")
		}
	}
	for _, r := range runs {
		s.section(&b, r, disturber(r.Faults, r.Surges)+"s", disturbedGrid(r), 4)
		s.section(&b, r, "items", itemsGrid(r), 1)
		hot, long, asked, turned := r.hottest()
		s.section(&b, r, "requests by route", asked, 1)
		s.section(&b, r, "the busiest nodes", hot, 1)
		s.section(&b, r, "the calls that were waited for longest"+turned, long, 1)
		if !s.Details {
			continue
		}
		for _, f := range Families() {
			s.section(&b, r, f.Name+"s", f.grid(r), 1)
		}
		s.section(&b, r, "facts", factsGrid(r), 2)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func numbersGrid(runs []*Summary) [][]string {
	var loads []*Load
	for _, s := range runs {
		loads = append(loads, s.total())
	}
	shown := shownOutcomes(loads)
	rows := [][]string{shown.heading("variant", "load")}
	for _, s := range runs {
		names := s.rows()
		for i, name := range names {
			l, _ := s.load(name)
			recovery := ""
			if i == len(names)-1 {
				recovery = recoveryText(s.recovery())
			}
			rows = append(rows, append(shown.row(l, whole, s.Variant, loadTitle(name)), recovery))
		}
	}
	return rows
}

// mostDisturbedRows bounds the disturbances of a run that are told one by one.
const mostDisturbedRows = 20

func disturbedGrid(s *Summary) [][]string {
	var rows [][]string
	all := inTime(s.Faults, s.Surges)
	for i, f := range all {
		if i == mostDisturbedRows {
			return append(rows, []string{"and " + whole(int64(len(all)-i)) + " more"})
		}
		what, came := f.What, "did not recover"
		if what == "" {
			what = f.Name
		}
		switch {
		case f.Untold != "":
			came = string(f.Untold)
		case f.Recovered && f.Recovery == 0:
			came = "well at once"
		case f.Recovered:
			came = "well after " + spanText(f.Recovery, true)
		}
		rows = append(rows, []string{
			f.Begin.String() + " to " + f.End.String(), what, f.touched(), came,
		})
	}
	return rows
}

// factsGrid leaves out what the numbers already say.
func factsGrid(s *Summary) [][]string {
	told := map[string]bool{}
	for _, k := range [...]*sim.Kind{
		sim.RequestStarted, sim.RequestOK, sim.RequestFailed, sim.RequestTimedOut, sim.RequestRejected,
		sim.AttemptSent, sim.FaultBegan, sim.FaultEnded, sim.ItemWriting, sim.ItemWritten, sim.ItemRead,
	} {
		told[k.String()] = true
	}
	var rows [][]string
	for _, f := range s.Facts {
		if !told[f.Name] {
			rows = append(rows, []string{f.Name, whole(f.Count)})
		}
	}
	return rows
}

// grid returns what the facts of a family told in a run, a row for each kind.
func (f *Family) grid(s *Summary) [][]string {
	var rows [][]string
	for _, t := range s.Told {
		if t.family() != f {
			continue
		}
		if row := t.row(); row != nil {
			rows = append(rows, row)
		}
	}
	if rows == nil {
		return nil
	}
	return append([][]string{f.heading}, rows...)
}

func (s Screen) section(b *strings.Builder, r *Summary, title string, rows [][]string, left int) {
	if len(rows) > 0 {
		fmt.Fprintf(b, "\n%s, %s:\n", r.Variant, title)
		s.grid(b, rows, left)
	}
}

// text writes a number of that unit, in as many digits as a reader can use.
func (u unit) text(x float64, ok bool) string {
	if !ok {
		return missing
	}
	return u.figure(x)
}

func spanText(d time.Duration, ok bool) string { return asTime.text(d.Seconds(), ok) }

func recoveryText(seconds float64, ok bool) string {
	if ok && math.IsInf(seconds, 1) {
		return "never"
	}
	return asTime.text(seconds, ok)
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
