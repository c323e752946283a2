package reports

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"wavetank/sim"
)

var decided = sim.NewKind("saga.decided")

// doubtful is a run in which decisions took 1, 2 … 100 ms, and one before the end
// of the warm-up an hour.
func doubtful(t testing.TB) *Summary {
	tape := newTape()
	tape.request("users", 5*sec, time.Second, sim.RequestOK, 20*sec)
	at := tape.world.Owner("bank")
	tape.add(sec, sim.Fact{Kind: decided, Owner: at, Value: int64(time.Hour)})
	for ms := range 100 {
		tape.add(3*sec, sim.Fact{Kind: decided, Owner: at, Value: int64(ms+1) * int64(time.Millisecond)})
	}
	s := tape.play(Options{Duration: 20 * sec, Warmup: 2 * sec, Windows: 10, Told: map[*sim.Kind]*Family{decided: DelayFamily}})
	s.Variant = "it"
	return s
}

func TestDelaysHaveADistribution(t *testing.T) {
	s := doubtful(t)
	for name, want := range map[string]float64{"count": 100, "mean": 50.5, "p50": 50, "p95": 95, "max": 100} {
		x, ok, err := s.Metric("delays.saga.decided."+name, "")
		if err != nil || !ok || x < want*0.998 || x > want*1.002 {
			t.Errorf("%s is %v, %v, %v; want %v", name, x, ok, err, want)
		}
	}
	if _, ok, err := s.Metric("delays.saga.undecided.mean", ""); ok || err != nil {
		t.Errorf("nobody told it: %v, %v", ok, err)
	}
	if _, _, err := s.Metric("delays.saga.decided", ""); err == nil || !strings.Contains(err.Error(), ".p99") {
		t.Errorf("which number is it? %v", err)
	}
}

func TestDelaysAreTold(t *testing.T) {
	s := doubtful(t)
	var text bytes.Buffer
	if err := WriteTable(&text, Screen{Details: true}, s); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "saga.decided") || !strings.Contains(text.String(), "50.5 ms") {
		t.Errorf("got\n%s", &text)
	}
	data, err := json.Marshal(runOf(s))
	if err != nil {
		t.Fatal(err)
	}
	var out struct {
		Delays map[string]struct{ Count, Mean, Max float64 } `json:"delays_ms"`
	}
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	if d := out.Delays["saga.decided"]; d.Count != 100 || d.Mean != 50.5 || d.Max != 100 {
		t.Errorf("%+v", out)
	}
	var runs []*Summary
	for seed := range uint64(3) {
		same := doubtful(t)
		same.Seed = seed
		runs = append(runs, same)
	}
	c := mustCompare(t, Info{Scenario: "x", Variants: []Arm{{Name: "it"}}}, runs)
	text.Reset()
	if err := c.WriteTable(&text, Screen{Details: true}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "Each delay, medians over the seeds:") {
		t.Errorf("got\n%s", &text)
	}
	files := c.Files()
	text.Reset()
	if err := files[len(files)-1].Write(&text); err != nil {
		t.Fatal(err)
	}
	if want := "variant,seed,delay,count,mean_ms,p50_ms"; files[len(files)-1].Name != "delays.csv" || !strings.HasPrefix(text.String(), want) ||
		strings.Count(text.String(), "saga.decided,100,50.5,") != 3 {
		t.Errorf("%s:\n%s", files[len(files)-1].Name, &text)
	}
	for claim, want := range map[string]Status{
		"it.delays.saga.decided.p99 < 100ms": Pass, "it.delays.saga.decided.count == 100": Pass, "it.delays.saga.decided.mean > 51ms": Fail,
	} {
		parsed, err := ParseClaim(claim)
		if err != nil {
			t.Fatal(err)
		}
		if got := parsed.Judge(c); got.Status != want {
			t.Errorf("%s: %s: %s", claim, got.Status, got.Words)
		}
	}
}
