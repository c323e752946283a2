package sim

import (
	"cmp"
	"errors"
	"fmt"
)

// ErrLimit is wrapped by every error that a hopeless run ends with.
var ErrLimit = errors.New("sim: limit reached")

// Limits bound a run, so that one which cannot end says so instead of hanging.
// A field that is not positive means its default. What goes unnoticed is a single
// event that never returns; but if it schedules others all the time, At panics
// with the *LimitError once they are twice too many.
type Limits struct {
	Events   uint64 // events in all; default 20 billion
	Stall    uint64 // events at one instant; default 5 million
	InFlight int64  // things in flight (Owner.Hold), and also pending events; default 1 million
	Procs    int64  // live processes; default 200,000

	Memory *Memory `json:"-"` // of the program, on the machine where it runs; nil is no bound
}

// Memory bounds the bytes that all the program holds may take.
type Memory struct {
	Most int64
	Used func() int64 // tells how many it takes, and must not touch the world
}

func (m *Memory) full() bool { return m != nil && m.Used() > m.Most }

func (l Limits) withDefaults() Limits {
	if l.Events == 0 {
		l.Events = 20_000_000_000
	}
	if l.Stall == 0 {
		l.Stall = 5_000_000
	}
	if l.InFlight <= 0 {
		l.InFlight = 1_000_000
	}
	if l.Procs <= 0 {
		l.Procs = 200_000
	}
	return l
}

// A LimitError says which bound a run hit, when, and who had most of it.
type LimitError struct {
	What    string // what there was too much of
	Limit   int64  // the bound
	At      Time   // the virtual time
	Culprit string // the owner with the most
	Share   int64  // how much of it that owner had
	Of      string // what shares count where they are not of What: events, of memory; else ""
	Next    string // the owner with the most but for one, who may be the cause: the queue behind a load; "" if nobody else had any
	Rest    int64  // how much of it the next had
	Alike   int64  // how many owners had at least half as much as the culprit, itself included
	Kept    string // who keeps most of what it was told, of memory, and how much; "" is nobody
}

// Error names the bound, the virtual time and the culprit.
func (e *LimitError) Error() string {
	crowd := ""
	if e.Alike >= alikeCrowd {
		crowd = fmt.Sprintf("%d alike, such as ", e.Alike)
	}
	most := fmt.Sprintf(", most %s by %s%q (%d)", cmp.Or(e.Of, "of them"), crowd, e.Culprit, e.Share)
	if e.Next != "" {
		most += fmt.Sprintf(" and %q (%d)", e.Next, e.Rest)
	}
	if e.Of != "" && e.Share == 0 {
		most = "" // it has not begun
	}
	if e.Kept != "" {
		most += ", and " + e.Kept
	}
	return fmt.Sprintf("more than %d %s at virtual time %v%s: the run cannot end well, so it ends here", e.Limit, e.What, e.At, most)
}

// Piled reports whether more was in flight than may be: it came in faster than it went out.
func (e *LimitError) Piled() bool { return e.What == inFlight }

// alikeCrowd is from how many on a crowd is to blame, and not who is first in it.
const alikeCrowd = 10

const inFlight = "things in flight"

// Unwrap makes errors.Is(err, ErrLimit) hold.
func (e *LimitError) Unwrap() error { return ErrLimit }

// tooMuch sets the error that ends the run, unless there is one. It names the
// owners with the two greatest shares, the first ones of equals.
func (w *World) tooMuch(what string, limit int64, share func(*Owner) int64) {
	if w.err != nil {
		return
	}
	e := &LimitError{What: what, Limit: limit, At: w.now}
	for _, o := range w.owners {
		switch n := share(o); {
		case n > e.Share:
			e.Next, e.Rest = e.Culprit, e.Share
			e.Culprit, e.Share = o.name, n
		case n > e.Rest:
			e.Next, e.Rest = o.name, n
		}
	}
	if e.Culprit == "" {
		e.Culprit = "nobody"
	}
	for _, o := range w.owners {
		if n := share(o); n > 0 && 2*n >= e.Share {
			e.Alike++
		}
	}
	w.err = e
}

// A watch looks now and then whether the run gets on.
type watch struct {
	next      uint64 // the count of events at which it looks next
	at        Time   // where the clock stood when it was last seen to have moved
	since     uint64 // the count of events then
	suspicion bool   // the clock stands: Owner.before holds the counts of events

	lapAt    Time   // where the clock stood when the lap began
	lapSince uint64 // the count of events then
	crawling int    // laps in a row whose pace is too slow to reach the end

	amid      uint64 // the count of events at the latest step
	amidSteps uint64 // the count of steps when that event began
}

// crawlLaps is how many laps in a row must be too slow. A crowd that starts at
// once makes one or two.
const crawlLaps = 4

// look is the slow path of the main loop. Who is to blame for a stall is counted
// from the first look at which the clock stands: the one who has done the most
// before may have nothing to do with it.
func (w *World) look() {
	k := &w.watch
	switch {
	case w.events > w.limits.Events:
		w.tooMuch("events", int64(w.limits.Events), func(o *Owner) int64 { return int64(o.events) })
	case w.limits.Memory.full():
		w.tooLarge()
	case w.now > k.at:
		k.at, k.since, k.suspicion = w.now, w.events, false
	case !k.suspicion:
		k.suspicion = true
		for _, o := range w.owners {
			o.before = o.events
		}
	case w.events-k.since > w.limits.Stall:
		w.tooMuch("events without progress of the clock", int64(w.limits.Stall),
			func(o *Owner) int64 { return int64(o.events - o.before) })
	}
	w.pace()
	k.next = w.nextLook()
}

// pace looks, after every lap of as many events as may happen at one instant,
// whether the clock crawls: whether at the pace of the lap there would be too many
// events by the end of the run. Steps count as events.
func (w *World) pace() {
	k := &w.watch
	done := w.events + w.steps
	if w.end == 0 || done-k.lapSince < w.limits.Stall {
		return
	}
	moved, left := max(1, w.now-k.lapAt), max(0, w.end-w.now)
	expected := float64(done-k.lapSince) * float64(left) / float64(moved)
	k.lapAt, k.lapSince = w.now, done
	if expected <= float64(w.limits.Events) {
		k.crawling = 0
		return
	}
	if k.crawling++; k.crawling >= crawlLaps {
		w.tooMuch("events to be expected at this pace", int64(w.limits.Events), func(o *Owner) int64 { return int64(o.events + o.steps) })
	}
}

// nextLook returns the count of events at which to look next: often enough to
// notice, too rarely to cost, and as soon as there are too many.
func (w *World) nextLook() uint64 {
	pause := min(w.limits.Stall/16, w.limits.Events-min(w.events, w.limits.Events))
	if w.limits.Memory != nil {
		pause = min(pause, memoryLook)
	}
	return w.events + 1 + pause
}

// crowded is what happens when there are as many pending events as there may
// be, and one more comes.
func (w *World) crowded() {
	if w.err != nil {
		if int64(w.queue.len())/2 >= w.limits.InFlight {
			panic(w.err)
		}
		return
	}
	count := make(map[*Owner]int64)
	for i := range w.queue.slots {
		if s := &w.queue.slots[i]; s.place != vacant {
			count[s.owner]++
		}
	}
	w.tooMuch("pending events", w.limits.InFlight, func(o *Owner) int64 { return count[o] })
}
