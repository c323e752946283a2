package fault

import (
	"fmt"
	"time"

	"wavetank/sim"
)

// A Schedule says when a fault begins and for how long it lasts. Exactly one of
// At, Between and When is set.
type Schedule struct {
	At      *time.Duration `toml:"at" oneof:"begin" doc:"when it begins"`
	Every   time.Duration  `toml:"every" range:">0s.." only:"at" idle:"it repeats a fault that begins at a time" doc:"from one begin to the next"` // 0 = once; needs At
	Times   int            `toml:"times" range:"1..100000" only:"every" idle:"it counts the repetitions" doc:"how often; absent: until the end"`   // 0 = no bound; needs Every
	Between sim.Dist       `toml:"between" oneof:"begin" doc:"random: from one's end to the next one's begin"`                                     // needs For
	From    time.Duration  `toml:"from" only:"between" idle:"it bounds a random fault" doc:"random: none begins earlier"`
	Until   time.Duration  `toml:"until" range:">0s.." only:"between | when" idle:"it bounds a random or a triggered fault" doc:"random, triggered: nothing that happens later sets it off; absent: the end"` // filled in for a random fault
	When    *Trigger       `toml:"when" oneof:"begin" doc:"triggered: by a fact"`
	After   time.Duration  `toml:"after" only:"when" idle:"it delays a triggered fault" doc:"triggered: this long after the fact"`
	For     sim.Dist       `toml:"for" doc:"how long it lasts; absent: until the end"` // nil = until the end
}

// AtOnce is how long a fault lasts that is over as it has begun.
var AtOnce sim.Dist = sim.Constant(0)

// A Trigger is the fact that sets a fault off.
type Trigger struct {
	Fact  string `toml:"fact" kind:"fact" required:"true" doc:"name of a fact of the trace, such as \"breaker.opened\""`
	Node  string `toml:"node" kind:"end" doc:"only there; absent: anywhere"` // "" = anywhere; a node, an instance or a load
	Count int    `toml:"count" default:"1" range:"1..1000000000" doc:"at its count-th occurrence"`
}

// Words say when the fault comes.
func (s *Schedule) Words() string {
	var when string
	switch {
	case s.At != nil:
		when = fmt.Sprintf("at %v", *s.At)
		if s.Every > 0 {
			when += fmt.Sprintf(" and every %v", s.Every)
		}
	case s.Between != nil:
		when = fmt.Sprintf("at random, %v apart", s.Between)
	case s.When != nil:
		when = fmt.Sprintf("%v after %s", s.After, s.When.Fact)
	}
	switch s.For {
	case nil:
		return when + " until the end"
	case AtOnce:
		return when
	}
	return fmt.Sprintf("%s for %v", when, s.For)
}

// exactly is Words for a sentence of its own.
func (s *Schedule) exactly() string {
	switch {
	case s.At != nil && s.Every == 0 && s.For == AtOnce:
		return fmt.Sprintf("At %v", *s.At)
	case s.At != nil && s.Every == 0 && s.For != nil:
		return fmt.Sprintf("At %v, for %v", *s.At, s.For)
	case s.When != nil:
		which := ""
		if s.When.Count > 1 {
			which = fmt.Sprintf(" number %d", s.When.Count)
		}
		at := ""
		if s.When.Node != "" {
			at = " at " + s.When.Node
		}
		lasting := " to the end"
		switch s.For {
		case nil:
		case AtOnce:
			lasting = ""
		default:
			lasting = fmt.Sprintf(", for %v", s.For)
		}
		return fmt.Sprintf("%v after %s%s%s%s", s.After, s.When.Fact, which, at, lasting)
	}
	return s.Words()
}

// Simpler returns the schedules that last less, come sooner or at rounder times,
// the shortest first.
func (s Schedule) Simpler() []Schedule {
	var forms []Schedule
	span := s.For
	if span == nil {
		return nil
	}
	d := span.Mean()
	for _, to := range []time.Duration{Round(d / 8), Round(d / 2), Round(d * 3 / 4), Round(d * 9 / 10)} {
		if to < tick || to >= d {
			continue
		}
		tail := s
		tail.For = sim.Constant(to)
		forms = append(forms, tail)
		if at := s.At; at != nil { // the end stays where it is
			head := tail
			from := *at + d - to
			head.At = &from
			forms = append(forms, head)
		}
	}
	if at := s.At; at != nil && Round(*at) != *at {
		rounder := s
		to := Round(*at)
		rounder.At = &to
		forms = append(forms, rounder)
	}
	if w := s.When; w != nil {
		if s.After > 0 {
			sooner := s
			sooner.After = Round(s.After / 2)
			forms = append(forms, sooner)
		}
		if w.Count > 1 {
			first := s
			trigger := *w
			trigger.Count = 1
			first.When = &trigger
			forms = append(forms, first)
		}
	}
	return forms
}
