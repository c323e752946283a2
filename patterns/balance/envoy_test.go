package balance_test

import (
	"math"
	"slices"

	"pgregory.net/rapid"

	"wavetank/patterns/balance"
	"wavetank/sim"
)

// An envoy is the outlier detection of Envoy, told again after its published source
// (source/common/upstream/outlier_detection_impl.cc) in the order in which it does things:
// what a result of a call does at once, and what a timer of the interval does.
type envoy struct {
	knob  balance.Eject
	hosts []envoyHost
	ended int // intervals
}

type envoyHost struct {
	ejected     bool
	ejectedAt   sim.Time
	came        bool // back, ever
	cameAt      sim.Time
	consecutive int
	backoff     int
	total, good int // of the interval
}

// advance lets the timers up to now run.
func (d *envoy) advance(now sim.Time) {
	for at := sim.Time(d.ended+1) * sim.Time(d.knob.Interval); at <= now; at += sim.Time(d.knob.Interval) {
		d.ended++
		d.interval(at)
	}
}

func (d *envoy) put(now sim.Time, i int, good bool) {
	d.advance(now)
	h := &d.hosts[i]
	h.total++
	if good {
		h.good++
		h.consecutive = 0
		return
	}
	if h.consecutive++; h.consecutive == d.knob.Consecutive && !h.ejected {
		d.eject(now, h)
		h.consecutive = 0
	}
}

func (d *envoy) eject(now sim.Time, h *envoyHost) {
	active := 0
	for _, other := range d.hosts {
		active += int(sim.Flag(other.ejected))
	}
	share := 100 * float64(active+1) / float64(len(d.hosts))
	if share > math.Round(d.knob.MaxEjection*100) && (active > 0 || !d.knob.AtLeastOne) {
		return
	}
	h.ejected, h.ejectedAt = true, now
	if longest := max(d.knob.Longest, d.knob.Base); sim.Time(h.backoff)*sim.Time(d.knob.Base) < sim.Time(longest+d.knob.Base) {
		h.backoff++
	}
}

func (d *envoy) interval(now sim.Time) {
	for i := range d.hosts {
		h := &d.hosts[i]
		longest := sim.Time(max(d.knob.Longest, d.knob.Base))
		if h.ejected && min(sim.Time(d.knob.Base)*sim.Time(h.backoff), longest) <= now-h.ejectedAt {
			h.ejected, h.came, h.cameAt, h.consecutive = false, true, now, 0
		}
	}
	d.rates(now)
	for i := range d.hosts {
		h := &d.hosts[i]
		if !h.ejected && h.came && now-h.cameAt >= sim.Time(d.knob.Interval) && h.backoff > 0 {
			h.backoff--
		}
		h.total, h.good = 0, 0
	}
}

// rates ejects by success rates, which are those of the interval that ends: each rule has
// a number of hosts and a volume of its own (success_rate_minimum_hosts and
// success_rate_request_volume, failure_percentage_minimum_hosts and
// failure_percentage_request_volume).
func (d *envoy) rates(now sim.Time) {
	var valid, failing []*envoyHost
	mean, variance := 0.0, 0.0
	rate := func(h *envoyHost) float64 { return float64(h.good) * 100 / float64(h.total) }
	for i := range d.hosts {
		h := &d.hosts[i]
		if h.ejected {
			continue
		}
		if h.total >= d.knob.Volume {
			valid = append(valid, h)
			mean += rate(h)
		}
		if h.total >= d.knob.FailurePercentageVolume {
			failing = append(failing, h)
		}
	}
	if len(valid) > 0 && len(valid) >= d.knob.MinimumHosts && d.knob.Deviations > 0 {
		mean /= float64(len(valid))
		for _, h := range valid {
			variance += math.Pow(rate(h)-mean, 2)
		}
		threshold := mean - d.knob.Deviations*math.Sqrt(variance/float64(len(valid)))
		for _, h := range valid {
			if rate(h) < threshold {
				d.eject(now, h)
			}
		}
	}
	if len(failing) < d.knob.FailurePercentageHosts || d.knob.FailurePercentage == 0 {
		return
	}
	for _, h := range failing {
		if 100-rate(h) >= d.knob.FailurePercentage*100 && !h.ejected {
			d.eject(now, h)
		}
	}
}

// asEnvoy tells both the same, without what is random.
func asEnvoy(t *rapid.T, b makers) {
	l := drawLife(t)
	l.config.Returns, l.config.Jitter = "sweep", 0
	d := envoy{knob: l.config, hosts: make([]envoyHost, l.n)}
	m := b.ejector(l.config, l.n)
	l.live(m, func(i int, now sim.Time, a act) {
		if a.idle {
			d.advance(now)
		} else {
			d.put(now, a.host, a.good)
		}
		for h := range l.n {
			if m.Out(h) != d.hosts[h].ejected {
				t.Fatalf("act %d at %v: host %d out is %v, of Envoy %v", i, now, h, m.Out(h), d.hosts[h].ejected)
			}
		}
	})
}

// enforced holds the chances of rules: none at all, always, and of jitter its bounds,
// which are another law's.
func enforced(t *rapid.T, b makers) {
	l := drawLife(t)
	l.config.EnforceConsecutive = 0
	rule := rapid.Bool().Draw(t, "of the rates too")
	if rule {
		l.config.EnforceDeviations, l.config.EnforceFailurePercentage = 0, 0
	}
	m := b.ejector(l.config, l.n)
	l.live(m, func(i int, _ sim.Time, _ act) {
		if x := slices.IndexFunc(m.Moves(), func(x balance.Move) bool { return x.Out && (rule || x.Why == balance.InARow) }); x >= 0 {
			t.Fatalf("act %d: %+v", i, m.Moves()[x])
		}
	})
}
