package quorum

import (
	"slices"

	"wavetank/net"
)

// A poll is one question put to several replicas, of which so many must answer.
// It is pure: it is told whom was asked and how that went.
type poll struct {
	need    int
	relents bool      // makes do with fewer once only suspects are waited for
	under   []pending // who is waited for
	answers []answer  // in the order in which they came
	failed  []net.ID  // who did not answer, or could not do it
}

// A pending is a replica that was asked and is waited for.
type pending struct {
	id      net.ID
	suspect bool
}

// An answer is what one replica said.
type answer struct {
	from net.ID
	Versions
}

func (p *poll) ask(to net.ID, suspect bool) { p.under = append(p.under, pending{to, suspect}) }

func (p *poll) heard(from net.ID, v Versions, err error) {
	p.under = slices.DeleteFunc(p.under, func(w pending) bool { return w.id == from })
	if err != nil {
		p.failed = append(p.failed, from)
		return
	}
	p.answers = append(p.answers, answer{from, v})
}

func (p *poll) met() bool { return len(p.answers) >= p.need }

// over reports whether there is nothing to wait for: enough have answered, all
// have been heard of, or those that are left are not worth it.
func (p *poll) over() bool {
	if p.met() || len(p.under) == 0 {
		return true
	}
	trusted := func(w pending) bool { return !w.suspect }
	return p.relents && len(p.answers) > 0 && !slices.ContainsFunc(p.under, trusted)
}

// good reports whether what came is enough to go on with.
func (p *poll) good() bool { return p.met() || p.relents && len(p.answers) > 0 }

// merged returns what the answers tell together, siblings and all.
func (p *poll) merged(siblings bool) Versions {
	var all Versions
	for _, a := range p.answers {
		all, _ = all.Merge(a.Versions, siblings)
	}
	return all
}

// behind returns who answered and lacks some of these versions.
func (p *poll) behind(v Versions) (ids []net.ID) {
	for _, a := range p.answers {
		if !a.Equal(v) {
			ids = append(ids, a.from)
		}
	}
	return ids
}
