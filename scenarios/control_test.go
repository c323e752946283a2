package scenarios

import (
	"strings"
	"testing"

	"wavetank/reports"
)

// TestWhoStaysDownAfterItsFaultIsMetastable: naive retries keep a server down at a load that
// it bears otherwise, without retries it comes back, and beyond its capacity the same is an
// overload, which the runs without the fault say.
func TestWhoStaysDownAfterItsFaultIsMetastable(t *testing.T) {
	for rate, want := range map[string]reports.State{"200/s": reports.Metastable, "300/s": reports.Overloaded} {
		s, err := OpenWith("retry-storm", Setting{Key: "loads.users.rate", Value: rate, From: "test"}, Setting{Key: "duration", Value: "40s", From: "test"})
		if err == nil {
			s, err = Only(s, []string{"without", "naive"})
		}
		if err != nil {
			t.Fatal(err)
		}
		c, err := Compare(t.Context(), s, CompareOptions{Seeds: Seeds(1, 2)})
		if err != nil {
			t.Fatal(err)
		}
		calm, naive := c.Variants[0], c.Variants[1]
		if naive.States()[want] != 2 || naive.Controls.Run != 2 || want == reports.Metastable && (calm.States()[reports.Stable] != 2 || calm.Controls.Run != 0) {
			t.Errorf("at %s naive is %v (%+v), without %v (%+v)", rate, naive.States(), naive.Controls, calm.States(), calm.Controls)
		}
	}
}

// TestABreakerThatIsStillOpenIsNoOverload: after the fault nothing is left to do for any
// node, as the breaker lets nobody come. A retry storm is one for the node that it meets.
func TestABreakerThatIsStillOpenIsNoOverload(t *testing.T) {
	for name, want := range map[string]reports.State{"circuit-breaker patterns.breaker.open_for 60s with": reports.Overloaded, "retry-storm duration 40s naive": reports.Metastable} {
		w := strings.Fields(name)
		s, err := OpenWith(w[0], Setting{Key: w[1], Value: w[2], From: "test"})
		if err == nil {
			s, err = Only(s, []string{w[3]})
		}
		if err != nil {
			t.Fatal(err)
		}
		s.Measure = true
		c, err := Compare(t.Context(), s, CompareOptions{Seeds: Seeds(1, 2)})
		if err != nil {
			t.Fatal(err)
		}
		v := c.Variants[0]
		if idle := want == reports.Overloaded; v.States()[want] != 2 || v.Runs[0].AtEase != idle || (v.Controls.Run == 0) != idle {
			t.Errorf("%s is %v, its nodes at ease: %v; %+v", name, v.States(), v.Runs[0].AtEase, v.Controls)
		}
	}
}

// TestAMetastableVariantHasTwoBasins: a comparison that is asked for it runs what is
// metastable with shorter faults, too, and finds from how long a queue on it stays down.
func TestAMetastableVariantHasTwoBasins(t *testing.T) {
	set := []Setting{{Key: "duration", Value: "40s", From: "test"}, {Key: "nodes.db.workers", Value: "2", From: "test"}, {Key: "loads.users.rate", Value: "40/s", From: "test"}}
	s, err := OpenWith("retry-storm", set...)
	if err == nil {
		s, err = Only(s, []string{"without", "naive"})
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, asked := range []bool{false, true} {
		c, err := Compare(t.Context(), s, CompareOptions{Seeds: Seeds(1, 1), Phase: asked})
		if err != nil {
			t.Fatal(err)
		}
		if !asked {
			if c.Phase != nil {
				t.Error("nobody asked for it")
			}
			continue
		}
		p := c.Phase
		if p == nil || p.Variant != "naive" || len(p.Courses) != len(phaseParts) {
			t.Fatalf("%+v", p)
		}
		if queued, ok := p.Brink(); !ok || queued < 10 || queued > 200 || !p.Courses[0].Back || p.Courses[len(phaseParts)-1].Back || len(p.Cells()) < 20 {
			t.Errorf("the brink is at %v, %v, with %d cells", queued, ok, len(p.Cells()))
		}
		last := -1 // samples within the fault
		for _, course := range p.Courses {
			n := 0
			for _, at := range course.At {
				n += at.Begun - at.Ended
			}
			if n <= last {
				t.Errorf("%d samples lie within %v of the fault, and %d within less of it", n, course.Part, last)
			}
			last = n
		}
	}
}

// TestASweepTellsWhatIsMetastableWhere: the control runs are made at each point, and what
// stands in for several points speaks for all.
func TestASweepTellsWhatIsMetastableWhere(t *testing.T) {
	open := func(set ...Setting) (*Scenario, error) {
		s, err := OpenWith("retry-storm", append([]Setting{{Key: "duration", Value: "40s", From: "test"}, {Key: "nodes.db.workers", Value: "2", From: "test"}, {Key: "loads.users.rate", Value: "40/s", From: "test"}}, set...)...)
		if err != nil {
			return nil, err
		}
		return Only(s, []string{"without", "naive", "backoff"})
	}
	g, err := OpenGrid(open, reports.Axis{Key: "patterns.backoff.attempts", Values: []string{"1", "4"}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Sweep(t.Context(), g, CompareOptions{Seeds: Seeds(1, 2)})
	if err != nil {
		t.Fatal(err)
	}
	if words := s.StateWords(); words != "At the end, in most seeds: naive metastable with any; backoff metastable with 4." {
		t.Error(words)
	}
	for i, p := range s.Points {
		if n := p.Variants[1].Controls.Run; n != 2 {
			t.Errorf("point %d: naive has %d controls", i+1, n)
		}
	}
}
