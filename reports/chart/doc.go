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
// A chart is made from plain data and written as often as wanted:
//
//	c := chart.ErrorRate(chart.Figure{Title: "…", Curves: curves, Duration: 60})
//	if err := c.WriteSVG(file); err != nil { … }
//
// A chart is a pure function of its data. Every coordinate is snapped to a grid
// of a hundredth of a point before it is drawn, so that the SVG has the same
// bytes on every processor. Nothing is ever cut: a long title wraps, many
// labels make the page taller.
package chart
