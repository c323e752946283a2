package storm

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/document"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

// Declared returns the properties that a scenario declares for a variant under
// [[invariant]].
func Declared(s *scenarios.Scenario, variant string) []Property {
	var list []Property
	for i := range s.Invariants {
		v := &s.Invariants[i]
		if !v.Holds(variant) {
			continue
		}
		p := named(v)
		p.unseen, p.of = v.Unseen(s, variant), v.Fact()
		list = append(list, p)
	}
	return list
}

// Claimed returns where a scenario claims the invariant of that name of a variant; the
// zero position if it does not.
func Claimed(s *scenarios.Scenario, variant, name string) document.Position {
	for i := range s.Invariants {
		if v := &s.Invariants[i]; v.Holds(variant) && named(v).Name == name {
			return v.Pos
		}
	}
	return document.Position{}
}

// Unseen returns, in words, the invariants of a variant that nothing could violate.
func Unseen(s *scenarios.Scenario, variant string) []string {
	var list []string
	for _, p := range Declared(s, variant) {
		if p.unseen != "" {
			list = append(list, fmt.Sprintf("nothing could violate %s: %s", p.Name, p.unseen))
		}
	}
	return list
}

// named returns one invariant as a property under its label.
func named(v *language.Invariant) Property {
	p := declared(v)
	if v.Name != "" {
		p.Name = strconv.Quote(v.Name)
	}
	return p
}

// declared returns one invariant as a property.
func declared(v *language.Invariant) Property {
	per := Field(v.Per)
	if v.Per == "all" {
		per = ByNone
	}
	kind := language.FactKind
	switch {
	case v.Never != "":
		return Never(kind(v.Never))
	case v.AtMost != nil && v.Until != "":
		return AtOnce(*v.AtMost, kind(v.Of), kind(v.Until), per)
	case v.AtMost != nil:
		return AtMost(*v.AtMost, kind(v.Of), per)
	case v.Monotone != "":
		return Monotone(kind(v.Monotone), per)
	case v.Conserved != nil:
		return Conserved(kind(v.Conserved[0]), kind(v.Conserved[1]), per)
	case v.Durable:
		return Durable()
	case v.Linearizable:
		return Linearizable()
	case v.That != "":
		return That(v.That)
	case v.Eventually != "":
		return Eventually(kind(v.Eventually), v.Within)
	}
	return Sometimes(kind(v.Sometimes))
}

// That holds if a claim about metrics, such as "error_rate < 10%", is true of the
// whole run.
func That(claim string) Property {
	return Property{Name: claim, On: []*sim.Kind{}, New: func(r *Run) Judge {
		c := scenarios.Collect(r.World)
		var near reports.Margin
		known := false
		end := func() error {
			parsed, err := reports.ParseClaim(claim)
			if err != nil {
				return err
			}
			sum := scenarios.Summary(r.World, c)
			comparer := reports.NewComparer(reports.Info{Variants: []reports.Arm{{Name: sum.Variant}}})
			if err := comparer.Add(sum); err != nil {
				return err
			}
			whole, err := comparer.Comparison()
			if err != nil {
				return err
			}
			near, known = parsed.Margin(whole)
			if ok, words := parsed.Holds(whole); !ok {
				return fmt.Errorf("it does not hold: %s", words)
			}
			return nil
		}
		return Judge{End: end, Near: func() (reports.Margin, bool) { return near, known }}
	}}
}

// RunDeclared is scenarios.Run under the eyes of the scenario's invariants: the
// summary says what became of each.
func RunDeclared(ctx context.Context, s *scenarios.Scenario, variant string, seed uint64, limits sim.Limits) (*reports.Summary, error) {
	properties := Declared(s, variant)
	if len(properties) == 0 {
		return scenarios.Run(ctx, s, variant, seed, limits)
	}
	var c *checker
	sum, err := scenarios.Run(ctx, s, variant, seed, limits, func(w *scenarios.World) {
		c = newChecker(w, s.Calm(), properties)
		w.Sim.Attach(c)
	})
	if err != nil {
		return nil, err
	}
	if err := c.finish(); err != nil {
		return nil, fmt.Errorf("scenario %s, variant %s, seed %d: %w", s.Name(), variant, seed, err)
	}
	sum.Judged = c.verdicts()
	for i := range sum.Judged {
		j := &sum.Judged[i]
		of := properties[slices.IndexFunc(properties, func(p Property) bool { return p.Name == j.Invariant })].of
		if why := scenarios.Unacted(s, []*reports.Summary{sum}, variant, of); !j.Broken && !j.Goal && j.Words == "" && why != "" {
			j.Words = "nothing could violate it: " + why
		}
	}
	return sum, nil
}
