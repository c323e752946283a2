package storm

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

// A Policy bounds a storm: what may come, when, and how much of the system may
// be out of action at once. The zero Policy has defaults for all of it.
type Policy struct {
	// Kinds are the kinds of faults that may come, by their names in scenario
	// files. Empty: all that the world can suffer, but for those that must be asked
	// for.
	Kinds []string
	// Most bounds the faults of a storm. Zero: 10.
	Most int
	// From is when the first fault may begin. Zero: at once.
	From time.Duration
	// Until is when the calm begins: by then every fault has ended, and none can
	// begin. Zero: at six tenths of the run.
	Until time.Duration
	// Down is how many machines of a node with so many instances, or of a group that
	// lies on several nodes, may be out of action at once: crashed, frozen, hung, slowed or cut off. Nil: Minority.
	Down func(instances int) int
	// Spare names nodes and machines that no fault of machines strikes.
	Spare []string
	// Leaders names nodes that have a leader, which some crashes, pauses, hangs,
	// partitions and faults of links strike, whichever machine that is by then. It counts as one more machine.
	Leaders []string
	// Triggers are facts that may set off a fault some time later. Empty: faults
	// come at a time of their own.
	Triggers []*sim.Kind
}

// Minority lets fewer than half of the machines be down, so that a majority is
// always up; of one or two machines, one.
func Minority(instances int) int { return max(1, (instances-1)/2) }

// Anything lets all machines be down at once.
func Anything(instances int) int { return instances }

// One lets one machine of each node be down.
func One(int) int { return 1 }

// defaultMost is how many faults a storm has at most.
const defaultMost = 10

// A stormGenerator draws storms for a world, within a policy.
type stormGenerator struct {
	Policy
	groups   []language.Group
	machines []machine // that may be struck
	ends     []string  // of links
	loads    []string
	kinds    []fault.Kind
}

// A machine is one that faults may strike.
type machine struct {
	name  string
	group int
}

// newStormGenerator completes a policy for a world that lasts so long.
func newStormGenerator(p Policy, t language.Topology, lasts time.Duration) (*stormGenerator, error) {
	w := &stormGenerator{Policy: p, groups: t.Groups, loads: t.Loads}
	if w.Most == 0 {
		w.Most = defaultMost
	}
	if w.Until == 0 {
		w.Until = lasts * 6 / 10
	}
	if w.Down == nil {
		w.Down = Minority
	}
	if w.Most < 0 || w.From < 0 || w.From >= w.Until || w.Until > lasts {
		return w, fmt.Errorf("storm: no storm of at most %d faults fits between %v and %v into a run of %v", w.Most, w.From, w.Until, lasts)
	}
	for i, g := range t.Groups {
		w.ends = append(w.ends, g.Name)
		for _, name := range g.Instances {
			if name != g.Name {
				w.ends = append(w.ends, name)
			}
			if !slices.Contains(p.Spare, g.Name) && !slices.Contains(p.Spare, name) {
				w.machines = append(w.machines, machine{name, i})
			}
		}
	}
	w.ends = append(w.ends, t.Loads...)
	return w, w.chooseKinds()
}

// chooseKinds keeps the kinds that the policy names and the world can suffer.
func (w *stormGenerator) chooseKinds() error {
	for _, name := range w.Kinds {
		if !slices.Contains(fault.KindNames(), name) {
			return fmt.Errorf("storm: the policy names the kind %q; there are %s", name, strings.Join(fault.KindNames(), ", "))
		}
	}
	for _, k := range fault.Kinds() {
		wanted := slices.Contains(w.Kinds, k.Name) || len(w.Kinds) == 0 && !k.Asked
		if wanted && k.New().Fits(w.ground()) {
			w.kinds = append(w.kinds, k)
		}
	}
	if len(w.kinds) == 0 {
		return errors.New("storm: the policy leaves no fault that could strike this world")
	}
	return nil
}

// A faultDraw is a fault with what it takes out of action, and when.
type faultDraw struct {
	fault      scenarios.Fault
	from, till time.Duration
	down       []machine
}

// allowed returns the faults that the policy lets happen at once: one that would
// break too much together with those before it is left out.
func (w *stormGenerator) allowed(draws []faultDraw) []scenarios.Fault {
	var storm []scenarios.Fault
	var admitted []faultDraw
	for _, h := range draws {
		if !w.withinPolicy(admitted, h) {
			continue
		}
		admitted = append(admitted, h)
		f := h.fault
		f.Index = len(storm)
		storm = append(storm, f)
	}
	return storm
}

// withinPolicy reports whether a fault together with those that overlap it leaves
// enough machines of each node up, or members of each group where it lies on several nodes.
func (w *stormGenerator) withinPolicy(others []faultDraw, h faultDraw) bool {
	down := map[machine]bool{}
	for _, m := range h.down {
		down[m] = true
	}
	for _, o := range others {
		if o.from <= h.till && h.from <= o.till {
			for _, m := range o.down {
				down[m] = true
			}
		}
	}
	for _, m := range h.down {
		members, out := 0, 0 // of the group that its node is, or is a part of
		at := w.groups[m.group]
		for i, g := range w.groups {
			if i != m.group && !slices.Contains(at.With, g.Name) {
				continue
			}
			members += len(g.Instances)
			for other := range down {
				if other.group == i {
					out++
				}
			}
		}
		if out > w.Down(members) {
			return false
		}
	}
	return true
}

// PolicyOf returns the policy that a scenario states in its table [storm].
func PolicyOf(s *scenarios.Scenario) Policy {
	t := s.Storm
	if t == nil {
		return Policy{From: s.Warmup}
	}
	p := Policy{Kinds: t.Kinds, Most: t.Most, From: t.From, Until: t.Until, Spare: t.Spare, Leaders: t.Leaders}
	switch t.Down {
	case "one":
		p.Down = One
	case "all":
		p.Down = Anything
	}
	for _, name := range t.Triggers {
		p.Triggers = append(p.Triggers, language.FactKind(name))
	}
	return p
}
