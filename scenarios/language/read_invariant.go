package language

import (
	"wavetank/patterns/knob"
	"wavetank/scenarios/document"
)

// mostInvariants bounds the tables [[invariant]].
const mostInvariants = 100

func (r *reader) invariants(root document.Value, s *Scenario) []Invariant {
	var list []Invariant
	for _, item := range r.tables(root, "invariant", mostInvariants, "invariants") {
		v := Invariant{Pos: r.pos(item)}
		if r.table(item, []any{&v}) && r.checkInvariant(item, &v, s) {
			list = append(list, v)
		}
	}
	return list
}

// checkInvariant judges the form of an invariant, and what it names.
func (r *reader) checkInvariant(c document.Value, v *Invariant, s *Scenario) bool {
	before := r.Complaints()
	form, ok := r.exactlyOne(c, v, "form", "an invariant needs one thing to hold", "are two invariants",
		`exactly one of never = "…", at_most = 1, monotone = "…", conserved = ["…", "…"], durable = true, linearizable = true, that = "…", eventually = "…" and sometimes = "…"`)
	if !ok {
		return false
	}
	r.checkForm(c, v, form, s)
	return r.Complaints() == before
}

// checkForm judges the keys that belong to one form.
func (r *reader) checkForm(c document.Value, v *Invariant, form string, s *Scenario) {
	r.idle(c, v)
	if form == "at_most" && !c.Has("of") {
		r.Complain(c.Of("at_most").KeyAt(), "nothing says what there is at most %d of", *v.AtMost).Allow(`of = "…", a fact`)
	}
	if form == "eventually" && !c.Has("within") {
		r.Complain(c.Of("eventually").KeyAt(), "nothing says how soon").Allow(`within = "5s"`)
	} else if within := c.Of("within"); form == "eventually" && s.Calm()+v.Within > s.Duration && s.Duration > 0 {
		r.Complain(within.At(), "the calm begins at %s, and %s later the run is over", knob.Brief(s.Calm()), knob.Brief(v.Within)).
			Allow("at most %s", knob.Brief(s.Duration-s.Calm()))
	}
	k := c.Of(form)
	if form == "linearizable" || form == "durable" {
		r.checkHistory(k, form, s)
	}
	if f := s.restless(); f != nil && s.Duration > 0 && (form == "eventually" || form == "durable") {
		r.Complain(k.KeyAt(), "the calm cannot begin at %s: %s is not over by then", knob.Brief(s.Calm()), f.Label()).
			Allow("faults that are over at %s, each with a for, random ones with an until", knob.Brief(s.Calm()))
	}
	switch {
	case form == "durable" && !v.Durable, form == "linearizable" && !v.Linearizable:
		r.Complain(k.At(), "nobody can demand that it is not so").Allow("true, or no such invariant")
	case form == "conserved":
		if len(v.Conserved) != 2 {
			r.Complain(k.At(), "%d facts", len(v.Conserved)).Allow("two: what is taken, and what is given back")
		}
	case form == "that" && r.opts.Claim != nil:
		var sound *Scenario
		if r.Clean() {
			sound = s
		}
		if err := r.opts.Claim(v.That, []string{"run"}, sound); err != nil {
			r.refuse(k, err, `a comparison such as "error_rate < 10%"`)
		}
	}
}

// storm reads which storms may be drawn.
func (r *reader) storm(root document.Value, s *Scenario) *StormTable {
	c, ok := root.Get("storm")
	t := &StormTable{}
	if !ok || !r.table(c, []any{t}) {
		return nil
	}
	s.Storm = t
	leaders, _ := c.Of("leaders").List()
	for i, node := range t.Leaders {
		r.checkLeader(leaders[i], node)
	}
	if !r.checkUntil(c, t.Until, s.Duration) {
		t.Until = 0
	}
	if from, ok := c.Get("from"); ok && t.From >= s.Calm() {
		r.Complain(from.At(), "no storm lies between %s and %s", knob.Brief(t.From), knob.Brief(s.Calm())).Allow("less than %s", knob.Brief(s.Calm()))
	}
	return t
}
