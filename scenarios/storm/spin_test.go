//lint:file-ignore SA5002 an endless loop is what this file is about

package storm_test

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"wavetank/nodes"
	"wavetank/scenarios/storm"
	"wavetank/sim"
)

// TestAnEmptyLoopIsToldWithItsLine is run in a process of its own, since nobody can
// end such a loop. The compiler gives it line 1.
func TestAnEmptyLoopIsToldWithItsLine(t *testing.T) {
	if os.Getenv("WAVETANK_SPINS") != "" {
		bark := make(chan time.Time, 2)
		var place string
		said := complaint(t, storm.Plan{World: with(func(*sim.Proc, *nodes.Node) {
			place = line()
			bark <- time.Time{}
			bark <- time.Time{}
			for {
			}
		})}.Alarmed(bark))
		fmt.Println(said)
		within(t, said, place, 3)
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Skip("there are no processes here: ", err)
	}
	c := exec.CommandContext(t.Context(), self, "-test.run=^TestAnEmptyLoopIsToldWithItsLine$")
	c.Env = append(os.Environ(), "WAVETANK_SPINS=1")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	says(t, string(out), "it computes in", "spin_test.go:")
}
