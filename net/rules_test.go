package net_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

// fateOf returns what a rule that is asked about n messages decides.
func fateOf(t *testing.T, r net.Rule, n int) (lost, extra, late int) {
	t.Helper()
	for i := range n {
		var f net.Fate
		r.Bend(&net.Message{From: 0, To: 1}, sim.Key(i).Mix(7).Rand(), &f)
		if f.Lost {
			lost++
		}
		if f.Delay > 0 {
			late++
		}
		extra += f.Extra
	}
	return lost, extra, late
}

func TestARuleBendsItsShare(t *testing.T) {
	near := func(got, want int) bool { return got >= want-150 && got <= want+150 }
	for _, c := range []struct {
		name              string
		rule              net.Rule
		lost, extra, late int
	}{
		{"loss", net.Loss{Rate: 0.3}, 3000, 0, 0},
		{"no loss", net.Loss{}, 0, 0, 0},
		{"duplication", net.Duplicate{Rate: 0.2}, 0, 2000, 0},
		{"reordering", net.Reorder{Probability: 0.1, By: sim.Constant(ms)}, 0, 0, 1000},
		{"delay", net.Delay{By: sim.Constant(ms)}, 0, 0, 10_000},
	} {
		t.Run(c.name, func(t *testing.T) {
			if lost, extra, late := fateOf(t, c.rule, 10_000); !near(lost, c.lost) || !near(extra, c.extra) || !near(late, c.late) {
				t.Errorf("of 10000: %d lost, %d more copies, %d late", lost, extra, late)
			}
		})
	}
}

func TestARuleIsConfinedToItsLinks(t *testing.T) {
	some := net.SetOf(1, 3)
	for _, c := range []struct {
		name string
		rule net.Rule
		want string // "from>to" of 0 to 3 that are bent
	}{
		{"from a set to a set", net.Between(some, net.SetOf(2), net.Loss{Rate: 1}), "1>2 3>2"},
		{"from a set to everybody", net.Between(net.SetOf(2), nil, net.Loss{Rate: 1}), "2>0 2>1 2>2 2>3"},
		{"to nobody", net.Between(nil, net.SetOf(), net.Loss{Rate: 1}), ""},
		{"both ways", net.Both(net.SetOf(0), some, net.Loss{Rate: 1}), "0>1 0>3 1>0 3>0"},
		{"split in groups", net.Split([]net.ID{0}, []net.ID{1, 2}), "0>1 0>2 1>0 2>0"},
		{"split in three", net.Split([]net.ID{0}, []net.ID{1}, []net.ID{3}), "0>1 0>3 1>0 1>3 3>0 3>1"},
		{"split with a member named twice", net.Split([]net.ID{0, 1}, []net.ID{1, 2}), "0>1 0>2 1>0 2>0"},
		{"one way", net.OneWay([]net.ID{0, 1}, []net.ID{3}), "0>3 1>3"},
		{"one way to nobody", net.OneWay([]net.ID{0, 1}, nil), ""},
		{"isolated", net.Isolate(2), "0>2 1>2 2>0 2>1 2>3 3>2"},
		{"with a bridge", net.Bridge([]net.ID{0, 1}, []net.ID{2}, []net.ID{3}), "0>2 1>2 2>0 2>1"},
		{"with a bridge named in a half", net.Bridge([]net.ID{0, 3}, []net.ID{2}, []net.ID{3}), "0>2 2>0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var bent []string
			for from := range net.ID(4) {
				for to := range net.ID(4) {
					var f net.Fate
					c.rule.Bend(&net.Message{From: from, To: to}, sim.Rand{}, &f)
					if f.Lost {
						bent = append(bent, fmt.Sprintf("%d>%d", from, to))
					}
				}
			}
			if got := strings.Join(bent, " "); got != c.want {
				t.Errorf("bends %q, want %q", got, c.want)
			}
		})
	}
}

func TestRulesAddUpAndAreRemovedByTheirHandles(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{Transport: net.Datagram, Latency: sim.Constant(ms)})
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	slow := k.n.Install("slow", net.Delay{By: sim.Constant(10 * ms)})
	slower := k.n.Install("slower", net.Delay{By: sim.Constant(20 * ms)})
	twice := k.n.Install("twice", net.Between(net.SetOf(a), net.SetOf(b), net.Duplicate{Rate: 1}))
	never := k.n.Install("elsewhere", net.Between(net.SetOf(b), net.SetOf(a), net.Loss{Rate: 1}))
	k.send(0, a, b, 1)
	k.at(50*ms, twice.Remove)
	k.send(50*ms, a, b, 2)
	k.at(100*ms, slow.Remove)
	k.at(100*ms, slow.Remove)
	k.send(100*ms, a, b, 3)
	k.at(150*ms, slower.Remove)
	k.send(150*ms, a, b, 4)
	k.run(time.Second)
	k.want(got, arrival{1, 31 * ms}, arrival{1, 32 * ms}, arrival{2, 81 * ms}, arrival{3, 121 * ms}, arrival{4, 151 * ms})
	for _, c := range []struct {
		name string
		h    *net.Handle
		want int64
	}{{"slow", slow, 2}, {"slower", slower, 3}, {"twice", twice, 1}, {"elsewhere", never, 0}} {
		if c.h.Touched() != c.want {
			t.Errorf("%s touched %d, want %d", c.name, c.h.Touched(), c.want)
		}
	}
}

func TestARuleThatChangesNothingTouchesNothing(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{})
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	first := k.n.Install("first", lose(2))
	idle := []*net.Handle{
		k.n.Install("duplicates on a stream", net.Duplicate{Rate: 1}),
		k.n.Install("no loss", net.Loss{}),
		k.n.Install("no delay", net.Delay{By: sim.Constant(0)}),
		k.n.Install("loss of the lost", net.RuleFunc(func(_ *net.Message, _ sim.Rand, f *net.Fate) {
			if f.Lost {
				f.Delay += time.Hour
			}
		})),
	}
	k.send(0, a, b, 1)
	k.run(time.Second)
	k.want(got, arrival{1, 600 * ms})
	if first.Touched() != 2 || k.facts[1].Note != "first" {
		t.Errorf("touched %d, and %q says that it lost a message", first.Touched(), k.facts[1].Note)
	}
	for i, h := range idle {
		if h.Touched() != 0 {
			t.Errorf("idle rule %d touched %d", i, h.Touched())
		}
	}
}

func TestARuleMayRemoveItself(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{Transport: net.Datagram})
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	var once *net.Handle
	once = k.n.Install("once", net.RuleFunc(func(_ *net.Message, _ sim.Rand, f *net.Fate) {
		f.Delay += ms
		once.Remove()
	}))
	k.n.Install("always", net.Delay{By: sim.Constant(10 * ms)})
	k.n.Install("as well", net.Delay{By: sim.Constant(20 * ms)})
	k.send(0, a, b, 1)
	k.send(ms, a, b, 2)
	k.run(time.Second)
	k.want(got, arrival{1, 31 * ms}, arrival{2, 31 * ms})
}

func TestRulesOfOneNameHaveLuckOfTheirOwn(t *testing.T) {
	lost := func(name string, installations int) string {
		k := newEnv(t, 1, net.LinkConfig{Transport: net.Datagram})
		a, b := k.n.Join("a"), k.n.Join("b")
		k.n.Install("other", net.Loss{})
		for range installations - 1 {
			k.n.Install(name, net.Loss{}).Remove()
		}
		k.n.Install(name, net.Loss{Rate: 0.5})
		for i := range 64 {
			k.send(ms, a, b, i)
		}
		k.run(time.Second)
		var keys strings.Builder
		for _, f := range k.facts {
			if f.Kind == net.MessageLost {
				fmt.Fprintf(&keys, "%d ", f.Key)
			}
		}
		return keys.String()
	}
	if first, again := lost("x", 1), lost("x", 1); first != again {
		t.Error("the same rule meets different luck")
	}
	if lost("x", 1) == lost("x", 2) || lost("x", 1) == lost("y", 1) {
		t.Error("two rules share their luck")
	}
}

func TestOneStormOfABurstRuleStrikesAllLinks(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{Transport: net.Datagram})
	a, b, c := k.n.Join("a"), k.n.Join("b"), k.n.Join("c")
	h := k.n.Install("storm", net.NewBurstLoss(k.w, "storm", net.Burst{Good: 30 * ms, Bad: 30 * ms, LossBad: 1}))
	toB, toC := k.listen(b), k.listen(c)
	for i := range 500 {
		k.send(time.Duration(i)*ms, a, b, i)
		k.send(time.Duration(i)*ms, a, c, 1000+i)
	}
	k.run(time.Second)
	if len(*toB) < 100 || len(*toB) > 400 || len(*toB) != len(*toC) {
		t.Fatalf("%d and %d of 500 came", len(*toB), len(*toC))
	}
	for i, x := range *toB {
		if y := (*toC)[i]; x.at != y.at {
			t.Fatalf("one came at %v, the other at %v", x.at, y.at)
		}
	}
	if want := int64(1000 - len(*toB) - len(*toC)); h.Touched() != want {
		t.Errorf("touched %d, want %d", h.Touched(), want)
	}
}

func TestAThrottleNarrowsEachLinkByItself(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{Transport: net.Datagram, Latency: sim.Constant(ms)})
	a, b, c := k.n.Join("a"), k.n.Join("b"), k.n.Join("c")
	toB, toC := k.listen(b), k.listen(c)
	h := k.n.Install("throttle", net.NewThrottle(k.w, 1000, 200))
	for i := range 4 {
		k.send(0, a, b, i)
	}
	k.send(0, a, c, 9)
	k.at(time.Second, h.Remove)
	k.send(time.Second, a, b, 5)
	k.run(2 * time.Second)
	k.want(toB, arrival{0, 101 * ms}, arrival{1, 201 * ms}, arrival{5, 1001 * ms})
	k.want(toC, arrival{9, 101 * ms})
}

func TestWhatIsLostBeforeAThrottleDoesNotFillIt(t *testing.T) {
	k := newEnv(t, 1, net.LinkConfig{Transport: net.Datagram})
	a, b := k.n.Join("a"), k.n.Join("b")
	got := k.listen(b)
	k.n.Install("first", lose(3))
	k.n.Install("throttle", net.NewThrottle(k.w, 1000, 200))
	for i := range 4 {
		k.send(0, a, b, i)
	}
	k.run(time.Second)
	k.want(got, arrival{3, 100 * ms})
}
