package reports

import (
	"cmp"

	"slices"
	"strings"
)

// mostHot bounds the rows of the tables of nodes, routes and edges.
const mostHot = 6

// hottest returns tables of the busiest nodes of a run, the edges over which most time was
// waited, and the requests of loads that ask for several routes, and says which patterns
// turned calls away.
func (s *Summary) hottest() (nodes, edges, routes [][]string, turned string) {
	var hot, long, asked []*Place
	for _, p := range s.Places {
		switch from, _, sent := strings.Cut(p.Name, " -> "); {
		case p.Sort == NodeSort && p.Node == "":
			hot = append(hot, p)
		case p.Sort == EdgeSort:
			long = append(long, p)
		case p.Sort == RouteSort && sent && s.asksSeveral(from):
			asked = append(asked, p)
		}
	}
	slices.SortStableFunc(hot, func(a, b *Place) int { return cmp.Compare(b.heat(), a.heat()) })
	slices.SortStableFunc(long, func(a, b *Place) int {
		return cmp.Compare(b.waitedFor(), a.waitedFor())
	})
	columns := []column{{"node", ""}, {"busy", "utilisation"}, {"in calls", "calling"}, {"queue", "queue_mean"}, {"p99", "queue_p99"},
		{"waited p99", "waited_p99"}, {"work p99", "worked_p99"}, {"rejected", "rejected"}, {"expired", "expired"}}
	if slices.ContainsFunc(hot, func(p *Place) bool { return p.disks }) {
		columns = slices.Insert(columns, 2, column{"disk", "disk_utilisation"})
	}
	nodes = rowsOf(hot, mostHot, columns)
	edges = rowsOf(long, mostHot, []column{{"calls", ""}, {"sent", "attempts"}, {"failed", "failed"}, {"timed out", "timed_out"}, {"rejected", "rejected"},
		{"turned away", "turned_away"}, {"waited", "waited"}, {"p99", "p99"}})
	routes = rowsOf(asked, 2*mostHot, []column{{"requests", ""}, {"in all", "requests"}, {"ok", "ok"}, {"failed", "failed"}, {"timed out", "timed_out"}, {"rejected", "rejected"},
		{"p50", "p50"}, {"p99", "p99"}})
	return nodes, edges, routes, turners(long)
}

// asksSeveral reports whether a load sends requests to several routes.
func (s *Summary) asksSeveral(load string) bool {
	n := 0
	for _, p := range s.Places {
		if p.Sort == RouteSort && strings.HasPrefix(p.Name, load+" -> ") {
			n++
		}
	}
	return n > 1
}

// A column is a statistic of places, or their names if it is empty.
type column struct{ title, stat string }

func rowsOf(places []*Place, most int, columns []column) [][]string {
	if len(places) == 0 {
		return nil
	}
	rows := [][]string{nil}
	for _, c := range columns {
		rows[0] = append(rows[0], c.title)
	}
	for _, p := range places[:min(most, len(places))] {
		row := []string{shorten(p.Name, 24)}
		for _, c := range columns[1:] {
			st := p.stat(c.stat)
			u, by := unitOf(Metric{Unit: st.unit})
			x, ok := st.of(p)
			switch text := u.text(x/by, ok); {
			case ok && u.count:
				row = append(row, whole(int64(x)))
			default:
				row = append(row, text)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func (p *Place) stat(name string) placeStat {
	for _, st := range p.Sort.stats() {
		if st.name == name {
			return st
		}
	}
	panic("reports: " + p.Sort.Name + " have no statistic " + name)
}

// turners says which patterns turned calls away, over all edges.
func turners(edges []*Place) string {
	var all Place
	for _, e := range edges {
		for _, a := range e.Away {
			all.turnedAway(a.By, a.Calls)
		}
	}
	var words []string
	for _, a := range all.Away {
		words = append(words, a.By+" "+whole(a.Calls))
	}
	if words == nil {
		return ""
	}
	return ", turned away by " + strings.Join(words, ", ")
}

// heat orders nodes: those whose workers or disks are busiest first, and below them those
// without either.
func (p *Place) heat() float64 {
	used, bounded := p.Utilisation()
	if disk, ok := p.DiskUtilisation(); ok {
		return max(used, disk)
	}
	if bounded {
		return used
	}
	return -1 / (1 + p.held.Float())
}

// hurt returns how many requests had to wait or were turned away.
func (p *Place) hurt() int64 { return p.Waits.Count() + p.Rejected + p.Expired }
