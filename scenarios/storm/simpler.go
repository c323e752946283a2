package storm

import (
	"slices"
	"time"

	"wavetank/scenarios"
	"wavetank/sim"
)

// until returns by when faults of the trial have to have begun to have anything
// to do with a violation.
func (x trial) until(v *Violation) time.Duration { return time.Duration(v.At) }

// shorter returns the fault with shorter spans and rounder times, the shortest
// first.
func shorter(f scenarios.Fault) []scenarios.Fault {
	var forms []scenarios.Fault
	span := f.Schedule.For
	if span == nil {
		return nil
	}
	d := span.Mean()
	for _, to := range []time.Duration{round(d / 8), round(d / 2), round(d * 3 / 4), round(d * 9 / 10)} {
		if to < tick || to >= d {
			continue
		}
		tail := f
		tail.Schedule.For = sim.Constant(to)
		forms = append(forms, tail)
		if at := f.Schedule.At; at != nil { // the end stays where it is
			head := tail
			from := *at + d - to
			head.Schedule.At = &from
			forms = append(forms, head)
		}
	}
	if at := f.Schedule.At; at != nil && round(*at) != *at {
		rounder := f
		to := round(*at)
		rounder.Schedule.At = &to
		forms = append(forms, rounder)
	}
	if w := f.Schedule.When; w != nil {
		if f.Schedule.After > 0 {
			sooner := f
			sooner.Schedule.After = round(f.Schedule.After / 2)
			forms = append(forms, sooner)
		}
		if w.Count > 1 {
			first := f
			trigger := *w
			trigger.Count = 1
			first.Schedule.When = &trigger
			forms = append(forms, first)
		}
	}
	return forms
}

// round cuts a span down to two digits.
func round(d time.Duration) time.Duration {
	unit := time.Duration(1)
	for d/unit >= 100 {
		unit *= 10
	}
	return d / unit * unit
}

// narrower returns the fault with smaller effects, the smallest first.
func (w *weather) narrower(f scenarios.Fault) []scenarios.Fault {
	var forms []scenarios.Fault
	form := func(effect any) {
		g := f
		g.Effect = effect
		forms = append(forms, g)
	}
	switch e := f.Effect.(type) {
	case *scenarios.Crash:
		if e.Silent {
			form(&scenarios.Crash{Nodes: e.Nodes})
		}
		for _, v := range alone(e.Nodes) {
			form(&scenarios.Crash{Nodes: v, Silent: e.Silent})
		}
	case *scenarios.Pause:
		for _, v := range alone(e.Nodes) {
			form(&scenarios.Pause{Nodes: v})
		}
	case *scenarios.Slow:
		for _, x := range weaker(e.Factor, 1) {
			form(&scenarios.Slow{Nodes: e.Nodes, Factor: x})
		}
	case *scenarios.Gray:
		for _, x := range weaker(e.Factor, 1) {
			form(&scenarios.Gray{Nodes: e.Nodes, Factor: x, Spare: e.Spare})
		}
	case *scenarios.ClockStep:
		for _, x := range weaker(float64(e.By), 0) {
			form(&scenarios.ClockStep{Nodes: e.Nodes, By: round(time.Duration(x))})
		}
	case *scenarios.ClockDrift:
		for _, x := range weaker(e.By, 0) {
			form(&scenarios.ClockDrift{Nodes: e.Nodes, By: x})
		}
	case *scenarios.Partition:
		for _, p := range smallerPartitions(e) {
			form(p)
		}
	default:
		for _, effect := range w.narrowerWeather(f.Effect) {
			form(effect)
		}
	}
	return forms
}

// narrowerWeather is narrower for the faults of links.
func (w *weather) narrowerWeather(effect any) []any {
	var forms []any
	switch e := effect.(type) {
	case *scenarios.Loss:
		for _, x := range weaker(e.Rate, 0) {
			forms = append(forms, &scenarios.Loss{Link: e.Link, Rate: x})
		}
		for _, link := range w.narrowerLinks(e.Link) {
			forms = append(forms, &scenarios.Loss{Link: link, Rate: e.Rate})
		}
	case *scenarios.Duplicate:
		for _, x := range weaker(e.Rate, 0) {
			forms = append(forms, &scenarios.Duplicate{Link: e.Link, Rate: x})
		}
		for _, link := range w.narrowerLinks(e.Link) {
			forms = append(forms, &scenarios.Duplicate{Link: link, Rate: e.Rate})
		}
	case *scenarios.Delay:
		if by := round(e.By.Mean() / 2); by > 0 {
			forms = append(forms, &scenarios.Delay{Link: e.Link, By: sim.Constant(by)})
		}
		for _, link := range w.narrowerLinks(e.Link) {
			forms = append(forms, &scenarios.Delay{Link: link, By: e.By})
		}
	case *scenarios.Disorder:
		if by := round(e.By.Mean() / 2); by > 0 {
			forms = append(forms, &scenarios.Disorder{Link: e.Link, Probability: e.Probability, By: sim.Constant(by)})
		}
		for _, link := range w.narrowerLinks(e.Link) {
			forms = append(forms, &scenarios.Disorder{Link: link, Probability: e.Probability, By: e.By})
		}
	}
	return forms
}

// alone returns each of several victims by itself.
func alone(victims []scenarios.Victim) [][]scenarios.Victim {
	if len(victims) < 2 {
		return nil
	}
	var forms [][]scenarios.Victim
	for _, v := range victims {
		forms = append(forms, []scenarios.Victim{v})
	}
	return forms
}

// weaker returns half of what x is away from nothing, if that is not next to it
// already.
func weaker(x, nothing float64) []float64 {
	half := nothing + (x-nothing)/2
	if gap := half - nothing; gap > -1e-3 && gap < 1e-3 {
		return nil
	}
	return []float64{half}
}

// narrowerLinks returns the directions of a link that has two, and with ends of
// its own a link that has a wildcard.
func (w *weather) narrowerLinks(e scenarios.Edge) []scenarios.Edge {
	if e.Both {
		return []scenarios.Edge{{From: e.From, To: e.To}, {From: e.To, To: e.From}}
	}
	var links []scenarios.Edge
	for _, end := range w.ends {
		switch {
		case e.From == "*" && e.To == "*":
			links = append(links, scenarios.Edge{From: end, To: "*"}, scenarios.Edge{From: "*", To: end})
		case e.To == "*" && end != e.From:
			links = append(links, scenarios.Edge{From: e.From, To: end})
		case e.From == "*" && end != e.To:
			links = append(links, scenarios.Edge{From: end, To: e.To})
		}
	}
	return links[:min(len(links), mostLinks)]
}

// mostLinks bounds how many narrower links are tried.
const mostLinks = 40

// smallerPartitions returns the partition without its flapping, and with one
// name less on a side.
func smallerPartitions(p *scenarios.Partition) []*scenarios.Partition {
	var forms []*scenarios.Partition
	if p.Flap != nil {
		steady := *p
		steady.Flap = nil
		forms = append(forms, &steady)
	}
	for side, group := range p.Groups {
		for i := range group {
			if len(group) > 1 {
				less := *p
				less.Groups = slices.Clone(p.Groups)
				less.Groups[side] = slices.Concat(group[:i], group[i+1:])
				forms = append(forms, &less)
			}
		}
	}
	return forms
}
