package reports

import (
	"math"
	"slices"
	"time"

	"wavetank/sim"
)

// A State is how a run ended: whether the system did the work that it was asked for, from
// the end of its last disturbance on or, without one, from the warm-up on.
type State string

// The states. An empty one is of a run in which too few asked.
const (
	Stable     State = "stable"
	Backlogged State = "backlogged"
	Overloaded State = "overloaded"
	Metastable State = "metastable"
)

// StateWords say how a run is judged that has ended.
const StateWords = "How a run ended is judged from the end of its last fault or surge on (describe recovery), or from the warm-up on if there is none; one that lasts to the end counts from its beginning, and a surge after which too few ask not at all. Below 200 arrivals nothing is said."

// States are what a run can have ended as, and what each means.
func States() [][]string {
	return [][]string{
		{string(Overloaded), "in the last quarter more requests were given up, turned away or never answered, or failed beyond the share that failed before the first disturbance, than the SLO allows, by more than three standard errors; " +
			"or three things come together: in the second half fewer were answered than asked by more than luck, which is 1.5 over the root of their number, the unanswered counting as not answered; the peak of the backlog over the time elapsed does not fall from the first half to the whole; and latency is least in the first quarter of the arrivals and most in the last"},
		{failing, "overloaded by that rule, though nodes are measured and none was: in that quarter each turned away less than a hundredth, let requests wait for less than twice as long as it worked on them and had a tenth of its workers to spare, as behind a breaker that is still open"},
		{string(Backlogged), "neither, but more are waiting than luck or the time before the first disturbance explains"},
		{string(Metastable), "overloaded, nodes too if they are measured, after its faults and surges, although the same seed in the same variant is stable without them, that is without the faults and with no more load in a surge than there is before or after it; that control is run for three overloaded seeds of a variant at most, and their majority speaks for all"},
		{string(Stable), "none of these; of stable systems (M/M/1 and M/M/c at 50 to 90 % of their capacity, from 1,000 arrivals on) fewer than 1 % are called overloaded or backlogged"},
	}
}

// pressureWindows are into how many windows a run is cut to judge its end.
const pressureWindows = 400

// fewest is from how many arrivals on a run is judged.
const fewest = 200

// lucky is how many requests, in units of the root of the arrivals, may be missing by luck.
const lucky = 1.5

// A pressure folds how much the system was asked and how much of it was done.
type pressure struct {
	row
	windows []pressureWindow
}

type pressureWindow struct {
	arrived int64 // meant to start in it
	lost    int64 // of them, given up, turned away or never answered
	latency int64 // summed over those of them of which it is known
	known   int64
	served  int64 // answered in it
	left    int64 // given up or turned away in it
	failed  int64 // of those that arrived, answered with an error
}

func newPressure(duration time.Duration) pressure {
	row := newRow(duration, max(1, (duration+pressureWindows-1)/pressureWindows))
	return pressure{row, make([]pressureWindow, row.count)}
}

func (p *pressure) window(t sim.Time) *pressureWindow {
	return &p.windows[p.at(t)]
}

func (p *pressure) started(start sim.Time) { p.window(start).arrived++ }

// ended takes in that a request has, and how.
func (p *pressure) ended(start, end sim.Time, latency int64, how *sim.Kind) {
	w := p.window(start)
	w.latency += latency
	w.known++
	switch how {
	case sim.RequestFailed:
		w.failed++
		fallthrough
	case sim.RequestOK:
		p.window(end).served++
	default:
		w.lost++
		p.window(end).left++
	}
}

// unanswered takes in requests of which is known only how long they had waited.
func (p *pressure) unanswered(start sim.Time, n int64, waited time.Duration) {
	w := p.window(start)
	w.lost += n
	w.known += n
	w.latency += n * int64(waited)
}

// A custom is what was usual before the first disturbance: the backlog, and the share that
// was answered with an error. Infinite is not known.
type custom struct{ backlog, failing float64 }

// state judges a run by its windows from one on, given the SLO and what was usual.
func (p *pressure) state(from int, slo float64, usual custom) State {
	w := p.windows[min(from, len(p.windows)):]
	n := arrived(w)
	if n < fewest || len(w) < 8 {
		return ""
	}
	luck := float64(lucky * math.Sqrt(float64(n)))
	behind := falls(w[len(w)/2:])
	backlog := p.backlog()[from:]
	end := float64(backlog[len(backlog)-1])
	growing := grows(backlog) && rises(w)
	switch {
	case loses(w[len(w)*3/4:], slo, usual.failing), behind && growing:
		return Overloaded
	case behind && end > luck, growing && end > luck, end > float64(3*usual.backlog)+luck:
		return Backlogged
	}
	return Stable
}

func arrived(w []pressureWindow) (n int64) {
	for i := range w {
		n += w[i].arrived
	}
	return n
}

// falls reports whether fewer were answered than asked, by more than luck. Of a whole run
// it would tell what a system lost that has come back since.
func falls(w []pressureWindow) bool {
	n, short := arrived(w), int64(0)
	for i := range w {
		short += w[i].arrived - w[i].served
	}
	return float64(short) > float64(lucky*math.Sqrt(float64(n)))
}

// backlog returns how many requests were under way at the end of each window.
func (p *pressure) backlog() []int64 {
	under := make([]int64, len(p.windows))
	sum := int64(0)
	for i, w := range p.windows {
		sum += w.arrived - w.served - w.left
		under[i] = sum
	}
	return under
}

// loses reports whether more requests are lost than a share, beyond luck. Those that fail
// are lost as far as they are more than usual.
func loses(w []pressureWindow, share, failing float64) bool {
	n, lost, failed := 0.0, 0.0, 0.0
	for i := range w {
		n, lost, failed = n+float64(w[i].arrived), lost+float64(w[i].lost), failed+float64(w[i].failed)
	}
	if more := failed - float64(n*failing); more > 0 {
		lost += more
	}
	return lost > float64(n*share)+float64(3*math.Sqrt(float64(n*share)))+3
}

// grows reports whether the peak of the backlog over the time elapsed holds from the first
// half to the whole, rather than falls. A slope would not do: at capacity a backlog grows
// like the root of time.
func grows(backlog []int64) bool {
	peak := func(part []int64) (most float64) {
		for _, x := range part {
			most = max(most, float64(x-backlog[0]))
		}
		return most
	}
	half := peak(backlog[:len(backlog)/2])
	return peak(backlog) >= float64(1.3*half)
}

// rises reports whether the mean latency is least in the first quarter of the time in which
// requests arrived and most in the last, so that the middle of the run lies between. Heavy
// tails alone make a quarter that is slow, and rarely the last one after a first that is not.
func rises(w []pressureWindow) bool {
	var mean [4]float64
	for q := range mean {
		sum, n := 0.0, 0.0
		for _, x := range w[len(w)*q/4 : len(w)*(q+1)/4] {
			sum, n = sum+float64(x.latency), n+float64(x.known)
		}
		mean[q] = sum / n
		if n == 0 {
			mean[q] = math.Inf(1) // nobody was told anything
		}
	}
	return mean[0] < min(mean[1], mean[2]) && mean[3] >= max(mean[1], mean[2]) && mean[0] < mean[3]
}

// usual returns what was from one window to another; nothing is known if they are few.
func (p *pressure) usual(from, to int) custom {
	unknown := math.Inf(1)
	if to-from < 8 {
		return custom{unknown, unknown}
	}
	sum, n, failed := 0.0, 0.0, 0.0
	for i, x := range p.backlog()[from:to] {
		w := &p.windows[from+i]
		sum, n, failed = sum+float64(x), n+float64(w.arrived), failed+float64(w.failed)
	}
	if n == 0 {
		return custom{sum / float64(to-from), unknown}
	}
	return custom{sum / float64(to-from), failed / n}
}

// judged returns the state of a run with these faults and surges that ended at that time,
// and from when on it is judged: from the end of the last surge only if enough asked after it.
func (p *pressure) judged(faults, surges []Disturbance, warm, at sim.Time, slo float64) (State, sim.Time) {
	all := append(slices.Clone(faults), surges...)
	if from := lastEnd(all, warm, at); len(surges) > 0 {
		if s := p.after(all, from, warm, at, slo); s != "" {
			return s, from
		}
	}
	from := lastEnd(faults, warm, at)
	return p.after(faults, from, warm, at, slo), from
}

// lastEnd returns when the last of the disturbances was over, or began that lasts.
func lastEnd(list []Disturbance, warm, at sim.Time) sim.Time {
	for _, d := range list {
		if d.End >= at {
			warm = max(warm, d.Begin)
			continue
		}
		warm = max(warm, d.End)
	}
	return warm
}

// after judges a run from a time on, by what was usual before the disturbances.
func (p *pressure) after(list []Disturbance, from, warm, at sim.Time, slo float64) State {
	first := at
	for _, d := range list {
		first = min(first, d.Begin)
	}
	if first <= warm || first >= at {
		return p.state(p.at(from), slo, p.usual(0, 0))
	}
	return p.state(p.at(from), slo, p.usual(p.at(warm), p.at(first)))
}
