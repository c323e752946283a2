package reports

import (
	"strconv"
	"strings"
	"time"

	"wavetank/sim"
)

// A Delay is how long the things took that facts of one kind told: each fact said
// it of one thing, by its Value, in nanoseconds. The warm-up is left out.
type Delay struct {
	Name string
	Histogram
}

// DelayFamily is the family of facts whose Value is how long something took, in
// nanoseconds. Its statistics are those of latencies.
var DelayFamily = &Family{Name: "delay", Tells: "tells a delay", example: "delays.saga.decided.p99", stats: delayStats(),
	key: "delays_ms", heading: []string{"delay", "times", "mean", "p50", "p95", "p99", "max"},
	begin: func(kind string, c *Collector) foldTold { return &delayFold{Delay{Name: kind}, c.warm} },
	csv:   delayRows,
}

func delayStats() []stat {
	all := []stat{{
		name: "count", unit: "occurrences", words: "How many delays the facts of a kind told after the warm-up.",
		of: func(s *Summary, kind string) (float64, bool) { return float64(s.delay(kind).Count()), true },
	}}
	for _, l := range latencies {
		words := strings.Replace(l.words, "latency", "the delays that the facts of a kind tell", 1) + ", after the warm-up. Undefined if there was none."
		if strings.HasPrefix(l.name, "p") {
			words += " Nearest rank, within 0.2 %."
		}
		all = append(all, stat{name: l.name, unit: "ms", words: words, better: Lower, lacks: "nobody told such a delay",
			of: func(s *Summary, kind string) (float64, bool) {
				d, ok := l.of(s.delay(kind))
				return milliseconds(d), ok
			}})
	}
	return all
}

// delay returns the distribution of a kind, which is empty if nobody told any.
func (s *Summary) delay(kind string) *Histogram {
	if d, ok := Find[*Delay](s.Told, kind); ok {
		return &d.Histogram
	}
	return &Histogram{}
}

// A delayFold builds a Delay.
type delayFold struct {
	Delay
	warm sim.Time
}

func (d *delayFold) fact(f *sim.Fact) {
	if f.At >= d.warm {
		d.Add(f.Value)
	}
}

// crashed changes nothing: what took its time has been told.
func (d *delayFold) crashed(*sim.Owner, sim.Time) {}

func (d *delayFold) finish(sim.Time) Told {
	d.pack()
	return &d.Delay
}

func (d *Delay) family() *Family { return DelayFamily }
func (d *Delay) kind() string    { return d.Name }
func (d *Delay) kept() Told      { return d }

func (d *Delay) row() []string {
	row := []string{d.Name, whole(d.Count())}
	for _, q := range []func() (time.Duration, bool){d.Mean, d.at(0.5), d.at(0.95), d.at(0.99), d.Max} {
		span, ok := q()
		row = append(row, spanText(span, ok))
	}
	return row
}

func (d *Delay) at(q float64) func() (time.Duration, bool) {
	return func() (time.Duration, bool) { return d.Quantile(q) }
}

// delayRows are the delays of every run, in milliseconds.
func delayRows(c *Comparison) [][]string {
	heading := []string{"variant", "seed", "delay", "count"}
	for _, l := range latencies {
		heading = append(heading, l.name+"_ms")
	}
	rows := [][]string{heading}
	for i := range c.Variants {
		for _, r := range c.Variants[i].Runs {
			for _, t := range r.Told {
				d, ok := t.(*Delay)
				if !ok {
					continue
				}
				row := []string{c.Variants[i].Name, strconv.FormatUint(r.Seed, 10), d.Name, strconv.FormatInt(d.Count(), 10)}
				for _, l := range latencies {
					span, some := l.of(&d.Histogram)
					row = append(row, defined(milliseconds(span), some).String())
				}
				rows = append(rows, row)
			}
		}
	}
	return rows
}

func (d *Delay) json() any {
	out := members{{"count", d.Count()}}
	return append(out, latenciesOf(&d.Histogram)...)
}
