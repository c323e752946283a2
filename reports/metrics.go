package reports

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"wavetank/sim/typo"
)

// A Direction says which way a metric gets better.
type Direction int

// The directions. Neither is for what is a matter of taste, such as how many
// requests there were.
const (
	Neither Direction = iota
	Lower
	Higher
)

// A Metric is a number with a name that a Summary can be asked for.
type Metric struct {
	Name   string
	Alias  string // a shorter name, or empty
	Unit   string // "", "1/s", "ms", "s", "share", "requests", "occurrences" or "level"; an error rate has none
	Words  string // its definition, exactly
	Better Direction
	Whole  bool // of the run: there is none of a single load
	Items  bool // about the items that requests read and write; left out where none does
	Signed bool // may be below zero

	lacks string // why it is undefined where somebody asked; see Why

	// Of computes it for one load, or for all together if load is empty. It
	// reports false where the number is undefined, or there is no such load.
	Of func(s *Summary, load string) (float64, bool)
}

// Metrics returns every metric but those of facts, in the order in which they
// are described. See [FindMetric] for the others.
func Metrics() []Metric {
	return slices.Concat(countMetrics(), ratioMetrics(), latencyMetrics(), itemMetrics())
}

// Why a metric of a load or a place is undefined. The second and the third speak against it.
const (
	nobodyAsked = "nobody asked"
	noneEnded   = "no request ended"
	noneOK      = "no request was answered well"
)

func countMetrics() []Metric {
	count := func(name, words string, better Direction, of func(*Load) int64) Metric {
		return Metric{Name: name, Unit: "requests", Words: words, Better: better,
			Of: ofLoad(func(_ *Summary, l *Load) (float64, bool) { return float64(of(l)), true })}
	}
	return []Metric{
		count("requests", "Requests that were meant to start after the warm-up: ok + failed + timed_out + rejected + unanswered + in_flight, always.",
			Neither, func(l *Load) int64 { return l.Requests }),
		count("ok", "Requests answered well within their timeout, degraded answers among them.",
			Higher, func(l *Load) int64 { return l.OK }),
		count("failed", "Requests answered with an error, or whose connection broke.",
			Lower, func(l *Load) int64 { return l.Failed }),
		count("timed_out", "Requests that the load gave up because its timeout passed.",
			Lower, func(l *Load) int64 { return l.TimedOut }),
		count("rejected", "Requests turned away unserved: by a full queue, by shedding, or by a pattern such as an open breaker.",
			Lower, func(l *Load) int64 { return l.Rejected }),
		count("unanswered", unansweredWords,
			Lower, func(l *Load) int64 { return l.Unanswered }),
		count("in_flight", "Requests that had not ended when the run did, and are too young to tell: they had not waited longer than every request of their load that was answered. They count as neither good nor bad. If they are more than a third of a variant's requests, a warning stands above its table, and no claim about its error rate or goodput passes.",
			Neither, func(l *Load) int64 { return l.InFlight }),
		count("degraded", "Requests answered well but without an optional part. They are among ok.",
			Lower, func(l *Load) int64 { return l.Degraded }),
	}
}

// itemMetrics are about the items that requests read and write, where they do.
func itemMetrics() []Metric {
	count := func(name, words string, better Direction, of func(*Load) (n, outOf int64)) Metric {
		lacks := "no read was ever judged, as no load was answered a read of an item"
		if strings.HasSuffix(name, "writes") {
			lacks = "no write was ever judged, as no load was told that its write of an item is done"
		}
		return Metric{Name: name, Unit: "requests", Words: words, Better: better, Items: true, lacks: lacks,
			Of: ofLoad(func(_ *Summary, l *Load) (float64, bool) {
				n, outOf := of(l)
				return float64(n), outOf > 0
			})}
	}
	return []Metric{
		count("reads", "Answered requests that read an item. Undefined if there was none.",
			Neither, func(l *Load) (int64, int64) { return l.Reads, l.Reads }),
		count("stale_reads", staleWords, Lower, func(l *Load) (int64, int64) { return l.StaleReads, l.Reads }),
		count("writes", "Acknowledged requests that wrote an item. Undefined if there was none.",
			Neither, func(l *Load) (int64, int64) { return l.Writes, l.Writes }),
		count("lost_writes", lostWords, Lower, func(l *Load) (int64, int64) { return l.LostWrites, l.Writes }),
	}
}

func ratioMetrics() []Metric {
	return []Metric{
		{Name: "error_rate", Better: Lower, lacks: noneEnded,
			Words: "(failed + timed_out + rejected + unanswered) / (requests - in_flight). Undefined if that is nothing.",
			Of:    ofLoad(func(_ *Summary, l *Load) (float64, bool) { return l.ErrorRate() })},
		{Name: "degraded_rate", Unit: "share", Better: Lower, lacks: noneOK,
			Words: "degraded / ok. Undefined if nothing was answered well.",
			Of:    ofLoad(func(_ *Summary, l *Load) (float64, bool) { return ratio(float64(l.Degraded), float64(l.OK)) })},
		{Name: "goodput", Unit: "1/s", Better: Higher, lacks: "the warm-up lasts as long as the run",
			Words: "ok per second of the run after the warm-up.",
			Of: ofLoad(func(s *Summary, l *Load) (float64, bool) {
				return ratio(float64(l.OK), (s.Duration - s.Warmup).Seconds())
			})},
		{Name: "attempts_per_request", Better: Lower,
			Words: "Calls put on the network on behalf of the requests, at every hop and by every retry or hedge, per request. Undefined if there was no request.",
			Of:    ofLoad(func(_ *Summary, l *Load) (float64, bool) { return ratio(float64(l.Attempts), float64(l.Requests)) })},
		{Name: "wasted_work", Unit: "s", Better: Lower,
			Words: "Time that nodes spent after the warm-up at work, their disks included, though by the end of it the caller had already given up, or somebody for whom the caller waits, such as the user. The time that a worker waits for calls to others is not work, and not in it.",
			Of:    ofLoad(func(_ *Summary, l *Load) (float64, bool) { return l.Wasted.Seconds(), true })},
		{Name: "recovery", Unit: "s", Better: Lower, Whole: true,
			Words: "The longest recovery from a disturbance, which is a fault or a surge of the load, over all loads: from its end to the first of three windows in a row within the SLO from which on it stays there. " +
				recoveryWords + " Infinite if the system did not recover. " + untoldWords,
			Of: func(s *Summary, _ string) (float64, bool) { return s.recovery() }},
		{Name: "unrecovered", Unit: "occurrences", Better: Lower, Whole: true,
			Words: "1 if recovery is infinite and 0 if it is not: over the seeds, the share that did not recover. Undefined where recovery is.",
			Of: func(s *Summary, _ string) (float64, bool) {
				x, ok := s.recovery()
				if math.IsInf(x, 1) {
					return 1, true
				}
				return 0, ok
			}},
	}
}

// latencyMetrics come in two families: over the requests that went well, and
// over all that ended, so that no pattern wins by failing fast or by giving up
// what is slow.
func latencyMetrics() []Metric {
	ok := latencyFamily("latency_ok_", "requests answered well", noneOK, func(l *Load) *Histogram { return &l.LatencyOK })
	for i := range ok {
		ok[i].Alias = strings.TrimPrefix(ok[i].Name, "latency_ok_")
	}
	return append(ok, latencyFamily("latency_all_", "all requests that ended, however they did, and how long those that are unanswered had waited", noneEnded,
		func(l *Load) *Histogram { return &l.LatencyAll })...)
}

// Latencies are the statistics of latency, by the name that they have in metrics
// and in JSON.
var latencies = [...]struct {
	name, words string
	of          func(*Histogram) (time.Duration, bool)
}{
	{"mean", "Mean latency", (*Histogram).Mean},
	{"p50", "Median latency", func(h *Histogram) (time.Duration, bool) { return h.Quantile(0.5) }},
	{"p90", "90th percentile of latency", func(h *Histogram) (time.Duration, bool) { return h.Quantile(0.9) }},
	{"p95", "95th percentile of latency", func(h *Histogram) (time.Duration, bool) { return h.Quantile(0.95) }},
	{"p99", "99th percentile of latency", func(h *Histogram) (time.Duration, bool) { return h.Quantile(0.99) }},
	{"p999", "99.9th percentile of latency", func(h *Histogram) (time.Duration, bool) { return h.Quantile(0.999) }},
	{"max", "Greatest latency", (*Histogram).Max},
}

func latencyFamily(prefix, whose, lacks string, of func(*Load) *Histogram) []Metric {
	var family []Metric
	for _, stat := range latencies {
		words := stat.words + " of " + whose + ", from the intended start to the end. Undefined if there was none."
		if strings.HasPrefix(stat.name, "p") {
			words += " Nearest rank, within 0.2 %."
		}
		family = append(family, Metric{Name: prefix + stat.name, Unit: "ms", Words: words, Better: Lower, lacks: lacks,
			Of: ofLoad(func(_ *Summary, l *Load) (float64, bool) {
				d, ok := stat.of(of(l))
				return milliseconds(d), ok
			})})
	}
	return family
}

// FindMetric returns the metric of that name or alias. A name that begins
// as those of a [Family] do is about the facts of a kind, of which there may be
// none: whether there is such a kind it cannot know, nor whether there is such a place
// if it begins as those of a [Sort] do. The error for
// any other unknown name lists the names that come near.
func FindMetric(name string) (Metric, error) {
	for _, f := range Families() {
		if rest, ok := strings.CutPrefix(name, f.Prefix()); ok {
			return f.metric(rest)
		}
	}
	for _, s := range Sorts() {
		if rest, ok := strings.CutPrefix(name, s.Name+"."); ok {
			return s.metric(rest)
		}
	}
	all := Metrics()
	var names []string
	for _, m := range all {
		if m.Name == name || m.Alias == name && name != "" {
			return m, nil
		}
		names = append(names, m.Name)
		if m.Alias != "" {
			names = append(names, m.Alias)
		}
	}
	return Metric{}, fmt.Errorf("unknown metric %q: did you mean %s?", name, strings.Join(nearest(name, names, 3), ", "))
}

// metricOf returns a metric by a name that is sure to be one.
func metricOf(name string) Metric {
	m, err := FindMetric(name)
	if err != nil {
		panic("reports: " + err.Error())
	}
	return m
}

// Metric returns a metric of the run by its name, for one load or for all
// together if load is empty. It reports ok as false where the number is
// undefined. The error names an unknown metric or load, and what is allowed.
func (s *Summary) Metric(name, load string) (value float64, ok bool, err error) {
	m, err := FindMetric(name)
	if err != nil {
		return 0, false, err
	}
	if _, known := s.load(load); !known {
		var names []string
		for i := range s.Loads {
			names = append(names, s.Loads[i].Name)
		}
		return 0, false, fmt.Errorf("unknown load %q: the loads are %s", load, strings.Join(names, ", "))
	}
	value, ok = m.Of(s, load)
	return value, ok, nil
}

// ofLoad adapts a number of a load to a metric.
func ofLoad(of func(*Summary, *Load) (float64, bool)) func(*Summary, string) (float64, bool) {
	return func(s *Summary, load string) (float64, bool) {
		l, ok := s.load(load)
		if !ok {
			return 0, false
		}
		return of(s, l)
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / 1e6 }

// ratio is undefined where it would divide by nothing.
func ratio(a, b float64) (float64, bool) {
	if b <= 0 {
		return 0, false
	}
	return a / b, true
}

// recovery is the longest over the disturbances that ended before the run did.
func (s *Summary) recovery() (float64, bool) {
	worst, defined := 0.0, false
	for _, f := range inTime(s.Faults, s.Surges) {
		switch {
		case f.Untold != "":
			continue
		case !f.Recovered:
			return math.Inf(1), true
		}
		worst, defined = max(worst, f.Recovery.Seconds()), true
	}
	return worst, defined
}

// nearest returns the n names with the fewest typing mistakes, nearest first.
func nearest(name string, names []string, n int) []string {
	names = append([]string(nil), names...)
	sort.SliceStable(names, func(i, j int) bool { return typo.Count(name, names[i]) < typo.Count(name, names[j]) })
	return names[:min(n, len(names))]
}
