package reports

import (
	"math"
	"strconv"
	"strings"
)

// longestClaim bounds the text of a claim, and with it the depth of recursion.
const longestClaim = 2000

// ParseClaim reads a claim. Its error is a *sim.ParseError, which points at the
// byte where the claim goes wrong and says what is allowed there.
func ParseClaim(text string) (*Claim, error) {
	if len(text) > longestClaim {
		return nil, wrongClaim(longestClaim, "a claim has at most %d bytes", longestClaim)
	}
	p := &claimParser{text: text, claim: &Claim{text: text}}
	if err := p.whole(); err != nil {
		return nil, err
	}
	return p.claim, nil
}

// A claimParser descends through the grammar, one function for each rule. At is
// always at the beginning of the next token.
type claimParser struct {
	text  string
	at    int
	claim *Claim
}

func (p *claimParser) whole() (err error) {
	c := p.claim
	p.space()
	if c.left, err = p.sum(); err != nil {
		return err
	}
	at := p.at
	if c.op = p.comparison(); c.op == "" {
		return p.unexpected("<, <=, >, >=, == or !=")
	}
	if c.right, err = p.sum(); err != nil {
		return err
	}
	if p.at < len(p.text) {
		if at := p.at; p.comparison() != "" {
			return wrongClaim(at, "a claim compares two things, not three: write another claim")
		}
		return p.unexpected("the end, or one of + - * /")
	}
	both, ok := c.left.unit.plus(c.right.unit)
	switch {
	case !ok:
		return wrongClaim(at, "%s cannot be compared with %s%s", c.left.unit, c.right.unit, unitHint(c.left.unit, c.right.unit))
	case (c.op == "==" || c.op == "!=") && !both.count:
		return wrongClaim(at, "%s is for counts only: compare %s with <, <=, > or >=", c.op, both)
	case len(c.names) == 0:
		return wrongClaim(0, "a claim must ask for a metric, such as with.error_rate")
	}
	return nil
}

func (p *claimParser) sum() (*expression, error) {
	left, err := p.product()
	for err == nil && (p.sees('+') || p.sees('-')) {
		at, op := p.at, p.text[p.at]
		p.step(1)
		var right *expression
		if right, err = p.product(); err != nil {
			break
		}
		u, ok := left.unit.plus(right.unit)
		if !ok {
			return nil, wrongClaim(at, "%s and %s do not add up%s", left.unit, right.unit, unitHint(left.unit, right.unit))
		}
		left = &expression{op: op, left: left, right: right, unit: u, offset: left.offset}
	}
	return left, err
}

func (p *claimParser) product() (*expression, error) {
	left, err := p.factor()
	for err == nil && (p.sees('*') || p.sees('/')) {
		op := p.text[p.at]
		p.step(1)
		var right *expression
		if right, err = p.factor(); err != nil {
			break
		}
		u := left.unit.times(right.unit)
		if op == '/' {
			u = left.unit.over(right.unit)
			if right.constant() && right.value(nil) == 0 {
				return nil, wrongClaim(right.offset, "nothing can be divided by zero")
			}
		}
		left = &expression{op: op, left: left, right: right, unit: u, offset: left.offset}
	}
	return left, err
}

func (p *claimParser) factor() (*expression, error) {
	at := p.at
	switch {
	case p.sees('('):
		p.step(1)
		inner, err := p.sum()
		if err != nil {
			return nil, err
		}
		if !p.sees(')') {
			return nil, p.unexpected(`")"`)
		}
		p.step(1)
		return inner, nil
	case p.sees('-'):
		p.step(1)
		inner, err := p.factor()
		if err != nil {
			return nil, err
		}
		zero := &expression{op: '#', unit: unit{zero: true, count: true}}
		return &expression{op: '-', left: zero, right: inner, unit: inner.unit, offset: at}, nil
	case p.at < len(p.text) && isDigit(p.text[p.at]):
		return p.number()
	case p.at < len(p.text) && (isLetter(p.text[p.at]) || p.text[p.at] == '"'):
		return p.operand()
	}
	return nil, p.unexpected("a number, a metric such as with.error_rate, or (")
}

// claimUnits are what may stand behind a number: what its unit is, and how many
// of them make one second, or one.
var claimUnits = map[string]struct {
	unit unit
	many float64
	up   float64
}{
	"": {unit{}, 1, 1}, "%": {unit{share: true}, 100, 1},
	"ns": {unit{seconds: 1}, 1e9, 1}, "us": {unit{seconds: 1}, 1e6, 1}, "µs": {unit{seconds: 1}, 1e6, 1},
	"ms": {unit{seconds: 1}, 1e3, 1}, "s": {unit{seconds: 1}, 1, 1},
	"m": {unit{seconds: 1}, 1, 60}, "h": {unit{seconds: 1}, 1, 3600},
	"/s": {unit{seconds: -1}, 1, 1},
}

func (p *claimParser) number() (*expression, error) {
	at, end := p.at, p.at
	for end < len(p.text) && (isDigit(p.text[end]) || p.text[end] == '.') {
		end++
	}
	digits := p.text[at:end]
	x, err := strconv.ParseFloat(digits, 64)
	if err != nil || strings.HasSuffix(digits, ".") || x > 1e15 {
		return nil, wrongClaim(at, "%s is not a number: write one as in 3, 0.25 or 12.5, up to 1e15", digits)
	}
	p.at = end
	unitAt := p.at
	if end == len(p.text) || p.text[end] != '/' {
		p.space()
		unitAt = p.at
	}
	name := p.unitName(unitAt)
	u, known := claimUnits[name]
	if !known {
		return nil, wrongClaim(unitAt, "%q is not a unit: there is %%, ns, us, ms, s, m, h and /s; a name that begins with a digit stands in quotes", name)
	}
	p.at = unitAt + len(name)
	p.space()
	e := &expression{op: '#', number: float64(x*u.up) / u.many, unit: u.unit, offset: at}
	if name == "" {
		e.unit.zero = x == 0
		e.unit.count = x == math.Floor(x)
	}
	return e, nil
}

// unitName returns what stands at a place as a unit, be it one or not. A slash
// and an s are a unit only if nothing follows: 1/s.p99 divides.
func (p *claimParser) unitName(at int) string {
	rest := p.text[at:]
	if strings.HasPrefix(rest, "%") {
		return "%"
	}
	if strings.HasPrefix(rest, "/") {
		if strings.HasPrefix(rest, "/s") && (len(rest) == 2 || !isInside(rest[2]) && rest[2] != '.') {
			return "/s"
		}
		return ""
	}
	end := 0
	for end < len(rest) && isInside(rest[end]) {
		end++
	}
	if end > 0 && !isLetter(rest[0]) {
		return ""
	}
	return rest[:end]
}

// comparison reads a sign of comparison, or nothing.
func (p *claimParser) comparison() string {
	for _, op := range []string{"<=", ">=", "==", "!=", "<", ">"} {
		if strings.HasPrefix(p.text[p.at:], op) {
			p.step(len(op))
			return op
		}
	}
	return ""
}

func (p *claimParser) sees(c byte) bool { return p.at < len(p.text) && p.text[p.at] == c }

func (p *claimParser) step(n int) {
	p.at += n
	p.space()
}

func (p *claimParser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

func (p *claimParser) unexpected(want string) error {
	if p.at == len(p.text) {
		return wrongClaim(p.at, "the claim ends where %s is expected", want)
	}
	for _, r := range p.text[p.at:] {
		return wrongClaim(p.at, "%q is not expected here: %s is", string(r), want)
	}
	return nil
}

// unitHint returns what to write where units do not go together, if that is known.
func unitHint(a, b unit) string {
	if a.seconds == 1 && b.seconds == 0 || a.seconds == 0 && b.seconds == 1 {
		return ": a time is written as in 500ms or 2s"
	}
	if a.seconds == -1 && b.seconds == 0 || a.seconds == 0 && b.seconds == -1 {
		return ": a rate is written as in 150/s"
	}
	if a.things && b.share || a.share && b.things {
		return ": divide the count, as in with.degraded / with.ok"
	}
	return ""
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isLetter takes every byte of a letter outside ASCII for one.
func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80
}

func isInside(c byte) bool { return isLetter(c) || isDigit(c) }
