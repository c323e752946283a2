package reports

import (
	"time"

	"wavetank/sim"
)

// Outcomes are what became of requests. Of a load, Requests is always their sum
// with those in flight, but for the Degraded.
type Outcomes struct {
	Requests   int64
	OK         int64 // answered well (Degraded ones among them)
	Degraded   int64
	Failed     int64 // answered with an error, or the connection broke
	TimedOut   int64 // given up by the caller
	Rejected   int64 // turned away: full, shed, or by a pattern
	Unanswered int64 // not ended when the run was, and waiting longer than any that was answered
	Attempts   int64 // calls put on the network on behalf of the requests, at every hop
}

// Latencies are how long requests took.
type Latencies struct {
	LatencyOK  Histogram // of those answered well, from the intended start
	LatencyAll Histogram // of all that ended, and how long the unanswered had waited
}

// Known returns of how many requests it is known what became of them.
func (o *Outcomes) Known() int64 { return o.OK + o.Errors() }

// Errors returns how many requests went wrong.
func (o *Outcomes) Errors() int64 { return o.Failed + o.TimedOut + o.Rejected + o.Unanswered }

// ErrorRate returns the share of the requests that went wrong, among those of
// which it is known. It reports false if there are none.
func (o *Outcomes) ErrorRate() (float64, bool) {
	return ratio(float64(o.Errors()), float64(o.Known()))
}

// ended counts one request. Until pack, LatencyAll holds only what did not end
// well, so that each is added to one histogram.
func (o *Load) ended(k *sim.Kind, latency int64) {
	switch k {
	case sim.RequestOK:
		o.OK++
		o.LatencyOK.Add(latency)
		return
	case sim.RequestFailed:
		o.Failed++
	case sim.RequestTimedOut:
		o.TimedOut++
	case sim.RequestRejected:
		o.Rejected++
	}
	o.LatencyAll.Add(latency)
}

// unanswered counts requests of whose latency is known only how long they had
// waited.
func (o *Load) unanswered(n int64, waited time.Duration) {
	o.Unanswered += n
	for range n {
		o.LatencyAll.Add(int64(waited))
	}
}

// pack adds the latencies of what went well to those of what did not.
func (l *Latencies) pack() {
	l.LatencyOK.pack()
	l.LatencyAll.Merge(&l.LatencyOK)
	l.LatencyAll.pack()
}

// window returns the figures of a window of which all is counted.
func (o *Load) window() Window {
	o.pack()
	w := Window{Outcomes: o.Outcomes}
	w.P50, _ = o.LatencyOK.Quantile(0.5)
	w.P99, _ = o.LatencyOK.Quantile(0.99)
	w.AllP99, _ = o.LatencyAll.Quantile(0.99)
	return w
}

func (o *Outcomes) add(x *Outcomes) {
	o.Requests += x.Requests
	o.OK += x.OK
	o.Degraded += x.Degraded
	o.Failed += x.Failed
	o.TimedOut += x.TimedOut
	o.Rejected += x.Rejected
	o.Unanswered += x.Unanswered
	o.Attempts += x.Attempts
}

func (l *Latencies) merge(x *Latencies) {
	l.LatencyOK.Merge(&x.LatencyOK)
	l.LatencyAll.Merge(&x.LatencyAll)
}

// outcomeColumns are what can become of a request, as columns of a table.
type outcomeColumns []struct {
	title  string
	of     func(*Load) int64
	always bool // else only where some request came to that
}

// outcomes add up to the requests; the degraded are among the ok.
var outcomes = outcomeColumns{
	{"requests", func(l *Load) int64 { return l.Requests }, true},
	{"ok", func(l *Load) int64 { return l.OK }, true},
	{"degraded", func(l *Load) int64 { return l.Degraded }, false},
	{"failed", func(l *Load) int64 { return l.Failed }, true},
	{"timed out", func(l *Load) int64 { return l.TimedOut }, true},
	{"rejected", func(l *Load) int64 { return l.Rejected }, true},
	{"unanswered", func(l *Load) int64 { return l.Unanswered }, false},
	{"in flight", func(l *Load) int64 { return l.InFlight }, false},
}

// shownOutcomes returns the columns of a table about these loads: those that are
// always there, and those that have something to tell.
func shownOutcomes(loads []*Load) outcomeColumns {
	var shown outcomeColumns
	for _, o := range outcomes {
		some := o.always
		for _, l := range loads {
			some = some || o.of(l) > 0
		}
		if some {
			shown = append(shown, o)
		}
	}
	return shown
}

func (c outcomeColumns) heading(first ...string) []string {
	for _, o := range c {
		first = append(first, o.title)
	}
	return append(first, "error rate", "p50", "p99", "attempts", "recovery")
}

// row tells of a load, but for its recovery, which is that of all loads.
func (c outcomeColumns) row(l *Load, count func(int64) string, first ...string) []string {
	for _, o := range c {
		first = append(first, count(o.of(l)))
	}
	return append(first, asShare.text(l.ErrorRate()), spanText(l.LatencyOK.Quantile(0.5)), spanText(l.LatencyOK.Quantile(0.99)),
		unit{}.text(ratio(float64(l.Attempts), float64(l.Requests))))
}
