package scenarios

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"wavetank/reports"
	"wavetank/sim"
)

// cursed is a distribution that breaks an invariant when it is first sampled.
type cursed struct{ sim.Constant }

func (cursed) Sample(sim.Rand) time.Duration { panic("the curse of 7 is not 8") }

func parsed(t *testing.T, text string) *Scenario {
	t.Helper()
	s, err := Parse("x.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestABrokenInvariantNamesItsRun(t *testing.T) {
	s := parsed(t, oneArm)
	s.Nodes[0].Routes[0].Work = cursed{}
	_, ran := Run(t.Context(), s, "", 7, sim.Limits{})
	_, verified := Verify(t.Context(), s, "", 7, sim.Limits{})
	_, compared := Compare(t.Context(), s, CompareOptions{Seeds: Seeds(7, 1)})
	for _, err := range []error{ran, verified, compared} {
		var run *RunError
		if !errors.As(err, &run) {
			t.Fatalf("got %v, want a RunError", err)
		}
		if run.Seed != 7 || run.Variant != "baseline" || run.At <= 0 || !strings.Contains(run.Stack, "Sample") {
			t.Errorf("the error does not tell which run: %+v", run)
		}
		if !strings.Contains(err.Error(), "broken invariant: the curse of 7 is not 8") || strings.Contains(err.Error(), "goroutine") {
			t.Errorf("got %v", err)
		}
	}
}

func TestAHopelessRunNamesItsCulprit(t *testing.T) {
	s := parsed(t, oneArm)
	_, ran := Run(t.Context(), s, "", 7, sim.Limits{Events: 10})
	_, verified := Verify(t.Context(), s, "", 7, sim.Limits{Events: 10})
	for _, err := range []error{ran, verified} {
		var run *RunError
		if !errors.As(err, &run) || !errors.Is(err, sim.ErrLimit) || strings.Count(err.Error(), "virtual time") != 1 {
			t.Errorf("got %v, want a RunError about a limit that tells the time once", err)
		}
	}
}

func TestACancelledRunEnds(t *testing.T) {
	s := parsed(t, strings.Replace(oneArm, "10s", "1000s", 1))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, ran := Run(ctx, s, "", 1, sim.Limits{})
	_, verified := Verify(ctx, s, "", 1, sim.Limits{})
	for _, err := range []error{ran, verified} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want that it was cancelled", err)
		}
	}
}

func TestIdleNamesWhatTookNoPart(t *testing.T) {
	s := parsed(t, twoArms+`[nodes.c]
routes.t = {}
[[faults]]
kind = "hang"
node = "c"
at = "2s"
for = "1s"
[[faults]]
name = "aftershock"
kind = "hang"
node = "b"
when = { fact = "node.crashed" }
[[faults]]
kind = "slow"
node = "a"
factor = 2
at = "4s"
for = "1s"
`)
	idle := func(variants ...string) []string {
		var list []string
		for _, v := range variants {
			sum, err := Run(t.Context(), s, v, 1, sim.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			list = Idle(s, []*reports.Summary{sum})
		}
		return list
	}
	faults := []string{"the fault hang #1 touched nothing", "the fault aftershock never began"}
	if got := idle("without"); !slices.Equal(got, faults) {
		t.Errorf("without: %q, want %q", got, faults)
	}
	pattern := "the pattern p never acted in variant with (no breaker.opened, breaker.exceeded or breaker.rejected)"
	if got := idle("with"); !slices.Equal(got, append(faults, pattern)) {
		t.Errorf("with: %q", got)
	}
}

func TestARampMayGoOnUntilTheEndAndBeyond(t *testing.T) {
	const head = "title = 'x'\nduration = '10s'\n[nodes.a]\nroutes.r = {}\n[loads.l]\nto = 'a.r'\narrivals = 'constant'\n"
	for steps, want := range map[string]int64{
		"{ at = '10s', rate = '20/s', ramp = true }":                               99,
		"{ at = '20s', rate = '20/s', ramp = true }":                               49,
		"{ at = '0s', rate = '10/s' }, { at = '20s', rate = '20/s', ramp = true }": 125,
	} {
		got, err := Run(t.Context(), parsed(t, head+"steps = ["+steps+"]\n"), "", 1, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if n := got.Fact("request.started"); n < want-1 || n > want+1 {
			t.Errorf("%s made %d requests, want %d", steps, n, want)
		}
	}
	_, err := Parse("x.toml", []byte(head+"steps = [{ at = '10s', rate = '20/s', ramp = true }, { at = '20s', rate = '5/s', ramp = true }]\n"))
	if err == nil || !strings.Contains(err.Error(), "a step at 20s never begins") {
		t.Errorf("a ramp behind the end: got %v", err)
	}
}
