package world

import (
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

var drawInstance = sim.KeyOf("instance")

// picker returns how an instance of a node is chosen for a call.
func (w *World) picker(name string) nodes.Picker {
	ids := w.groups[name]
	if len(ids) == 1 {
		return nodes.PickerFunc(func(*nodes.Request) net.ID { return ids[0] })
	}
	key := drawInstance.Mix(uint64(sim.KeyOf(name)))
	drawn := func(of sim.Key, among []net.ID) net.ID {
		luck := w.Sim.Draw(key, of)
		return among[luck.Below(uint64(len(among)))]
	}
	switch w.index.nodes[name].Pick {
	case "shard":
		return nodes.PickerFunc(func(r *nodes.Request) net.ID { return drawn(r.Root, ids) })
	case "round-robin":
		next := -1
		return nodes.PickerFunc(func(r *nodes.Request) net.ID {
			for range ids {
				next = (next + 1) % len(ids)
				if !slices.Contains(r.Tried, ids[next]) {
					break
				}
			}
			return ids[next]
		})
	}
	return nodes.PickerFunc(func(r *nodes.Request) net.ID { return drawn(r.Key, r.Untried(ids)) })
}
