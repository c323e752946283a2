package language

import (
	"slices"
	"strings"
	"time"

	"wavetank/patterns/knob"
	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// mostFaults bounds the tables [[faults]].
const mostFaults = 1000

func (r *reader) faults(root document.Value, s *Scenario) []fault.Fault {
	var faults []fault.Fault
	seen := map[string]bool{}
	for i, item := range r.tables(root, "faults", mostFaults, "faults") {
		f := fault.Fault{Index: i}
		if !r.fault(item, &f, s) {
			continue
		}
		if f.Name != "" && seen[f.Name] {
			name := item.Of("name")
			r.Complain(name.At(), "another fault has the name %q", f.Name).Allow("a name of its own, or none")
		}
		seen[f.Name] = true
		faults = append(faults, f)
		s.FaultsAt = append(s.FaultsAt, r.pos(item))
	}
	return faults
}

// faultHead is what all faults have.
type faultHead struct {
	Name string `toml:"name" doc:"a label; draws of a random fault go by it"`
	Kind string `toml:"kind" doc:"what goes wrong"`
}

// fault reads one table: its head, its schedule and the effect of its kind.
func (r *reader) fault(c document.Value, f *fault.Fault, s *Scenario) bool {
	if !c.IsTable() {
		r.Mistyped(c, "a table")
		return false
	}
	kind, ok := c.Get("kind")
	if !ok {
		r.Complain(c.KeyAt(), `"kind" is missing in %s`, c.Label).OneOf("", fault.KindNames())
		return false
	}
	text, ok := kind.Val.(string)
	if !ok {
		r.Mistyped(kind, "a kind of fault")
		return false
	}
	if f.Effect = fault.New(text); f.Effect == nil {
		r.Complain(kind.At(), "there is no fault of kind %q", text).OneOf(text, fault.KindNames())
		return false
	}
	var head faultHead
	sound := r.table(c, []any{&head, &f.Schedule, f.Effect})
	f.Name, f.Kind = head.Name, head.Kind
	if name, ok := c.Get("name"); ok && sound && !isName(f.Name) {
		r.Complain(name.At(), "%q cannot be the name of a fault", f.Name).
			Allow("a letter, then letters, digits, _ and -, at most %d in all; not ending in -", longestName)
	}
	if sound && s.Duration > 0 {
		r.checkSchedule(c, &f.Schedule, s.Duration)
	}
	if sound {
		r.idle(c, f.Effect)
		f.Effect.Check(&checker{r, c, s, f.Schedule.When})
	}
	return sound
}

// checkSchedule judges when a fault happens.
func (r *reader) checkSchedule(c document.Value, s *fault.Schedule, duration time.Duration) {
	const allowed = `exactly one of at = "20s", between = "exp 30s" and when = { fact = "…" }`
	var given []string
	for _, key := range []string{"at", "between", "when"} {
		if c.Has(key) {
			given = append(given, key)
		}
	}
	if len(given) != 1 {
		if len(given) == 0 {
			r.Complain(c.KeyAt(), "nothing says when this fault begins").Allow(allowed)
		} else {
			r.Complain(c.Of(given[1]).KeyAt(), "%s say at once when this fault begins", strings.Join(given, " and ")).Allow(allowed)
		}
		return
	}
	r.idle(c, s)
	r.checkTimes(c, s, duration)
	if s.When != nil {
		r.checkTrigger(c, s.When)
	}
}

// checkTrigger complains about a fact or a node that there is not: the fault
// would never begin.
func (r *reader) checkTrigger(c document.Value, t *fault.Trigger) {
	when := c.Of("when")
	if r.opts.Facts != nil && !slices.Contains(r.opts.Facts, t.Fact) {
		fact := when.Of("fact")
		r.Complain(fact.At(), "there is no fact %q", t.Fact).OneOf(t.Fact, r.opts.Facts)
	}
	if t.Node != "" {
		r.checkEnd(when.Of("node"), t.Node)
	}
}

// checkTimes judges the times of a schedule against each other and the run.
func (r *reader) checkTimes(c document.Value, s *fault.Schedule, duration time.Duration) {
	value := func(key string) int { k, _ := c.Get(key); return k.At() }
	if s.At != nil && *s.At >= duration {
		r.Complain(value("at"), "the fault at %s never begins: the run ends at %s", knob.Brief(*s.At), knob.Brief(duration)).Allow("less than the duration")
	}
	if s.For != nil && s.For.Mean() == 0 {
		r.Complain(value("for"), "a fault that lasts no time does nothing").Allow("more than 0s, or no \"for\" for a fault until the end")
	}
	if s.For == nil && (s.Every > 0 || s.Between != nil) {
		r.Complain(c.KeyAt(), "a fault that comes again must end first").Allow(`for = "2s"`)
	}
	if lasts, ok := s.For.(sim.Constant); ok && s.Every > 0 && s.Every < time.Duration(lasts) {
		r.Complain(value("every"), "a fault every %s that lasts %s overlaps itself", knob.Brief(s.Every), lasts).Allow("%s or more", lasts)
	}
	r.checkTally(c, s, duration)
	if s.Until > duration {
		r.Complain(value("until"), "until %s lies behind the end of the run", knob.Brief(s.Until)).Allow("at most the duration of %s", knob.Brief(duration))
	}
	if s.Between == nil {
		return
	}
	if s.Between.Mean() == 0 {
		r.Complain(value("between"), "no time lies between one fault and the next").Allow(`a distribution such as "exp 30s"`)
	}
	if !c.Has("until") {
		s.Until = duration
	}
	if s.From >= s.Until {
		r.Complain(value("from"), "the fault never begins: from %s until %s", knob.Brief(s.From), knob.Brief(s.Until)).Allow("less than %s", knob.Brief(s.Until))
	}
}

// mostOccurrences bounds how often one fault comes in a run.
const mostOccurrences = 100_000

// checkTally complains about a fault that comes too often.
func (r *reader) checkTally(c document.Value, s *fault.Schedule, duration time.Duration) {
	key, times := "every", 0.0
	switch {
	case s.Every > 0 && s.At != nil:
		times = (duration - *s.At).Seconds() / s.Every.Seconds()
		if s.Times > 0 {
			times = min(times, float64(s.Times))
		}
	case s.Between != nil && s.For != nil:
		key, times = "between", duration.Seconds()/(s.Between.Mean().Seconds()+s.For.Mean().Seconds())
	}
	if k := c.Of(key); times > mostOccurrences {
		r.Complain(k.At(), "about %.2g occurrences in one run, more than the limit of %d", times, mostOccurrences).Allow("a fault that comes less often")
	}
}
