package nodes

import (
	"errors"
	"time"

	"wavetank/sim"
	"wavetank/sim/meter"
)

// ErrDiskFull is a disk that takes no more.
var ErrDiskFull = errors.New("nodes: disk is full")

// DiskLost is what a crash or its loss took from a disk: Owner is the node, Value
// the bytes lost, Extra the files that end in a torn write.
var DiskLost = sim.NewKind("disk.lost", "a crash took what a disk had not synced, or a disk was lost with all that was on it")

// DiskConfig says what a disk costs. The zero value is a disk that is infinitely
// fast and large, and forgets in a crash what was not synced, all the same.
type DiskConfig struct {
	Write    sim.Dist // time of a write; nil is none
	Fsync    sim.Dist // time of a sync; nil is none
	Capacity int64    // bytes; 0 is no bound
}

// A Disk belongs to a node and survives its crashes. It holds files by name,
// which are written at their end or replaced as a whole.
//
//	Append ──► seen by readers ──► Sync ──► survives a crash
//
// It does one thing at a time, in the order of the calls, so that a slow disk
// makes its users queue. A process that is killed while it waits leaves no
// trace: its operation does not happen. Times are drawn by the file and the
// number of the operation on it, so that one file's luck is not another's.
type Disk struct {
	owner   *sim.Owner
	config  DiskConfig
	platter cpu // carries out one operation at a time
	active  *operation
	waiting sim.List[operation] // oldest first
	idle    sim.Spare[storing]
	spare   sim.Spare[access]
	files   []*file // in the order of their making
	byName  map[string]*file
	used    int64 // bytes
	full    int   // depth of Fill
	crashes uint64
	count   int64
	items   Registers // of the node's service, as they were synced
}

// NewDisk returns the empty disk of the node that owner stands for.
func NewDisk(o *sim.Owner, c DiskConfig) *Disk {
	d := &Disk{owner: o, config: c, byName: make(map[string]*file)}
	d.platter.owner = o
	return d
}

// Append writes a record at the end of a file, which is made if it does not
// exist. Readers see it from now on; a crash spares it once a Sync has. An empty
// record takes its time and leaves nothing. When it fails, with ErrDiskFull,
// nothing was written.
func (d *Disk) Append(p *sim.Proc, name string, record []byte) error {
	f := d.file(name)
	return d.do(p, d.writeTime(f), access{does: appends, file: f, data: record})
}

// Replace gives a file new contents, all at once, as the renaming of a finished
// file does: readers, and a crash, find the old contents or the new. It costs a
// write. A crash may bring the old contents back until a Sync.
func (d *Disk) Replace(p *sim.Proc, name string, data []byte) error {
	f := d.file(name)
	return d.do(p, d.writeTime(f), access{does: replaces, file: f, data: data})
}

// Sync makes what was written to a file before survive a crash. When it fails,
// with ErrDiskFull, another Sync can still do so.
func (d *Disk) Sync(p *sim.Proc, name string) error {
	f := d.file(name)
	f.syncs++
	cost := d.cost(d.config.Fsync, drawFsync, f.key.Mix(f.syncs))
	return d.do(p, cost, access{does: syncs, file: f})
}

// flush is the effect of a sync.
func (d *Disk) flush(f *file) error {
	if d.full > 0 {
		return ErrDiskFull
	}
	f.sync()
	return nil
}

func (d *Disk) writeTime(f *file) time.Duration {
	f.writes++
	return d.cost(d.config.Write, drawWrite, f.key.Mix(f.writes))
}

func (d *Disk) cost(of sim.Dist, purpose, key sim.Key) time.Duration {
	if of == nil {
		return 0
	}
	return of.Sample(d.owner.World().Draw(purpose, key))
}

// Read returns the contents of a file, nil if there is none, without delay: a
// page cache has them. They are the disk's, not to be written to. After a crash
// the last record may be a part of what was written; who reads a file then needs
// lengths and checksums to tell.
func (d *Disk) Read(name string) []byte {
	if f, ok := d.byName[name]; ok {
		data := f.now().data
		return data[:len(data):len(data)]
	}
	return nil
}

// Size returns the bytes in a file.
func (d *Disk) Size(name string) int64 { return int64(len(d.Read(name))) }

// Measure has a meter of one worker, the disk, hear when there is something to do.
func (d *Disk) Measure(m *meter.Service) { d.platter.meter = m }

// Operations returns how many operations were asked for.
func (d *Disk) Operations() int64 { return d.count }

// Waiting returns how many operations are under way or wait for their turn.
func (d *Disk) Waiting() int64 {
	n := d.waiting.Len()
	if d.active != nil {
		n++
	}
	return n
}

// Slow makes operations take factor times as long until the undo, the one under
// way too.
func (d *Disk) Slow(factor float64) (undo func()) { return d.platter.slow(factor) }

// Fill makes writes and syncs fail with ErrDiskFull until the undo. They still
// take their time.
func (d *Disk) Fill() (undo func()) {
	d.full++
	return func() { d.full-- }
}

// Crash loses what was not synced. Of the changes to a file since its last
// sync, a drawn number survives, the oldest first; the write after those may
// leave a part of its bytes. What is under way is not touched: the processes
// that wait for it are those of a node, whose crash kills them.
func (d *Disk) Crash() {
	d.crashes++
	w := d.owner.World()
	var lost, torn int64
	gone := false // of stored requests
	for _, f := range d.files {
		before := int64(len(f.now().data))
		luck := w.Draw(drawSurvival, f.key.Mix(d.crashes))
		if f.crash(&luck) {
			torn++
		}
		gone = f.scatter(&luck) || gone
		after := int64(len(f.now().data))
		d.used += after - before
		lost += max(0, before-after)
	}
	if lost > 0 || gone {
		d.owner.Emit(sim.Fact{Kind: DiskLost, Value: lost, Extra: torn})
	}
}

// Erase loses everything, what was synced too, as when a machine comes back with
// another disk. Nothing may be under way: the machine is down.
func (d *Disk) Erase() {
	var lost int64
	for _, f := range d.files {
		lost += int64(len(f.now().data))
		f.images, f.loose = make([]image, 1), 0
	}
	d.used, d.items = 0, Registers{}
	d.owner.Emit(sim.Fact{Kind: DiskLost, Value: lost})
}

func (d *Disk) file(name string) *file {
	f, ok := d.byName[name]
	if !ok {
		f = newFile(d.owner, name)
		d.byName[name] = f
		d.files = append(d.files, f)
	}
	return f
}

// take claims bytes, or gives them back when n is negative.
func (d *Disk) take(n int64) error {
	if d.full > 0 || n > 0 && d.config.Capacity > 0 && d.used+n > d.config.Capacity {
		return ErrDiskFull
	}
	d.used += n
	return nil
}
