package net_test

import (
	"maps"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/sim"
)

func TestALinkThatSaysNothingDeliversAtOnce(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{})
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	k.send(5*ms, a, b, 1)
	k.run(time.Second)
	k.want(got, arrival{1, 5 * ms})
	if k.n.Transport(a, b) != net.Stream || k.n.Name(b) != "b" || k.n.Len() != 2 {
		t.Errorf("transport %v, name %q, len %d", k.n.Transport(a, b), k.n.Name(b), k.n.Len())
	}
}

func TestADatagramThatIsLostIsGone(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{Transport: net.Datagram, Latency: sim.Constant(ms)})
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	k.n.Install("two", lose(2))
	for i := range 3 {
		k.send(time.Duration(i)*ms, a, b, i)
	}
	k.run(time.Minute)
	k.want(got, arrival{2, 3 * ms})
}

func TestADuplicateTrailsTheOriginal(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{Transport: net.Datagram, Latency: sim.Constant(ms), Duplicate: 1})
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	k.send(0, a, b, 7)
	k.run(time.Second)
	k.want(got, arrival{7, ms}, arrival{7, 2 * ms})
	if k.count(net.MessageDuplicated) != 1 {
		t.Errorf("%d duplicated, want 1", k.count(net.MessageDuplicated))
	}
}

func TestALinkLosesAndDuplicatesItsShare(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{Transport: net.Datagram, Loss: 0.25, Duplicate: 0.1})
	a, b := k.n.Join("a"), k.n.Join("b")
	for i := range 20_000 {
		k.run(time.Duration(i) * ms)
		k.send(time.Duration(i+1)*ms, a, b, i)
	}
	k.run(time.Hour)
	sent, lost, extra := k.count(net.MessageSent), k.count(net.MessageLost), k.count(net.MessageDuplicated)
	if sent != 20_000 || lost < 4780 || lost > 5220 || extra < 1380 || extra > 1620 {
		t.Errorf("of %d sent %d lost and %d duplicated, want about 5000 and 1500", sent, lost, extra)
	}
}

func TestALinksKindsOfLuckAreIndependent(t *testing.T) {
	const late = 1000 * time.Hour
	k := newEnv(t, 1, net.LinkConfig{
		Transport: net.Datagram, Latency: sim.Constant(ms),
		Loss: 0.5, Duplicate: 0.5, Reorder: 0.5, ReorderBy: sim.Constant(late),
	})
	pulse(k, 1500, ms)
	k.run(late + time.Hour)
	extra := make(map[sim.Key]bool)
	for _, f := range k.facts {
		if f.Kind == net.MessageDuplicated {
			extra[f.Key] = true
		}
	}
	var both, onlyExtra, onlyLate, neither int
	for key, at := range fates(k) {
		switch {
		case extra[key] && at > sim.Time(late):
			both++
		case extra[key]:
			onlyExtra++
		case at > sim.Time(late):
			onlyLate++
		default:
			neither++
		}
	}
	for _, n := range []int{both, onlyExtra, onlyLate, neither} {
		if n < 140 || n > 235 { // of 750: a quarter ± 4 standard deviations
			t.Errorf("duplicated and late %d, duplicated %d, late %d, neither %d: want a quarter each", both, onlyExtra, onlyLate, neither)
			break
		}
	}
}

func TestALinkThatLosesIsNotFasterForIt(t *testing.T) {
	mean := func(loss float64) time.Duration {
		k := newEnv(t, 1, net.LinkConfig{Transport: net.Datagram, Latency: sim.Exponential(10 * ms), Loss: loss})
		lost := pulse(k, 20_000, ms)
		k.run(time.Hour)
		var sum time.Duration
		came := 0
		for key, at := range fates(k) {
			sum += time.Duration(at) - time.Duration(key)*ms
			came++
		}
		if share, _ := bursts(lost); share < loss-0.02 || share > loss+0.02 {
			t.Errorf("lost %v, want %v", share, loss)
		}
		return sum / time.Duration(came)
	}
	for _, loss := range []float64{0, 0.5} {
		if m := mean(loss); m < 9600*time.Microsecond || m > 10400*time.Microsecond {
			t.Errorf("with loss %v the mean latency is %v, want 10ms", loss, m)
		}
	}
}

// anyLink draws what a link may be; the storms are short, so that a run sees
// several.
func anyLink(t *rapid.T) net.LinkConfig {
	share := rapid.SampledFrom([]float64{0, 0.1, 0.5})
	c := net.LinkConfig{
		Latency:   sim.Exponential(rapid.IntRange(0, 20).Draw(t, "latency")) * sim.Exponential(ms),
		Loss:      share.Draw(t, "loss"),
		Duplicate: share.Draw(t, "duplicate"),
		Reorder:   share.Draw(t, "reorder"),
		ReorderBy: sim.Constant(10 * ms),
		Transport: rapid.SampledFrom([]net.Transport{net.Stream, net.Datagram}).Draw(t, "transport"),
		Bandwidth: rapid.SampledFrom([]int64{0, 10_000}).Draw(t, "bandwidth"),
		Buffer:    rapid.SampledFrom([]int64{0, 300}).Draw(t, "buffer"),
		GiveUp:    2 * time.Second,
	}
	if rapid.Bool().Draw(t, "burst") {
		c.Burst = &net.Burst{Good: 30 * ms, Bad: 20 * ms, LossBad: 0.9}
	}
	return c
}

// trouble drives a network of three through everything that can happen to it:
// messages, calls, crashes, partitions and bent fates.
func trouble(t *rapid.T, k *env) {
	ids := []net.ID{k.n.Join("a"), k.n.Join("b"), k.n.Join("c")}
	one := rapid.SampledFrom(ids)
	for _, id := range ids {
		k.n.Serve(id, func(c *net.Call) { c.Reply(nil, 50, nil) })
	}
	for i := range rapid.IntRange(1, 60).Draw(t, "steps") {
		when := time.Duration(rapid.IntRange(0, 400).Draw(t, "at")) * ms
		from, to := one.Draw(t, "from"), one.Draw(t, "to")
		switch rapid.IntRange(0, 6).Draw(t, "do") {
		case 0, 1:
			k.send(when, from, to, i)
		case 2, 3:
			ask := net.Ask{Key: sim.Key(1000 + i), Size: 80, Timeout: 100 * ms, Propagate: i%2 == 0}
			k.at(when, func() { k.n.Begin(from, to, ask, nil) })
		case 4:
			power := rapid.Bool().Draw(t, "power")
			k.at(when, func() { k.n.Refuse(from, power) })
			k.at(when+100*ms, func() { k.n.Accept(from) })
		case 5:
			k.at(when, func() {
				h := k.n.Install("partition", net.Isolate(from))
				k.at(when+150*ms, h.Remove)
			})
		case 6:
			k.at(when, func() { k.n.Install("twice", net.Duplicate{Rate: 0.3}) })
		}
	}
}

func TestWhatWasSentIsDeliveredOrLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := newEnv(t, rapid.Uint64().Draw(t, "seed"), anyLink(t))
		defer k.w.Close()
		trouble(t, k)
		k.run(200 * ms)
		left := func() map[sim.Key]int {
			copies := make(map[sim.Key]int)
			for _, f := range k.facts {
				switch f.Kind {
				case net.MessageSent, net.MessageDuplicated:
					copies[f.Key]++
				case net.MessageDelivered, net.MessageLost:
					copies[f.Key]--
				}
			}
			return copies
		}
		for key, n := range left() {
			if n < 0 {
				t.Fatalf("message %x: %d more came than went", key, -n)
			}
		}
		k.run(time.Hour)
		for key, n := range left() {
			if n != 0 {
				t.Fatalf("message %x: %d copies are nowhere", key, n)
			}
		}
	})
}

func TestWhatIsOnItsWayIsNeitherDeliveredNorLost(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{Transport: net.Datagram, Latency: sim.Constant(10 * ms), Loss: 0.5})
	a, b := k.n.Join("a"), k.n.Join("b")
	for i := range 100 {
		k.send(time.Duration(i)*ms, a, b, i)
	}
	k.run(95*ms + ms/2)
	lostLate := 0
	for _, f := range k.facts {
		if f.Kind == net.MessageLost && f.At > sim.Time(85*ms) {
			lostLate++
		}
	}
	flying := k.count(net.MessageSent) - k.count(net.MessageDelivered) - k.count(net.MessageLost)
	if want := 10 - lostLate; flying != want || want == 0 {
		t.Errorf("%d on their way, want %d", flying, want)
	}
}

// fates returns when each message of the first million arrived.
func fates(k *env) map[sim.Key]sim.Time {
	at := make(map[sim.Key]sim.Time)
	for _, f := range k.facts {
		if f.Kind == net.MessageDelivered && f.Key < 1_000_000 {
			at[f.Key] = f.At
		}
	}
	return at
}

func TestMoreTrafficAndOtherRulesMoveNobodysLuck(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyLink(t)
		c.Transport, c.Bandwidth = net.Datagram, 0
		seed := rapid.Uint64().Draw(t, "seed")
		lonely, crowded := newEnv(t, seed, c), newEnv(t, seed, c)
		for _, k := range []*env{lonely, crowded} {
			a, b := k.n.Join("a"), k.n.Join("b")
			if k == crowded {
				k.n.Install("other", net.Between(net.SetOf(b), nil, net.Loss{Rate: 1}))
				for i := range 100 {
					k.send(time.Duration(i)*ms/3, a, b, 1_000_000+i)
				}
			}
			k.n.Install("loss", net.Loss{Rate: 0.2})
			k.n.Install("delay", net.Delay{By: sim.Exponential(10 * ms)})
			k.n.Install("storm", net.NewBurstLoss(k.w, "storm", net.Burst{Good: 5 * ms, Bad: 5 * ms, LossBad: 1}))
			for i := range 30 {
				k.send(time.Duration(i)*ms, a, b, i)
			}
			k.run(time.Hour)
		}
		if a, b := fates(lonely), fates(crowded); !maps.Equal(a, b) {
			t.Fatalf("alone %v\nin the crowd %v", a, b)
		}
	})
}

func TestTheSameSeedMakesTheSameRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, seed := anyLink(t), rapid.Uint64().Draw(t, "seed")
		var digests []sim.Digest
		script := rapid.Uint64().Draw(t, "script")
		for _, s := range []uint64{seed, seed, seed + 1} {
			k := newEnv(t, s, c)
			ids := []net.ID{k.n.Join("a"), k.n.Join("b"), k.n.Join("c")}
			luck := sim.Key(script).Rand()
			for i := range 40 {
				k.send(luck.Between(0, 100*ms), ids[luck.Below(3)], ids[luck.Below(3)], i)
			}
			k.at(50*ms, func() { k.n.Refuse(ids[0], false) })
			k.run(time.Hour)
			digests = append(digests, k.w.Digest())
		}
		if digests[0] != digests[1] || digests[0] == digests[2] {
			t.Fatalf("digests %v: want two equal and another", digests)
		}
	})
}
