package lint

import (
	"fmt"
	"strings"

	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
)

// loses returns in words what loses messages between two ends for good, or "": over
// a stream they are sent again.
func (a *arm) loses(from, to string) string {
	for _, way := range [][2]string{{from, to}, {to, from}} {
		var datagram, lossy language.Link
		sureness, loss := -1, -1
		for _, l := range a.scenario.Links {
			if !fits(l.Edge, way[0], way[1]) {
				continue
			}
			rank := named(l.Edge)
			if l.Transport != "" && rank > sureness {
				sureness, datagram = rank, l
			}
			if (l.Loss != nil || l.Burst != nil) && rank > loss {
				loss, lossy = rank, l
			}
		}
		if datagram.Transport != "datagram" {
			continue
		}
		if lossy.Burst != nil || lossy.Loss != nil && *lossy.Loss > 0 {
			return fmt.Sprintf("the link %q is a datagram link with losses", lossy.Name)
		}
		for i := range a.scenario.Faults {
			f := &a.scenario.Faults[i]
			e := fault.Edge{From: "*", To: "*"}
			switch x := f.Effect.(type) {
			case *fault.Loss:
				e = x.Link
			case *fault.BurstLoss:
				e = x.Link
			default:
				continue
			}
			if fits(e, way[0], way[1]) {
				return fmt.Sprintf("%s loses datagrams", f.Label())
			}
		}
	}
	return ""
}

// fits reports whether an edge is between two ends.
func fits(e fault.Edge, from, to string) bool {
	return e.Joins(func(end string) bool { return names(end, from) }, func(end string) bool { return names(end, to) })
}

// named returns how many of its ends an edge names.
func named(e fault.Edge) int { return 2 - strings.Count(e.From+e.To, "*") }
