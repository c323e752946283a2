package language

import (
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
			r.Complain(item.Of("name").At(), "another fault has the name %q", f.Name).Allow("a name of its own, or none")
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
	kind, ok := r.kind(c, "fault", fault.KindNames())
	if !ok {
		return false
	}
	var head faultHead
	f.Effect = fault.New(kind)
	sound := r.table(c, []any{&head, &f.Schedule, f.Effect})
	f.Name, f.Kind = head.Name, head.Kind
	if !sound {
		return false
	}
	if name, ok := c.Get("name"); ok {
		r.checkName(name.At(), f.Name, "fault")
	}
	if f.AtOnce() {
		r.Idle(c, "for", "a "+kind+" is over as it has begun", `no "for"`)
		f.Schedule.For = fault.AtOnce
	}
	if s.Duration > 0 {
		r.checkSchedule(c, &f.Schedule, s.Duration)
	}
	r.idle(c, f.Effect)
	r.checkStates(c, f.Effect, s.Duration)
	f.Effect.Check(&checker{r, c, s, f.Schedule.When})
	return true
}

func (r *reader) checkSchedule(c document.Value, s *fault.Schedule, duration time.Duration) {
	_, ok := r.exactlyOne(c, s, "begin", "nothing says when this fault begins", "say at once when this fault begins",
		`exactly one of at = "20s", between = "exp 30s" and when = { fact = "…" }`)
	if ok {
		r.idle(c, s)
		r.checkTimes(c, s, duration)
	}
}

// checkTimes judges the times of a schedule against each other and the run.
func (r *reader) checkTimes(c document.Value, s *fault.Schedule, duration time.Duration) {
	value := func(key string) int { k, _ := c.Get(key); return k.At() }
	if s.At != nil && *s.At >= duration {
		r.Complain(value("at"), "the fault at %s never begins: the run ends at %s", knob.Brief(*s.At), knob.Brief(duration)).Allow("less than the duration")
	}
	if c.Has("for") && s.For.Mean() == 0 {
		r.Complain(value("for"), "a fault that lasts no time does nothing").Allow("more than 0s, or no \"for\" for a fault until the end")
	}
	if s.For == nil && (s.Every > 0 || s.Between != nil) {
		r.Complain(c.KeyAt(), "a fault that comes again must end first").Allow(`for = "2s"`)
	}
	if lasts, ok := s.For.(sim.Constant); ok && s.Every > 0 && s.Every < time.Duration(lasts) {
		r.Complain(value("every"), "a fault every %s that lasts %s overlaps itself", knob.Brief(s.Every), lasts).Allow("%s or more", lasts)
	}
	r.checkTally(c, s, duration)
	r.checkUntil(c, s.Until, duration)
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

// checkUntil complains about an end behind that of the run.
func (r *reader) checkUntil(c document.Value, until, duration time.Duration) bool {
	if until > duration {
		r.Complain(c.Of("until").At(), "until %s lies behind the end of the run", knob.Brief(until)).Allow("at most the duration of %s", knob.Brief(duration))
	}
	return until <= duration
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
