package reports

import (
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"wavetank/sim"
)

// A Phase is how a variant moves by itself, without any fault, in the plane of what waits
// in its queues and of the requests in flight: the states that it returns from and those
// that it stays in are its basins.
type Phase struct {
	Variant string
	Held    string // what the runs differ in from the file, such as loads.users.rate = 180/s; empty is nothing
	Courses []Course
}

// A Course is a run in the plane: where it was at equal distances of time.
type Course struct {
	Seed  uint64
	Part  float64 // of their length that its faults and surges lasted
	Every time.Duration
	At    []PhasePoint
	Back  bool // it did not end overloaded
}

// A PhasePoint is where a system was: what waited in all queues, the requests that
// their users still waited for, and how many of its faults and surges had begun, or had ended.
type PhasePoint struct {
	Queued, InFlight int64
	Begun, Ended     int
}

// A Tracker samples a course. It is a sim.Sink, and reads the queues off the meters of its run.
type Tracker struct {
	meters *Meters
	surges []Change
	every  sim.Time
	next   sim.Time
	point  PhasePoint
	at     []PhasePoint
}

// NewTracker returns a Tracker of a run of that duration with these surges, which has seen
// nothing.
func NewTracker(m *Meters, duration time.Duration, surges []Change) *Tracker {
	return &Tracker{meters: m, surges: surges, every: sim.Time(max(1, duration/phaseSamples))}
}

const (
	phaseSamples = 400 // of a run
	phaseAhead   = 4   // samples after which it is looked where the system has moved to
	phaseLeast   = 3   // visits of a cell that tell where it leads
)

// Fact takes in one fact: whatever falls between the samples is told by the one after it.
func (t *Tracker) Fact(f *sim.Fact) {
	for ; t.next <= f.At; t.next += t.every {
		p := t.point
		p.Queued = t.meters.waiting()
		for _, c := range t.surges {
			if sim.Time(c.From) <= t.next {
				p.Begun++
			}
			if sim.Time(c.To) <= t.next {
				p.Ended++
			}
		}
		t.at = append(t.at, p)
	}
	switch f.Kind {
	case sim.RequestStarted:
		t.point.InFlight++
	case sim.RequestOK, sim.RequestFailed, sim.RequestTimedOut, sim.RequestRejected:
		t.point.InFlight--
	case sim.FaultBegan:
		t.point.Begun++
	case sim.FaultEnded:
		t.point.Ended++
	}
}

// Course returns what was sampled.
func (t *Tracker) Course() Course {
	return Course{Every: time.Duration(t.every), At: t.at}
}

// waiting is how many requests wait for a worker, anywhere.
func (m *Meters) waiting() (n int64) {
	for _, s := range m.services {
		n += s.service.Waiting()
	}
	return n
}

// A PhaseCell is a field of the plane, from a corner to the next, and how it is left.
type PhaseCell struct {
	Queued, InFlight         int     // rungs of PhaseRung
	Visits                   int     // samples
	QueuedDrift, FlightDrift float64 // mean change of the logarithm of one more than each, until some samples later
	Back                     float64 // the share of the runs that came by and came back
}

// PhaseRung returns where cell n begins: five to a decade of one more than the number.
func PhaseRung(n int) float64 {
	x := [...]float64{1, 1.6, 2.5, 4, 6.3}[n%5]
	for range n / 5 {
		x *= 10
	}
	return x - 1
}

func phaseRungOf(x int64) (n int) {
	for PhaseRung(n+1) <= float64(x) {
		n++
	}
	return n
}

// legs calls leg for each sample that is free of faults and surges and its successor some samples
// later, with whether the run comes back from there: before its faults it needs not.
func (c *Course) legs(leg func(from, to PhasePoint, back bool)) {
	last := 0
	if len(c.At) > 0 {
		last = c.At[len(c.At)-1].Begun
	}
	for i := range max(0, len(c.At)-phaseAhead) {
		from, to := c.At[i], c.At[i+phaseAhead]
		if from.Begun == from.Ended && to.Begun == from.Begun {
			leg(from, to, c.Back || from.Begun < last)
		}
	}
}

// Cells returns the cells that the system was in often enough without a fault, by rung.
func (p *Phase) Cells() []PhaseCell {
	type key struct{ queued, inFlight int }
	type visit struct{ stays, returns bool }
	all := make(map[key]*PhaseCell)
	fates := make(map[key]map[int]visit)
	for n := range p.Courses {
		p.Courses[n].legs(func(from, to PhasePoint, back bool) {
			k := key{phaseRungOf(from.Queued), phaseRungOf(from.InFlight)}
			c := all[k]
			if c == nil {
				c = &PhaseCell{Queued: k.queued, InFlight: k.inFlight}
				all[k], fates[k] = c, make(map[int]visit)
			}
			c.Visits++
			c.QueuedDrift += math.Log(float64(1+to.Queued) / float64(1+from.Queued))
			c.FlightDrift += math.Log(float64(1+to.InFlight) / float64(1+from.InFlight))
			v := fates[k][n]
			fates[k][n] = visit{v.stays || !back, v.returns || back}
		})
	}
	var cells []PhaseCell
	for k, c := range all {
		if c.Visits < phaseLeast {
			continue
		}
		c.QueuedDrift /= float64(c.Visits)
		c.FlightDrift /= float64(c.Visits)
		back := 0
		for _, v := range fates[k] {
			if v.returns && !v.stays {
				back++
			}
		}
		c.Back = float64(back) / float64(len(fates[k]))
		cells = append(cells, *c)
	}
	slices.SortFunc(cells, func(a, b PhaseCell) int {
		if a.Queued != b.Queued {
			return a.Queued - b.Queued
		}
		return a.InFlight - b.InFlight
	})
	return cells
}

// fates returns what waited wherever the variant was without a fault: where it comes back from,
// and where it stays.
func (p *Phase) fates() (back, down []float64) {
	for n := range p.Courses {
		p.Courses[n].legs(func(from, _ PhasePoint, returns bool) {
			if returns {
				back = append(back, float64(from.Queued))
			} else {
				down = append(down, float64(from.Queued))
			}
		})
	}
	return back, down
}

// Divided reports whether the variant comes back from some states, and stays in others.
func (p *Phase) Divided() bool {
	back, down := p.fates()
	return back != nil && down != nil
}

// Brink returns how many waiting requests tell best those states that the variant comes
// back from and those that it stays in, and whether they tell nine in ten of either.
func (p *Phase) Brink() (queued float64, ok bool) {
	back, down := p.fates()
	share := func(d []float64, below bool, x float64) float64 {
		n := 0
		for _, v := range d {
			if v < x == below {
				n++
			}
		}
		return float64(n) / float64(max(len(d), 1))
	}
	best := 0.0
	for n := 1; len(back) > 0 && len(down) > 0 && n < 50; n++ {
		x := math.Ceil(PhaseRung(n) + 1)
		if told := min(share(back, true, x), share(down, false, x)); told > best {
			best, queued = told, x
		}
	}
	return queued, best >= 0.9
}

// Finding says what the plane shows.
func (p *Phase) Finding() string {
	held := ""
	if p.Held != "" {
		held = " with " + p.Held
	}
	if x, ok := p.Brink(); ok {
		return fmt.Sprintf("%s has two basins%s: with more than about %s waiting it does not come back by itself.", p.Variant, held, CountOf(int(x), "request"))
	}
	return fmt.Sprintf("%s has two basins%s: how far it is pushed decides whether it comes back.", p.Variant, held)
}

// WriteCSV writes a row for each cell.
func (p *Phase) WriteCSV(w io.Writer) error {
	rows := [][]string{{"variant", "queued_from", "queued_below", "in_flight_from", "in_flight_below", "samples", "queued_drift", "in_flight_drift", "comes_back"}}
	for _, c := range p.Cells() {
		row := []string{p.Variant}
		for _, x := range []float64{PhaseRung(c.Queued), PhaseRung(c.Queued + 1), PhaseRung(c.InFlight), PhaseRung(c.InFlight + 1)} {
			row = append(row, number(x).String())
		}
		rows = append(rows, append(row, fmt.Sprint(c.Visits), number(c.QueuedDrift).String(), number(c.FlightDrift).String(), number(c.Back).String()))
	}
	return writeRows(w, rows)
}
