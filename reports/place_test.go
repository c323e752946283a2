package reports

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"wavetank/sim"
)

// shift is one second at a machine of two workers, with a warm-up of a second before it:
// one works for all of it, the other for half, and three wait for a quarter.
func shift() *Meters {
	m := NewMeters(sec)
	n := m.Node("shop", "shop", 2)
	at := func(d time.Duration) sim.Time { return sim.Time(d) }
	for range 3 { // in the warm-up, which does not count
		n.Queued(0)
	}
	n.Began(0, false, 0)
	n.Stopped(at(sec - 1))
	n.Began(at(sec-1), false, time.Hour)
	n.Began(at(1250*time.Millisecond), false, 0)
	for range 3 {
		n.Queued(at(1250 * time.Millisecond))
	}
	for range 3 {
		n.Left(at(1500*time.Millisecond), 250*time.Millisecond)
	}
	n.Ended(at(1750*time.Millisecond), 500*time.Millisecond, 400*time.Millisecond)
	n.TurnedAway(at(1800 * time.Millisecond))
	n.TurnedAway(at(800 * time.Millisecond))
	r := m.Route("shop.pay")
	begin(r, at(sec/2))
	r.Ended(at(sec/2), sim.RequestFailed, sec)
	for i := range time.Duration(4) {
		begin(r, at(sec))
		r.Ended(at(sec), []*sim.Kind{sim.RequestOK, sim.RequestOK, sim.RequestFailed, sim.RequestRejected}[i], i*10*time.Millisecond)
	}
	e := m.Edge("shop -> payment")
	begin(e, at(sec))
	begin(e, at(sec))
	e.Ended(at(sec), sim.RequestTimedOut, sec)
	e.Ended(at(sec), nil, sec/2)
	e.Ended(at(sec-1), sim.RequestOK, sec+1) // it was sent in the warm-up
	e.TurnedAway(at(sec), "breaker")
	return m
}

// begin begins a request or an attempt.
func begin(c *CallMeter, at sim.Time) {
	if from, n := c.Begun(); at >= from {
		*n++
	}
}

func TestAPlaceIsMeasuredAfterTheWarmUp(t *testing.T) {
	s := &Summary{Places: shift().Places(sim.Time(2 * sec))}
	for name, want := range map[string]float64{
		"nodes.shop.utilisation": 0.75, "nodes.shop.busy": 1.5, "nodes.shop.calling": 0.8, "nodes.shop.queue_mean": 0.75,
		"nodes.shop.queue_p99": 3, "nodes.shop.queue_max": 3, "nodes.shop.waited_mean": 187.5, "nodes.shop.waited_p99": 250,
		"nodes.shop.worked_mean": 500, "nodes.shop.rejected": 1, "nodes.shop.expired": 0,
		`routes."shop.pay".requests`: 4, "routes.shop.pay.ok": 2, "routes.shop.pay.error_rate": 0.5, "routes.shop.pay.max": 10,
		`edges."shop -> payment".attempts`: 2, `edges."shop -> payment".timed_out`: 1, `edges."shop -> payment".given_up`: 1,
		`edges."shop -> payment".turned_away`: 1, `edges."shop -> payment".waited`: 1.5, `edges."shop -> payment".p50`: 500,
	} {
		if got, ok, err := s.Metric(name, ""); got != want || !ok || err != nil {
			t.Errorf("%s is %v, %v, %v, not %v", name, got, ok, err, want)
		}
	}
	for _, name := range []string{"nodes.no-such.busy", `edges."a -> b".attempts`} {
		if got, ok, err := s.Metric(name, ""); ok || err != nil {
			t.Errorf("%s is %v, %v", name, got, err)
		}
	}
}

// drawnPlaces are those of a run that luck made up.
func drawnPlaces(seed uint64) []*Place {
	luck := rand.New(rand.NewPCG(seed, 1))
	m := NewMeters(0)
	now := sim.Time(0)
	for _, name := range []string{"db-1", "db-2"} {
		m.Node(name, "db", 3)
	}
	for range 200 {
		now = now.Add(time.Duration(luck.Int64N(1e9)))
		n := m.Node([]string{"db-1", "db-2"}[luck.IntN(2)], "db", 3)
		n.Queued(now)
		if luck.IntN(3) > 0 {
			n.Began(now, true, time.Duration(luck.Int64N(1e10)))
			n.Ended(now, time.Duration(luck.Int64N(1e10)), time.Duration(luck.Int64N(1e9)))
		}
		m.Route([]string{"db.get", "db.put"}[luck.IntN(2)]).Ended(now, sim.RequestOK, time.Duration(luck.Int64N(1e10)))
		m.Edge("a -> db").TurnedAway(now, []string{"limit", "breaker", "bulkhead"}[luck.IntN(3)])
	}
	return m.Places(now)
}

func TestPlacesAddUpInAnyOrder(t *testing.T) {
	const runs = 12
	var forth, back, halves, half []*Place
	for i := range uint64(runs) {
		forth = mergePlaces(forth, drawnPlaces(i))
		back = mergePlaces(back, drawnPlaces(runs-1-i))
		half = mergePlaces(half, drawnPlaces(i))
		if i == runs/2-1 || i == runs-1 {
			halves, half = mergePlaces(halves, half), nil
		}
	}
	for _, all := range [][]*Place{forth, back, halves} {
		for _, p := range all {
			p.pack()
		}
	}
	if !reflect.DeepEqual(forth, back) || !reflect.DeepEqual(forth, halves) {
		t.Error("the sum of places depends on the order in which they are added up")
	}
	instances := findPlace(forth, NodeSort, "db-1").copy()
	instances.merge(findPlace(forth, NodeSort, "db-2"))
	node := findPlace(forth, NodeSort, "db").copy()
	instances.Name, instances.Node, node.Name = "", "", ""
	if !reflect.DeepEqual(node, instances.copy()) {
		t.Error("a node is not all its instances together")
	}
}

func TestMetricsOfPlacesAreWrittenInOneWay(t *testing.T) {
	for name, want := range map[string]string{
		"nodes.payment.utilisation":        "",
		"routes.payment.charge.p99":        `routes."payment.charge".p99`,
		`edges."shop -> payment".attempts`: "",
		"nodes.payment.utilization":        "did you mean utilisation",
		"nodes.utilisation":                "write nodes.NODE with a statistic, such as nodes.payment.utilisation",
		`edges."a -> b".p98`:               "edges have no statistic \"p98\": did you mean p9",
	} {
		m, err := FindMetric(name)
		switch {
		case err != nil:
			if want == "" || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, without %q", name, err, want)
			}
		case want == "" && m.Name != name, want != "" && m.Name != want:
			t.Errorf("%s is called %s", name, m.Name)
		default:
			if again, err := FindMetric(m.Name); err != nil || again.Name != m.Name {
				t.Errorf("%s is not found again: %v", m.Name, err)
			}
		}
	}
	claim, err := ParseClaim(`with.edges."shop -> payment".waited < with.routes."payment.charge".p99 * 4`)
	if err != nil {
		t.Fatal(err)
	}
	if got := claim.Names()[0].String(); got != `with.edges."shop -> payment".waited` {
		t.Errorf("the claim names %s", got)
	}
	if _, err := ParseClaim("with.nodes.payment.utilisation < 500ms"); err == nil {
		t.Error("a share is compared with a time")
	}
}

// hold has a worker held for a second, and nine requests wait for it.
func hold(n *NodeMeter, calling time.Duration) {
	n.Began(0, false, 0)
	for range 9 {
		n.Queued(0)
		n.Left(sim.Time(sec), sec)
	}
	n.Ended(sim.Time(sec), sec, calling)
}

// heldUp returns a run in which each node stands for a second as told.
func heldUp(tell func(*Meters)) *Summary {
	m := NewMeters(0)
	tell(m)
	return &Summary{Places: m.Places(sim.Time(sec))}
}

func TestTheBottleneckIsWhereTheCallsEnd(t *testing.T) {
	shop := func(m *Meters, waited time.Duration) {
		hold(m.Node("shop", "shop", 1), sec-1)
		m.Edge("shop -> db").Ended(sim.Time(sec), sim.RequestOK, waited)
	}
	for name, x := range map[string]struct {
		want string
		tell func(*Meters)
	}{
		"a slow dependency": {"db", func(m *Meters) {
			shop(m, sec)
			m.Node("db", "db", 0).Began(0, false, 0)
		}},
		"a lossy way to it": {"shop -> db", func(m *Meters) {
			shop(m, sec)
			m.Node("db", "db", 0)
		}},
		"work of its own": {"shop", func(m *Meters) {
			hold(m.Node("shop", "shop", 1), 0)
		}},
		"a single instance": {"shop-2", func(m *Meters) {
			for _, name := range []string{"shop-1", "shop-2", "shop-3"} {
				m.Node(name, "shop", 1).Began(0, false, 0)
			}
			m.Node("shop-2", "shop", 1).TurnedAway(0)
		}},
		"a limit at the door": {"shop", func(m *Meters) {
			shop := m.Node("shop", "shop", 8)
			shop.Began(0, false, 0)
			shop.Ended(sim.Time(sec), sec, sec)
			for range 9 {
				shop.TurnedAway(0)
			}
			m.Edge("shop -> db").Ended(0, sim.RequestOK, sec)
			m.Node("db", "db", 0).Began(0, false, 0)
		}},
		"idle nodes": {"", func(m *Meters) { m.Node("shop", "shop", 1) }},
	} {
		got := ""
		if b := heldUp(x.tell).bottleneck(); b.place != nil {
			got = b.place.Name
		}
		if got != x.want {
			t.Errorf("%s: the bottleneck is %q, not %q", name, got, x.want)
		}
	}
}
