package storm_test

import (
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// line returns the place of the line below its caller's, as a complaint names it.
func line() string {
	_, file, n, _ := runtime.Caller(1)
	return fmt.Sprintf("%s:%d", file[strings.LastIndex(file, "/")+1:], n+1)
}

// complaint returns what Check says of a plan that it is to refuse.
func complaint(t *testing.T, p storm.Plan) string {
	t.Helper()
	p.Out = t.TempDir()
	if p.Properties == nil {
		p.Properties = []storm.Property{storm.Never(ticked)}
	}
	return verdict(func(t storm.TB) { storm.Check(t, p) })
}

// says fails the test unless a text has all of the words.
func says(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if w == "" || !strings.Contains(text, w) {
			t.Errorf("it lacks %q:\n%s", w, text)
		}
	}
}

// program is what a process of a user's does.
type program = func(*sim.Proc, *nodes.Node)

func TestAPanicIsToldWithTheLineOfTheUser(t *testing.T) {
	var place string
	for name, run := range map[string]program{
		"in a process": func(*sim.Proc, *nodes.Node) {
			place = line()
			panic("my bug")
		},
		"below a function of the standard library": func(*sim.Proc, *nodes.Node) {
			place = line()
			_ = strings.Repeat("my bug", -1)
		},
		"after it has waited": func(p *sim.Proc, _ *nodes.Node) {
			p.Sleep(time.Millisecond)
			var none []string
			place = line()
			_ = none[len(none)]
		},
		"in an event": func(p *sim.Proc, m *nodes.Node) {
			p.World().After(time.Millisecond, m.Owner(), sim.Func(func() {
				place = line()
				panic("my bug")
			}))
		},
		"in a deferred call of a process that is killed": func(p *sim.Proc, m *nodes.Node) {
			child := m.Go(func(p *sim.Proc) {
				defer func() {
					place = line()
					panic("my bug")
				}()
				p.Park()
			})
			p.Sleep(time.Millisecond)
			child.Kill()
		},
	} {
		t.Run(name, func(t *testing.T) {
			said := complaint(t, storm.Plan{World: with(run)})
			says(t, said, "seed 1", "panicked", place)
			if first, _, _ := strings.Cut(said[strings.Index(said, "\n\t")+2:], "\n"); !strings.HasSuffix(first, place) {
				t.Errorf("the first place is %s, want %s:\n%s", first, place, said)
			}
		})
	}
}

// within fails the test unless a text names a line of a program that begins there.
func within(t *testing.T, text, begin string, lines int) {
	t.Helper()
	file, first, _ := strings.Cut(begin, ":")
	n, _ := strconv.Atoi(first)
	for i := range lines {
		if strings.Contains(text, fmt.Sprintf("/%s:%d\n", file, n+i)) || strings.HasSuffix(text, fmt.Sprintf("/%s:%d", file, n+i)) {
			return
		}
	}
	t.Errorf("it names none of the %d lines from %s:\n%s", lines, begin, text)
}

func TestARunThatDoesNotEndIsToldWithTheLineOfTheUser(t *testing.T) {
	var place string
	forever, bark := make(chan struct{}), make(chan time.Time, 100)
	defer close(forever)
	for name, test := range map[string]struct {
		run   program
		lines int // that may be named
		want  string
	}{
		"it computes for ever": {func(*sim.Proc, *nodes.Node) {
			place = line()
			for n := 0; !over(forever); n++ {
				if n == 1 || n == 2 {
					bark <- time.Time{}
				}
			}
		}, 4, "it computes in\n"},
		"it waits for a channel, while others wait for their turn": {func(p *sim.Proc, m *nodes.Node) {
			for range 20 {
				m.Go(func(p *sim.Proc) { p.Park() })
			}
			m.Go(func(*sim.Proc) {
				place = line()
				bark <- time.Time{}
				bark <- time.Time{}
				<-forever
			})
			p.Park()
		}, 3, " in\n\t"},
	} {
		t.Run(name, func(t *testing.T) {
			said := complaint(t, storm.Plan{World: with(test.run)}.Alarmed(bark))
			says(t, said, "did not get on", "seed 1", test.want)
			within(t, said, place, test.lines)
			if strings.Contains(said, "sync/") || strings.Count(said, "\n\t") > 3 {
				t.Errorf("places of others:\n%s", said)
			}
		})
	}
	t.Run("the world is never made", func(t *testing.T) {
		said := complaint(t, storm.Plan{World: func(uint64) (*scenarios.World, error) {
			place = line()
			bark <- time.Time{}
			<-forever
			return nil, nil
		}}.Alarmed(bark))
		says(t, said, "did not get on")
		within(t, said, place, 2)
	})
}

func TestARunThatCannotGoOnIsToldWithTheLineOfTheUser(t *testing.T) {
	t.Run("it waits for no time", func(t *testing.T) {
		var place string
		said := complaint(t, storm.Plan{World: with(func(p *sim.Proc, _ *nodes.Node) {
			for place = line(); ; {
				p.Sleep(0)
			}
		})})
		says(t, said, "without progress of the clock", "waits in\n", place)
	})
	t.Run("it ends its goroutine", func(t *testing.T) {
		says(t, complaint(t, storm.Plan{World: with(func(*sim.Proc, *nodes.Node) { runtime.Goexit() })}), "seed 1", "runtime.Goexit, as t.Fatal does")
	})
	t.Run("its events call each other", func(t *testing.T) {
		said := complaint(t, storm.Plan{World: with(func(p *sim.Proc, m *nodes.Node) {
			var again sim.Func
			again = func() { p.World().After(0, m.Owner(), again) }
			p.World().After(time.Millisecond, m.Owner(), again)
			p.Sleep(time.Second)
		})})
		says(t, said, "without progress of the clock")
		if strings.Contains(said, "waits in") {
			t.Errorf("a process is blamed that ran earlier:\n%s", said)
		}
	})
}

func TestTheLineIsThatOfTheRunThatFailed(t *testing.T) {
	var places [3]string
	forever, bark := make(chan struct{}), make(chan time.Time, 100)
	defer close(forever)
	var both sync.WaitGroup
	both.Add(2)
	stuck := [3]program{1: func(*sim.Proc, *nodes.Node) {
		places[1] = line()
		both.Done()
		<-forever
	}, 2: func(*sim.Proc, *nodes.Node) {
		places[2] = line()
		both.Done()
		<-forever
	}}
	go func() {
		both.Wait()
		for range 4 {
			bark <- time.Time{}
		}
	}()
	said := complaint(t, storm.Plan{Jobs: 2, Runs: 2, World: func(seed uint64) (*scenarios.World, error) { return with(stuck[seed])(seed) }}.Alarmed(bark))
	says(t, said, "seed 1")
	within(t, said, places[1], 2)
	if n := strings.Count(said, "\n\t"); n > 2 {
		t.Errorf("%d places:\n%s", n, said)
	}
}

// over reports whether a channel was closed.
func over(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func TestAWorldThatIsNotDeterministicIsNotShrunk(t *testing.T) {
	runs := 0
	for name, test := range map[string]struct {
		plan storm.Plan
		want string
	}{
		"its events outlive a run": {storm.Plan{World: with(func(p *sim.Proc, m *nodes.Node) {
			runs++
			p.Sleep(time.Duration(runs) * time.Microsecond)
			p.World().Emit(sim.Fact{Kind: ticked, Owner: m.Owner()})
		})}, "Of two runs side by side event "},
		"its facts have other values at the same time": {storm.Plan{World: with(func(p *sim.Proc, m *nodes.Node) {
			runs++
			m.World().Emit(sim.Fact{Kind: acquired, Owner: m.Owner(), Value: int64(runs)})
			m.World().Emit(sim.Fact{Kind: ticked, Owner: m.Owner()})
		})}, "Of two runs side by side event "},
		"it breaks in every fourth run": {storm.Plan{World: with(func(p *sim.Proc, m *nodes.Node) {
			runs++
			m.World().Emit(sim.Fact{Kind: acquired, Owner: m.Owner()})
			if runs%4 == 0 {
				p.World().Emit(sim.Fact{Kind: ticked, Owner: m.Owner()})
			}
		})}, "again:    nothing is violated"},
		"it panics in every second run": {storm.Plan{World: with(func(p *sim.Proc, m *nodes.Node) {
			if runs++; runs%2 == 0 {
				panic("ouch")
			}
			p.World().Emit(sim.Fact{Kind: ticked, Owner: m.Owner()})
		})}, "ouch"},
		"a property remembers": {storm.Plan{
			World: with(func(p *sim.Proc, m *nodes.Node) { p.World().Emit(sim.Fact{Kind: ticked, Owner: m.Owner()}) }),
			Properties: []storm.Property{storm.Always("mine", func(*sim.Fact) error {
				if runs++; runs%5 == 0 {
					return errors.New("the fifth")
				}
				return nil
			}, ticked)},
		}, "do not differ in any event"},
	} {
		t.Run(name, func(t *testing.T) {
			runs = 0
			says(t, complaint(t, test.plan), "this world is not deterministic", "at first: ", "again: ", test.want)
			runs = 0
			said, _ := rapidly(t, test.plan)
			says(t, said, "this world is not deterministic", "at first: ", "again: ", "wo runs side by side ")
		})
	}
}

func TestAWorldThatShowsNothingFails(t *testing.T) {
	idle := with(func(*sim.Proc, *nodes.Node) {})
	unbooted := func(uint64) (*scenarios.World, error) {
		n := net.New(sim.New(sim.Config{}), nil)
		return world.Adopt(n, time.Second, nodes.NewNode(n, "a", func(*nodes.Node) {})), nil
	}
	state := storm.Finally("my own variables", func(*storm.Run) error { return nil })
	for name, test := range map[string]struct {
		plan storm.Plan
		want string
	}{
		"nobody was booted":                        {storm.Plan{World: unbooted}, "no machine was ever booted"},
		"nobody was booted, whatever is looked at": {storm.Plan{World: unbooted, Properties: []storm.Property{state}}, "no machine was ever booted"},
		"nobody asked":                             {storm.Plan{World: idle}, "nothing was ever asked"},
		"a property looks at variables":            {storm.Plan{World: idle, Properties: []storm.Property{state}}, ""},
		"somebody asked":                           {storm.Plan{World: ring, Properties: []storm.Property{state, storm.Never(stored)}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			test.plan.Runs = 3
			checked := complaint(t, test.plan)
			drawn, failed := rapidly(t, test.plan)
			if test.want == "" {
				if checked != "" || failed {
					t.Errorf("it fails:\n%s\n%s", checked, drawn)
				}
				return
			}
			says(t, checked, test.want)
			says(t, drawn, test.want)
		})
	}
}
