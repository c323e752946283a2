package world

import (
	"slices"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

var (
	drawInstance = sim.KeyOf("instance")
	itemOf       = sim.KeyOf("item")
)

// picker returns how an instance of a node is chosen for a call of a participant.
func (w *World) picker(name, from string) nodes.Picker {
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
		return nodes.PickerFunc(func(r *nodes.Request) net.ID { return drawn(w.placed(r), ids) })
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
	near := func(among []net.ID) []net.ID { return among }
	if w.index.nodes[name].Pick == "nearest" {
		near = w.nearest(from, ids)
	}
	return nodes.PickerFunc(func(r *nodes.Request) net.ID { return drawn(r.Key, near(r.Untried(ids))) })
}

// nearest returns what keeps of some instances those in the region nearest to a
// participant: all, where it has no region.
func (w *World) nearest(from string, ids []net.ID) func([]net.ID) []net.ID {
	away := make(map[net.ID]time.Duration)
	for _, id := range ids {
		away[id], _ = w.rtt(from, w.Net.Name(id))
	}
	return func(among []net.ID) []net.ID {
		least := away[among[0]]
		for _, id := range among {
			least = min(least, away[id])
		}
		return slices.DeleteFunc(slices.Clone(among), func(id net.ID) bool { return away[id] > least })
	}
}

// placed returns the identity by which a request finds its shard: that of its item, or
// its user's request where it is about a thing of its own.
func (w *World) placed(r *nodes.Request) sim.Key {
	if r.Op != nodes.NoOp || r.Load == nil || w.keyed[r.Load] {
		return itemOf.Mix(uint64(r.Item))
	}
	return r.Root
}
