package election_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/patterns/election"
	"wavetank/scenarios"
	"wavetank/scenarios/patternstest"
	"wavetank/scenarios/storm"
	"wavetank/sim"
	_ "wavetank/sim/property"
)

// trouble is all that a storm may bring: every machine may be down at once, and
// some faults strike whoever leads, or come soon after an election.
var trouble = storm.Policy{
	Down: storm.Anything, Most: 15, Leaders: []string{"kv"}, Triggers: []*sim.Kind{election.Won, election.Campaigned},
	Kinds: []string{
		"crash", "pause", "hang", "slow", "partition", "loss", "burst", "delay", "duplicate", "reorder",
		"clock-step", "clock-drift", "disk-slow", "disk-full",
	},
}

// laws are what holds of every group in every storm.
func laws() []storm.Property {
	return []storm.Property{
		storm.AtMost(1, election.Won, storm.ByValue), storm.Linearizable(), storm.Durable(),
		storm.Eventually(election.Served, 3*time.Second),
	}
}

// knobs is a group whose members lose patience soon, so that a storm has many
// elections, and take snapshots often.
const knobs = `
	heartbeat      = "30ms"
	election_min   = "150ms"
	election_max   = "300ms"
	try            = "200ms"
	snapshot_every = 20
	keep_entries   = 5
`

func group(t rapid.TB, members int, lines string) *scenarios.Scenario {
	t.Helper()
	return patternstest.Group{
		Kind: election.Pattern.Kind, On: `["kv", "clients -> kv"]`, Knobs: knobs + lines,
		Members: members, Lasts: "8s", Rate: 20, Fsync: "uniform 1ms..20ms", Datagrams: true,
	}.Scenario(t)
}

// drawGroup draws a cluster, how it works, and what its clients do.
func drawGroup(t *rapid.T, engine string) *scenarios.Scenario {
	reads := []string{"index", "lease"}
	if engine == "etcd" {
		reads = reads[:1] // it has no leases here
	}
	read := rapid.SampledFrom(reads).Draw(t, "reads")
	checks := read == "lease" || rapid.Bool().Draw(t, "check-quorum")
	s := patternstest.Group{
		Kind: election.Pattern.Kind, On: `["kv", "clients -> kv"]`, Lasts: "8s", Fsync: "uniform 1ms..20ms", Datagrams: true,
		Members: rapid.SampledFrom([]int{3, 5, 7}).Draw(t, "members"),
		Rate:    rapid.IntRange(5, 60).Draw(t, "rate"), Keys: rapid.IntRange(1, 20).Draw(t, "keys"),
		Knobs: knobs + fmt.Sprintf("engine = %q\nreads = %q\ncheck_quorum = %v\npre_vote = %v\nbatch = %d\npipeline = %d\nprefer = %d",
			engine, read, checks, rapid.Bool().Draw(t, "pre-vote"), rapid.IntRange(5, 50).Draw(t, "batch"),
			rapid.IntRange(1, 5).Draw(t, "pipeline"), rapid.IntRange(0, 3).Draw(t, "prefer")),
	}.Scenario(t)
	return s
}

// TestDrawnGroupsHoldInStorms has rapid draw clusters, workloads and storms for
// either engine: never two leaders in a term, never a lost write, every history
// linearizable; and in the calm, progress.
func TestDrawnGroupsHoldInStorms(t *testing.T) {
	for _, engine := range []string{"own", "etcd"} {
		t.Run(engine, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				storm.Check(t, storm.Plan{
					Scenario: drawGroup(t, engine), Seed: rapid.Uint64().Draw(t, "seed"), Policy: trouble, Properties: laws(),
				})
			})
		})
	}
}

// TestCrashesLoseWhatTheyShould: storms of crashes lose leaders with writes under
// way, tear what is being written, and have members take over a store as a whole;
// and still nothing is lost that was acknowledged.
func TestCrashesLoseWhatTheyShould(t *testing.T) {
	crashes := trouble
	crashes.Kinds = []string{"crash", "disk-slow", "partition"}
	for _, engine := range []string{"own", "etcd"} {
		storm.Check(t, storm.Plan{
			Scenario: group(t, 5, fmt.Sprintf("engine = %q", engine)), Policy: crashes, Runs: patternstest.Storms(40),
			Properties: append(laws(), storm.Sometimes(election.Deposed), storm.Sometimes(election.Installed), torn()),
		})
	}
}

// TestPatientClientsWriteOnce: members hang and wake up again while clients, who wait
// for long, write the same few items through others.
func TestPatientClientsWriteOnce(t *testing.T) {
	for _, engine := range []string{"own", "etcd"} {
		storm.Check(t, storm.Plan{
			Scenario: patternstest.Group{
				Kind: election.Pattern.Kind, On: `["kv", "clients -> kv"]`, Knobs: fmt.Sprintf("engine = %q", engine),
				Members: 3, Rate: 40, Keys: 2, Patience: "10s", Lasts: "30s",
			}.Scenario(t),
			Runs: patternstest.Storms(12), Policy: storm.Policy{Kinds: []string{"hang", "crash"}, Most: 6},
			Properties: []storm.Property{storm.Linearizable(), storm.Durable(), storm.Sometimes(election.Won)},
		})
	}
}

// TestALostDiskIsAFinding: members that come back with empty disks forget votes and
// entries, so that another leader may overwrite what was committed. Who finds that out
// dies, as a real process does at its assertion, and the hunt tells of it.
func TestALostDiskIsAFinding(t *testing.T) {
	for _, engine := range []string{"own", "etcd"} {
		r, err := storm.Hunt(context.Background(), storm.Plan{
			Scenario: group(t, 3, fmt.Sprintf("engine = %q", engine)), Runs: 300, Properties: []storm.Property{storm.Never(nodes.ItemRepeated)},
			Policy: storm.Policy{Kinds: []string{"disk-lost", "partition"}, Down: storm.Anything},
		})
		if err != nil || r.Failure == nil || r.Failure.Violation.Property != storm.NobodyDies {
			t.Errorf("%s: %v, %+v", engine, err, r)
		}
	}
}

// torn is a write that a crash has torn: the disk has a part of it.
func torn() storm.Property {
	return storm.Reached("sometimes a torn write", func(f *sim.Fact) bool { return f.Extra > 0 }, nodes.DiskLost)
}

// BenchmarkStorms is what an election in a storm costs, that no storm breaks a
// law, and how many storms it took: go test -bench Storms -benchtime 100000x has a
// hundred thousand elections.
func BenchmarkStorms(b *testing.B) {
	for _, engine := range []string{"own", "etcd"} {
		b.Run(engine, func(b *testing.B) {
			elections := 0
			count := storm.Always("counted", func(*sim.Fact) error { elections++; return nil }, election.Won)
			storms := 0
			for seed := uint64(1); elections < b.N; seed++ {
				storms++
				report, err := storm.Hunt(context.Background(), storm.Plan{
					Scenario: rapid.Custom(func(t *rapid.T) *scenarios.Scenario { return drawGroup(t, engine) }).Example(int(seed)),
					Seed:     seed, Policy: trouble, Properties: append(laws(), count), Runs: 1,
				})
				if err != nil {
					b.Fatal(err)
				}
				if f := report.Failure; f != nil {
					b.Fatalf("storm %d: %v\n%s", seed, f.Violation, f.File())
				}
			}
			b.ReportMetric(float64(storms)/float64(elections), "storms/op")
		})
	}
}
