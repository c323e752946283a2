package sidecar_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"wavetank/patterns/sidecar"
	"wavetank/scenarios"
	"wavetank/scenarios/world"
	"wavetank/sim"
	"wavetank/sim/reference"
)

// chain is a call over so many hops between nodes, each passing two proxies.
func chain(h int, delay time.Duration, rate float64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "title = \"chain\"\nduration = \"1000s\"\n")
	var on []string
	for i := range h + 1 {
		calls := ""
		if i < h {
			calls = fmt.Sprintf(", calls = [\"n%d.r\"]", i+1)
		}
		fmt.Fprintf(&b, "[nodes.n%d]\nroutes.r = { work = \"exp 1ms\"%s }\n", i, calls)
		on = append(on, fmt.Sprintf("%q", fmt.Sprintf("n%d", i)))
	}
	fmt.Fprintf(&b, "[links.\"*\"]\nlatency = \"200us\"\n[loads.users]\nto = \"n0.r\"\nrate = \"%v/s\"\n", rate)
	fmt.Fprintf(&b, "[patterns.mesh]\nkind = \"sidecar\"\non = [%s]\nwork = \"exp %v\"\n", strings.Join(on, ", "), delay)
	return b.String()
}

// mean returns the mean latency of a variant in milliseconds, and the work of the
// proxies in seconds.
func mean(t *testing.T, text, variant string) (ms float64, work float64) {
	t.Helper()
	s, err := scenarios.Parse("truth.toml", []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	w, err := world.Build(s, variant, 7, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	n := 0.0
	w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
		switch f.Kind {
		case sim.RequestOK:
			ms += float64(f.Value) / 1e6
			n++
		case sidecar.Passed:
			work += float64(f.Value) / 1e9
		}
	}))
	if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
		t.Fatal(err)
	}
	return ms / n, work
}

// TestTruthOfAddedLatency holds testdata/sidecar1.json: h hops with two proxies
// each, of mean delay D, add 2h·D. The load has no proxy, so that the first node's
// adds one D more.
func TestTruthOfAddedLatency(t *testing.T) {
	var table struct {
		Identity []struct {
			H     int
			Mean  float64 `json:"mean_proxy"`
			Added float64 `json:"added_mean"`
		}
		CPU struct {
			RPS, Sidecars, VCPU float64
		} `json:"cpu_cores"`
	}
	reference.Table(t, "sidecar1", &table)
	requests := 40_000.0
	if !reference.Whole() {
		requests = 4000
	}
	for _, row := range table.Identity {
		text := chain(row.H, time.Duration(row.Mean*1e6), requests/1000)
		without, _ := mean(t, text, "without")
		with, _ := mean(t, text, "with")
		added := with - without - row.Mean
		se := row.Mean * math.Sqrt(float64(2*row.H+1)/requests)
		t.Logf("%d hops, proxies of %v ms: %.4f ms more, in theory %v ms (%+.2f%%)", row.H, row.Mean, added, row.Added, 100*(added/row.Added-1))
		if math.Abs(added-row.Added) > max(.01*row.Added, 3.5*se) {
			t.Errorf("%d hops add %v ms, in theory %v ms", row.H, added, row.Added)
		}
	}
	// The published cost of CPU, 0.4 cores for two sidecars at 1000 requests a second,
	// is 200µs of work for each, which is the default.
	cpu := table.CPU
	_, work := mean(t, strings.Replace(chain(1, 200*time.Microsecond, cpu.RPS), "1000s", "20s", 1), "with")
	cores := work / 20 * cpu.Sidecars / 3 // the first node's proxy is the third
	t.Logf("%v sidecars at %v/s: %.3f cores, published %v", cpu.Sidecars, cpu.RPS, cores, cpu.VCPU)
	if math.Abs(cores-cpu.VCPU) > .05*cpu.VCPU {
		t.Errorf("the proxies use %v cores", cores)
	}
}
