package fault

import "wavetank/nodes"

// DiskLost takes machines down that come back with an empty disk at the end of
// the fault, as when a new machine takes the name of one that died.
type DiskLost struct{ Disks }

// Strike crashes them and erases their disks. Their peers are told of the crash,
// and of the disk nobody is.
func (e *DiskLost) Strike(t Target) []Damage {
	return e.Machines.strike(t, func(n *nodes.Node) (undo func()) {
		undo = n.Crash(false)
		n.Disk.Erase()
		return undo
	})
}

func (e *DiskLost) Words() (words, numbers string) {
	return e.words() + " crashes and loses its disk", ""
}

func (e *DiskLost) Draw(d Drawing) { e.Nodes = d.Disk() }
