package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

var retune = flag.String("tune", "", "tune again the scenarios of the table that match, such as . for all of them, which takes minutes")

// tunings are what the table is about: a flagship, and some of its knobs.
var tunings = []struct {
	scenario string
	flags    string
}{
	{"circuit-breaker", "--knob patterns.breaker.failure_rate=10%..90% --knob patterns.breaker.open_for=500ms..60s"},
	{"breaker-sweet-spot", "--knob patterns.breaker.failure_rate=10%..90% --knob patterns.breaker.window=10..100"},
	{"transient-errors", "--knob patterns.retry.attempts=1..6 --knob patterns.retry.base=5ms..500ms"},
	{"retry-storm", "--only backoff --knob patterns.backoff.attempts=1..5 --knob patterns.backoff.base=10ms..1s"},
	{"shared-pool", "--knob patterns.bulkhead.max_concurrent=2..60 --knob patterns.bulkhead.max_wait=0s,10ms,50ms,200ms,500ms"},
	{"tail-latency", "--knob patterns.hedge.quantile=50%..99% --knob patterns.hedge.budget=1%..50% --minimise p99"},
	{"timeout-cascade", "--only shorter --knob patterns.inner.attempt=20ms..2s"},
	{"adaptive-throttle", "--knob patterns.throttle.multiplier=1.05..4 --knob patterns.throttle.window=500ms..2m"},
	{"admission-control", "--only admission --knob patterns.admission.threshold=50%..99% --knob patterns.admission.window=1s..60s"},
	{"adaptive-limit", "--only with --knob patterns.gradient.tolerance=1..4 --knob patterns.gradient.queue=0..50"},
	{"overload-fifo", "--only codel --knob patterns.codel.target=1ms..200ms --knob patterns.codel.interval=20ms..2s"},
	{"silent-replica", "--knob patterns.check.interval=1s..10s --knob patterns.check.timeout=50ms..1s"},
	{"noisy-neighbour", "--only shares --knob patterns.shares.max_concurrent=1..16 --minimise shares.quiet.error_rate"},
	{"deadline-propagation", "--knob patterns.deadline.total=200ms..5s --knob patterns.deadline.least=1ms..200ms"},
	{"cache-stampede", "--only with --knob patterns.behind.ttl_jitter=0%..100% --knob patterns.behind.stale_while_revalidate=100ms..10s --minimise p99"},
	{"fallback-stale", "--only with --knob patterns.cache.capacity=10..2000 --knob patterns.cache.max_age=1s..100s"},
	{"one-slow-replica", "--only balancing --knob patterns.balance.policy=random,round-robin,least-outstanding,power-of-d,peak-ewma --minimise p99"},
}

// A tuned is the part of tuning.json that the table needs.
type tuned struct {
	Knobs      []struct{ Key, Winner string }
	Objectives []struct{ Is string }
	Designs    []struct {
		Names, Values []string
		Again         []struct{ Mean *float64 }
	}
	Best int
	Keep bool `json:"keep_yours"`
}

// row is the line of a scenario.
func (d tuned) row(scenario string) string {
	var keys, libraries []string
	for _, k := range d.Knobs {
		keys = append(keys, "`"+strings.TrimPrefix(k.Key, "patterns.")+"`")
	}
	cell := func(i int) string {
		values, mean := strings.Join(d.Designs[i].Values, ", "), *d.Designs[i].Again[0].Mean
		switch is := d.Objectives[0].Is; {
		case is == "error_rate":
			return fmt.Sprintf("%s (%.2f %%)", values, 100*mean)
		case strings.HasSuffix(is, ".error_rate"):
			return fmt.Sprintf("%s (%s %.2f %%)", values, is, 100*mean)
		default:
			return fmt.Sprintf("%s (%s %.1f ms)", values, is, 1000*mean)
		}
	}
	for i, design := range d.Designs {
		if i > 0 && len(design.Again) > 0 && len(design.Names[0]) > 1 {
			libraries = append(libraries, strings.Join(design.Names, ", ")+" "+cell(i))
		}
	}
	found := "yours are as good"
	if !d.Keep {
		found = cell(d.Best)
	}
	return fmt.Sprintf("| `%s` | %s | %s | %s | %s |\n", scenario, strings.Join(keys, ", "), cell(0), strings.Join(libraries, "; "), found)
}

// TestTheTuningTable: the README shows what describe tells, of every scenario of the list.
// With -tune it is found anew, with the date of that day: rows of another day are not kept.
func TestTheTuningTable(t *testing.T) {
	if *retune != "" {
		table := "| scenario | what is tuned | as it is (error rate, or as said, on fresh seeds) | defaults of libraries | found, " + time.Now().UTC().Format("2006-01-02") + " |\n|---|---|---|---|---|\n"
		again := regexp.MustCompile(*retune)
		for _, x := range tunings {
			if begin := strings.Index(tunedTable, "| `"+x.scenario+"` |"); begin >= 0 && strings.HasPrefix(tunedTable, table[:strings.Index(table, "\n")]) && !again.MatchString(x.scenario) {
				table += strings.SplitAfterN(tunedTable[begin:], "\n", 2)[0]
				continue
			}
			e := tank(t, append([]string{"tune", x.scenario, "--budget", "200", "--seeds", "10", "--json", "--out", t.TempDir()}, strings.Fields(x.flags)...)...).must(t, 0)
			var d tuned
			if err := json.Unmarshal([]byte(e.stdout), &d); err != nil {
				t.Fatal(err)
			}
			table += d.row(x.scenario)
		}
		if err := os.WriteFile("tuned.md", []byte(table), 0o644); err != nil {
			t.Fatal(err)
		}
		tunedTable = table
	}
	for _, x := range tunings {
		if told := tank(t, "describe", x.scenario).must(t, 0).stdout; !strings.Contains(told, "What tune found on 20") {
			t.Errorf("describe %s does not say what tune found", x.scenario)
		}
	}
	data, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), "<!-- tuned -->\n")
	inside, after, closed := strings.Cut(rest, "<!-- end of tuned -->")
	switch {
	case !ok || !closed:
		t.Fatal("the README has no table of what was tuned")
	case inside != tunedTable && *update:
		err = os.WriteFile(readme, []byte(before+"<!-- tuned -->\n"+tunedTable+"<!-- end of tuned -->"+after), 0o644)
	case inside != tunedTable:
		t.Error("the README shows another table of what was tuned: run the test with -update")
	}
	if err != nil {
		t.Fatal(err)
	}
}
