package reports

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"wavetank/sim"
)

var update = flag.Bool("update", false, "write the golden files again instead of comparing with them")

// sampleRuns are two made-up runs: one in which a hung provider fails the
// shoppers until well after the fault, and one with a breaker that spares them.
func sampleRuns() []*Summary {
	const run = 60 * sec
	o := Options{Duration: run, Warmup: 5 * sec, Loads: []string{"shoppers", "robots"}, SLO: SLO{ErrorRate: 0.01}, Windows: 6}
	opened := sim.NewKind("breaker.opened")
	var runs []*Summary
	for _, v := range []struct {
		name  string
		end   *sim.Kind
		lasts time.Duration
		until time.Duration
	}{{"without", sim.RequestTimedOut, 2 * sec, 38 * sec}, {"with", sim.RequestRejected, 3 * time.Millisecond, 35 * sec}} {
		tape := newTape()
		for i := int64(0); i < 3000; i++ {
			at := time.Duration(i) * 20 * time.Millisecond
			end, latency := sim.RequestOK, 5*time.Millisecond+time.Duration(i*i%9973)*3571
			if at >= 20*sec && at < v.until {
				end, latency = v.end, v.lasts
			}
			tape.request("shoppers", at, latency, end, run)
		}
		tape.request("robots", 30*sec, 31*sec, sim.RequestOK, run)
		tape.add(31*sec, sim.Fact{Kind: sim.WorkWasted, Owner: tape.world.Owner("payment"), Value: int64(1500 * time.Millisecond)})
		tape.fault("payment", 1, 20*sec, 35*sec)
		tape.fault("stock -> db", 1, 50*sec, run)
		if v.name == "with" {
			tape.add(20*sec, sim.Fact{Kind: opened, Owner: tape.world.Owner("checkout")})
		}
		s := tape.play(o)
		s.Variant = v.name
		runs = append(runs, s)
	}
	return runs
}

// checkGolden compares what is written with a file in testdata.
func checkGolden(t *testing.T, name string, write func(io.Writer) error) {
	t.Helper()
	var got bytes.Buffer
	if err := write(&got); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%s is not what it was (go test -update accepts it):\n%s", path, got.Bytes())
	}
}

func TestRunsLookAsTheyDid(t *testing.T) {
	runs := sampleRuns()
	results := Results{Scenario: "sample", Hash: "cafe", Seed: 1, Runs: runs}
	checkGolden(t, "run.json", JSON(results))
	checkGolden(t, "run.txt", func(w io.Writer) error { return WriteTable(w, Screen{Details: true}, runs...) })
}
