package storm

import (
	"fmt"
	"slices"
	"strings"

	"wavetank/net"
	"wavetank/sim"
)

// A recorder keeps the facts of a run.
type recorder struct{ facts []sim.Fact }

// Fact keeps x.
func (t *recorder) Fact(x *sim.Fact) {
	if len(t.facts) < mostRecorded {
		t.facts = append(t.facts, *x)
	}
}

// mostRecorded bounds the facts of a recorder.
const mostRecorded = 2_000_000

// story tells a failure: the storm, the last facts of each node before the
// violation, and where a run without one of the faults first goes another way.
func (r *runner) story(f *Failure) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nis violated at %v (seed %d, digest %v):\n  %s\n", f.Violation.Property, f.Violation.At, f.Seed, f.Violation.Digest, f.Violation.Words)
	fmt.Fprintf(&b, "\nThe storm:\n%s", sentences(f.Storm))
	var seen recorder
	if _, err := r.run(f.least, &seen); err != nil {
		fmt.Fprintf(&b, "\nIt does not run again: %v\n", err)
		return b.String()
	}
	until := f.Violation.At
	fmt.Fprintf(&b, "\nThe last that happened before:\n%s", lastFacts(seen.facts, until))
	b.WriteString(r.neighbour(f, seen.facts))
	f.diagram = diagram(seen.facts, f)
	return b.String()
}

// factsTold is how many facts of each node a story tells.
const factsTold = 3

// lastFacts tells the last facts of each owner up to a time, in the order in
// which they happened. Messages are left to the diagram.
func lastFacts(facts []sim.Fact, until sim.Time) string {
	count := map[*sim.Owner]int{}
	var lines []string
	for i := len(facts) - 1; i >= 0; i-- {
		x := &facts[i]
		if x.At > until || isTraffic(x.Kind) || x.Kind == sim.AttemptSent || count[x.Owner] == factsTold {
			continue
		}
		count[x.Owner]++
		lines = append(lines, "  "+plain(x)+"\n")
	}
	slices.Reverse(lines)
	return strings.Join(lines[max(0, len(lines)-24):], "")
}

func isTraffic(k *sim.Kind) bool {
	return k == net.MessageSent || k == net.MessageDelivered || k == net.MessageDuplicated || k == net.MessageLost
}

// plain tells a fact for people.
func plain(x *sim.Fact) string {
	return fmt.Sprintf("%-14v %s: %s", x.At, x.Owner.Name(), what(x))
}

// what tells what a fact says of its owner: no keys, no zeros.
func what(x *sim.Fact) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v", x.Kind)
	if x.Peer != nil {
		fmt.Fprintf(&b, " to %s", x.Peer.Name())
	}
	if x.Value != 0 {
		fmt.Fprintf(&b, ", value %d", x.Value)
	}
	if x.Note != "" {
		fmt.Fprintf(&b, " (%s)", x.Note)
	}
	return b.String()
}

// neighbour compares the run with one that has one fault less and breaks
// nothing: it tells the first fact, but for those of faults, that only one of the
// two has.
func (r *runner) neighbour(f *Failure, facts []sim.Fact) string {
	for i := len(f.Storm) - 1; i >= 0; i-- {
		x := f.least
		x.storm = slices.Concat(x.storm[:i:i], x.storm[i+1:])
		var other recorder
		out, err := r.run(x, &other)
		if err != nil || out.violation != nil {
			continue
		}
		a, b := eventful(facts), eventful(other.facts)
		n := 0
		for n < len(a) && n < len(b) && alike(&a[n], &b[n]) {
			n++
		}
		told := func(list []sim.Fact) string {
			if n < len(list) {
				return plain(&list[n])
			}
			return "nothing more"
		}
		return fmt.Sprintf("\nWithout fault %d (%s) nothing is violated. The first difference:\n  with it:    %s\n  without it: %s\n",
			i+1, strings.TrimSuffix(f.Storm[i].Sentence(), "."), told(a), told(b))
	}
	return ""
}

// eventful leaves out the facts by which faults are told.
func eventful(facts []sim.Fact) []sim.Fact {
	return keep(facts, func(x sim.Fact) bool { return x.Kind != sim.FaultBegan && x.Kind != sim.FaultEnded })
}

func alike(x, y *sim.Fact) bool {
	return x.At == y.At && x.Kind == y.Kind && x.Owner.Name() == y.Owner.Name() && x.Key == y.Key && x.Value == y.Value && x.Extra == y.Extra
}
