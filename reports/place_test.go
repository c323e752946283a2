package reports

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"wavetank/sim"
	"wavetank/sim/meter"
)

// shift is one second at a machine of two workers, with a warm-up of a second before it:
// one works for all of it, the other for half, and three wait for a quarter.
func shift() *Meters {
	m := NewMeters(sec)
	n := m.Service("shop", "shop", 2)
	at := func(d time.Duration) sim.Time { return sim.Time(d) }
	for range 3 { // in the warm-up, which does not count
		n.Queue(0)
	}
	n.Begin(0)
	n.Stop(at(sec - 1))
	n.Begin(at(sec - 1))
	n.Begin(at(1250 * time.Millisecond))
	for range 3 {
		n.Queue(at(1250 * time.Millisecond))
	}
	for range 3 {
		n.Leave(at(1500*time.Millisecond), 250*time.Millisecond)
	}
	n.End(at(1750*time.Millisecond), 500*time.Millisecond, 400*time.Millisecond)
	n.TurnAway(at(1800 * time.Millisecond))
	n.TurnAway(at(800 * time.Millisecond))
	r := m.Route("shop.pay")
	r.Begin(at(sec / 2))
	r.Ended(at(sec/2), at(2*sec), sim.RequestFailed)
	for i := range time.Duration(4) {
		r.Begin(at(sec))
		r.Ended(at(sec), at(sec+i*10*time.Millisecond), []*sim.Kind{sim.RequestOK, sim.RequestOK, sim.RequestFailed, sim.RequestRejected}[i])
	}
	e := m.Edge("shop", "payment")
	e.Begin(at(sec))
	e.Begin(at(sec))
	e.Ended(at(sec), at(2*sec), sim.RequestTimedOut)
	e.Ended(at(sec), at(sec+sec/2), nil)
	e.Ended(at(sec-1), at(2*sec), sim.RequestOK) // it was sent in the warm-up
	e.TurnedAway(at(sec), "breaker")
	return m
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
		m.Service(name, "db", 3)
	}
	for range 200 {
		now = now.Add(time.Duration(luck.Int64N(1e9)))
		n := m.Service([]string{"db-1", "db-2"}[luck.IntN(2)], "db", 3)
		n.Queue(now)
		if luck.IntN(3) > 0 {
			n.Take(now, time.Duration(luck.Int64N(1e10)))
			n.End(now, time.Duration(luck.Int64N(1e10)), time.Duration(luck.Int64N(1e9)))
		}
		m.Route([]string{"db.get", "db.put"}[luck.IntN(2)]).Well(now, now.Add(time.Duration(luck.Int64N(1e10))))
		m.Edge("a", "db").TurnedAway(now, []string{"limit", "breaker", "bulkhead"}[luck.IntN(3)])
	}
	places := m.Places(now)
	if again := m.Places(now); !reflect.DeepEqual(places, again) {
		panic("the second who asks for the places of a run hears something else")
	}
	return places
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
func hold(n *meter.Service, calling time.Duration) {
	n.Begin(0)
	for range 9 {
		n.Queue(0)
		n.Leave(sim.Time(sec), sec)
	}
	n.End(sim.Time(sec), sec, calling)
}

// heldUp returns a run in which each node stands for a second as told.
func heldUp(tell func(*Meters)) *Summary {
	m := NewMeters(0)
	tell(m)
	return &Summary{Places: m.Places(sim.Time(sec))}
}

func TestTheBottleneckIsWhereTheCallsEnd(t *testing.T) {
	shop := func(m *Meters, waited time.Duration) {
		hold(m.Service("shop", "shop", 1), sec-1)
		m.Edge("shop", "db").Well(0, sim.Time(waited))
	}
	for name, x := range map[string]struct {
		want string
		tell func(*Meters)
	}{
		"a slow dependency": {"db", func(m *Meters) {
			shop(m, sec)
			m.Service("db", "db", 0).Begin(0)
		}},
		"a lossy way to it": {"shop -> db", func(m *Meters) {
			shop(m, sec)
			m.Service("db", "db", 0)
		}},
		"a bulkhead before it": {"shop -> db", func(m *Meters) {
			shop(m, sec)
			m.Edge("shop", "db").TurnedAway(0, "bulkhead")
			m.Service("db", "db", 0).Begin(0)
		}},
		"work of its own": {"shop", func(m *Meters) {
			hold(m.Service("shop", "shop", 1), 0)
		}},
		"a single instance": {"shop-2", func(m *Meters) {
			for _, name := range []string{"shop-1", "shop-2", "shop-3"} {
				m.Service(name, "shop", 1).Begin(0)
			}
			m.Service("shop-2", "shop", 1).TurnAway(0)
		}},
		"a limit at the door": {"shop", func(m *Meters) {
			shop := m.Service("shop", "shop", 8)
			shop.Begin(0)
			shop.End(sim.Time(sec), sec, sec)
			for range 9 {
				shop.TurnAway(0)
			}
			m.Edge("shop", "db").Well(0, sim.Time(sec))
			m.Service("db", "db", 0).Begin(0)
		}},
		"idle nodes": {"", func(m *Meters) { m.Service("shop", "shop", 1) }},
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

// TestABottleneckIsToldWithItsReason where a node has no bound on its workers, too.
func TestABottleneckIsToldWithItsReason(t *testing.T) {
	shop := func(m *Meters) {
		hold(m.Service("shop", "shop", 1), sec-1)
		m.Edge("shop", "db").Well(0, sim.Time(sec))
		m.Service("db", "db", 0).Begin(0)
	}
	for want, tell := range map[string]func(*Meters){
		"Bottleneck: db (its work takes long, and waits for no worker).": shop,
		"Bottleneck: the calls shop -> db, waited for 1.00 s on average (p99 1.00 s), before which patterns turned 50.0 % away.": func(m *Meters) {
			shop(m)
			m.Edge("shop", "db").Begin(0)
			m.Edge("shop", "db").TurnedAway(0, "bulkhead")
		},
	} {
		c := &Comparison{Variants: []*Variant{{Total: *heldUp(tell)}}}
		if got := c.Bottlenecks(); got != want {
			t.Errorf("it says %q, not %q", got, want)
		}
	}
}
