package language

import (
	"slices"
	"strings"

	"wavetank/patterns/knob"
	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
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
	given := c.Given(forms()...)
	if len(given) != 1 {
		const allowed = `exactly one of never = "…", at_most = 1, monotone = "…", conserved = ["…", "…"], durable = true, linearizable = true, that = "…", eventually = "…" and sometimes = "…"`
		if len(given) == 0 {
			r.Complain(c.KeyAt(), "an invariant needs one thing to hold").Allow(allowed)
		} else {
			r.Complain(c.Of(given[1]).KeyAt(), "%s are two invariants", strings.Join(given[:2], " and ")).Allow(allowed)
		}
		return false
	}
	r.checkForm(c, v, given[0], s)
	for _, key := range []string{"never", "of", "until", "monotone", "eventually", "sometimes"} {
		if k, ok := c.Get(key); ok {
			text, _ := k.Val.(string)
			r.checkFact(k, text)
		}
	}
	if k, ok := c.Get("variants"); ok {
		items, _ := k.List()
		for i, name := range v.Variants {
			if !slices.Contains(s.armNames(), name) && len(s.Variants) > 0 {
				r.Complain(items[i].At(), "there is no variant %q", name).OneOf(name, s.armNames())
			}
		}
	}
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
	switch {
	case form == "durable" && !v.Durable, form == "linearizable" && !v.Linearizable:
		r.Complain(k.At(), "nobody can demand that it is not so").Allow("true, or no such invariant")
	case form == "conserved":
		items, _ := k.List()
		if len(v.Conserved) != 2 {
			r.Complain(k.At(), "%d facts", len(v.Conserved)).Allow("two: what is taken, and what is given back")
		}
		for i, fact := range v.Conserved {
			r.checkFact(items[i], fact)
		}
	case form == "that" && r.opts.Claim != nil:
		var alone, loads []string
		if r.Clean() {
			alone, loads = []string{"run"}, r.names.loads
		}
		if err := r.opts.Claim(v.That, alone, loads); err != nil {
			r.refuse(k, err, `a comparison such as "error_rate < 10%"`)
		}
	}
}

// checkFact complains about a fact that there is not.
func (r *reader) checkFact(c document.Value, fact string) {
	if r.opts.Facts != nil && !slices.Contains(r.opts.Facts, fact) {
		r.Complain(c.At(), "there is no fact %q", fact).OneOf(fact, r.opts.Facts)
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
	each := func(key string, values []string, check func(document.Value, string)) {
		items, _ := c.Of(key).List()
		for i := range values {
			check(items[i], values[i])
		}
	}
	each("kinds", t.Kinds, func(k document.Value, kind string) {
		if !slices.Contains(fault.KindNames(), kind) {
			r.Complain(k.At(), "there is no fault of kind %q", kind).OneOf(kind, fault.KindNames())
		}
	})
	each("spare", t.Spare, func(k document.Value, name string) { r.checkEnd(k, name) })
	each("leaders", t.Leaders, func(k document.Value, node string) { r.checkLeader(k, node, s) })
	each("triggers", t.Triggers, r.checkFact)
	if until, ok := c.Get("until"); ok && t.Until > s.Duration {
		r.Complain(until.At(), "until %s lies behind the end of the run", knob.Brief(t.Until)).Allow("at most the duration of %s", knob.Brief(s.Duration))
		t.Until = 0
	}
	if from, ok := c.Get("from"); ok && t.From >= s.Calm() {
		r.Complain(from.At(), "no storm lies between %s and %s", knob.Brief(t.From), knob.Brief(s.Calm())).Allow("less than %s", knob.Brief(s.Calm()))
	}
	return t
}
