package storm_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
	"wavetank/scenarios/world"
	"wavetank/sim"
	_ "wavetank/sim/property"
)

// A fakeTest is one that is expected to fail: it remembers the first complaint.
type fakeTest struct{ said string }

func (c *fakeTest) Helper()                           {}
func (c *fakeTest) Name() string                      { return "TestOfAUser" }
func (c *fakeTest) Logf(string, ...any)               {}
func (c *fakeTest) Errorf(format string, args ...any) { c.Fatalf(format, args...) }
func (c *fakeTest) Fatalf(format string, args ...any) {
	if c.said == "" {
		c.said = fmt.Sprintf(format, args...)
	}
}

// verdict returns what a test says when it fails, "" if it does not.
func verdict(test func(storm.TB)) string {
	c := &fakeTest{}
	test(c)
	return c.said
}

// with returns the world of one machine that runs a program.
func with(program func(*sim.Proc, *nodes.Node)) func(uint64) (*scenarios.World, error) {
	return func(seed uint64) (*scenarios.World, error) {
		w := sim.New(sim.Config{Seed: seed, Limits: sim.Limits{Stall: 10_000}})
		n := net.New(w, nil)
		m := nodes.NewNode(n, "a", func(m *nodes.Node) { m.Go(func(p *sim.Proc) { program(p, m) }) })
		world := world.Adopt(n, time.Second, m)
		m.Boot()
		return world, nil
	}
}

func TestWhatCannotBeTestedIsExplained(t *testing.T) {
	idle := with(func(*sim.Proc, *nodes.Node) {})
	never := []storm.Property{storm.Never(ticked)}
	for _, x := range []struct {
		name string
		plan storm.Plan
		want []string
	}{
		{"a property that panics", storm.Plan{World: idle, Properties: []storm.Property{
			storm.Always("mine", func(*sim.Fact) error { var m map[int][]int; return fmt.Errorf("%d", m[0][0]) }),
		}}, []string{"mine", "the property itself panicked", "index out of range", "hostile_test.go:"}},
		{"a judge that panics when it is made", storm.Plan{World: idle, Properties: []storm.Property{
			{Name: "mine", New: func(*storm.Run) storm.Judge { panic("ouch") }},
		}}, []string{"ouch", "hostile_test.go:"}},
		{"a world that cannot be built", storm.Plan{Properties: never, World: func(uint64) (*scenarios.World, error) {
			return nil, errors.New("no such disk")
		}}, []string{"cannot be built", "no such disk"}},
		{"a world that panics while it is built", storm.Plan{Properties: never, World: func(uint64) (*scenarios.World, error) {
			panic("no such disk")
		}}, []string{"cannot be built", "no such disk", "hostile_test.go:"}},
		{"a world that is nil", storm.Plan{Properties: never, World: func(uint64) (*scenarios.World, error) { return nil, nil }},
			[]string{"World returned nil"}},
		{"a generator that rejects everything", storm.Plan{World: idle, Properties: never,
			Storms: rapid.Just([]scenarios.Fault(nil)).Filter(func([]scenarios.Fault) bool { return false })},
			[]string{"gives no storm", "Filter"}},
		{"a policy that allows nothing", storm.Plan{World: idle, Properties: never, Policy: storm.Policy{Kinds: []string{"disk-full"}}},
			[]string{"leaves no fault"}},
		{"a kind that there is not", storm.Plan{World: idle, Properties: never, Policy: storm.Policy{Kinds: []string{"crashes"}}},
			[]string{`"crashes"`, "crash, "}},
		{"no property", storm.Plan{World: idle}, []string{"Properties"}},
		{"no world", storm.Plan{Properties: never}, []string{"World"}},
		{"a goal that is never reached", storm.Plan{World: ring, Runs: 5, Properties: []storm.Property{storm.Sometimes(stored)}},
			[]string{"sometimes store.written", "never reached"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			x.plan.Out = t.TempDir()
			said := verdict(func(t storm.TB) { storm.Check(t, x.plan) })
			for _, want := range x.want {
				if !strings.Contains(said, want) {
					t.Errorf("it lacks %q:\n%s", want, said)
				}
			}
		})
	}
}
