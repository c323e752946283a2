package chart

import (
	"time"

	"wavetank/reports"
	"wavetank/sim"
)

// An outcome is what a variant comes to: the part of its requests that fails, and
// how long the others take.
type outcome struct {
	variant string
	errors  float64
	latency time.Duration
}

// counted3 compares variants over three seeds, of which each is a little worse than
// the one before.
func counted3(outcomes ...outcome) *reports.Comparison {
	info := reports.Info{Scenario: "shop", Title: "A shop", Hash: "0123456789ab", Command: "wavetank compare shop --and so on"}
	var runs []*reports.Summary
	for _, o := range outcomes {
		info.Variants = append(info.Variants, reports.Arm{Name: o.variant})
		for seed := range uint64(3) {
			w := sim.New(sim.Config{})
			users := w.Owner("users")
			c := reports.NewCollector(reports.Options{Duration: 10 * time.Second, Windows: 10})
			failing := int(o.errors*(1+0.05*float64(seed))*1000 + 0.5)
			for i := range 1000 {
				at := sim.Time(i) * sim.Time(10*time.Millisecond)
				took := o.latency * time.Duration(100+seed*3+uint64(i%7)) / 100
				end := sim.Fact{At: at.Add(took), Kind: sim.RequestOK, Owner: users, Value: int64(took), Extra: int64(at)}
				if i*7919%1000 < failing {
					end.Kind = sim.RequestFailed
				}
				c.Fact(&sim.Fact{At: at, Kind: sim.RequestStarted, Owner: users})
				c.Fact(&end)
			}
			runs = append(runs, c.Finish(o.variant, seed+1, 0, 0, sim.Time(10*time.Second)))
		}
	}
	c, err := reports.Compare(info, runs)
	if err != nil {
		panic(err)
	}
	return c
}

// sweetSpot is a sweep over one key, with a U.
func sweetSpot() *reports.Sweep {
	s := &reports.Sweep{Axes: []reports.Axis{{Key: "patterns.breaker.failure_rate", Values: []string{"10%", "20%", "50%", "90%"}}}}
	for _, rate := range []float64{0.23, 0.13, 0.12, 0.22} {
		s.Points = append(s.Points, counted3(outcome{"without", 0.24, 500 * time.Millisecond}, outcome{"with", rate, 100 * time.Millisecond}))
	}
	s.Info = s.Points[0].Info
	return s
}

// plane is a sweep over two.
func plane() *reports.Sweep {
	s := sweetSpot()
	s.Axes = []reports.Axis{s.Axes[0], {Key: "patterns.breaker.window", Values: []string{"10", "100"}}}
	points := s.Points
	s.Points = nil
	for i, c := range points {
		s.Points = append(s.Points, c, points[len(points)-1-i])
	}
	return s
}

// defences is a factorial of two patterns that guard against the same, and one
// that harms.
func defences() *reports.Factorial {
	names, rates := []string{"none"}, []float64{0.2}
	factors := []string{"breaker", "bulkhead", "retry"}
	for mask := 1; mask < 8; mask++ {
		name, rate := "", 0.2
		for i, f := range factors {
			if mask&(1<<i) != 0 {
				name += "+" + f
			}
		}
		if mask&3 != 0 {
			rate = 0.08
		}
		if mask&4 != 0 {
			rate += 0.02
		}
		names, rates = append(names, name[1:]), append(rates, rate)
	}
	var outcomes []outcome
	for i := range names {
		outcomes = append(outcomes, outcome{names[i], rates[i], time.Duration(40-3*i) * time.Millisecond})
	}
	f, err := reports.NewFactorial(counted3(outcomes...), factors)
	if err != nil {
		panic(err)
	}
	return f
}
