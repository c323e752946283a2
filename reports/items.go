package reports

import (
	"math"
	"slices"
	"time"

	"wavetank/sim"
)

// settle is how long a store may take to show an acknowledged write before it
// counts as lost.
const settle = time.Second

// How many writes of one item are remembered, where others have superseded them, and where
// none has: those that are on their way, or whose end nobody heard.
const (
	mostWrites = 64
	mostOpen   = 4096
)

// staleWords and lostWords are the definitions of the metrics of items. An item
// is one number to all loads of a store: who writes it and who reads it need not be the same.
const (
	staleWords = "Answered reads that found an older write than they had to, or none: " +
		"before the read began, another write had been acknowledged that had begun after the write it found was acknowledged. " +
		"A write that was never acknowledged may happen at any time, so that finding it is never stale. " +
		"Items of one number are the same for all loads that ask one store; a read counts for its own. Undefined if no read was answered."
	lostWords = "Acknowledged writes that the store forgot: " +
		"the last read of the item that began a second or more after the acknowledgement, and was answered before a newer write was acknowledged, was stale. " +
		"The second lets a store that is only slow to spread a write show it; one that is later than that has lost it to all who asked. " +
		"What nobody reads is not missed, and of writes that overlapped only one can be lost. " +
		"A write counts for the load that wrote it. Undefined if no write was acknowledged."
)

// An itemsFold judges reads and writes as their loads saw them. It needs memory
// for each item, not for each request.
type itemsFold struct {
	warm    sim.Time
	loadOf  func(*sim.Owner) *loadFold
	counted func(metric string, at sim.Time)
	silent  bool // some requests write on their way, as no load tells: a token that is not known may be theirs
	items   map[sim.Item]*item
	read    readAnswer // the last, until the fact that ends its request tells when it began
	pending bool
}

// A readAnswer is what a read found.
type readAnswer struct {
	key   sim.Key
	item  sim.Item
	token int64
}

// An item is what is known of one thing that is written and read.
type item struct {
	writes []write // in the order of their beginning
	room   int     // writes at which some are forgotten
	// latest is the acknowledged write that began last, and when it, or one that
	// overlapped it, was acknowledged last.
	latest  write
	settled sim.Time
	load    *loadFold // that wrote it
	missing bool      // the last read that should have seen it was stale
	// When writes are forgotten, those superseded go first: a token that is not
	// remembered is older than a write acknowledged at that time, unless a write in
	// doubt was among them.
	forgotten sim.Time
	doubt     bool
}

// A write that was not acknowledged yet, and may never be, has no end.
type write struct {
	token      int64
	begin, end sim.Time
}

const never = sim.Time(math.MaxInt64)

func newItemsFold(warm sim.Time, silent bool, loadOf func(*sim.Owner) *loadFold, counted func(string, sim.Time)) *itemsFold {
	return &itemsFold{warm: warm, silent: silent, loadOf: loadOf, counted: counted, items: make(map[sim.Item]*item)}
}

func (t *itemsFold) item(id sim.Item) *item {
	x, ok := t.items[id]
	if !ok {
		x = &item{room: mostWrites}
		t.items[id] = x
	}
	return x
}

func (t *itemsFold) writing(f *sim.Fact) {
	x := t.item(f.Item())
	x.writes = append(x.writes, write{token: f.Extra, begin: f.At, end: never})
	if len(x.writes) > x.room {
		x.forget()
	}
}

// written takes in an acknowledgement.
func (t *itemsFold) written(f *sim.Fact) {
	x := t.item(f.Item())
	w := x.find(f.Extra)
	switch {
	case w == nil: // forgotten
		if f.At >= t.warm {
			t.loadOf(f.Owner).Writes++
		}
		return
	case w.end != never: // told twice
		return
	}
	w.end = f.At
	if w.begin >= t.warm {
		t.loadOf(f.Owner).Writes++
	}
	if w.begin > x.settled { // and not one that overlapped the latest
		t.judge(x)
	}
	if w.begin >= x.latest.begin {
		x.latest, x.load = *w, t.loadOf(f.Owner)
	}
	x.settled, x.missing = f.At, false
}

// answered takes in what a read found, whose beginning is not known yet.
func (t *itemsFold) answered(f *sim.Fact) {
	t.read, t.pending = readAnswer{f.Key, f.Item(), f.Extra}, true
}

// ended judges the read that a request was, if it was one.
func (t *itemsFold) ended(f *sim.Fact) {
	if !t.pending || t.read.key != f.Key {
		return
	}
	t.pending = false
	begin := sim.Time(f.Extra)
	x := t.item(t.read.item)
	stale := x.stale(t.read.token, begin, t.silent)
	if begin >= t.warm {
		l := t.loadOf(f.Owner)
		l.Reads++
		if stale {
			l.StaleReads++
			t.counted("stale_reads", begin)
		}
	}
	if x.latest.token != 0 && begin >= x.settled.Add(settle) {
		x.missing = stale
	}
}

// stale reports whether a read that began at that time should have found a newer
// write. A token that is not known may be that of a write which no load tells of.
func (x *item) stale(token int64, begin sim.Time, silent bool) bool {
	found := &write{end: -1} // what was there from the start
	if token != 0 {
		if found = x.find(token); found == nil {
			return !silent && !x.doubt && 0 < x.forgotten && x.forgotten < begin
		}
	}
	newer := func(w write) bool { return w.begin > found.end && w.end < begin }
	return x.latest.token != 0 && newer(x.latest) || slices.ContainsFunc(x.writes, newer)
}

// find returns a write that is remembered, the latest first, or nil.
func (x *item) find(token int64) *write {
	for i := len(x.writes) - 1; i >= 0; i-- {
		if x.writes[i].token == token {
			return &x.writes[i]
		}
	}
	return nil
}

// forget drops those writes that another has superseded, the oldest first, until half of
// them are left, and if there are too many then the oldest.
func (x *item) forget() {
	excess := len(x.writes) - mostWrites/2
	kept := x.writes[:0]
	for _, w := range x.writes {
		if excess > 0 && w.end < x.latest.begin {
			x.forgotten = max(x.forgotten, x.latest.end)
			excess--
			continue
		}
		kept = append(kept, w)
	}
	if excess = len(kept) - mostOpen; excess > 0 {
		x.doubt = true
		kept = append(kept[:0], kept[excess+mostOpen/2:]...)
	}
	x.writes, x.room = kept, max(mostWrites, 2*len(kept))
}

// judge counts the latest write as lost if it is missing.
func (t *itemsFold) judge(x *item) {
	if x.missing && x.latest.begin >= t.warm {
		x.load.LostWrites++
		t.counted("lost_writes", x.latest.begin)
	}
}

// finish judges the writes that were the latest when the run ended.
func (t *itemsFold) finish() {
	for _, x := range t.items {
		t.judge(x)
	}
}
