package balance

import (
	"math"
	"time"

	"wavetank/sim"
)

// An Ejector is the pure machine that takes hosts out of the choice. It is told
// the time, which must not run backwards, and how calls ended.
//
//	in a row, or by its rate             at most max(1, max_ejection × n), never all
//	HEALTHY ──────────────────────────► EJECTED
//	   ▲       base × times ejected        │
//	   └───────────────────────────────────┘
type Ejector struct {
	knob   Eject
	hosts  []host
	most   int      // that may be out at a time
	enough int64    // parts per billion that must be left, or it is a panic
	out    int      // hosts that are out
	sweep  sim.Time // end of the present interval
	moves  []Move   // what the latest call changed
}

// A host is what the ejector knows of one.
type host struct {
	out     bool
	until   sim.Time // when it comes back
	row     int      // failures in a row
	times   int      // ejections that are not forgotten
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
)

const billion = 1_000_000_000

// NewEjector returns an ejector of n hosts, all healthy.
func NewEjector(e Eject, n int) *Ejector {
	m := &Ejector{knob: e, hosts: make([]host, n), sweep: sim.Time(e.Interval)}
	m.most = min(max(1, int(parts(e.MaxEjection)*int64(n)/billion)), n-1)
	m.enough = parts(e.PanicThreshold)
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
			h.out = false
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
		m.eject(now, i, InARow)
	}
}

// eject takes a host out, unless it is, or too many are. The news of calls that
// were sent before it went out is old: it begins anew when it comes back.
func (m *Ejector) eject(at sim.Time, i int, why string) {
	h := &m.hosts[i]
	h.row = 0
	if h.out || m.out >= m.most {
		return
	}
	h.times++
	h.out, h.behaved = true, false
	h.until = at.Add(m.span(h.times))
	m.out++
	m.moves = append(m.moves, Move{Host: i, Out: true, Why: why, At: at, Until: h.until})
}

// span returns how long the n-th ejection lasts.
func (m *Ejector) span(n int) time.Duration {
	longest := max(m.knob.Longest, m.knob.Base)
	if time.Duration(n) > longest/m.knob.Base {
		return longest
	}
	return time.Duration(n) * m.knob.Base
}

// compare ejects the outliers of the interval that ends.
func (m *Ejector) compare(at sim.Time) {
	if m.knob.Deviations == 0 {
		return
	}
	n, mean := 0, 0.0
	for i := range m.hosts {
		if m.hosts[i].calls >= m.knob.Volume {
			n++
			mean += m.hosts[i].rate()
		}
	}
	if n < m.knob.MinimumHosts {
		return
	}
	mean /= float64(n)
	low := m.lowest(n, mean)
	for i := range m.hosts {
		if h := &m.hosts[i]; h.calls >= m.knob.Volume && h.rate() < low {
			m.eject(at, i, Outlier)
		}
	}
}

// lowest returns the success rate below which a host is an outlier among the n
// that have one, given their mean.
func (m *Ejector) lowest(n int, mean float64) float64 {
	squares := 0.0
	for i := range m.hosts {
		if h := &m.hosts[i]; h.calls >= m.knob.Volume {
			off := h.rate() - mean
			squares += float64(off * off)
		}
	}
	return mean - float64(m.knob.Deviations*math.Sqrt(squares/float64(n)))
}

func (h *host) rate() float64 { return float64(h.good) / float64(h.calls) }

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

// Out reports whether a host is out of the choice. In a panic all are called
// nevertheless.
func (m *Ejector) Out(i int) bool { return m.hosts[i].out }

// Outside returns how many hosts are out.
func (m *Ejector) Outside() int { return m.out }

// Panic reports whether too few hosts are left, so that all are called.
func (m *Ejector) Panic() bool {
	n := int64(len(m.hosts))
	return (n-int64(m.out))*billion < m.enough*n
}

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
