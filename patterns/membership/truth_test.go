package membership

import (
	"fmt"
	"math"
	"strconv"
	"testing"
	"time"

	"wavetank/sim"
	"wavetank/sim/reference"
)

func TestTheFormulasAreThoseOfMemberlist(t *testing.T) {
	var known struct {
		Memberlist []struct {
			N         int
			Suspicion int64 `json:"suspicion_timeout_ms"`
			Limit     int   `json:"retransmit_limit"`
			PushPull  int64 `json:"push_pull_interval_s"`
		}
		Serf map[string]int `json:"serf_rounds_to_9999"`
	}
	reference.Table(t, "gossip4", &known)
	lan := LAN()
	if len(known.Memberlist) == 0 || len(known.Serf) == 0 {
		t.Fatal("the table is empty")
	}
	for _, v := range known.Memberlist {
		if got := SuspicionTimeout(lan.SuspicionMult, v.N, lan.ProbeInterval); got.Milliseconds() != v.Suspicion {
			t.Errorf("n=%d: suspicion timeout %v, want %d ms", v.N, got, v.Suspicion)
		}
		if got := RetransmitLimit(lan.RetransmitMult, v.N); got != v.Limit {
			t.Errorf("n=%d: retransmit limit %d, want %d", v.N, got, v.Limit)
		}
		if got := PushPullInterval(lan.PushPull, v.N); got != time.Duration(v.PushPull)*time.Second {
			t.Errorf("n=%d: push-pull interval %v, want %d s", v.N, got, v.PushPull)
		}
	}
	for key, want := range known.Serf {
		n, _ := strconv.Atoi(key)
		if got := rounds(n, 3, 0, 0, 0.9999); got != want {
			t.Errorf("n=%d: %d rounds, want %d", n, got, want)
		}
	}
}

// TestConfirmationsShortenASuspicion holds Remaining against the table of
// memberlist's suspicion_test.go: k = 3, from 30 s down to 2 s.
func TestConfirmationsShortenASuspicion(t *testing.T) {
	for n, want := range []time.Duration{30 * time.Second, 16 * time.Second, 7810 * time.Millisecond, 2 * time.Second, 2 * time.Second} {
		if got := Remaining(n, 3, 2*time.Second, 30*time.Second); (got - want).Abs() > time.Millisecond {
			t.Errorf("after %d confirmations %v, want %v", n, got, want)
		}
	}
}

// A swimTable is what is published of SWIM, and follows from it.
type swimTable struct {
	First []struct {
		N, Failed int
		Mean      float64 `json:"mean_periods"`
	} `json:"first_detection"`
	False []struct {
		Loss     float64 `json:"p_loss"`
		K        int
		P        float64 `json:"P_per_probe"`
		Messages float64 `json:"msgs_sent_per_probe"`
	} `json:"false_suspicion"`
}

func readSWIM(t *testing.T) (known swimTable) {
	reference.Table(t, "gossip3", &known)
	if len(known.First) == 0 || len(known.False) == 0 {
		t.Fatal("the table is empty")
	}
	return known
}

func TestTheFirstToProbeADeadMemberComesAsSoonAsPublished(t *testing.T) {
	for _, v := range readSWIM(t).First {
		luck := sim.KeyOf("first").Rand()
		live := crowd(v.N, v.N-v.Failed, "random")
		for _, by := range []struct {
			who   string
			first func() int
		}{
			{"model", func() int { return Probing{Members: v.N, Failed: v.Failed}.FirstDetection(luck.Fork()) }},
			{"machine", func() int { return firstDetection(live) }},
		} {
			runs := reference.Part(20_000)
			if v.N >= 1000 {
				runs /= 5
			}
			var periods reference.Sample
			for range runs {
				periods.Add(float64(by.first()))
			}
			periods.Near(t, fmt.Sprintf("%s, n=%d: periods to the first detection", by.who, v.N), v.Mean, 0.015*v.Mean)
		}
	}
}

// crowd returns so many live members of a group of n, all of whom know all.
func crowd(n, live int, order string) []*Machine {
	c := LAN()
	c.Order = order
	var all []Update
	for i := range int32(n) {
		all = append(all, Update{Member: i, Status: Alive})
	}
	var members []*Machine
	for i := range live {
		m := New(c, i, n, 0, 0, sim.KeyOf("crowd").Mix(uint64(i)).Rand())
		m.Hear(0, &Message{Updates: all})
		members = append(members, m)
	}
	return members
}

// firstDetection returns in which period the first of the members probes one that
// is not of them.
func firstDetection(live []*Machine) int {
	for period := 1; ; period++ {
		found := false
		for _, m := range live {
			if target, _ := m.target(); int(target) >= len(live) {
				found = true
			}
		}
		if found {
			return period
		}
	}
}

func TestTheLivingAreSuspectedAsRarelyAsPublished(t *testing.T) {
	for _, v := range readSWIM(t).False {
		probes := reference.Part(int(200 / v.P * 5))
		luck := sim.KeyOf("probe").Rand()
		var suspected, messages float64
		for range probes {
			s, m := Probing{Members: 50, Loss: v.Loss, Indirect: v.K}.Probe(&luck)
			if s {
				suspected++
			}
			messages += float64(m)
		}
		check := func(who string, suspected, messages, probes float64) {
			if p := suspected / probes; math.Abs(p/v.P-1) > max(0.05, 3.5/math.Sqrt(suspected)) {
				t.Errorf("%s, p=%v k=%d: suspected with %.5f, want %.5f", who, v.Loss, v.K, p, v.P)
			}
			if m := messages / probes; math.Abs(m/v.Messages-1) > max(0.005, 3.5/math.Sqrt(probes)) {
				t.Errorf("%s, p=%v k=%d: %.4f messages, want %.4f", who, v.Loss, v.K, m, v.Messages)
			}
		}
		check("model", suspected, messages, float64(probes))
		misses, sent, made := probed(v.Loss, v.K, probes)
		check("machine", misses, sent, made)
	}
}

// probed lets fifty live members probe each other at that loss, and counts.
func probed(loss float64, indirect, atLeast int) (missed, messages, probes float64) {
	c := LAN()
	c.Lifeguard, c.SuspicionMult, c.IndirectChecks, c.PushPull = false, 100, indirect, 0
	w := newEnv(c, 50, 1, newActor)
	w.run(5 * time.Second)
	counted := func() (missed, probes float64) {
		for _, m := range w.members {
			missed += float64(m.(*Machine).Tally().Missed)
			probes += float64(m.(*Machine).Tally().Probes)
		}
		return missed, probes
	}
	_, before := counted()
	w.loss = loss
	w.sentBy = func(l *Message) {
		if l.Act == Ping || l.Act == Probe || l.Act == Ack {
			messages++
		}
	}
	w.run(time.Duration(atLeast/50) * time.Second)
	missed, probes = counted()
	return missed, messages, probes - before
}

// TestTurnsBoundDetection compares the longest that a member goes without a probe by
// another: in turn it is two rounds but one, and at random there is no bound.
func TestTurnsBoundDetection(t *testing.T) {
	const n = 10
	worst := map[string]int{}
	for _, order := range []string{"shuffled", "random"} {
		m := crowd(n, 1, order)[0]
		last := make([]int, n)
		for period := 1; period <= reference.Part(200_000); period++ {
			target, _ := m.target()
			worst[order] = max(worst[order], period-last[target])
			last[target] = period
		}
	}
	if bound := 2*(n-1) - 1; worst["shuffled"] > bound || worst["random"] <= bound {
		t.Errorf("the longest without a probe are %v periods, the bound is %d", worst, bound)
	}
}
