package nodes

import "wavetank/sim"

// store is what a request costs that a route writes to a file: a write, and a
// sync if asked for. It leaves no contents, which would grow with every request,
// but a crash counts it if it was not synced. Its times are drawn by the request,
// so that no request more or less changes those of others.
func (d *Disk) store(p *sim.Proc, name string, request sim.Key, sync bool) error {
	f := d.file(name)
	key := f.key.Mix(uint64(request))
	err := d.do(p, d.cost(d.config.Write, drawWrite, key), func() error {
		if err := d.take(0); err != nil {
			return err
		}
		f.loose++
		return nil
	})
	if err != nil || !sync {
		return err
	}
	return d.sync(p, f, key)
}

// scatter forgets, in a crash, a drawn number of the stored requests that were
// not synced, and reports whether there were any.
func (f *file) scatter(luck *sim.Rand) bool {
	gone := f.loose > 0 && luck.Below(f.loose+1) < f.loose
	f.loose = 0
	return gone
}
