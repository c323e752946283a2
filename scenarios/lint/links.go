package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

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
			var e fault.Edge
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

// severs returns in words what cuts two ends off from each other to the end of the
// run, or "": before the stream between them gives up, nobody hears of it.
func (a *arm) severs(from, to string) string {
	for i := range a.scenario.Faults {
		f := &a.scenario.Faults[i]
		e, ok := f.Effect.(*fault.Partition)
		if !ok || e.Flap != nil || f.Schedule.For != nil || f.Schedule.At != nil && a.scenario.Duration-*f.Schedule.At > a.givesUp(from, to) {
			continue
		}
		if names(e.Isolate, from) != names(e.Isolate, to) || apart(e.Groups, from, to) {
			return f.Label() + " lasts to the end of the run"
		}
	}
	return ""
}

// givesUp returns when a connection between two ends breaks at the latest that gets
// nothing through.
func (a *arm) givesUp(from, to string) time.Duration {
	var most time.Duration
	for _, l := range a.scenario.Links {
		if fits(l.Edge, from, to) {
			most = max(most, l.GiveUp)
		}
	}
	return cmp.Or(most, time.Minute) // of a link that does not say it
}

// apart reports whether two ends are in different groups of a partition.
func apart(groups [][]string, from, to string) bool {
	in := func(end string) int {
		return slices.IndexFunc(groups, func(group []string) bool {
			return slices.ContainsFunc(group, func(n string) bool { return names(n, end) })
		})
	}
	return in(from) >= 0 && in(to) >= 0 && in(from) != in(to)
}

// fits reports whether an edge is between two ends.
func fits(e fault.Edge, from, to string) bool {
	return e.Joins(func(end string) bool { return names(end, from) }, func(end string) bool { return names(end, to) })
}

// named returns how many of its ends an edge names.
func named(e fault.Edge) int { return 2 - strings.Count(e.From+e.To, "*") }
