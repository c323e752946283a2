package fault

import (
	"fmt"

	"wavetank/nodes"
)

// Disks is the machines whose disk a fault strikes.
type Disks struct{ Machines }

// Check complains about victims that there are not, and those without a disk.
func (e Disks) Check(c Checker) {
	for _, node := range e.nodes(c) {
		if !c.HasDisk(node) {
			c.Refuse(at("node"), fmt.Sprintf("node %q has no disk", node), `a node with disk = { write = "1ms", fsync = "5ms" }`)
			return
		}
	}
}

// Fits takes machines with a disk.
func (e Disks) Fits(g Ground) bool { return g.Disks > 0 }

func (e Disks) strike(t Target, verb func(*nodes.Disk) (undo func())) []Damage {
	return e.strikePart(t, func(n *nodes.Node) func() { return verb(n.Disk) }, func(n *nodes.Node) int64 { return n.Disk.Operations() })
}

// DiskSlow stretches writes and syncs.
type DiskSlow struct {
	Disks
	Factor float64 `toml:"factor" kind:"factor" required:"true" doc:"a write takes this many times as long"`
}

func (e *DiskSlow) Strike(t Target) []Damage {
	return e.strike(t, func(d *nodes.Disk) func() { return d.Slow(e.Factor) })
}

func (e *DiskSlow) Words() (words, numbers string) {
	return fmt.Sprintf("disk of %s takes %gx as long", e.words(), e.Factor), ""
}

func (e *DiskSlow) Draw(d Drawing) { e.Nodes, e.Factor = d.Disk(), factor(d) }

// DiskFull makes every write fail.
type DiskFull struct{ Disks }

func (e *DiskFull) Strike(t Target) []Damage { return e.strike(t, (*nodes.Disk).Fill) }

func (e *DiskFull) Words() (words, numbers string) {
	return fmt.Sprintf("disk of %s is full", e.words()), ""
}

func (e *DiskFull) Draw(d Drawing) { e.Nodes = d.Disk() }
