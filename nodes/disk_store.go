package nodes

import "wavetank/sim"

// store begins what a request costs that a route writes to a file: a write, and a
// sync if asked for. It leaves no contents, which would grow with every request,
// but a crash counts it if it was not synced. Its times are drawn by the request,
// so that no request more or less changes those of others.
func (d *Disk) store(name string, request sim.Key, sync bool, c *execution) *storing {
	t := d.idle.Take()
	if t.disk == nil {
		t.disk = d
		t.op.effect = t
	}
	t.file, t.sync, t.syncing, t.execution = d.file(name), sync, false, c
	t.key = t.file.key.Mix(uint64(request))
	t.op.cost = d.cost(d.config.Write, drawWrite, t.key)
	d.add(&t.op)
	return t
}

// A storing is a request that a route writes to a file.
type storing struct {
	disk      *Disk
	file      *file
	key       sim.Key
	sync      bool
	syncing   bool
	op        operation
	execution *execution // hears of the end
}

func (t *storing) act() error {
	if t.syncing {
		return t.disk.flush(t.file)
	}
	if err := t.disk.take(0); err != nil {
		return err
	}
	t.file.loose++
	return nil
}

func (t *storing) told(err error) {
	d := t.disk
	if err == nil && t.sync && !t.syncing {
		t.syncing = true
		t.op.cost = d.cost(d.config.Fsync, drawFsync, t.key)
		d.add(&t.op)
		return
	}
	d.idle.Put(t)
	t.execution.stored(err)
}

// scatter forgets, in a crash, a drawn number of the stored requests that were
// not synced, and reports whether there were any.
func (f *file) scatter(luck *sim.Rand) bool {
	gone := f.loose > 0 && luck.Below(f.loose+1) < f.loose
	f.loose = 0
	return gone
}
