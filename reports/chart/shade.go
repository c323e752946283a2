package chart

import (
	"fmt"
	"image/color"
	"sort"
)

// A notice is something that went on for a while, once or several times: words
// above the frame, and below them a bar for each time.
type notice struct {
	times []stretch
	lines []string
	left  float64 // of the words
	plain bool    // the warm-up: hatched, without a bar
	load  bool    // a change of the load: another colour
	lane  int
}

// A stretch lies between two places on the time axis.
type stretch struct{ from, to float64 }

// reach is the room that words and bars take in their lane.
func (n notice) reach() stretch {
	r := stretch{n.left, n.left + shadeLetter.widest(n.lines)}
	if n.plain {
		return r
	}
	for _, t := range n.times {
		r.from, r.to = min(r.from, t.from), max(r.to, t.to)
	}
	return r
}

func (n notice) height() float64 {
	return float64(len(n.lines))*shadeLetter.leading() + 6
}

// A strip is the notices of a figure, in as many lanes as they need to keep out
// of each other's way.
type strip struct {
	notices []notice
	lanes   []float64 // the height of each, the lowest first
}

// newStrip lays out the warm-up and the shades on the time axis of a frame.
// Shades of one label share their words, which say how often.
func newStrip(fig Figure, f frame) strip {
	var s strip
	if fig.Warmup > 0 {
		s.notices = append(s.notices, notice{
			times: []stretch{{f.left, f.across(fig.Warmup)}}, lines: []string{"warm-up"}, plain: true,
		})
	}
	place := map[string]int{}
	for _, shade := range fig.Shades {
		i, known := place[shade.Label]
		if !known {
			i = len(s.notices)
			place[shade.Label] = i
			s.notices = append(s.notices, notice{load: shade.Load})
		}
		from := f.across(max(shade.From, 0))
		s.notices[i].times = append(s.notices[i].times, stretch{from, max(f.across(shade.To), from+1)})
	}
	for _, shade := range fig.Shades {
		n := &s.notices[place[shade.Label]]
		words := shade.Label
		if len(n.times) > 1 {
			words += fmt.Sprintf(" (%d times)", len(n.times))
		}
		n.lines = shadeLetter.wrap(words, (f.right-f.left)/2)
	}
	s.settle(f.right)
	return s
}

// settle gives each notice the lowest lane in which it meets no other, the
// first in time first.
func (s *strip) settle(right float64) {
	for i := range s.notices {
		n := &s.notices[i]
		n.left = max(0, min(n.times[0].from, right-shadeLetter.widest(n.lines)))
	}
	sort.SliceStable(s.notices, func(i, j int) bool {
		return s.notices[i].reach().from < s.notices[j].reach().from
	})
	for i := range s.notices {
		n := &s.notices[i]
		for n.blocked(s.notices[:i]) {
			n.lane++
		}
		for n.lane >= len(s.lanes) {
			s.lanes = append(s.lanes, 0)
		}
		s.lanes[n.lane] = max(s.lanes[n.lane], n.height())
	}
}

func (n *notice) blocked(settled []notice) bool {
	r := n.reach()
	for _, o := range settled {
		if t := o.reach(); o.lane == n.lane && r.from < t.to+10 && t.from < r.to+10 {
			return true
		}
	}
	return false
}

func (s strip) height() float64 {
	h := 4.0
	for _, lane := range s.lanes {
		h += lane
	}
	return h
}

// paintBelow draws the grey of the shades, below the curves.
func (s strip) paintBelow(p *page, f frame) {
	for _, n := range s.notices {
		for _, t := range n.times {
			switch {
			case n.load:
				p.area(box{t.from, f.top, t.to, f.bottom}.corners(), translucent(loadInk, 0x18))
			case !n.plain:
				p.area(box{t.from, f.top, t.to, f.bottom}.corners(), shadeInk)
			}
		}
	}
}

// paintAbove draws bars and words, and fades the warm-up.
func (s strip) paintAbove(p *page, f frame) {
	for _, n := range s.notices {
		bottom := f.top
		for _, lane := range s.lanes[:n.lane] {
			bottom -= lane
		}
		n.paintBars(p, f, bottom)
		for i, line := range n.lines {
			y := bottom - 7 - float64(len(n.lines)-1-i)*shadeLetter.leading()
			p.text(spot{n.left, y}, line, shadeLetter, legible(n.ink()))
		}
	}
}

// paintBars is paintAbove without words, all bars in one lane.
func (s strip) paintBars(p *page, f frame) {
	for _, n := range s.notices {
		n.paintBars(p, f, f.top)
	}
}

func (n notice) paintBars(p *page, f frame, bottom float64) {
	for _, t := range n.times {
		if n.plain {
			hatch(p, box{t.from, f.top, t.to, f.bottom})
			continue
		}
		c := inkFaint
		if n.load {
			c = loadInk
		}
		p.area(box{t.from, bottom - 3, t.to, bottom}.corners(), c)
	}
}

func (n notice) ink() color.NRGBA {
	if n.load {
		return loadInk
	}
	return inkSoft
}

// hatch fades a box and rules it with rising lines.
func hatch(p *page, b box) {
	p.area(b.corners(), translucent(paper, 0xA0))
	const gap = 7.0
	width, height := b.right-b.left, b.bottom-b.top
	var lines [][]spot
	for i := 1; float64(i)*gap < width+height; i++ {
		// Each line joins the places that are as far from the upper left corner: down
		// the left side and on along the foot, along the head and on down the right.
		far := float64(i) * gap
		onFoot, onRight := max(0, far-height), max(0, far-width)
		lines = append(lines, []spot{
			{b.left + onFoot, b.top + far - onFoot},
			{b.left + far - onRight, b.top + onRight},
		})
	}
	p.ruled(lines, stroke{width: 0.5, colour: hatchInk})
}
