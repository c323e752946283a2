package reports

import (
	"slices"
	"strings"
)

// operand reads a path of names and finds out what each of them is.
func (p *claimParser) operand() (*expression, error) {
	parts, err := p.path()
	if err != nil {
		return nil, err
	}
	n, m, err := nameOf(parts)
	if err != nil {
		return nil, err
	}
	p.claim.names = append(p.claim.names, n)
	u, scale := unitOf(m)
	return &expression{op: '@', name: len(p.claim.names) - 1, scale: scale, unit: u, offset: n.Offset}, nil
}

// A part is one name of a path.
type part struct {
	text   string
	quoted bool
	offset int
}

func (p *claimParser) path() ([]part, error) {
	var parts []part
	for {
		at := p.at
		name, quoted, err := p.name()
		if err != nil {
			return nil, err
		}
		parts = append(parts, part{name, quoted, at})
		if p.at == len(p.text) || p.text[p.at] != '.' {
			p.space()
			return parts, nil
		}
		p.at++
	}
}

// name reads one name and stops right behind it.
func (p *claimParser) name() (name string, quoted bool, err error) {
	rest := p.text[p.at:]
	if strings.HasPrefix(rest, `"`) {
		end := strings.IndexByte(rest[1:], '"')
		if end <= 0 {
			return "", false, wrongClaim(p.at, "a name in quotes needs letters and a closing quote")
		}
		p.at += end + 2
		return rest[1 : end+1], true, nil
	}
	end := 0
	for end < len(rest) && (isInside(rest[end]) || rest[end] == '-' && end > 0 && end+1 < len(rest) && isInside(rest[end+1])) {
		end++
	}
	if end == 0 {
		return "", false, p.unexpected("a name")
	}
	p.at += end
	return rest[:end], false, nil
}

// nameOf tells what the parts of a path stand for, from the last to the first.
func nameOf(parts []part) (Name, Metric, error) {
	n := Name{Offset: parts[0].offset}
	var words []string
	facts := -1
	for i, part := range parts {
		words = append(words, part.text)
		if facts < 0 && !part.quoted && isFamily(part.text) {
			facts = i
		}
	}
	begin := len(parts) - 1
	if facts >= 0 {
		begin = facts
	}
	if facts > 1 {
		return n, Metric{}, wrongClaim(parts[1].offset, "%s are those of all loads: write %s.%s", words[facts], words[0], strings.Join(words[facts:], "."))
	}
	if begin > 2 {
		return n, Metric{}, wrongClaim(parts[3].offset, "too many names: write variant.metric, variant.load.metric or variant.facts.noun.verb")
	}
	m, err := FindMetric(strings.Join(words[begin:], "."))
	if err != nil {
		return n, m, wrongClaim(parts[begin].offset, "%s%s%s", err, dashHint(parts[begin].text), quoteHint(words[begin:]))
	}
	n.Metric = m.Name
	if begin > 0 {
		n.Variant = words[0]
	}
	if begin == 2 {
		n.Load, n.loadOffset = words[1], parts[1].offset
	}
	if n.Load != "" && m.Whole {
		return n, m, wrongClaim(parts[1].offset, "%s is of all loads together: write %s.%s", m.Name, n.Variant, m.Name)
	}
	return n, m, nil
}

// isFamily reports whether a word begins the name of a metric about facts or places.
func isFamily(word string) bool {
	return slices.ContainsFunc(Sorts(), func(s *Sort) bool { return s.Name == word }) ||
		slices.ContainsFunc(Families(), func(f *Family) bool { return f.Prefix() == word+"." })
}

// quoteHint returns how to write a variant that is called as a family of metrics is, if
// that may be meant.
func quoteHint(words []string) string {
	if len(words) < 2 || !isFamily(words[0]) {
		return ""
	}
	if _, err := FindMetric(words[len(words)-1]); err != nil {
		return ""
	}
	return `; a variant of that name stands in quotes: "` + words[0] + `".` + strings.Join(words[1:], ".")
}
