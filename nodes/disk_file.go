package nodes

import (
	"slices"

	"wavetank/sim"
)

// A file is what a disk knows about one name: its contents, and those that a
// crash could bring back.
type file struct {
	key    sim.Key
	writes uint64  // so far
	syncs  uint64  // so far
	loose  uint64  // requests stored since the last sync
	images []image // at least one: the durable one, then a Replace each
}

// An image is the contents of a file between two replacements.
type image struct {
	data []byte
	sure int   // bytes before the first write that was not synced
	ends []int // of the writes that were not synced
}

func newFile(o *sim.Owner, name string) *file {
	return &file{key: o.Key().Mix(uint64(sim.KeyOf(name))), images: make([]image, 1)}
}

// now returns the contents that readers see.
func (f *file) now() *image { return &f.images[len(f.images)-1] }

// Purposes of a file's draws.
var (
	drawWrite    = sim.KeyOf("disk write")
	drawFsync    = sim.KeyOf("disk fsync")
	drawSurvival = sim.KeyOf("disk survival")
)

func (f *file) append(record []byte) {
	if len(record) == 0 {
		return
	}
	i := f.now()
	if len(i.data)+len(record) > cap(i.data) {
		i.data = slices.Grow(i.data, len(i.data)+len(record)) // append would copy a large one again and again
	}
	i.data = append(i.data, record...)
	i.ends = append(i.ends, len(i.data))
}

func (f *file) replace(data []byte) {
	f.images = append(f.images, image{data: slices.Clone(data), sure: len(data)})
}

// sync makes the present contents the durable ones.
func (f *file) sync() {
	last := *f.now()
	last.sure, last.ends = len(last.data), last.ends[:0]
	clear(f.images)
	f.images = append(f.images[:0], last)
	f.loose = 0
}

// changes returns how many changes were not synced.
func (f *file) changes() int {
	n := len(f.images) - 1
	for _, i := range f.images {
		n += len(i.ends)
	}
	return n
}

// crash keeps a drawn number of the changes that were not synced, the oldest
// first, and perhaps a part of the write after those. It reports whether it
// left such a part.
func (f *file) crash(luck *sim.Rand) (torn bool) {
	n := f.changes()
	if n == 0 {
		return false
	}
	keep := int(luck.Below(uint64(n) + 1))
	at := 0
	for keep > len(f.images[at].ends) {
		keep -= len(f.images[at].ends) + 1
		at++
	}
	i := f.images[at]
	end := i.sure
	if keep > 0 {
		end = i.ends[keep-1]
	}
	if keep < len(i.ends) && luck.Chance(0.5) {
		part := int(luck.Below(uint64(i.ends[keep] - end)))
		torn = part > 0
		end += part
	}
	// The capacity ends here too, so that what was handed out to readers is not
	// overwritten.
	kept := image{data: i.data[:end:end], sure: end}
	clear(f.images)
	f.images = append(f.images[:0], kept)
	return torn
}
