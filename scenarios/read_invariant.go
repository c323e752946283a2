package scenarios

import (
	"strings"

	"wavetank/scenarios/fault"
)

// mostInvariants bounds the tables [[invariant]].
const mostInvariants = 100

func (r *reader) invariants(root cursor, s *Scenario) []Invariant {
	c, ok := root.get("invariant")
	if !ok {
		return nil
	}
	items, ok := c.list()
	if !ok {
		r.mistyped(c, "a list of tables [[invariant]]")
		return nil
	}
	var list []Invariant
	for i, item := range items {
		if i == mostInvariants {
			r.add(item.at.key, "too many invariants").allow("at most %d", mostInvariants)
			break
		}
		v := Invariant{Pos: r.pos(item), AtMost: Unbounded}
		if r.table(item, []any{&v}) && r.checkInvariant(item, &v, s) {
			list = append(list, v)
		}
	}
	return list
}

// checkInvariant judges the form of an invariant, and what it names.
func (r *reader) checkInvariant(c cursor, v *Invariant, s *Scenario) bool {
	before := len(r.list)
	var given []string
	for _, key := range forms() {
		if c.has(key) {
			given = append(given, key)
		}
	}
	if len(given) != 1 {
		const allowed = `exactly one of never = "…", at_most = 1, monotone = "…", conserved = ["…", "…"], durable = true, linearizable = true, that = "…", eventually = "…" and sometimes = "…"`
		if len(given) == 0 {
			r.add(c.at.key, "an invariant needs one thing to hold").allow(allowed)
		} else {
			r.add(c.at.kid(given[1]).key, "%s are two invariants", strings.Join(given[:2], " and ")).allow(allowed)
		}
		return false
	}
	r.checkForm(c, v, given[0], s)
	for _, key := range []string{"never", "of", "until", "monotone", "eventually", "sometimes"} {
		if k, ok := c.get(key); ok {
			text, _ := k.val.(string)
			r.checkFact(k, text)
		}
	}
	if k, ok := c.get("variants"); ok {
		items, _ := k.list()
		for i, name := range v.Variants {
			if !contains(s.armNames(), name) && len(s.Variants) > 0 {
				r.add(items[i].at.value, "there is no variant %q", name).oneOf(name, s.armNames())
			}
		}
	}
	return len(r.list) == before
}

// checkForm judges the keys that belong to one form.
func (r *reader) checkForm(c cursor, v *Invariant, form string, s *Scenario) {
	if form != "at_most" {
		r.idle(c, "of", "it says what at_most counts", "at_most = 1")
		r.idle(c, "until", "it says with what that which at_most counts ends", "at_most = 1")
	} else if !c.has("of") {
		r.add(c.at.kid("at_most").key, "nothing says what there is at most %d of", v.AtMost).allow(`of = "…", a fact`)
	}
	if form != "eventually" {
		r.idle(c, "within", "it bounds eventually", `eventually = "request.ok"`)
	} else if !c.has("within") {
		r.add(c.at.kid("eventually").key, "nothing says how soon").allow(`within = "5s"`)
	} else if within, _ := c.get("within"); s.Calm()+v.Within > s.Duration && s.Duration > 0 {
		r.add(within.at.value, "the calm begins at %s, and %s later the run is over", brief(s.Calm()), brief(v.Within)).
			allow("at most %s", brief(s.Duration-s.Calm()))
	}
	if form != "at_most" && form != "monotone" && form != "conserved" {
		r.idle(c, "per", "it tells the facts of at_most, monotone and conserved apart", "at_most = 1")
	}
	k, _ := c.get(form)
	switch {
	case form == "durable" && !v.Durable, form == "linearizable" && !v.Linearizable:
		r.add(k.at.value, "nobody can demand that it is not so").allow("true, or no such invariant")
	case form == "conserved":
		items, _ := k.list()
		if len(v.Conserved) != 2 {
			r.add(k.at.value, "%d facts", len(v.Conserved)).allow("two: what is taken, and what is given back")
		}
		for i, fact := range v.Conserved {
			r.checkFact(items[i], fact)
		}
	case form == "that" && r.opts.Claim != nil:
		var alone, loads []string
		if r.clean() {
			alone, loads = []string{"run"}, r.names.loads
		}
		if err := r.opts.Claim(v.That, alone, loads); err != nil {
			r.refuse(k, err, `a comparison such as "error_rate < 10%"`)
		}
	}
}

// checkFact complains about a fact that there is not.
func (r *reader) checkFact(c cursor, fact string) {
	if r.opts.Facts != nil && !contains(r.opts.Facts, fact) {
		r.add(c.at.value, "there is no fact %q", fact).oneOf(fact, r.opts.Facts)
	}
}

// storm reads which storms may be drawn.
func (r *reader) storm(root cursor, s *Scenario) *StormTable {
	c, ok := root.get("storm")
	t := &StormTable{}
	if !ok || !r.table(c, []any{t}) {
		return nil
	}
	s.Storm = t
	each := func(key string, values []string, check func(cursor, string)) {
		k, _ := c.get(key)
		items, _ := k.list()
		for i := range values {
			check(items[i], values[i])
		}
	}
	each("kinds", t.Kinds, func(k cursor, kind string) {
		if !contains(fault.KindNames(), kind) {
			r.add(k.at.value, "there is no fault of kind %q", kind).oneOf(kind, fault.KindNames())
		}
	})
	each("spare", t.Spare, func(k cursor, name string) { r.checkEnd(k, name) })
	each("leaders", t.Leaders, func(k cursor, node string) { r.checkLeader(k, node, s) })
	each("triggers", t.Triggers, r.checkFact)
	if until, ok := c.get("until"); ok && t.Until > s.Duration {
		r.add(until.at.value, "until %s lies behind the end of the run", brief(t.Until)).allow("at most the duration of %s", brief(s.Duration))
		t.Until = 0
	}
	if from, ok := c.get("from"); ok && t.From >= s.Calm() {
		r.add(from.at.value, "no storm lies between %s and %s", brief(t.From), brief(s.Calm())).allow("less than %s", brief(s.Calm()))
	}
	return t
}
