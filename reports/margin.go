package reports

import "math"

// A Margin is how much is left until a run breaks a claim. It is negative by how
// much a claim is broken.
type Margin struct {
	By    float64 // in the Unit; it may be infinite
	Unit  string  // "s", "1/s", "share", or empty for a plain number
	Words string  // as in "12.3 points left: 47.7 % < 60 %"
}

// Margin returns the margin of the seed that comes nearest to breaking the claim,
// the first of equals. It reports false if nothing can be said of any.
func (c *Claim) Margin(x *Comparison) (m Margin, ok bool) {
	s, problem := c.sample(x)
	if problem != "" {
		return m, false
	}
	u := c.unit()
	for i, d := range s.gap {
		by := c.room(d)
		if i > 0 && !(by < m.By) {
			continue
		}
		words, is := u.gap(by)+" left", " "+c.op+" "
		if !c.holds(d) {
			words, is = "broken by "+u.gap(math.Abs(by)), " instead of "+c.op+" "
		}
		m = Margin{By: by, Unit: u.symbol(), Words: words + ": " + u.figure(s.left[i]) + is + u.figure(s.right[i])}
	}
	return m, len(s.gap) > 0
}

// room is how far a difference, left minus right, is on the claimed side.
func (c *Claim) room(d float64) float64 {
	switch c.op[0] {
	case '<':
		return 0 - d
	case '>':
		return d
	case '=':
		return 0 - math.Abs(d)
	}
	return math.Abs(d)
}

// symbol names the unit as a number of JSON needs it.
func (u unit) symbol() string {
	switch {
	case u.seconds == 1:
		return "s"
	case u.seconds == -1:
		return "1/s"
	case u.share:
		return "share"
	}
	return ""
}
