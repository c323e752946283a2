package retry_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"wavetank/scenarios"
	"wavetank/scenarios/world"
	"wavetank/sim"
	"wavetank/sim/reference"
)

// A storm is a database of one worker that serves so many requests a second, and
// stands still for a while; its callers wait for so long, and make so many attempts,
// each as soon as the one before has timed out.
type storm struct {
	capacity, rate float64
	attempts       int
	patience       time.Duration // with one attempt
	outage         time.Duration // from 10 s on
	arrivals       string
}

const outbreak = 10 * time.Second

// pour runs the storm until the end, and returns how many requests went well in
// each second of it.
func (s storm) pour(t *testing.T, end time.Duration) (ok []int) {
	t.Helper()
	text := fmt.Sprintf(`
title    = "A storm"
duration = %q
[nodes.db]
workers = 1
routes.query = { work = %q }
[loads.users]
to       = "db.query"
rate     = "%v/s"
arrivals = %q
[patterns.retry]
kind     = "retry"
on       = "users -> db"
attempts = %d
backoff  = "none"
[patterns.attempt]
kind    = "timeout"
on      = "users -> db"
attempt = %q
[variants]
with = ["retry", "attempt"]
[[faults]]
kind = "pause"
node = "db"
at   = %q
for  = %q
`, end, time.Duration(1e9/s.capacity), s.rate, s.arrivals, s.attempts, s.patience, outbreak, s.outage)
	scenario, err := scenarios.Parse("storm.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	w, err := world.Build(scenario, "with", 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ok = make([]int, int(end/time.Second)+1)
	w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
		if f.Kind == sim.RequestOK {
			ok[f.At/sim.Time(time.Second)]++
		}
	}))
	if err := w.Sim.Run(sim.Time(end)); err != nil {
		t.Fatal(err)
	}
	return ok
}

// share is the part of the requests of some seconds that went well.
func (s storm) share(ok []int, from, to time.Duration) float64 {
	sum := 0
	for _, n := range ok[from/time.Second : to/time.Second] {
		sum += n
	}
	return float64(sum) / (s.rate * (to - from).Seconds())
}

type meta1 struct {
	Example struct {
		C, Lam float64
		A      int
		Outage int `json:"outage_s"`
	}
	Regions []struct {
		C      float64
		A      int
		Stable float64 `json:"stable_below"`
	}
	Critical []struct {
		Lam, C, Tau float64
		A           int
		D           float64
	} `json:"critical_outage_deterministic_model"`
}

func readMeta1(t *testing.T) (known meta1) {
	t.Helper()
	reference.Table(t, "meta1_retry_storm", &known)
	return known
}

func TestTruthOfTheExample(t *testing.T) {
	e := readMeta1(t).Example
	outage := time.Duration(e.Outage) * time.Second
	s := storm{e.C, e.Lam, e.A, time.Second, outage, "poisson"}
	stuck := s.share(s.pour(t, outbreak+outage+60*time.Second), outbreak+outage, outbreak+outage+60*time.Second)
	s.attempts = 1
	alone := s.share(s.pour(t, outbreak+outage+200*time.Second), outbreak+outage+190*time.Second, outbreak+outage+200*time.Second)
	t.Logf("goodput afterwards: %.4f of the requests with retries, %.3f without", stuck, alone)
	if stuck > .02 || alone < .97 {
		t.Error("retries must keep it down, and without them it must come back")
	}
}

func TestTruthOfTheStableRegion(t *testing.T) {
	for _, r := range readMeta1(t).Regions {
		if !reference.Whole() && r.A > 2 {
			continue
		}
		const outage = 10 * time.Second
		over := outbreak + outage
		s := storm{r.C, .9 * r.Stable, r.A, time.Second, outage, "poisson"}
		// The backlog at the end of the outage is a·λ·10 s at most, and a tenth of C
		// works it off; five times that is allowed.
		bound := time.Duration(5 * 10 * .9 / .1 * float64(time.Second))
		ok := s.pour(t, over+bound/3)
		back := time.Duration(0)
		for at := over; at+10*time.Second <= over+bound/3; at += time.Second {
			if s.share(ok, at, at+10*time.Second) >= .99 {
				back = at - over
				break
			}
		}
		t.Logf("C = %v, %d attempts: at %.4g/s it is back after %v", r.C, r.A, s.rate, back)
		if back == 0 {
			t.Errorf("C = %v, %d attempts: at %v/s it does not come back", r.C, r.A, s.rate)
		}
		s.rate = 1.15 * r.Stable
		stuck := s.share(s.pour(t, over+100*time.Second), over+time.Second, over+100*time.Second)
		t.Logf("C = %v, %d attempts: at %.4g/s goodput stays at %.4f", r.C, r.A, s.rate, stuck)
		if stuck >= .1 {
			t.Errorf("C = %v, %d attempts: at %v/s goodput is %v after the outage", r.C, r.A, s.rate, stuck)
		}
	}
}

// TestTruthOfTheCriticalOutage looks for the shortest outage that does not end.
func TestTruthOfTheCriticalOutage(t *testing.T) {
	for i, want := range readMeta1(t).Critical {
		if !reference.Whole() && i > 0 {
			break
		}
		lasts := func(outage float64) bool {
			s := storm{want.C, want.Lam, want.A, time.Duration(want.Tau * 1e9), time.Duration(outage * 1e9), "constant"}
			ok := s.pour(t, outbreak+60*time.Second)
			return s.share(ok, outbreak+50*time.Second, outbreak+60*time.Second) < .5
		}
		lo, hi := .5*want.D, 1.5*want.D
		for hi-lo > .005*want.D {
			if middle := (lo + hi) / 2; lasts(middle) {
				hi = middle
			} else {
				lo = middle
			}
		}
		t.Logf("λ = %v: an outage of %.4f s is the shortest that lasts, the model says %.4f s", want.Lam, (lo+hi)/2, want.D)
		if math.Abs((lo+hi)/2-want.D) > .02*want.D {
			t.Errorf("λ = %v: the critical outage is %v s, the model says %v s", want.Lam, (lo+hi)/2, want.D)
		}
	}
}
