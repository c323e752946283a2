package language

import (
	"slices"

	"wavetank/scenarios/document"
)

// An Expect is a claim about the result: exactly one of That and Engaged.
type Expect struct {
	Pos     document.Position `toml:"-"`
	That    string            `toml:"that" oneof:"claim" doc:"a comparison of metrics, such as \"with.error_rate < without.error_rate / 2\""`
	Engaged bool              `toml:"engaged" oneof:"claim" doc:"every fault touched something and every pattern acted"`
	Note    string            `toml:"note" doc:"why"`
}

// mostExpects bounds the tables [[expect]].
const mostExpects = 1000

func (r *reader) expects(root document.Value, s *Scenario) []Expect {
	var sound *Scenario
	if r.Clean() {
		sound = s
	}
	var expects []Expect
	for _, item := range r.tables(root, "expect", mostExpects, "expectations") {
		e := Expect{Pos: r.pos(item)}
		if !r.table(item, []any{&e}) {
			continue
		}
		const allowed = `exactly one of that = "with.error_rate < without.error_rate" and engaged = true`
		that, isClaim := item.Get("that")
		engaged, isEngaged := item.Get("engaged")
		switch {
		case isClaim == isEngaged:
			r.Complain(item.KeyAt(), "an expectation needs one thing to expect").Allow(allowed)
		case isEngaged && !e.Engaged:
			r.Complain(engaged.At(), "nobody can expect that nothing engages").Allow(allowed)
		case isClaim && r.opts.Claim != nil:
			if err := r.opts.Claim(e.That, s.armNames(), sound); err != nil {
				r.refuse(that, err, `a comparison such as "with.error_rate < without.error_rate / 2"`)
			}
		}
		expects = append(expects, e)
	}
	return slices.Clip(expects)
}
