package reports

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"wavetank/sim"
)

// elected is a comparison of a store that loses a write when its leader changes
// with one that has no leader at all.
func elected(t testing.TB) *Comparison {
	var runs []*Summary
	for seed := range uint64(3) {
		for _, name := range []string{"without", "with"} {
			tape := newTape()
			a, b, load := tape.world.Owner("a"), tape.world.Owner("b"), tape.world.Owner("users")
			tape.request("users", 5*sec, time.Second, sim.RequestOK, 20*sec)
			if name == "with" {
				tape.add(0, sim.Fact{Kind: led, Owner: a, Value: 1})
				tape.add(0, sim.Fact{Kind: depth, Owner: a, Value: int64(seed)})
				tape.add(9*sec, sim.Fact{Kind: crashed, Owner: a})
				tape.add(11*sec, sim.Fact{Kind: led, Owner: b, Value: 1})
				tape.add(sec, sim.Fact{Kind: sim.ItemWriting, Owner: load, Value: 3, Extra: 99})
				tape.add(2*sec, sim.Fact{Kind: sim.ItemWritten, Owner: load, Value: 3, Extra: 99})
				tape.add(12*sec, sim.Fact{Kind: sim.ItemRead, Owner: load, Value: 3, Key: 77})
				tape.add(12*sec, sim.Fact{Kind: sim.RequestStarted, Owner: load, Key: 77})
				tape.add(12*sec, sim.Fact{Kind: sim.RequestOK, Owner: load, Key: 77, Extra: int64(12 * sec)})
			}
			s := tape.play(Options{Duration: 20 * sec, Windows: 10, Told: map[*sim.Kind]*Family{depth: LevelFamily, led: SpanFamily}, Crash: crashed})
			s.Variant, s.Seed = name, seed
			runs = append(runs, s)
		}
	}
	return mustCompare(t, twoArms(), runs)
}

func TestTheTableTellsOfItemsLevelsAndSpans(t *testing.T) {
	var b bytes.Buffer
	if err := elected(t).WriteTable(&b, Screen{Details: true}); err != nil {
		t.Fatal(err)
	}
	want := `
Items, totals over the seeds:
variant  reads  stale  share  writes  lost  share
without      0      0      –       0     0      –
with         3      3  100 %       3     3  100 %

Each level, medians over the seeds:
variant  level       mean  min  max  last
with     queue.deep  1.00    1    1     1

Each span, medians over the seeds:
variant  span      count   share  overlap
with     raft.led      2  90.0 %      0 s
`
	if !strings.HasSuffix(b.String(), want) {
		t.Errorf("got\n%s\nwant at its end\n%s", b.String(), want)
	}
	b.Reset()
	if err := mustCompare(t, twoArms(), flagship()).WriteTable(&b, Screen{Details: true}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "Items") || strings.Contains(b.String(), "Each ") {
		t.Errorf("a comparison without items, levels and spans tells of them:\n%s", &b)
	}
}

func TestClaimsAboutItemsLevelsAndSpans(t *testing.T) {
	c := elected(t)
	for claim, want := range map[string]Status{
		"with.levels.queue.deep.max <= 5":             Pass,
		"with.levels.queue.deep.max == 2":             Fail,
		"with.levels.queue.deep.max < 1":              Inconclusive,
		"without.levels.queue.deep.max <= 2":          Inconclusive, // nobody told it
		"with.spans.raft.led.share > 89%":             Pass,
		"with.spans.raft.led.overlap <= 100ms":        Pass,
		"with.spans.raft.led.count == 2":              Pass,
		"without.spans.raft.led.count == 0":           Pass,
		"with.lost_writes == 1":                       Pass,
		"without.lost_writes == 0":                    Inconclusive, // nobody wrote
		"with.stale_reads / with.reads > 99%":         Pass,
		"with.users.stale_reads == 0":                 Fail,
		"with.facts.raft.led == with.facts.raft.led":  Pass,
		"with.spans.raft.led.share > 95%":             Fail,
		"with.levels.queue.deep.mean - 1 <= 1.000001": Inconclusive,
	} {
		parsed, err := ParseClaim(claim)
		if err != nil {
			t.Errorf("%s: %v", claim, err)
			continue
		}
		if got := parsed.Judge(c); got.Status != want {
			t.Errorf("%s: %s, want %s: %s", claim, got.Status, want, got.Words)
		}
	}
	for _, claim := range []string{
		"with.levels.queue.deep > 1", "with.levels.queue.deep.median > 1", "with.spans.raft > 1", "with.users.levels.queue.deep.max > 1",
		"with.spans.raft.led.share > 3s", "with.levels.queue.deep.mean == 2",
	} {
		if _, err := ParseClaim(claim); err == nil {
			t.Errorf("%s is accepted", claim)
		}
	}
}

func TestTheCSVOfLevelsAndSpans(t *testing.T) {
	c := elected(t)
	got := map[string]string{}
	for _, f := range c.Files() {
		var text bytes.Buffer
		if err := f.Write(&text); err != nil {
			t.Fatal(err)
		}
		got[f.Name] = text.String()
	}
	if want := "variant,level,at_s,mean,mean_p5,mean_p95,highest,highest_p5,highest_p95\nwith,queue.deep,0,1,0.1,1.9,1,0.1,1.9\nwith,queue.deep,2,1,0.1,1.9,1,0.1,1.9\n"; !strings.HasPrefix(got["levels.csv"], want) {
		t.Errorf("got\n%swant\n%s", got["levels.csv"], want)
	}
	if want := "variant,seed,span,owner,begin_s,end_s\nwith,0,raft.led,a,0,9\nwith,0,raft.led,b,11,20\nwith,1,raft.led,a,0,9\n"; !strings.HasPrefix(got["spans.csv"], want) {
		t.Errorf("got\n%swant\n%s", got["spans.csv"], want)
	}
}
