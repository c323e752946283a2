package world

import (
	"fmt"
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

func (w *World) addLoad(l language.Workload) error {
	c := nodes.LoadConfig{
		Timeout: l.Timeout, Priority: int64(l.Priority), Items: nodes.NewItems(l.Keys, l.Skew),
		Users: l.Users, Think: l.Think, From: sim.Time(l.From), Until: sim.Time(l.Until),
	}
	for _, share := range l.To {
		t := nodes.Target{Dependency: w.destination(share, l.Name), Weight: float64(share.Weight), Size: l.Size}
		if len(l.To) > 1 { // of one route only, the load is measured as it is
			t.Meter = w.routeMeter(l.Name + " -> " + share.To.String())
		}
		if store := w.index.stores[share.To]; store != "" {
			t.Store = w.Sim.Owner("items of " + store)
		}
		if t.Size == 0 {
			t.Size = w.index.routes[share.To].Size
		}
		c.Targets = append(c.Targets, t)
	}
	owner := w.Sim.Owner(l.Name)
	w.keyed[owner] = l.Keys > 0 || slices.ContainsFunc(c.Targets, func(t nodes.Target) bool { return t.Op != nodes.NoOp })
	if l.Users == 0 {
		arrivals, err := nodes.NewArrivals(w.Sim, owner.Key(), arrivals(l))
		if err != nil {
			return fmt.Errorf("load %s: %w", l.Name, err)
		}
		c.Arrivals = arrivals
	}
	load := nodes.NewLoad(w.Net, l.Name, c, w.measuredAs(l, w.outbound(owner, nil, l.Name)))
	w.join(load.ID(), l.Name, l.Name, nil)
	w.Loads = append(w.Loads, load)
	return nil
}

// measuredAs returns the outbound of a load. Where it asks for one route only, and no
// pattern wraps its calls, what is known of the load is known of its edge: no meter counts
// it again.
func (w *World) measuredAs(l language.Workload, out nodes.Outbound) nodes.Outbound {
	if w.Meters == nil || len(l.To) > 1 {
		return out
	}
	return func(d nodes.Dependency, bare nodes.Caller) (nodes.Caller, nodes.Picker) {
		c, pick := out(d, bare)
		if c == bare {
			nodes.Metered(bare, nil)
			w.Direct[l.Name] = d.Name
		}
		return c, pick
	}
}

// destination returns where a load's requests go.
func (w *World) destination(share language.Share, from string) nodes.Dependency {
	d := w.dependency(share.To, from)
	if share.Instance != "" {
		d.Instances = w.groups[share.Instance]
		d.Pick = nodes.PickerFunc(func(*nodes.Request) net.ID { return d.Instances[0] })
	}
	return d
}

func arrivals(l language.Workload) nodes.ArrivalsConfig {
	c := nodes.ArrivalsConfig{Process: l.Arrivals, Rate: l.Rate, Replay: l.Times, From: l.From, Until: l.Until}
	for _, s := range l.Steps {
		c.Steps = append(c.Steps, nodes.RateStep{At: s.At, Rate: s.Rate, Ramp: s.Ramp})
	}
	if b := l.Burst; b != nil {
		c.Burst = &nodes.BurstLoad{Rate: b.Rate, At: b.At, For: b.For, Every: b.Every}
	}
	return c
}
