package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"
)

// An svgPen writes a page as the text of an SVG. Each ink is a class, named by its colour,
// so that several charts in one page of HTML agree on what a class is.
type svgPen struct {
	body    bytes.Buffer
	classes map[string]rule
}

// A rule is what a class draws by day, and by night if that differs.
type rule struct{ day, night string }

// svg returns a chart as an SVG that is as wide as where it stands, and has a dark
// variant for readers who prefer one.
func (c Chart) svg() []byte {
	s := &svgPen{classes: make(map[string]rule)}
	p := &page{pen: s, height: c.height}
	p.area(box{0, 0, pageWidth, c.height}.corners(), paper)
	c.paint(p)
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="100%%" role="img" `, short(pageWidth), coordinate(c.height))
	out.WriteString(`font-family="'Liberation Sans',Arial,Helvetica,sans-serif" stroke-linejoin="round">` + "\n<title>")
	xml.EscapeText(&out, []byte(printable(c.title)))
	out.WriteString("</title>\n<style>\n")
	out.WriteString(s.sheet())
	out.WriteString("</style>\n")
	out.Write(s.body.Bytes())
	out.WriteString("</svg>\n")
	return out.Bytes()
}

// sheet returns the rules of all classes. On paper it is always day.
func (s *svgPen) sheet() string {
	var names []string
	for name := range s.classes {
		names = append(names, name)
	}
	slices.Sort(names)
	var day, night strings.Builder
	for _, name := range names {
		r := s.classes[name]
		fmt.Fprintf(&day, ".%s{%s}\n", name, r.day)
		if r.night != r.day {
			fmt.Fprintf(&night, ".%s{%s}\n", name, r.night)
		}
	}
	return day.String() + "@media screen and (prefers-color-scheme:dark){\n" + night.String() + "}\n"
}

// class returns the class of an ink, which is that of a property: fill or stroke.
func (s *svgPen) class(property string, c color.NRGBA, fixed bool) string {
	letter, dark := property[:1], night(c)
	if fixed {
		letter, dark = "d"+letter, c
	}
	name := fmt.Sprintf("%s%02x%02x%02x", letter, c.R, c.G, c.B)
	if c.A != 0xFF {
		name += fmt.Sprintf("-%02x", c.A)
	}
	s.classes[name] = rule{css(property, c), css(property, dark)}
	return name
}

func css(property string, c color.NRGBA) string {
	rule := fmt.Sprintf("%s:#%02X%02X%02X", property, c.R, c.G, c.B)
	if c.A != 0xFF {
		rule += fmt.Sprintf(";%s-opacity:.%03d", property, int(c.A)*1000/255)
	}
	return rule
}

func (s *svgPen) stroke(paths [][]spot, k stroke) {
	var d strings.Builder
	for _, spots := range paths {
		d.WriteString(path(spots))
	}
	fmt.Fprintf(&s.body, `<path class="%s" fill="none" stroke-width="%s"`, s.class("stroke", k.colour, false), coordinate(k.width))
	if len(k.dashes) > 0 {
		var dashes []string
		for _, d := range k.dashes {
			dashes = append(dashes, coordinate(d))
		}
		fmt.Fprintf(&s.body, ` stroke-dasharray="%s"`, strings.Join(dashes, " "))
	}
	fmt.Fprintf(&s.body, ` d="%s"/>`+"\n", &d)
}

func (s *svgPen) disc(at spot, radius float64, c color.NRGBA) {
	fmt.Fprintf(&s.body, `<circle class="%s" cx="%s" cy="%s" r="%s"/>`+"\n", s.class("fill", c, false), coordinate(at.x), coordinate(at.y), coordinate(radius))
}

func (s *svgPen) fill(spots []spot, c color.NRGBA, fixed bool) {
	class := s.class("fill", c, fixed)
	if len(spots) == 4 && spots[0].y == spots[1].y && spots[1].x == spots[2].x && spots[2].y == spots[3].y && spots[3].x == spots[0].x && spots[1].x >= spots[0].x && spots[2].y >= spots[0].y {
		fmt.Fprintf(&s.body, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"/>`+"\n", class,
			coordinate(spots[0].x), coordinate(spots[0].y), coordinate(spots[1].x-spots[0].x), coordinate(spots[2].y-spots[0].y))
		return
	}
	if len(spots) >= curved {
		fmt.Fprintf(&s.body, `<path class="%s" d="%sz"/>`+"\n", class, path(spots))
		return
	}
	fmt.Fprintf(&s.body, `<polygon class="%s" points="%s"/>`+"\n", class, points(spots))
}

// write gives words the width that they have in Liberation Sans: a reader without it has another
// letter, in which they would run into their neighbours, or out of the chart.
func (s *svgPen) write(at spot, words string, l letter, c color.NRGBA, fixed bool) {
	weight := ""
	if l.bold {
		weight = ` font-weight="bold"`
	}
	fmt.Fprintf(&s.body, `<text class="%s" x="%s" y="%s" font-size="%s"%s textLength="%s" lengthAdjust="spacingAndGlyphs">`,
		s.class("fill", c, fixed), coordinate(at.x), coordinate(at.y), short(l.size), weight, coordinate(l.width(words)))
	xml.EscapeText(&s.body, []byte(words))
	s.body.WriteString("</text>\n")
}

// curved is how many points a line has that is a curve, to the eye: for it steps in tenths
// of a point are enough, which take half of the bytes.
const curved = 16

// path writes a line through points.
func path(spots []spot) string {
	if len(spots) < curved {
		return "M" + points(spots)
	}
	var b strings.Builder
	at := func(s spot) (x, y int) {
		return int(math.Floor(snap(s.x)*10 + 0.5001)), int(math.Floor(snap(s.y)*10 + 0.5001))
	}
	x, y := at(spots[0])
	b.WriteString("M" + tenths(x) + "," + tenths(y) + "l")
	for i, s := range spots[1:] {
		nextX, nextY := at(s)
		for j, step := range []int{nextX - x, nextY - y} {
			if i+j > 0 && step >= 0 {
				b.WriteByte(' ')
			}
			b.WriteString(tenths(step))
		}
		x, y = nextX, nextY
	}
	return b.String()
}

// tenths writes a number of tenths, without a zero before the point.
func tenths(n int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	switch {
	case n%10 == 0:
		return sign + strconv.Itoa(n/10)
	case n < 10:
		return sign + "." + strconv.Itoa(n)
	}
	return sign + strconv.Itoa(n/10) + "." + strconv.Itoa(n%10)
}

func points(spots []spot) string {
	var b strings.Builder
	for i, s := range spots {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(coordinate(s.x) + "," + coordinate(s.y))
	}
	return b.String()
}

// coordinate writes a length in hundredths of a point, which is what snapping leaves.
func coordinate(v float64) string { return strconv.FormatFloat(snap(v), 'f', -1, 64) }
