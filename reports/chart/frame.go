package chart

// headroom is kept free between the highest value and the top of a frame that has labels,
// for that of a curve that lies there.
const headroom = 20.0

// A frame is the field in which curves or rows of dots are drawn, and its axes.
// Rows have none upwards.
type frame struct {
	box
	x, y axis
	head float64 // the room that is kept free at the top
}

// spot is the place of a value at a time.
func (f frame) spot(t, v float64) spot { return spot{f.across(t), f.up(v)} }

func (f frame) across(t float64) float64 {
	return snap(f.left + float64(f.x.at(t)*(f.right-f.left)))
}

func (f frame) up(v float64) float64 {
	return snap(f.bottom - float64(f.y.at(v)*(f.bottom-f.top-f.head)))
}

// paint draws the grid, the line of time, and the words at both axes.
func (f frame) paint(p *page) {
	f.grid(p)
	f.axes(p)
	p.textEnding(spot{f.right, f.bottom + 31}, "time since the start (virtual)", tickLetter, inkFaint)
}

func (f frame) grid(p *page) {
	thin := stroke{width: 0.6, colour: gridInk}
	for _, t := range f.y.ticks {
		y := f.up(t.at)
		p.line([]spot{{f.left, y}, {f.right, y}}, thin)
	}
	f.verticals(p)
}

func (f frame) verticals(p *page) {
	for _, t := range f.x.ticks {
		x := f.across(t.at)
		p.line([]spot{{x, f.top}, {x, f.bottom}}, stroke{width: 0.6, colour: gridInk})
	}
}

// times writes what stands at the ticks below the frame.
func (f frame) times(p *page) {
	for _, t := range f.x.ticks {
		x := f.across(t.at)
		p.line([]spot{{x, f.bottom}, {x, f.bottom + 4}}, stroke{width: 0.8, colour: axisInk})
		p.textCentred(spot{x, f.bottom + 16}, t.label, tickLetter, inkSoft)
	}
}

// ruled rules the field of rows, and writes what the lines stand for below it.
func (f frame) ruled(p *page) {
	for _, t := range f.x.ticks {
		x := f.across(t.at)
		p.line([]spot{{x, f.top}, {x, f.bottom}}, stroke{width: 0.6, colour: gridInk})
		p.textCentred(spot{x, f.bottom + 16}, t.label, tickLetter, inkSoft)
	}
}

func (f frame) axes(p *page) {
	thin := stroke{width: 0.8, colour: axisInk}
	p.line([]spot{{f.left, f.bottom}, {f.right, f.bottom}}, thin)
	f.times(p)
	f.values(p)
}

// values writes what stands at the ticks to the left of the frame.
func (f frame) values(p *page) {
	for _, t := range f.y.ticks {
		at := spot{f.left - 8, f.up(t.at) + tickLetter.capital()/2}
		p.textEnding(at, t.label, tickLetter, inkSoft)
	}
}

// tickWidth is the room that the words of an axis need beside it.
func (a axis) tickWidth() float64 {
	w := 0.0
	for _, t := range a.ticks {
		w = max(w, tickLetter.width(t.label))
	}
	return w
}
