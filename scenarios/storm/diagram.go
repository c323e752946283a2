package storm

import (
	"bytes"
	"fmt"
	"html"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// Measures of a space-time diagram, in pixels, and its colours.
const (
	laneWidth  = 150
	leftMargin = 90
	topMargin  = 70
	drawHeight = 900

	colourSent  = "#0072B2"
	colourLost  = "#D55E00"
	colourDown  = "#BBBBBB"
	colourFault = "#E69F00"
)

// mostArrows bounds the messages of a diagram, the latest ones being kept.
const mostArrows = 400

// A sketch is a space-time diagram in the making: a lane for each participant,
// time going down.
type sketch struct {
	bytes.Buffer
	from, to sim.Time
	lanes    map[string]int
	names    []string
}

// diagram draws the messages, crashes, pauses and faults of the window before a
// violation.
func diagram(facts []sim.Fact, f *Failure) []byte {
	s := &sketch{lanes: map[string]int{}}
	s.from, s.to = around(f)
	s.findLanes(facts)
	width := leftMargin + max(1, len(s.names))*laneWidth
	height := topMargin + drawHeight + 40
	fmt.Fprintf(s, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", width, height)
	fmt.Fprintf(s, `<rect width="%d" height="%d" fill="white"/>`+"\n", width, height)
	s.text(10, 20, "", f.Violation.String())
	s.faults(facts, width)
	s.down(facts)
	s.axis(width)
	s.messages(facts)
	s.own(facts)
	y := s.y(f.Violation.At)
	fmt.Fprintf(s, `<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="%s" stroke-width="2"/>`+"\n", leftMargin-10, y, width, y, colourLost)
	s.text(leftMargin, y+14, colourLost, "violated: "+f.Violation.Property)
	s.WriteString("</svg>\n")
	return s.Bytes()
}

func (s *sketch) text(x int, y float64, colour, words string) {
	if colour == "" {
		colour = "black"
	}
	fmt.Fprintf(s, `<text x="%d" y="%.1f" fill="%s">%s</text>`+"\n", x, y, colour, html.EscapeString(words))
}

// findLanes gives a lane to everybody who takes part in the window.
func (s *sketch) findLanes(facts []sim.Fact) {
	enter := func(o *sim.Owner) {
		if o == nil {
			return
		}
		if _, known := s.lanes[o.Name()]; !known {
			s.lanes[o.Name()] = len(s.names)
			s.names = append(s.names, o.Name())
		}
	}
	for i := range facts {
		x := &facts[i]
		if s.sees(x.At) && x.Kind != sim.FaultBegan && x.Kind != sim.FaultEnded {
			enter(x.Owner)
			enter(x.Peer)
		}
	}
}

func (s *sketch) sees(t sim.Time) bool { return s.from <= t && t <= s.to }

func (s *sketch) x(name string) int { return leftMargin + s.lanes[name]*laneWidth + laneWidth/2 }

func (s *sketch) y(t sim.Time) float64 {
	t = max(s.from, min(t, s.to))
	return topMargin + float64(drawHeight)*float64(t-s.from)/float64(s.to-s.from)
}

// axis draws the lanes and the time.
func (s *sketch) axis(width int) {
	for _, name := range s.names {
		x := s.x(name)
		fmt.Fprintf(s, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#888888"/>`+"\n", x, topMargin, x, topMargin+drawHeight)
		s.text(x-laneWidth/3, topMargin-10, "", name)
	}
	const step = sim.Time(50 * time.Millisecond)
	for t := (s.from + step - 1) / step * step; t <= s.to; t += step {
		fmt.Fprintf(s, `<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="#EEEEEE"/>`+"\n", leftMargin-5, s.y(t), width, s.y(t))
		s.text(5, s.y(t)+4, "#666666", t.String())
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
func (s *sketch) faults(facts []sim.Fact, width int) {
	for i, x := range s.spans(facts, sim.FaultBegan, sim.FaultEnded) {
		at := leftMargin - 8 - 6*(i%3)
		fmt.Fprintf(s, `<rect x="%d" y="%.1f" width="4" height="%.1f" fill="%s"/>`+"\n", at, s.y(x.from), max(2, s.y(x.to)-s.y(x.from)), colourFault)
		fmt.Fprintf(s, `<rect x="%d" y="%.1f" width="%d" height="%.1f" fill="%s" fill-opacity="0.08"/>`+"\n", leftMargin, s.y(x.from), width-leftMargin, max(2, s.y(x.to)-s.y(x.from)), colourFault)
		s.text(leftMargin, 36+12*float64(i%3), colourFault, x.note)
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

// own marks on each lane what its owner told.
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
		if y-last[name] >= 12 || last[name] == 0 {
			words := x.Kind.String()
			if x.Value != 0 && x.Value < 1e6 {
				words += fmt.Sprintf(" %d", x.Value)
			}
			s.text(s.x(name)+6, y+4, "#222222", words)
			last[name] = y
		}
	}
}
