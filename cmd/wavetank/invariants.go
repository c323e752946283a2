package main

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"wavetank/reports"
)

// shown notes with each invariant that was violated the command that shows it.
func shown(tallies []reports.Tally, command func(reports.Tally) string) {
	for i := range tallies {
		if t := &tallies[i]; t.Broken > 0 {
			t.Command = command(*t)
		}
	}
}

// alone returns the command line that carries out the study again with one seed,
// into a folder of its own.
func (o compareOptions) again(name, scenario string, seed uint64) string {
	o.seeds, o.first = 1, seed
	return o.command(name) + " --out " + quote(filepath.Join("out", fmt.Sprintf("%s-seed-%d", scenario, seed)))
}

func violated(tallies []reports.Tally) bool {
	return slices.ContainsFunc(tallies, func(t reports.Tally) bool { return t.Broken > 0 })
}

// printInvariants prints for people what became of each invariant: in which
// variants it was violated, and where first.
func printInvariants(w io.Writer, tallies []reports.Tally) {
	if len(tallies) > 0 {
		fmt.Fprintln(w, "\nInvariants, judged in every run:")
	}
	var told []string
	for _, t := range tallies {
		if slices.Contains(told, t.Invariant) {
			continue
		}
		told = append(told, t.Invariant)
		sums, first := total(tallies, t.Invariant)
		switch {
		case t.Goal && slices.ContainsFunc(tallies, func(other reports.Tally) bool { return other.Invariant == t.Invariant && other.Reached > 0 }):
			fmt.Fprintf(w, "  %-12s %s\n", "reached", t.Invariant)
			continue
		case t.Goal:
			fmt.Fprintf(w, "  %-12s %s: the runs say nothing about it\n", "not reached", t.Invariant)
			continue
		case len(first) == 0:
			printHeld(w, tallies, t.Invariant)
			continue
		}
		fmt.Fprintf(w, "  %-12s %s\n", "violated", t.Invariant)
		var where []string
		for _, v := range sums {
			where = append(where, fmt.Sprintf("in %d of %s of %s", v.Broken, reports.CountOf(v.Runs, "run"), v.Variant))
		}
		at := first[0]
		point := ""
		if at.Point != nil {
			point = " with " + strings.Join(at.Point, ", ")
		}
		wrap(w, fmt.Sprintf("%s; first in seed %d of %s%s at %v: %s", strings.Join(where, ", "), at.Seed, at.Variant, point, at.At, at.Words), "               ")
		fmt.Fprintf(w, "               %s\n", at.Command)
	}
}

// printHeld prints of an invariant that was never violated where nothing could have.
func printHeld(w io.Writer, tallies []reports.Tally, invariant string) {
	status := "vacuous"
	var why []string
	for _, t := range tallies {
		switch {
		case t.Invariant != invariant:
		case t.Words == "":
			status = "held"
		case !slices.Contains(why, t.Words):
			why = append(why, t.Words)
		}
	}
	fmt.Fprintf(w, "  %-12s %s\n", status, invariant)
	for _, words := range why {
		wrap(w, words, "               ")
	}
}

// total adds up what became of an invariant in each variant in which it was
// violated, and returns where that was, the least seed first.
func total(tallies []reports.Tally, invariant string) (sums, broken []reports.Tally) {
	for _, t := range tallies {
		if t.Invariant != invariant {
			continue
		}
		i := slices.IndexFunc(sums, func(v reports.Tally) bool { return v.Variant == t.Variant })
		if i < 0 {
			i = len(sums)
			sums = append(sums, reports.Tally{Variant: t.Variant})
		}
		sums[i].Runs += t.Runs
		sums[i].Broken += t.Broken
		if t.Broken > 0 {
			broken = append(broken, t)
		}
	}
	sums = slices.DeleteFunc(sums, func(v reports.Tally) bool { return v.Broken == 0 })
	slices.SortStableFunc(broken, func(a, b reports.Tally) int { return cmp.Compare(a.Seed, b.Seed) })
	return sums, broken
}
