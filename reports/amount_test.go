package reports

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"wavetank/sim"
)

func TestAmountsHaveADistribution(t *testing.T) {
	loaded := sim.NewKind("events.loaded")
	tape := newTape()
	tape.request("users", 5*sec, sec, sim.RequestOK, 20*sec)
	at := tape.world.Owner("bank")
	tape.add(sec, sim.Fact{Kind: loaded, Owner: at, Value: 1e6}) // before the end of the warm-up
	for n := range int64(100) {
		tape.add(3*sec, sim.Fact{Kind: loaded, Owner: at, Value: n})
	}
	s := tape.play(Options{Duration: 20 * sec, Warmup: 2 * sec, Windows: 10, Told: map[*sim.Kind]*Family{loaded: AmountFamily}})
	for name, want := range map[string]float64{"count": 100, "mean": 49.5, "p50": 49, "p99": 98, "max": 99} {
		if x, ok, err := s.Metric("amounts.events.loaded."+name, ""); err != nil || !ok || x != want {
			t.Errorf("%s is %v, %v, %v; want %v", name, x, ok, err, want)
		}
	}
	if x, ok, err := s.Metric("amounts.events.written.count", ""); x != 0 || !ok || err != nil {
		t.Errorf("nobody told it: %v, %v, %v", x, ok, err)
	}
	if m, _ := FindMetric("amounts.events.written.mean"); m.Why(s, "") != "nobody told such an amount" {
		t.Errorf("it is undefined: %q", m.Why(s, ""))
	}
	var text bytes.Buffer
	if err := WriteTable(&text, Screen{Details: true}, s); err != nil {
		t.Fatal(err)
	}
	if want := "amount         times  mean  p50  p99  max\nevents.loaded    100  49.5   49   98   99\n"; !strings.Contains(text.String(), want) {
		t.Errorf("no\n%sin\n%s", want, &text)
	}
	data, err := json.Marshal(runOf(s))
	if want := `"amounts":{"events.loaded":{"count":100,"mean":49.5,"p50":49,"p99":98,"max":99}}`; err != nil || !strings.Contains(string(data), want) {
		t.Errorf("%v: no %s in %s", err, want, data)
	}
}
