package reports

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wavetank/sim/typo"
)

// A Sort is one of the sorts of places that are measured where somebody asks: nodes and
// their instances, routes, edges. Its metrics are named SORT.PLACE.STATISTIC, such as
// nodes.payment.utilisation; a place whose name is not letters, digits, "_" and "-" stands
// in double quotes.
type Sort struct {
	Name    string // "nodes"
	Place   string // what stands for the place in a description
	example string
	stats   func() []placeStat
}

// A placeStat is one number about a place.
type placeStat struct {
	name, unit, words string
	better            Direction
	lacks             string
	of                func(*Place) (float64, bool)
}

// The sorts of places.
var (
	NodeSort  = &Sort{Name: "nodes", Place: "NODE", example: "nodes.payment.utilisation", stats: nodeStats}
	RouteSort = &Sort{Name: "routes", Place: `"NODE.ROUTE"`, example: `routes."payment.charge".p99`, stats: routeStats}
	EdgeSort  = &Sort{Name: "edges", Place: `"A -> B"`, example: `edges."shop -> payment".attempts`, stats: edgeStats}
)

// Sorts returns the sorts of places, in the order in which they are described.
func Sorts() []*Sort { return []*Sort{NodeSort, RouteSort, EdgeSort} }

// PlaceWords say how the metrics of places are written.
const PlaceWords = `NODE is a node, or one of its instances: of a node with several it is all of them together. "NODE.ROUTE" is the requests that the node takes in there, ` +
	`"LOAD -> NODE.ROUTE" those that a load sends there, from their intended start on. "A -> B" is the calls of a node or load to a node. ` +
	`A place whose name is not just letters, digits, "_" and "-" stands in double quotes: with.routes."payment.charge".p99. ` +
	`The bottleneck of an arm is found from the node on that let most requests wait or turned most away, of those that turned away more than 1 %, let wait for more than a tenth of the time at work, or used more than 90 % of their workers or of the time of their disk; as long as its workers mostly wait for calls, it lies where the longest-waited-for of these goes, or on the way there. ` +
	`Places are measured by run and compare, and wherever an expectation, an invariant or a sweep asks for one of these metrics; that changes no run and no digest.`

// PlaceMetrics returns the metrics of every sort of places. Their names have the Place of
// the Sort in the place of a name.
func PlaceMetrics() []Metric {
	var all []Metric
	for _, s := range Sorts() {
		for _, st := range s.stats() {
			m := s.of("", st)
			m.Name = s.Name + "." + s.Place + "." + st.name
			all = append(all, m)
		}
	}
	return all
}

// of returns a metric of a place.
func (s *Sort) of(place string, st placeStat) Metric {
	return Metric{Name: s.metricName(place, st.name), Unit: st.unit, Words: st.words, Better: st.better, lacks: st.lacks, Whole: true,
		Of: func(sum *Summary, _ string) (float64, bool) {
			if p := findPlace(sum.Places, s, place); p != nil {
				return st.of(p)
			}
			return 0, false
		}}
}

func (s *Sort) metricName(place, stat string) string {
	if strings.ContainsFunc(place, func(r rune) bool { return r > 0x7f || !isInside(byte(r)) && r != '-' }) {
		place = `"` + place + `"`
	}
	return s.Name + "." + place + "." + stat
}

// metric reads what follows the name of the sort.
func (s *Sort) metric(rest string) (Metric, error) {
	place, stat := "", rest
	if i := strings.LastIndexByte(rest, '.'); i >= 0 {
		place, stat = strings.Trim(rest[:i], `"`), rest[i+1:]
	}
	var names []string
	for _, st := range s.stats() {
		if st.name == stat && place != "" {
			return s.of(place, st), nil
		}
		names = append(names, st.name)
	}
	if place == "" {
		return Metric{}, fmt.Errorf("unknown metric %q: write %s.%s with a statistic, such as %s", s.Name+"."+rest, s.Name, s.Place, s.example)
	}
	return Metric{}, fmt.Errorf("%s have no statistic %q: did you mean %s? Such as %s", s.Name, stat, strings.Join(nearest(stat, names, 3), ", "), s.example)
}

// PlaceOf returns the sort and the name of the place that a metric is about. It reports
// false for metrics of another sort.
func PlaceOf(metric string) (s *Sort, place string, ok bool) {
	for _, s := range Sorts() {
		if rest, found := strings.CutPrefix(metric, s.Name+"."); found {
			return s, strings.Trim(rest[:max(strings.LastIndexByte(rest, '.'), 0)], `"`), true
		}
	}
	return nil, "", false
}

// Missing says that there is no such place, and which was meant.
func (s *Sort) Missing(place string, known []string) string {
	what := map[*Sort]string{NodeSort: "node", RouteSort: "route", EdgeSort: "edge"}[s]
	return fmt.Sprintf("there is no %s %q: %s", what, place, typo.OrElse(place, known))
}

func nodeStats() []placeStat {
	number := func(name, unit, words string, better Direction, of func(*Place) (float64, bool)) placeStat {
		return placeStat{name, unit, words, better, "nothing was measured", of}
	}
	count := func(name, words string, of func(*Place) int64) placeStat {
		return number(name, "requests", words, Lower, func(p *Place) (float64, bool) { return float64(of(p)), true })
	}
	span := func(name, words string, of func(*Place) (time.Duration, bool)) placeStat {
		return placeStat{name, "ms", words, Lower, "nothing was served there", func(p *Place) (float64, bool) {
			d, ok := of(p)
			return milliseconds(d), ok
		}}
	}
	stats := []placeStat{
		number("utilisation", "share", "Share of the time of its workers in which a request held them, calls to others included; with discipline sharing, of the cores in which there was work. Of several instances the mean; the time while it is down counts as idle.", Neither, (*Place).Utilisation),
		number("calling", "share", "Share of the time that requests held workers which went to the disk and to calls to others.", Neither, (*Place).calls),
		number("disk_utilisation", "share", "Share of the time in which its disk had something to do. Of several instances the mean.", Neither, (*Place).DiskUtilisation),
		number("busy", "", "Mean number of requests that held a worker of a machine.", Neither, func(p *Place) (float64, bool) { return ratio(p.held.Float(), p.Time.Float()) }),
		number("queue_mean", "", "Mean over time of the requests that waited for a worker of a machine.", Lower, func(p *Place) (float64, bool) {
			return ratio(p.Queue.sum().Float(), p.Time.Float())
		}),
		number("queue_p99", "level", "So many requests waited for a worker of a machine, or fewer, in 99 % of the time.", Lower, func(p *Place) (float64, bool) { return p.queueAt(0.99) }),
		number("queue_max", "level", "The most requests that waited for a worker of a machine.", Lower, func(p *Place) (float64, bool) { return p.queueAt(1) }),
		span("waited_mean", "Mean time in the queue, of all requests that got a worker or left the queue without one; zero for those that did not have to wait.", func(p *Place) (time.Duration, bool) {
			x, ok := ratio(p.Waits.sum().Float(), float64(p.atOnce)+float64(p.Waits.count))
			return time.Duration(x), ok
		}),
		span("waited_p99", "99th percentile of that.", func(p *Place) (time.Duration, bool) { return p.waitedAt(0.99) }),
		span("worked_mean", "Mean time for which a request held its worker, calls to others included.", func(p *Place) (time.Duration, bool) { return p.Work.Mean() }),
		span("worked_p99", "99th percentile of that.", func(p *Place) (time.Duration, bool) { return p.Work.Quantile(0.99) }),
		count("rejected", "Requests that it turned away: no worker and no place in the queue, or a pattern on its side that does not send them to another member of its group.", func(p *Place) int64 { return p.Rejected }),
		count("expired", "Requests that left its queue unserved, as they had waited too long.", func(p *Place) int64 { return p.Expired }),
	}
	stats[0].lacks, stats[2].lacks = "its workers are without a bound", "it has no disk"
	return stats
}

// endStats are what becomes of requests and attempts. Latency is what that is called there,
// and lacks why there may be none.
func endStats(what, latency, lacks string, of func(*Place) *Histogram) []placeStat {
	count := func(name, words string, better Direction, of func(*Place) int64) placeStat {
		return placeStat{name, "requests", strings.ReplaceAll(words, "WHAT", what), better, "", func(p *Place) (float64, bool) { return float64(of(p)), true }}
	}
	stats := []placeStat{
		count("ok", "WHAT that were answered well.", Higher, func(p *Place) int64 { return p.OK }),
		count("failed", "WHAT that were answered with an error, or whose connection broke.", Lower, func(p *Place) int64 { return p.Failed }),
		count("timed_out", "WHAT that the caller gave up as its timeout passed.", Lower, func(p *Place) int64 { return p.TimedOut }),
		count("rejected", "WHAT that were turned away.", Lower, func(p *Place) int64 { return p.Refused }),
		{"error_rate", "share", "(failed + timed_out + rejected) / (ok + failed + timed_out + rejected). Undefined if none ended.", Lower, noneEnded,
			func(p *Place) (float64, bool) { return ratio(float64(p.errors()), float64(p.OK+p.errors())) }},
	}
	for _, l := range latencies {
		stats = append(stats, placeStat{l.name, "ms", l.words + latency + " Undefined if there was none.", Lower, lacks, func(p *Place) (float64, bool) {
			d, ok := l.of(of(p))
			return milliseconds(d), ok
		}})
	}
	return stats
}

func routeStats() []placeStat {
	asked := placeStat{"requests", "requests", "Requests that came in or, of a load, that were meant to start.", Neither, "",
		func(p *Place) (float64, bool) { return float64(p.Requests), true }}
	return append([]placeStat{asked}, endStats("Requests", " of the requests answered well, from their arrival or, of a load, their intended start to the answer.",
		noneOK, func(p *Place) *Histogram { return &p.Latency })...)
}

func edgeStats() []placeStat {
	count := func(name, words string, of func(*Place) int64) placeStat {
		return placeStat{name, "requests", words, Lower, "", func(p *Place) (float64, bool) { return float64(of(p)), true }}
	}
	return slices.Concat([]placeStat{
		count("attempts", "Calls put on the network, those of retries and hedges included.", func(p *Place) int64 { return p.Requests }),
		count("turned_away", "Calls that ended because a pattern of the caller, such as an open breaker, turned them away before they were sent; not what a fallback answered in their place.", (*Place).away),
		count("given_up", "Attempts that the caller cancelled, as a hedge does with the slower one.", func(p *Place) int64 { return p.GivenUp }),
		{"waited", "s", "Time that attempts were waited for, however they ended, added up.", Lower, "", func(p *Place) (float64, bool) {
			return p.waitedFor() / 1e9, true
		}},
	}, endStats("Attempts", " of attempts, however they ended: how long they were waited for.", noneEnded, (*Place).waited))
}
