package balance

import (
	"math"
	"time"

	"wavetank/sim"
)

// An Ejector is the pure machine that takes hosts out of the choice, as the outlier
// detection of Envoy does. It is told the time, which must not run backwards, and how
// calls ended.
//
//	in a row, or by its rate             at most max_ejection × n
//	HEALTHY ──────────────────────────► EJECTED
//	   ▲      base × times is over, and    │
//	   └────── the interval is, too ◄──────┘
type Ejector struct {
	knob  Eject
	luck  sim.Key // of the chances and the jitter of its ejections
	hosts []host
	most  int      // that may be out at a time
	out   int      // hosts that are out
	sweep sim.Time // end of the present interval
	moves []Move   // what the latest call changed
}

// A host is what the ejector knows of one.
type host struct {
	out     bool
	until   sim.Time // when it comes back
	row     int      // failures in a row
	times   int      // ejections that are not forgotten, and count for the next one's length
	drawn   uint64   // ejections that there were to be, enforced or not
	behaved bool     // not out in the present interval so far
	calls   int      // in the present interval
	good    int      // of these
}

// A Move is a host that went out or came back.
type Move struct {
	Host  int
	Out   bool
	Why   string   // of a host that went out
	At    sim.Time // when, which may lie before the call that noticed it
	Until sim.Time // when it comes back
}

// Why hosts go out.
const (
	InARow  = "failures in a row"
	Outlier = "success rate far below the others"
	Failing = "share of failures too high"
)

const billion = 1_000_000_000

// NewEjector returns an ejector of n hosts, all healthy.
func NewEjector(e Eject, n int, luck sim.Key) *Ejector {
	m := &Ejector{knob: e, luck: luck, hosts: make([]host, n), sweep: sim.Time(e.Interval)}
	if shift := time.Duration(float64(float64(e.Interval) * e.SweepJitter)); shift > 0 {
		shifted := luck.Mix(uint64(sim.KeyOf("sweep"))).Rand()
		m.sweep = m.sweep.Add(time.Duration(shifted.Below(uint64(shift) + 1)))
	}
	m.most = int(parts(e.MaxEjection) * int64(n) / billion)
	if e.AtLeastOne {
		m.most = max(m.most, 1)
	}
	for i := range m.hosts {
		m.hosts[i].behaved = true
	}
	return m
}

// parts returns a ratio in parts per billion.
func parts(ratio float64) int64 { return int64(math.Round(ratio * billion)) }

// Tick makes the changes that time alone brings, up to now.
func (m *Ejector) Tick(now sim.Time) {
	m.moves = m.moves[:0]
	m.tick(now)
}

func (m *Ejector) tick(now sim.Time) {
	for m.sweep <= now {
		at := m.sweep
		m.comeBack(at)
		m.compare(at)
		m.forget()
		m.sweep = at.Add(m.knob.Interval)
		if until := m.quiet(now); until > at { // nobody calls: skip what changes nothing
			m.sweep = until.Add(m.knob.Interval - until.Sub(at)%m.knob.Interval)
		}
	}
	m.comeBack(now)
}

// quiet returns until when, at most now, intervals pass without an effect, or
// zero if the next one has some.
func (m *Ejector) quiet(now sim.Time) sim.Time {
	for i := range m.hosts {
		switch h := &m.hosts[i]; {
		case h.out:
			now = min(now, h.until-1)
		case h.times > 0 || !h.behaved:
			return 0
		}
	}
	return now
}

// comeBack takes back those whose time is over, in the order of their hosts.
func (m *Ejector) comeBack(now sim.Time) {
	if m.out == 0 {
		return
	}
	for i := range m.hosts {
		if h := &m.hosts[i]; h.out && h.until <= now {
			h.out, h.row = false, 0
			m.out--
			m.moves = append(m.moves, Move{Host: i, At: h.until})
		}
	}
}

// Done records that a call to a host ended well or badly.
func (m *Ejector) Done(now sim.Time, i int, good bool) {
	m.Tick(now)
	h := &m.hosts[i]
	h.calls++
	if good {
		h.good++
		h.row = 0
		return
	}
	h.row++
	if m.knob.Consecutive > 0 && h.row >= m.knob.Consecutive {
		m.eject(now, i, InARow, m.knob.EnforceConsecutive)
	}
}

// eject takes a host out, by chance if the rule is enforced only so often, unless it is
// out or too many are. It begins a new run of failures in any case.
func (m *Ejector) eject(at sim.Time, i int, why string, enforced float64) {
	h := &m.hosts[i]
	h.row = 0
	if h.out || m.out >= m.most {
		return
	}
	h.drawn++
	luck := m.luck.Mix(uint64(i)).Mix(h.drawn).Rand()
	if enforced < 1 && !luck.Chance(enforced) {
		return
	}
	longest := max(m.knob.Longest, m.knob.Base)
	if time.Duration(h.times) <= longest/m.knob.Base {
		h.times++
	}
	span := min(time.Duration(h.times)*m.knob.Base, longest)
	if m.knob.Jitter > 0 {
		span += time.Duration(luck.Below(uint64(m.knob.Jitter) + 1))
	}
	h.out, h.behaved, h.until = true, false, m.back(at.Add(span))
	m.out++
	m.moves = append(m.moves, Move{Host: i, Out: true, Why: why, At: at, Until: h.until})
}

// back returns when a host comes back whose time is over then: at once, or at the end of
// the interval.
func (m *Ejector) back(over sim.Time) sim.Time {
	switch interval := m.knob.Interval; {
	case m.knob.Returns == "base":
		return over
	case over <= m.sweep:
		return m.sweep
	default:
		return over.Add((interval - over.Sub(m.sweep)%interval) % interval)
	}
}

// compare ejects the outliers of the interval that ends, and those that fail too much.
// Each rule asks for instances enough, with calls enough, of its own.
func (m *Ejector) compare(at sim.Time) {
	failing := m.valid(m.knob.FailurePercentage, m.knob.FailurePercentageHosts, m.knob.FailurePercentageVolume)
	if compared := m.valid(m.knob.Deviations, m.knob.MinimumHosts, m.knob.Volume); compared != nil {
		low := m.lowest(compared)
		for _, i := range compared {
			if m.hosts[i].rate() < low {
				m.eject(at, i, Outlier, m.knob.EnforceDeviations)
			}
		}
	}
	for _, i := range failing {
		if 100-m.hosts[i].rate() >= float64(m.knob.FailurePercentage*100) {
			m.eject(at, i, Failing, m.knob.EnforceFailurePercentage)
		}
	}
}

// valid returns the hosts that a rule looks at; nil if it is off, or they are too few.
func (m *Ejector) valid(rule float64, least, calls int) []int {
	var valid []int
	for i := range m.hosts {
		if h := &m.hosts[i]; rule > 0 && !h.out && h.calls >= calls {
			valid = append(valid, i)
		}
	}
	if len(valid) < least {
		return nil
	}
	return valid
}

// lowest returns the success rate below which a host is an outlier among the valid ones.
func (m *Ejector) lowest(valid []int) float64 {
	sum, squares := 0.0, 0.0
	for _, i := range valid {
		sum += m.hosts[i].rate()
	}
	mean := sum / float64(len(valid))
	for _, i := range valid {
		off := m.hosts[i].rate() - mean
		squares += float64(off * off)
	}
	return mean - float64(m.knob.Deviations*math.Sqrt(squares/float64(len(valid))))
}

// rate returns the part of its calls that went well, in percent.
func (h *host) rate() float64 { return float64(float64(h.good)*100) / float64(h.calls) }

// forget ends the interval: each host that was in all the time has one of its
// ejections forgotten.
func (m *Ejector) forget() {
	for i := range m.hosts {
		h := &m.hosts[i]
		if h.behaved && h.times > 0 {
			h.times--
		}
		h.behaved = !h.out
		h.calls, h.good = 0, 0
	}
}

// Out reports whether a host is ejected.
func (m *Ejector) Out(i int) bool { return m.hosts[i].out }

// Outside returns how many hosts are out.
func (m *Ejector) Outside() int { return m.out }

// Moves returns what the latest Tick or Done changed, oldest first. The slice is
// overwritten by the next of them.
func (m *Ejector) Moves() []Move { return m.moves }

// Deadline returns when the next host comes back, if any is out.
func (m *Ejector) Deadline() (at sim.Time, ok bool) {
	for i := range m.hosts {
		if h := &m.hosts[i]; h.out && (!ok || h.until < at) {
			at, ok = h.until, true
		}
	}
	return at, ok
}
