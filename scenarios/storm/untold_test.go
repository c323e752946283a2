package storm_test

import (
	"context"
	"testing"

	"wavetank/scenarios"
	"wavetank/scenarios/storm"
	"wavetank/sim"
)

// TestAnInvariantAboutARecoveryThatIsNoneIsNotHeld has a service that hangs, to the
// end of the run or for a while.
func TestAnInvariantAboutARecoveryThatIsNoneIsNotHeld(t *testing.T) {
	for lasts, want := range map[string]string{
		"":           "nothing could violate it: nothing can be said of recovery",
		"for = '5s'": "",
	} {
		s, err := scenarios.Parse("x.toml", []byte(`title = "x"
duration = "60s"
[nodes.a]
routes.x = { work = "5ms" }
[loads.l]
to = "a.x"
rate = "20/s"
[[invariant]]
that = "recovery < 1s"
[[faults]]
kind = "hang"
node = "a"
at = "10s"
`+lasts))
		if err != nil {
			t.Fatal(err)
		}
		sum, err := storm.RunDeclared(context.Background(), s, "", 1, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if j := sum.Judged; len(j) != 1 || j[0].Broken || j[0].Words != want {
			t.Errorf("a hang with %q: %+v, want %q", lasts, j, want)
		}
	}
}
