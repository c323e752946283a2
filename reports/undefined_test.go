package reports

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"wavetank/sim"
)

func TestWhatIsUndefinedSaysWhy(t *testing.T) {
	young := func(tape *tape) { tape.request("users", 59*sec, 20*sec, sim.RequestOK, 60*sec) }
	for _, c := range []struct {
		name   string
		play   func(*tape)
		metric string
		want   string
	}{
		{"nobody asked", nil, "error_rate", "nobody asked"},
		{"nobody asked for an item", nil, "stale_reads", "nobody asked"},
		{"nobody asked, so that there is no latency", nil, "p99", "nobody asked"},
		{"all requests are young", func(tape *tape) {
			tape.request("users", 10*sec, 30*sec, sim.RequestOK, 60*sec) // the longest answer is that of another request
			young(tape)
		}, "p99", ""},
		{"all failed", func(tape *tape) { tape.request("users", 10*sec, sec, sim.RequestFailed, 60*sec) }, "p99", "no request was answered well"},
		{"all failed, and none was degraded", func(tape *tape) { tape.request("users", 10*sec, sec, sim.RequestFailed, 60*sec) }, "degraded_rate", "no request was answered well"},
		{"all failed, also those for items", func(tape *tape) { tape.request("users", 10*sec, sec, sim.RequestFailed, 60*sec) }, "lost_writes", "no request was answered well"},
		{"nobody read an item", func(tape *tape) { tape.request("users", 10*sec, sec, sim.RequestOK, 60*sec) }, "stale_reads",
			"no read was ever judged, as no load was answered a read of an item"},
		{"no fault", func(tape *tape) { tape.request("users", 10*sec, sec, sim.RequestOK, 60*sec) }, "recovery", "there was no fault and no surge of the load to recover from"},
		{"nobody told a level", young, "levels.queue.deep.max", "nobody told that level"},
		{"nobody told a delay", young, "delays.saga.decided.p99", "nobody told such a delay"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tape := newTape()
			if c.play != nil {
				c.play(tape)
			}
			s := tape.play(Options{Duration: 60 * sec, Loads: []string{"users"}})
			m, err := FindMetric(c.metric)
			if err != nil {
				t.Fatal(err)
			}
			if got := m.Why(s, ""); got != c.want {
				t.Errorf("%s is undefined as %q, want %q", c.metric, got, c.want)
			}
		})
	}
}

// TestARouteThatIsDeadNeverPasses does the same for places: what speaks against a claim is
// that nobody was answered, and not that nobody asked.
func TestARouteThatIsDeadNeverPasses(t *testing.T) {
	s := outcome{ok: 100, latency: time.Second}.summary("run", 1)
	s.Places = []*Place{
		{Sort: RouteSort, Name: "bank.pay", Requests: 5, Failed: 5},
		{Sort: RouteSort, Name: "bank.look", Requests: 5},
		{Sort: RouteSort, Name: "bank.close"},
		{Sort: EdgeSort, Name: "shop -> bank", Requests: 5},
		{Sort: EdgeSort, Name: "shop -> till"},
	}
	x := mustCompare(t, Info{Scenario: "s", Variants: []Arm{{Name: "run"}}}, []*Summary{s})
	for _, c := range []struct {
		metric string
		want   Status
		words  string
	}{
		{`routes."bank.pay".p99`, Fail, "no request was answered well"},
		{`routes."bank.look".error_rate`, Fail, "no request ended"},
		{`routes."bank.close".p99`, Inconclusive, "nobody asked"},
		{`routes."bank.gone".p99`, Inconclusive, "nobody asked"},
		{`edges."shop -> bank".p99`, Fail, "no request ended"},
		{`edges."shop -> till".error_rate`, Inconclusive, "no call was sent"},
	} {
		checkVerdict(t, x, "run."+c.metric+" <= run."+c.metric, c.want, c.words)
		if m, err := FindMetric(c.metric); err != nil || m.Why(s, "") != c.words {
			t.Errorf("%s: %v, %q", c.metric, err, m.Why(s, ""))
		}
	}
}

// TestEveryUndefinedNumberHasAReason takes runs in which as much as possible is
// undefined, and wants a reason for each null and each dash.
func TestEveryUndefinedNumberHasAReason(t *testing.T) {
	silent := outcome{}.summary("without", 1)
	dead := outcome{failed: 5}.summary("with", 1)
	for _, s := range []*Summary{silent, dead} {
		for _, m := range Metrics() {
			if _, ok := m.Of(s, ""); ok == (m.Why(s, "") != "") {
				t.Errorf("%s of %s: defined is %v, and the reason %q", m.Name, s.Variant, ok, m.Why(s, ""))
			}
		}
	}
	c := mustCompare(t, twoArms(), []*Summary{silent, dead})
	var table bytes.Buffer
	if err := c.WriteTable(&table, Screen{Details: true}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"– error rate, p50, p99, attempts per request, p99 of all requests of without: nobody asked\n",
		"– recovery: there was no fault and no surge of the load to recover from\n",
		"– p50, p99 of with: no request was answered well\n",
		"– 95 % interval: that of a mean needs two seeds, that of a median (recovery) six\n",
	} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("no %q in\n%s", want, &table)
		}
	}
	var out struct {
		Variants []struct {
			Metrics map[string]struct {
				Median    *float64
				Undefined int
				Why       string
			}
		}
	}
	b, err := json.Marshal(c)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range out.Variants {
		for name, m := range v.Metrics {
			if (m.Median == nil) != (m.Undefined == 1) || (m.Why != "") != (m.Undefined > 0) {
				t.Errorf("%s: %+v", name, m)
			}
		}
	}
}

func TestASweepSaysWhatIsUndefinedAtAPoint(t *testing.T) {
	point := func(o outcome) *Comparison {
		return mustCompare(t, twoArms(), []*Summary{outcome{ok: 5, latency: time.Second}.summary("without", 1), o.summary("with", 1)})
	}
	s := &Sweep{Info: twoArms(), Axes: []Axis{{Key: "nodes.a.workers", Values: []string{"1", "2"}}},
		Points: []*Comparison{point(outcome{failed: 3}), point(outcome{ok: 3, latency: time.Second})}}
	var table bytes.Buffer
	if err := s.WriteTable(&table, Screen{Width: 80}); err != nil {
		t.Fatal(err)
	}
	if want := "– p99 of with at a.workers = 1: no request was answered well in 1 of 1 seed\n"; !strings.Contains(table.String(), want) {
		t.Errorf("no %q in\n%s", want, &table)
	}
}
