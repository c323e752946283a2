// Package chart draws what a comparison found: error rate over time, latency
// over time, and how far the variants lie apart.
//
//	title: the finding, in a sentence
//	subtitle: what was run, what line and band mean
//
//	 100 % ┤      ▄▄ payment hangs ▄▄
//	       ┤      ╭──── without ────╮
//	  50 % ┤      │                 │
//	       ┤      ├───── with ──────┤
//	   0 % ┼──────╯                 ╰──────
//	       0 s        20 s        40 s
//	footer: seeds, hash, digest, the command that draws it again
//
// [Drawings], [SweepDrawings], [FactorialDrawings], [KneeDrawings] and [TuningDrawings] return every chart of a result.
// A [Chart] is made from plain data and written as often as wanted:
//
//	c := chart.ErrorRate(chart.Figure{Title: "…", Curves: curves, Duration: 60})
//	if err := c.WriteSVG(file); err != nil { … }
//
// A chart is a pure function of its data. Every coordinate is snapped to a grid
// of a hundredth of a point before it is drawn, so that the SVG has the same
// bytes on every processor. Nothing is ever cut: a long title wraps, many
// labels make the page taller.
//
// # Where things are
//
//   - drawings.go: the lists of charts
//   - error_rate.go, latency.go, level.go: over time, from a [Figure]; compare.go
//     lays them out, overtime.go, multiples.go, twins.go and curve.go draw them
//   - differences.go with contrast.go, recovery.go, timeline.go with spans.go, sweep.go
//     with heat.go, effects.go, places.go with graph.go: one chart each
//   - knee.go, phase.go, tuning.go with front.go: what searches found, and basins
//   - headline.go: the title, which states the finding
//   - page.go, picture.go and png.go, svg.go and night.go: the page, and what it is written as
//   - sheet.go, frame.go, axis.go, shade.go, letter.go, palette.go,
//     number.go, tags_beside.go, tags_inside.go: what all charts are made of
//
// To add a chart of a comparison, write its file, with what lays it out and what
// draws it, and list it in drawings.go.
package chart
