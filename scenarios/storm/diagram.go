package storm

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
	"wavetank/sim/typo"
)

// Measures of a space-time diagram, in pixels.
const (
	laneWidth   = 150
	leftMargin  = 90
	rightMargin = 60 // of the labels of the last lane
	lineHeight  = 16
	letterWidth = 7 // of a wide one
)

// diagramStyle are the colours by day and by night, those of the charts.
const diagramStyle = `<style>
.story{--paper:#fff;--ink:#1f1f1f;--soft:#4d4d4d;--faint:#707070;--grid:#e6e6e6;--sent:#8fb4cf;--item:#0072b2;--lost:#c04a00;--down:#c4c4c4;--fault:#e69f00;--words:#8a5a00;--bad:#b00020}
@media screen and (prefers-color-scheme:dark){.story{--paper:#161a20;--ink:#eceef0;--soft:#c6cad0;--faint:#9ca3ab;--grid:#2c323a;--sent:#3f6584;--item:#59b4f0;--lost:#ff9150;--down:#4a525c;--words:#f0c060;--bad:#ff8090}}
.story text{fill:var(--ink);stroke:var(--paper);stroke-width:3px;paint-order:stroke}
.story line{fill:none;stroke:var(--faint)}
.story .soft{fill:var(--soft)}.story .faint{fill:var(--faint)}.story .words{fill:var(--words)}.story .name{font-weight:bold;text-anchor:middle}.story .before{text-anchor:end}
.story .badly{fill:var(--bad);font-weight:bold}.story .itemly{fill:var(--item);font-weight:bold}.story .lostly{fill:var(--lost)}
.story .paper{fill:var(--paper)}.story .down{fill:var(--down)}.story .fault{fill:var(--fault)}.story .shade{fill:var(--fault);fill-opacity:.1}
.story .grid{stroke:var(--grid)}.story .sent{stroke:var(--sent)}.story .item{stroke:var(--item);stroke-width:2px}
.story .lost{stroke:var(--lost);stroke-dasharray:4 2}.story .bad{stroke:var(--bad);stroke-width:2px}
.story .over{stroke:transparent;stroke-width:9px}.story g:hover .sent,.story g:hover .item,.story g:hover .lost{stroke:var(--ink);stroke-width:3px}
.story .dot{fill:var(--ink)}.story .dotted,.story .tipitem{fill:var(--item)}.story .tipsent{fill:var(--sent)}
</style>
`

// mostArrows bounds the messages of a diagram, the latest ones being kept.
const mostArrows = 400

// mostBars bounds the faults that a diagram shows, the latest ones being kept.
const mostBars = 8

// A sketch is a space-time diagram in the making: a lane for each participant,
// time going down.
type sketch struct {
	bytes.Buffer
	stretches
	names []string // of the lanes
	lanes map[string]int
	bars  []span // the faults
	item  *marked
	width int
	top   int // where the lanes begin
	told  []event
}

// An event is a row of the table that tells what a diagram shows.
type event struct {
	at         sim.Time
	who, words string
}

// A Diagram is a picture of what happened before a violation: an SVG that tells each
// message to whoever points at it, and for others the same as a table, with its heading.
type Diagram struct {
	SVG   []byte
	Table [][]string
}

// diagram draws the messages, crashes and pauses before a violation, and the faults that
// led to it, however long before. What is about the item that the violation is about stands
// out.
func diagram(facts []sim.Fact, f *Failure) *Diagram {
	s := &sketch{lanes: map[string]int{}, item: markedIn(facts, f.Violation)}
	until := f.Violation.At.Add(after)
	s.bars = spans(facts, sim.FaultBegan, sim.FaultEnded, until)
	s.bars = s.bars[max(0, len(s.bars)-mostBars):]
	s.stretches = stretchesOf(f.Violation.At, s.bars)
	s.findLanes(facts)
	s.width = leftMargin + max(4, len(s.names))*laneWidth + rightMargin
	title := lines(f.Violation.String(), (s.width-20)/letterWidth)
	s.top = 30 + lineHeight*(len(title)+len(s.bars)+2)
	height := s.top + int(s.height()) + 30
	fmt.Fprintf(s, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="100%%" role="img" class="story" font-family="'Liberation Sans',Arial,Helvetica,sans-serif" font-size="12">`+"\n", s.width, height)
	fmt.Fprintf(s, "<title>%s</title>\n<desc>Messages between %s, time going down.%s</desc>\n%s%s", escaped(f.Violation.String()),
		escaped(strings.Join(s.names, ", ")), escaped(s.item.words()), diagramStyle, arrowHeads)
	fmt.Fprintf(s, `<rect class="paper" width="%d" height="%d"/>`+"\n", s.width, height)
	for i, line := range title {
		s.text(10, float64(20+lineHeight*i), "badly", line)
	}
	s.faults(20 + lineHeight*len(title))
	s.down(facts, until)
	s.axis()
	s.messages(facts)
	y := s.y(f.Violation.At)
	fmt.Fprintf(s, `<line class="bad" x1="%d" y1="%.1f" x2="%d" y2="%.1f"/>`+"\n", leftMargin-10, y, s.width, y)
	s.own(facts)
	s.text(leftMargin, y+16, "badly", "violated: "+f.Violation.Property)
	s.WriteString("</svg>\n")
	return &Diagram{SVG: s.Bytes(), Table: s.table()}
}

// table tells the latest of what is drawn, in order.
func (s *sketch) table() [][]string {
	slices.SortStableFunc(s.told, func(a, b event) int { return cmp.Compare(a.at, b.at) })
	all := [][]string{{"at", "who", "what"}}
	for _, e := range s.told[max(0, len(s.told)-mostArrows):] {
		all = append(all, []string{e.at.String(), e.who, e.words})
	}
	return all
}

// arrowHeads are the ends of arrows.
const arrowHeads = `<defs>
<marker id="story-sent" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="tipsent" d="M0 0 8 4 0 8z"/></marker>
<marker id="story-item" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto"><path class="tipitem" d="M0 0 8 4 0 8z"/></marker>
</defs>
`

// text writes words on a halo of the ground, so that lines behind them do not make
// them unreadable.
func (s *sketch) text(x int, y float64, class, words string) {
	fmt.Fprintf(s, `<text class="%s" x="%d" y="%.1f">%s</text>`+"\n", class, x, y, escaped(words))
}

// escaped writes words for an SVG.
func escaped(words string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(typo.Visible(words))) // which a builder does not refuse
	return b.String()
}

// lines breaks words into lines of so many letters, at spaces.
func lines(words string, letters int) []string {
	var all []string
	for _, word := range strings.Fields(words) {
		last := len(all) - 1
		if last < 0 || len(all[last])+1+len(word) > letters {
			all = append(all, word)
			continue
		}
		all[last] += " " + word
	}
	return all
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
			if isTraffic(x.Kind) {
				enter(x.Peer) // a call may be to a group, whose name is nobody's
			}
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

func (s *sketch) x(name string) int { return leftMargin + s.lanes[name]*laneWidth + laneWidth/2 }

func (s *sketch) y(t sim.Time) float64 { return float64(s.top) + s.depth(t) }

// A span is something that lasts, of somebody.
type span struct {
	name, note string
	from, to   sim.Time
}

// spans pairs facts that begin with facts that end, by owner and key. What is on goes on
// until the end of the diagram.
func spans(facts []sim.Fact, begin, end *sim.Kind, until sim.Time) []span {
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
			list = append(list, span{x.Owner.Name(), x.Note, x.At, until})
		case x.Kind == end && is:
			list[j].to = x.At
			delete(open, at)
		}
	}
	return keep(list, func(x span) bool { return x.from <= until })
}

// down shades the lanes of machines that are crashed or paused.
func (s *sketch) down(facts []sim.Fact, until sim.Time) {
	crashed := spans(facts, nodes.NodeCrashed, nodes.NodeBooted, until)
	paused := spans(facts, nodes.NodePaused, nodes.NodeResumed, until)
	for i, x := range append(crashed, paused...) {
		if _, shown := s.lanes[x.name]; !shown {
			continue
		}
		words := "crashed"
		if i >= len(crashed) {
			words = "paused"
		}
		fmt.Fprintf(s, `<rect class="down" x="%d" y="%.1f" width="24" height="%.1f"/>`+"\n", s.x(x.name)-12, s.y(x.from), max(2, s.y(x.to)-s.y(x.from)))
		s.text(s.x(x.name)+14, s.y(x.from)+28, "soft", words) // below what the fact says
	}
}

// faults draws a bar at the edge for each fault, with what it does.
func (s *sketch) faults(above int) {
	for i, x := range s.bars {
		at, y := leftMargin-8-6*(i%3), s.y(x.from)
		height := max(2, s.y(x.to)-y)
		fmt.Fprintf(s, `<rect class="fault" x="%d" y="%.1f" width="4" height="%.1f"/>`+"\n", at, y, height)
		fmt.Fprintf(s, `<rect class="shade" x="%d" y="%.1f" width="%d" height="%.1f"/>`+"\n", leftMargin, y, s.width-leftMargin, height)
		s.text(10, float64(above+lineHeight*i), "words", fmt.Sprintf("%v to %v: %s", x.from, x.to, x.note))
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
		arrows = append(arrows, s.arrow(x, begin))
	}
	for _, a := range arrows[max(0, len(arrows)-mostArrows):] {
		s.WriteString(a)
	}
}

// arrow draws a message below what tells of it, and enters it in the table.
func (s *sketch) arrow(x *sim.Fact, begin sim.Time) string {
	from, to := x.Owner.Name(), x.Peer.Name()
	e := event{x.At, from + " → " + to, fmt.Sprintf("a message arrived, %v after it left", x.At.Sub(begin))}
	x1, y1, x2, y2 := float64(s.x(from)), s.y(begin), float64(s.x(to)), s.y(x.At)
	class, end, cross := "sent", ` marker-end="url(#story-sent)"`, ""
	switch {
	case x.Kind != net.MessageDelivered:
		e.words = "a message was lost, " + x.At.Sub(begin).String() + " after it left"
		x2 = x1 + float64(x2-x1)/3
		class, end, cross = "lost", "", fmt.Sprintf(`<text class="lostly" x="%.0f" y="%.1f">✕</text>`, x2-4, y2+4)
	case s.item.about(x):
		class, end = "item", ` marker-end="url(#story-item)"`
		e.words += "; it is about what is marked"
	}
	if x.Note != "" {
		e.words += " (" + x.Note + ")"
	}
	s.told = append(s.told, e)
	line := fmt.Sprintf(`x1="%.0f" y1="%.1f" x2="%.0f" y2="%.1f"/>`, x1, y1, x2, y2)
	return fmt.Sprintf(`<g><title>%v %s: %s</title><line class="over" %s<line class="%s"%s %s%s</g>`+"\n",
		x.At, escaped(e.who), escaped(e.words), line, class, end, line, cross)
}

// own marks on each lane what its owner told, in words where there is room, but
// for what happens all the time.
func (s *sketch) own(facts []sim.Fact) {
	last, dots := map[string]float64{}, map[string]float64{}
	for i := range facts {
		x := &facts[i]
		name := x.Owner.Name()
		_, shown := s.lanes[name]
		if !shown || !s.sees(x.At) || isTraffic(x.Kind) || x.Kind == sim.AttemptSent {
			continue
		}
		y, about := s.y(x.At), s.item.about(x)
		dot, class := "dot", "soft"
		if about {
			dot, class = "dotted", "itemly"
		}
		s.told = append(s.told, event{x.At, name, what(x)})
		if at, drawn := dots[name]; drawn && y < at+1 && !about {
			continue // nobody would see it, or could point at it
		}
		dots[name] = y
		fmt.Fprintf(s, `<circle class="%s" cx="%d" cy="%.1f" r="3"><title>%s</title></circle>`+"\n", dot, s.x(name), y, escaped(plain(x)))
		if isRoutine(x.Kind) && !about || last[name] != 0 && y-last[name] < 12 {
			continue
		}
		words := x.Kind.String()
		if x.Value != 0 && x.Value < 1e6 {
			words += fmt.Sprintf(" %d", x.Value)
		}
		left := s.x(name) + 6
		if left+len(words)*letterWidth > s.width {
			left, class = s.x(name)-6, class+" before"
		}
		s.text(left, y+4, class, words)
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
