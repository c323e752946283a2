package reports

import (
	"slices"
	"strings"
	"time"

	"wavetank/sim"
)

// Values are what the facts of one kind told, each by its Value of one thing: how
// long it took, or how many there were. The warm-up is left out.
type Values struct {
	Name string
	Histogram
	of *Family
}

// DelayFamily is the family of facts whose Value is how long something took, in
// nanoseconds. Its statistics are those of latencies.
var DelayFamily = &Family{Name: "delay", Tells: "tells a delay", example: "delays.saga.decided.p99", stats: delayStats(),
	key: "delays_ms", heading: []string{"delay", "times", "mean", "p50", "p95", "p99", "max"},
	begin: beginValues, csv: valueRows,
}

// AmountFamily is the family of facts whose Value is how many of something there
// were, such as the events that a load of state had to read. It is not negative.
var AmountFamily = &Family{Name: "amount", Tells: "tells an amount", example: "amounts.events.loaded.mean", stats: amountStats(),
	key: "amounts", heading: []string{"amount", "times", "mean", "p50", "p99", "max"},
	begin: beginValues,
}

func delayStats() []stat {
	all := []stat{countStat("How many delays the facts of a kind told after the warm-up.")}
	for _, l := range latencies {
		words := strings.Replace(l.words, "latency", "the delays that the facts of a kind tell", 1) + ", after the warm-up. Undefined if there was none."
		if strings.HasPrefix(l.name, "p") {
			words += " Nearest rank, within 0.2 %."
		}
		all = append(all, stat{name: l.name, unit: "ms", words: words, better: Lower, lacks: "nobody told such a delay",
			of: ofValues(func(h *Histogram) (float64, bool) {
				d, ok := l.of(h)
				return milliseconds(d), ok
			})})
	}
	return all
}

func amountStats() []stat {
	all := []stat{countStat("How many amounts the facts of a kind told after the warm-up.")}
	add := func(name, unit, what string, of func(*Histogram) (float64, bool)) {
		words := what + " of the amounts that the facts of a kind tell, after the warm-up. Undefined if there was none."
		all = append(all, stat{name: name, unit: unit, words: words, lacks: "nobody told such an amount", of: ofValues(of)})
	}
	quantile := func(q float64) func(*Histogram) (float64, bool) {
		return func(h *Histogram) (float64, bool) {
			x, ok := h.Quantile(q)
			return float64(x / time.Nanosecond), ok
		}
	}
	add("mean", "", "Mean", exactMean)
	add("p50", "level", "Median", quantile(0.5))
	add("p99", "level", "99th percentile", quantile(0.99))
	add("max", "level", "Greatest", quantile(1))
	return all
}

// exactMean is not rounded to a whole number, unlike that of a span.
func exactMean(h *Histogram) (float64, bool) {
	return ratio(h.sum().Float(), float64(h.count))
}

func countStat(words string) stat {
	return stat{name: "count", unit: "occurrences", words: words,
		of: ofValues(func(h *Histogram) (float64, bool) { return float64(h.Count()), true })}
}

// ofValues adapts a number of a distribution, which is empty if nobody told any.
func ofValues(of func(*Histogram) (float64, bool)) func(*Summary, string) (float64, bool) {
	return func(s *Summary, kind string) (float64, bool) {
		if v, ok := Find[*Values](s.Told, kind); ok {
			return of(&v.Histogram)
		}
		return of(&Histogram{})
	}
}

// A valuesFold builds Values.
type valuesFold struct {
	Values
	warm sim.Time
}

func beginValues(f *Family, kind *sim.Kind, c *Collector) foldTold {
	return &valuesFold{Values{Name: kind.String(), of: f}, c.warm}
}

func (v *valuesFold) fact(f *sim.Fact) {
	if f.At >= v.warm {
		v.Add(f.Value)
	}
}

// crashed changes nothing: what was told has been.
func (v *valuesFold) crashed(*sim.Owner, sim.Time) {}

func (v *valuesFold) finish(sim.Time) Told {
	v.pack()
	return &v.Values
}

func (v *Values) family() *Family { return v.of }
func (v *Values) kind() string    { return v.Name }

// kept has memory of its own, as that of what was read is the whole run's.
func (v *Values) kept() Told {
	k := *v
	k.packed = slices.Clone(v.packed)
	return &k
}

func (v *Values) row() []string {
	row := []string{v.Name, whole(v.Count())}
	for _, title := range v.of.heading[2:] {
		for _, st := range v.of.stats {
			if st.name == title {
				u, by := unitOf(Metric{Unit: st.unit})
				x, ok := st.of(&Summary{Told: []Told{v}}, v.Name)
				row = append(row, u.text(x/by, ok))
			}
		}
	}
	return row
}

func (v *Values) json() any {
	var out members
	for _, st := range v.of.stats {
		out = append(out, member{st.name, defined(st.of(&Summary{Told: []Told{v}}, v.Name))})
	}
	return out
}

// valueRows are the values of every run, with their units.
func valueRows(f *Family, c *Comparison) [][]string {
	heading := []string{"variant", "seed", f.Name, "count"}
	for _, st := range f.stats[1:] {
		heading = append(heading, st.name+"_"+st.unit)
	}
	rows := [][]string{heading}
	c.eachTold(f, func(row []string, t Told) {
		for _, st := range f.stats {
			row = append(row, defined(st.of(&Summary{Told: []Told{t}}, t.kind())).String())
		}
		rows = append(rows, row)
	})
	return rows
}
