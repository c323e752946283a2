package storm

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// Measures of a space-time diagram, in pixels, and its colours.
const (
	laneWidth   = 150
	leftMargin  = 90
	rightMargin = 60 // of the labels of the last lane
	drawHeight  = 900
	lineHeight  = 16
	letterWidth = 7 // of a wide one

	colourSent  = "#0072B2"
	colourLost  = "#D55E00"
	colourDown  = "#BBBBBB"
	colourFault = "#E69F00"

	colourFaultText = "#8A5A00" // the same, dark enough to be read
)

// mostArrows bounds the messages of a diagram, the latest ones being kept.
const mostArrows = 400

// mostBars bounds the faults that a diagram shows, the latest ones being kept.
const mostBars = 8

// A sketch is a space-time diagram in the making: a lane for each participant,
// time going down.
type sketch struct {
	bytes.Buffer
	from, to sim.Time
	names    []string // of the lanes
	lanes    map[string]int
	bars     []span // the faults
	width    int
	top      int // where the lanes begin
}

// diagram draws the messages, crashes, pauses and faults of the window before a
// violation.
func diagram(facts []sim.Fact, f *Failure) []byte {
	s := &sketch{lanes: map[string]int{}}
	s.from, s.to = around(f)
	s.findLanes(facts)
	s.bars = s.spans(facts, sim.FaultBegan, sim.FaultEnded)
	s.bars = s.bars[max(0, len(s.bars)-mostBars):]
	title := f.Violation.String()
	s.width = max(leftMargin+max(1, len(s.names))*laneWidth+rightMargin, 20+letterWidth*len(title))
	s.top = 30 + lineHeight*(len(s.bars)+2)
	height := s.top + drawHeight + 20
	fmt.Fprintf(s, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", s.width, height)
	fmt.Fprintf(s, `<rect width="%d" height="%d" fill="white"/>`+"\n", s.width, height)
	s.text(10, 20, "", title)
	s.faults()
	s.down(facts)
	s.axis()
	s.messages(facts)
	y := s.y(f.Violation.At)
	fmt.Fprintf(s, `<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="%s" stroke-width="2"/>`+"\n", leftMargin-10, y, s.width, y, colourLost)
	s.own(facts)
	s.text(leftMargin, y+16, colourLost, "violated: "+f.Violation.Property)
	s.WriteString("</svg>\n")
	return s.Bytes()
}

// text writes words on a halo of white, so that lines behind them do not make
// them unreadable.
func (s *sketch) text(x int, y float64, colour, words string) {
	if colour == "" {
		colour = "black"
	}
	fmt.Fprintf(s, `<text x="%d" y="%.1f" fill="%s" stroke="white" stroke-width="3" paint-order="stroke">%s</text>`+"\n", x, y, colour, html.EscapeString(words))
}

// findLanes gives a lane to everybody who takes part in the window, the senders
// of requests first.
func (s *sketch) findLanes(facts []sim.Fact) {
	sender := map[string]int{} // 0 for a sender, 1 for others
	enter := func(o *sim.Owner) {
		if o == nil {
			return
		}
		if _, known := sender[o.Name()]; !known {
			sender[o.Name()] = 1
			s.names = append(s.names, o.Name())
		}
	}
	for i := range facts {
		x := &facts[i]
		if s.sees(x.At) && x.Kind != sim.FaultBegan && x.Kind != sim.FaultEnded {
			enter(x.Owner)
			enter(x.Peer)
		}
		if x.Kind == sim.RequestStarted {
			enter(x.Owner)
			sender[x.Owner.Name()] = 0
		}
	}
	slices.SortFunc(s.names, func(a, b string) int { return cmp.Or(cmp.Compare(sender[a], sender[b]), strings.Compare(a, b)) })
	for i, name := range s.names {
		s.lanes[name] = i
	}
}

func (s *sketch) sees(t sim.Time) bool { return s.from <= t && t <= s.to }

func (s *sketch) x(name string) int { return leftMargin + s.lanes[name]*laneWidth + laneWidth/2 }

func (s *sketch) y(t sim.Time) float64 {
	t = max(s.from, min(t, s.to))
	return float64(s.top) + drawHeight*float64(t-s.from)/float64(s.to-s.from)
}

func (s *sketch) axis() {
	for _, name := range s.names {
		x := s.x(name)
		fmt.Fprintf(s, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#888888"/>`+"\n", x, s.top, x, s.top+drawHeight)
		fmt.Fprintf(s, `<text x="%d" y="%d" text-anchor="middle" font-weight="bold">%s</text>`+"\n", x, s.top-10, html.EscapeString(name))
	}
	const step = sim.Time(50 * time.Millisecond)
	for t := (s.from + step - 1) / step * step; t <= s.to; t += step {
		fmt.Fprintf(s, `<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="#EEEEEE"/>`+"\n", leftMargin-5, s.y(t), s.width, s.y(t))
		s.text(5, s.y(t)+4, "#666666", fmt.Sprintf("%d.%02d s", t/sim.Time(time.Second), t%sim.Time(time.Second)/sim.Time(10*time.Millisecond)))
	}
}

// A span is something that lasts, of somebody.
type span struct {
	name, note string
	from, to   sim.Time
}

// spans pairs facts that begin with facts that end, by owner and key.
func (s *sketch) spans(facts []sim.Fact, begin, end *sim.Kind) []span {
	type who struct {
		name string
		key  sim.Key
	}
	open := map[who]int{}
	var list []span
	for i := range facts {
		x := &facts[i]
		at := who{x.Owner.Name(), x.Key}
		switch j, is := open[at]; {
		case x.Kind == begin:
			open[at] = len(list)
			list = append(list, span{x.Owner.Name(), x.Note, x.At, s.to})
		case x.Kind == end && is:
			list[j].to = x.At
			delete(open, at)
		}
	}
	return keep(list, func(x span) bool { return x.from <= s.to && x.to >= s.from })
}

// down shades the lanes of machines that are crashed or paused.
func (s *sketch) down(facts []sim.Fact) {
	crashed := s.spans(facts, nodes.NodeCrashed, nodes.NodeBooted)
	paused := s.spans(facts, nodes.NodePaused, nodes.NodeResumed)
	for i, x := range append(crashed, paused...) {
		if _, shown := s.lanes[x.name]; !shown {
			continue
		}
		words := "crashed"
		if i >= len(crashed) {
			words = "paused"
		}
		fmt.Fprintf(s, `<rect x="%d" y="%.1f" width="24" height="%.1f" fill="%s"/>`+"\n", s.x(x.name)-12, s.y(x.from), s.y(x.to)-s.y(x.from), colourDown)
		s.text(s.x(x.name)+14, s.y(x.from)+12, "#444444", words)
	}
}

// faults draws a bar at the edge for each fault, with what it does.
func (s *sketch) faults() {
	for i, x := range s.bars {
		at, y := leftMargin-8-6*(i%3), s.y(x.from)
		height := max(2, s.y(x.to)-y)
		fmt.Fprintf(s, `<rect x="%d" y="%.1f" width="4" height="%.1f" fill="%s"/>`+"\n", at, y, height, colourFault)
		fmt.Fprintf(s, `<rect x="%d" y="%.1f" width="%d" height="%.1f" fill="%s" fill-opacity="0.08"/>`+"\n", leftMargin, y, s.width-leftMargin, height, colourFault)
		s.text(10, float64(20+lineHeight*(i+1)), colourFaultText, fmt.Sprintf("%v to %v: %s", x.from, x.to, x.note))
	}
}

// messages draws an arrow for each message that arrived, and a stub with a cross
// for each that was lost.
func (s *sketch) messages(facts []sim.Fact) {
	type way struct {
		from, to string
		key      sim.Key
	}
	sent := map[way]sim.Time{}
	var arrows []string
	for i := range facts {
		x := &facts[i]
		if !isTraffic(x.Kind) || x.Peer == nil {
			continue
		}
		w := way{x.Owner.Name(), x.Peer.Name(), x.Key}
		switch x.Kind {
		case net.MessageSent, net.MessageDuplicated:
			sent[w] = x.At
			continue
		}
		if !s.sees(x.At) {
			continue
		}
		begin, known := sent[w]
		if !known {
			begin = x.At
		}
		x1, y1, x2, y2 := float64(s.x(w.from)), s.y(begin), float64(s.x(w.to)), s.y(x.At)
		if x.Kind == net.MessageDelivered {
			arrows = append(arrows, fmt.Sprintf(`<line x1="%.0f" y1="%.1f" x2="%.0f" y2="%.1f" stroke="%s"/><circle cx="%.0f" cy="%.1f" r="2" fill="%s"/>`+"\n", x1, y1, x2, y2, colourSent, x2, y2, colourSent))
			continue
		}
		x2 = x1 + float64(x2-x1)/3
		arrows = append(arrows, fmt.Sprintf(`<line x1="%.0f" y1="%.1f" x2="%.0f" y2="%.1f" stroke="%s" stroke-dasharray="4 2"/><text x="%.0f" y="%.1f" fill="%s">✕</text>`+"\n", x1, y1, x2, y2, colourLost, x2-4, y2+4, colourLost))
	}
	for _, a := range arrows[max(0, len(arrows)-mostArrows):] {
		s.WriteString(a)
	}
}

// own marks on each lane what its owner told, in words where there is room, but
// for what happens all the time.
func (s *sketch) own(facts []sim.Fact) {
	last := map[string]float64{}
	for i := range facts {
		x := &facts[i]
		name := x.Owner.Name()
		_, shown := s.lanes[name]
		if !shown || !s.sees(x.At) || isTraffic(x.Kind) || x.Kind == sim.AttemptSent {
			continue
		}
		y := s.y(x.At)
		fmt.Fprintf(s, `<circle cx="%d" cy="%.1f" r="3" fill="black"/>`+"\n", s.x(name), y)
		if isRoutine(x.Kind) || last[name] != 0 && y-last[name] < 12 {
			continue
		}
		words := x.Kind.String()
		if x.Value != 0 && x.Value < 1e6 {
			words += fmt.Sprintf(" %d", x.Value)
		}
		s.text(s.x(name)+6, y+4, "#222222", words)
		last[name] = y
	}
}

func isRoutine(k *sim.Kind) bool {
	switch k {
	case sim.RequestStarted, sim.RequestOK, sim.ItemWriting, sim.ItemWritten, sim.ItemRead:
		return true
	}
	return false
}
