package membership_test

import (
	"fmt"
	"testing"

	"wavetank/patterns/membership"
	"wavetank/scenarios/patternstest"
	"wavetank/scenarios/storm"
	"wavetank/sim"
)

// members is how many there are in a storm.
const members = 5

// TestAllFindEachOtherAfterAStorm: machines crash, freeze and come back, the network
// breaks and loses, clocks jump; nobody rises from old news, and in the calm all know
// all.
func TestAllFindEachOtherAfterAStorm(t *testing.T) {
	const fast = "suspicion_mult = 2\npush_pull = \"2s\"\nreconnect = \"1s\"\n"
	for _, knobs := range []string{
		fast + `lifeguard = false`, fast + `work = "1ms"`, fast + `incarnation = "zero"`,
		"style = \"heartbeat\"\ndead_after = \"3s\"",
	} {
		t.Run(knobs, func(t *testing.T) {
			storm.Check(t, storm.Plan{
				Scenario: patternstest.Group{
					Kind: membership.Pattern.Kind, On: `["kv", "clients -> kv"]`, Knobs: knobs,
					Members: members, Lasts: "50s", Datagrams: true,
				}.Scenario(t),
				Runs: patternstest.Storms(60),
				Properties: []storm.Property{
					storm.Never(membership.Resurrected), known(),
					storm.Sometimes(membership.Died), storm.Sometimes(membership.Wronged), storm.Sometimes(membership.Stale),
				},
			})
		})
	}
}

// known holds if in the end every member sees all.
func known() storm.Property {
	return storm.Property{Name: "all know all", On: []*sim.Kind{membership.Members}, New: func(r *storm.Run) storm.Judge {
		sees := make(map[*sim.Owner]int64)
		return storm.Judge{
			Fact: func(f *sim.Fact) error {
				sees[f.Owner] = f.Value
				return nil
			},
			End: func() error {
				for o, n := range sees {
					if n != members {
						return fmt.Errorf("%s sees %d of %d", o.Name(), n, members)
					}
				}
				return nil
			},
		}
	}}
}
