package chart

import (
	"image/color"
	"math"
	"slices"

	"wavetank/reports"
)

// The sizes of heat maps. Three stand beside each other at most.
const (
	heatColumns = 3
	heatRow     = 34.0
	heatGap     = 26.0
)

// bestFrame is the colour of the frames around the best cells.
var bestFrame = color.NRGBA{R: 0xE6, G: 0x9F, B: 0x00, A: 0xFF}

// A heatMap is one metric of one variant over two axes.
type heatMap struct {
	box
	variant  string
	colour   color.NRGBA
	cells    []heatCell // row by row
	columns  []string
	rows     []string
	lettered float64 // width that the names of the rows take, to the left
}

// A heatCell is a point: its value, how far its interval reaches, and its shade
// from 0 to 1.
type heatCell struct {
	words []string
	shade float64
	frame int // 2 for the best cell, 1 for one not shown to be worse
}

func heatMaps(s *reports.Sweep) Chart {
	sheet := newSheet(s.Finding(), sweepSubtitle(s, "Each cell: the mean, and its 95 % interval; darker is worse. Thick frame: best; thin: not shown to be worse."), sweepFooter(s))
	across, down := s.Axes[1], s.Axes[0]
	lettered := 0.0
	for _, v := range down.Values {
		lettered = max(lettered, tickLetter.width(tickLetter.shorten(v, 80)))
	}
	lettered += 8
	touched, names := heatTwins(s)
	n := min(len(touched), heatColumns)
	width := (pageWidth-2*margin-float64(n-1)*heatGap)/float64(n) - lettered
	type heading struct {
		at   spot
		text string
	}
	var headings []heading
	var maps []heatMap
	y := sheet.top() + 14
	for _, m := range sweptOf(s) {
		headings = append(headings, heading{spot{margin, y + axisLetter.capital()}, m.title})
		y += axisLetter.leading() + 4
		shade := m.shades(s)
		var colours palette
		for i, v := range touched {
			if i > 0 && i%n == 0 {
				y += float64(len(down.Values))*heatRow + 50
			}
			left := margin + float64(i%n)*(width+lettered+heatGap) + lettered
			h := heatMap{variant: printable(names[i]), colour: colours.of(v.Name, v.Name == s.Variants[0].Name), columns: across.Values, rows: down.Values, lettered: lettered}
			h.box = box{left, y + labelLetter.leading() + 2, left + width, y + labelLetter.leading() + 2 + float64(len(down.Values))*heatRow}
			best, _ := s.Best(v.Name)
			for k := range s.Points {
				x := s.At(k, v.Name, m.metric)
				c := heatCell{words: m.cell(x), shade: shade(x.Middle)}
				if slices.Contains(best.Points, k) && !best.All {
					c.frame = 1
					if k == best.Point {
						c.frame = 2
					}
				}
				h.cells = append(h.cells, c)
			}
			maps = append(maps, h)
		}
		y += labelLetter.leading() + float64(len(down.Values))*heatRow + 32
	}
	keys := "down: " + down.Key + ", across: " + across.Key
	lines := lesserLetter.wrap(keys, pageWidth-2*margin)
	height := y + float64(len(lines))*lesserLetter.leading() + 8 + sheet.foot()
	return Chart{title: s.Finding(), height: height, paint: func(p *page) {
		sheet.paint(p)
		for _, h := range headings {
			p.text(h.at, h.text, axisLetter, inkSoft)
		}
		for _, h := range maps {
			h.paint(p)
		}
		p.lines(spot{margin, y + lesserLetter.capital()}, lines, lesserLetter, inkSoft)
	}}
}

// heatTwins returns the variants that the axes touch, and their names: of those with the same
// values in every map and cell the first, after all of them.
func heatTwins(s *reports.Sweep) (apart []reports.Arm, names []string) {
	same := func(a, b reports.Arm) bool {
		for _, m := range sweptOf(s) {
			for k := range s.Points {
				x, y := s.At(k, a.Name, m.metric), s.At(k, b.Name, m.metric)
				if x.Middle != y.Middle && finite(x.Middle) || finite(x.Middle) != finite(y.Middle) || finite(x.Low) && (x.Low != y.Low || x.High != y.High) {
					return false
				}
			}
		}
		return true
	}
	for _, v := range s.Touched() {
		if k := slices.IndexFunc(apart, func(o reports.Arm) bool { return same(o, v) }); k >= 0 {
			names[k] += " = " + v.Name
			continue
		}
		apart, names = append(apart, v), append(names, v.Name)
	}
	return apart, names
}

// cell writes a value, and below it the interval.
func (m swept) cell(x reports.Interval) []string {
	if !finite(x.Middle) {
		return []string{"no value"}
	}
	words := []string{m.write(x.Middle)}
	if finite(x.Low) && finite(x.High) && x.Low != x.High {
		words = append(words, m.write(max(x.Low, 0))+" to "+m.write(x.High))
	}
	return words
}

// shades returns how dark a value is, from the best to the worst of all
// variants and points, by its logarithm where the metric is drawn so.
func (m swept) shades(s *reports.Sweep) func(float64) float64 {
	scale := func(v float64) float64 {
		if m.log {
			return math.Log(v)
		}
		return v
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for k := range s.Points {
		for _, v := range s.Variants {
			if x := scale(s.At(k, v.Name, m.metric).Middle); finite(x) {
				lo, hi = min(lo, x), max(hi, x)
			}
		}
	}
	return func(v float64) float64 {
		x := scale(v)
		if !finite(x) || !(hi > lo) {
			return 0
		}
		if m.higher {
			x = lo + hi - x
		}
		return math.Floor((x-lo)/(hi-lo)*100+0.5) / 100
	}
}

// heat is a shade of one hue, from nearly white to a dark blue: readers who see
// no hue see the same order.
func heat(shade float64) color.NRGBA {
	mix := func(from, to float64) uint8 { return uint8(from + float64((to-from)*shade) + 0.5) }
	return color.NRGBA{R: mix(0xF2, 0x08), G: mix(0xF6, 0x30), B: mix(0xFA, 0x6B), A: 0xFF}
}

func (h heatMap) paint(p *page) {
	p.text(spot{h.left, h.top - 6}, labelLetter.shorten(h.variant, h.right-h.left), labelLetter, legible(h.colour))
	wide := (h.right - h.left) / float64(len(h.columns))
	p.fixed = true // darker is more, by night as well
	for i, c := range h.cells {
		left := h.left + float64(i%len(h.columns))*wide
		top := h.top + float64(i/len(h.columns))*heatRow
		cell := box{left + 0.5, top + 0.5, left + wide - 0.5, top + heatRow - 0.5}
		if c.frame > 0 {
			p.area(cell.corners(), bestFrame)
			w := 1.5 * float64(c.frame)
			cell = box{cell.left + w, cell.top + w, cell.right - w, cell.bottom - w}
		}
		p.area(cell.corners(), heat(c.shade))
		letters := ink
		if c.shade > 0.45 {
			letters = paper
		}
		words := c.words
		if len(words) > 1 && footerLetter.width(words[1]) > wide-6 {
			words = words[:1]
		}
		y := top + heatRow/2 - float64(len(words)-1)*6 + lesserLetter.capital()/2
		for k, line := range words {
			l := lesserLetter
			if k > 0 {
				l = footerLetter
			}
			p.textCentred(spot{left + wide/2, y + float64(k)*13}, l.shorten(line, wide-4), l, letters)
		}
	}
	p.fixed = false
	for i, v := range h.columns {
		p.textCentred(spot{h.left + (float64(i)+0.5)*wide, h.bottom + 14}, tickLetter.shorten(v, wide-4), tickLetter, inkSoft)
	}
	for i, v := range h.rows {
		p.textEnding(spot{h.left - 6, h.top + (float64(i)+0.5)*heatRow + tickLetter.capital()/2}, tickLetter.shorten(v, h.lettered-8), tickLetter, inkSoft)
	}
}
