package reports

import (
	"time"

	"wavetank/sim"
)

// An Amount is how many, or how much, the facts of one kind told: each fact said it
// once, by its Value, which is not negative. The warm-up is left out.
type Amount struct {
	Name string
	Histogram
}

// AmountFamily is the family of facts whose Value is how many of something there
// were, such as the events that a load of state had to read.
var AmountFamily = &Family{Name: "amount", Tells: "tells an amount", example: "amounts.events.loaded.mean", stats: []stat{
	amountStat("count", "occurrences", "How many amounts the facts of a kind told after the warm-up.",
		func(h *Histogram) (float64, bool) { return float64(h.Count()), true }),
	amountStat("mean", "", "Mean of the amounts that the facts of a kind tell, after the warm-up.", amountMean),
	amountStat("p50", "level", "Median of the amounts that the facts of a kind tell, after the warm-up.", amountQuantile(0.5)),
	amountStat("p99", "level", "99th percentile of the amounts that the facts of a kind tell, after the warm-up.", amountQuantile(0.99)),
	amountStat("max", "level", "Greatest of the amounts that the facts of a kind tell, after the warm-up.", amountQuantile(1)),
},
	key: "amounts", heading: []string{"amount", "times", "mean", "p50", "p99", "max"},
	begin: func(kind string, c *Collector) foldTold { return &amountFold{Amount{Name: kind}, c.warm} },
}

func amountStat(name, unit, words string, of func(*Histogram) (float64, bool)) stat {
	if name != "count" {
		words += " Undefined if there was none."
	}
	return stat{name: name, unit: unit, words: words, lacks: "nobody told such an amount",
		of: func(s *Summary, kind string) (float64, bool) {
			a, ok := Find[*Amount](s.Told, kind)
			if !ok {
				a = &Amount{}
			}
			return of(&a.Histogram)
		}}
}

// amountMean is exact: unlike that of a span, it is not rounded to a whole number.
func amountMean(h *Histogram) (float64, bool) {
	return ratio(float64(float64(h.sumHi)*(1<<64))+float64(h.sumLo), float64(h.count))
}

func amountQuantile(q float64) func(*Histogram) (float64, bool) {
	return func(h *Histogram) (float64, bool) {
		x, ok := h.Quantile(q)
		return float64(x / time.Nanosecond), ok
	}
}

// An amountFold builds an Amount.
type amountFold struct {
	Amount
	warm sim.Time
}

func (a *amountFold) fact(f *sim.Fact) {
	if f.At >= a.warm {
		a.Add(f.Value)
	}
}

// crashed changes nothing: what there was has been told.
func (a *amountFold) crashed(*sim.Owner, sim.Time) {}

func (a *amountFold) finish(sim.Time) Told {
	a.pack()
	return &a.Amount
}

func (a *Amount) family() *Family { return AmountFamily }
func (a *Amount) kind() string    { return a.Name }
func (a *Amount) kept() Told      { return a }

func (a *Amount) row() []string {
	row := []string{a.Name, whole(a.Count())}
	for _, st := range AmountFamily.stats[1:] {
		x, ok := st.of(&Summary{Told: []Told{a}}, a.Name)
		row = append(row, unit{count: st.name != "mean"}.text(x, ok))
	}
	return row
}

func (a *Amount) json() any {
	var out members
	for _, st := range AmountFamily.stats {
		x, ok := st.of(&Summary{Told: []Told{a}}, a.Name)
		out = append(out, member{st.name, defined(x, ok)})
	}
	return out
}
