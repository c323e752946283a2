// Package page writes what a comparison found as one file of HTML, to be sent and kept.
//
//	the question, and the answer
//	arms × measures, differences from the baseline
//	expectations and invariants
//	charts, each with its numbers as a table
//	seed by seed
//	the scenario's text, the command that repeats it, what it does not prove
//
// The file asks no host for anything. Its charts over time move, by scripts of its own that
// its policy names; without scripts, and in print, all charts are SVG, light or dark as the
// reader prefers. With the simulator in it, its reader runs the scenario again. It can be
// printed, read at a width of 360 pixels, by keyboard and
// by a screen reader.
//
//	err := page.Write(file, page.Report{Comparison: c, Drawings: chart.Drawings(c), Text: toml})
//
// Everything that comes from a scenario is text: html/template escapes it.
package page
