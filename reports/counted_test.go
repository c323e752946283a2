package reports

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"wavetank/sim"
)

// forgetful is a run in which a store forgets a write, which three reads miss, and doubles an
// effect at two instants, one of them in the warm-up.
func forgetful(variant string, forgets bool) *Summary {
	w, doubled := sim.New(sim.Config{}), sim.NewKind("inbox.doubled")
	c := NewCollector(Options{Duration: 10 * time.Second, Warmup: time.Second, Windows: 10, Loads: []string{"users"}, Counted: []string{"facts.inbox.doubled"}})
	at := func(at time.Duration, k *sim.Kind, value, extra int64) {
		c.Fact(&sim.Fact{At: sim.Time(at), Kind: k, Owner: w.Owner("users"), Value: value, Extra: extra})
	}
	at(2*sec, sim.RequestStarted, 0, 0)
	at(2*sec, sim.ItemWriting, 1, 7)
	at(2*sec, sim.ItemWritten, 1, 7)
	at(2*sec, sim.RequestOK, 0, int64(2*sec))
	for _, t := range []time.Duration{4 * sec, 4*sec + sec/2, 8 * sec} {
		found := int64(7)
		if forgets {
			found = 0
		}
		at(t, sim.RequestStarted, 0, 0)
		at(t, sim.ItemRead, 1, found)
		at(t, sim.RequestOK, 0, int64(t))
	}
	if forgets {
		at(sec/2, doubled, 0, 0)
		at(6*sec, doubled, 0, 0)
	}
	return c.Finish(variant, 1, 0, 0, sim.Time(10*sec))
}

func TestCountsOverTimeEndAtTheMetric(t *testing.T) {
	s := forgetful("naive", true)
	data, err := s.MarshalBinary()
	archived := new(Summary)
	if err := errors.Join(err, archived.UnmarshalBinary(data)); err != nil {
		t.Fatal(err)
	}
	c, err := Compare(Info{Scenario: "x", Variants: []Arm{{Name: "safe"}, {Name: "naive"}}}, []*Summary{forgetful("safe", false), archived})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]float64{
		"facts.inbox.doubled": {0, 0, 0, 0, 0, 0, 1, 1, 1, 1},
		"lost_writes":         {0, 0, 1, 1, 1, 1, 1, 1, 1, 1},
		"stale_reads":         {0, 0, 0, 0, 2, 2, 2, 2, 3, 3},
	}
	if len(c.Variants[0].Counts) != len(want) {
		t.Fatalf("%d counts, want %d", len(c.Variants[0].Counts), len(want))
	}
	for i, x := range c.Variants[1].Counts {
		for k, p := range x.Points {
			if p.Median != want[x.Metric][k] {
				t.Errorf("%s: %v in window %d, want %v", x.Metric, p.Median, k, want[x.Metric][k])
			}
			if safe := c.Variants[0].Counts[i].Points[k]; safe.Median != 0 || !safe.OK {
				t.Errorf("%s: %v in window %d of a run in which it never happened", x.Metric, safe, k)
			}
		}
		total, _ := c.Over("naive", Subject{Metric: x.Metric})
		if last := x.Points[len(x.Points)-1].Median; last != total.Median {
			t.Errorf("%s ends at %v, and the metric is %v", x.Metric, last, total.Median)
		}
	}
	var csv bytes.Buffer
	if err := c.WriteCurvesCSV(&csv); err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(csv.String(), "\n")
	if !strings.HasSuffix(head, ",stale_reads,stale_reads_p5,stale_reads_p95") || !slices.Contains(strings.Split(csv.String(), "\n"), "naive,8"+strings.Repeat(",0", 3)+strings.Repeat(",0", 3)+strings.Repeat(",0", 9)+strings.Repeat(",1", 6)+strings.Repeat(",3", 3)) {
		t.Errorf("%s", csv.String())
	}
}
