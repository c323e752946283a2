package language

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// testConfig is the Config of a pattern that only tests know.
type testConfig struct {
	Count  int           `toml:"count" default:"3" range:"1..10" doc:"how many"`
	Wait   sim.Dist      `toml:"wait" default:"1ms"`
	Share  float64       `toml:"share" kind:"ratio" default:"50%"`
	Per    float64       `toml:"per" kind:"rate" range:">0/s..1000/s"`
	Words  []string      `toml:"words" enum:"a,b" default:"a,b"`
	Growth float64       `toml:"growth" kind:"factor" default:"1" range:"1..100"`
	Open   time.Duration `toml:"open_for" default:"60s" range:"1ns..24h"`
	Rate   float64       `toml:"failure_rate" kind:"ratio" default:"50%"`
	Window int           `toml:"window" default:"100"`
	Nested struct {
		Size int64 `toml:"size" kind:"size" default:"4KB"`
	} `toml:"nested"`
}

// A bareError says what is wrong without the key.
type bareError struct{ *knob.FieldError }

func (e bareError) Error() string { return e.Msg }
func (e bareError) Unwrap() error { return e.FieldError }

func (c *testConfig) Validate() error {
	if c.Count == 9 {
		return bareError{knob.Wrong("count", "count 9 is cursed")}
	}
	if c.Window == 13 {
		return errors.New("a window of 13 does not go with the rest")
	}
	return nil
}

func testOptions() Options {
	fresh := func() any { return &testConfig{} }
	return Options{
		Catalog: []patterns.Pattern{{Kind: "test", Config: fresh}, {Kind: "circuit-breaker", Config: fresh}},
		Regions: []string{"eu-west-1", "us-east-1"},
		Claim: func(text string, _ []string, _ *Scenario) error {
			if i := strings.Index(text, "??"); i >= 0 {
				return &sim.ParseError{Offset: i, Msg: "?? is no operator"}
			}
			return nil
		},
	}
}

func loadGood(t *testing.T, name string) *Scenario {
	t.Helper()
	s, err := LoadFile(filepath.Join("testdata", "good", name), testOptions())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheFlagshipLoads(t *testing.T) {
	s := loadGood(t, "flagship.toml")
	if s.Question != "Does a circuit breaker keep checkout alive while the payment provider hangs?" {
		t.Errorf("question %q", s.Question)
	}
	if s.Duration != time.Minute || s.Warmup != 5*time.Second || s.Seeds != 20 || s.SLO.ErrorRate != 0.01 || s.SLO.P99 != 0 {
		t.Errorf("head %+v", s)
	}
	checkout := s.Nodes[0]
	if checkout.Name != "checkout" || checkout.Workers != 64 || *checkout.Queue != 128 || checkout.Discipline != "fifo" {
		t.Errorf("checkout %+v", checkout)
	}
	if payment := s.Nodes[1]; payment.Queue != nil || payment.Routes[0].Disk != "none" {
		t.Errorf("payment %+v", payment)
	}
	call := checkout.Routes[0].Calls[0]
	if call.To.String() != "payment.charge" || call.Timeout != time.Second || call.Repeat != 1 || call.Probability != 1 {
		t.Errorf("the call has not got the timeout of its route: %+v", call)
	}
	if call.Pos.String() != "testdata/good/flagship.toml:10:43" {
		t.Errorf("call at %v", call.Pos)
	}
	p := s.Patterns[0]
	if p.On[0] != (fault.Edge{From: "checkout", To: "payment"}) || p.Config.(*testConfig).Window != 20 || p.Config.(*testConfig).Open != 5*time.Second {
		t.Errorf("pattern %+v", p)
	}
	if s.Variants[0].Name != "without" || s.Variants[1].Patterns[0] != "breaker" {
		t.Errorf("variants %+v", s.Variants)
	}
	f := s.Faults[0]
	if *f.Schedule.At != 20*time.Second || f.Schedule.For != sim.Constant(15*time.Second) || f.Effect.(*fault.Hang).Nodes[0].Name != "payment" {
		t.Errorf("fault %+v", f)
	}
	if err := invariant(s); err != nil {
		t.Error(err)
	}
}

func TestEverythingThatTheLanguageHasLoads(t *testing.T) {
	s := loadGood(t, "everything.toml")
	if err := invariant(s); err != nil {
		t.Error(err)
	}
	web := s.Nodes[0]
	if *web.Queue != 0 || web.Clock.Offset != -20*time.Millisecond || web.Clock.Drift != -200 || !web.Cancel {
		t.Errorf("web %+v", web)
	}
	calls := web.Routes[1].Calls
	if calls[0].Timeout != 250*time.Millisecond || calls[1].Timeout != 100*time.Millisecond || calls[1].Repeat != 3 {
		t.Errorf("single calls %+v", calls[:2])
	}
	if g := calls[2]; !g.IsGroup() || g.Need != 0 || !g.Parallel[1].Optional || g.Timeout != 0 || g.Parallel[0].Timeout != 250*time.Millisecond {
		t.Errorf("list of calls %+v", g)
	}
	if g := calls[3]; !g.IsGroup() || g.Need != 2 || !g.Optional || g.members() != 3 {
		t.Errorf("group of calls %+v", g)
	}
	open := s.Loads[0]
	if open.To[0].Weight != 9 || open.Until != 90*time.Second || open.Burst.Every != 30*time.Second || open.Priority != -1 {
		t.Errorf("load %+v", open)
	}
	if times := s.Loads[3].Times; len(times) != 4 || times[2] != 2500250*time.Microsecond {
		t.Errorf("recorded arrivals %v", times)
	}
	config := s.Patterns[1].Config.(*testConfig)
	if config.Count != 7 || config.Share != 0.25 || config.Per != 5 || config.Nested.Size != 1000 || config.Words[0] != "b" || config.Window != 100 {
		t.Errorf("config %+v", config)
	}
	if d := s.Patterns[0].Config.(*testConfig); d.Count != 3 || d.Share != 0.5 || d.Wait != sim.Constant(time.Millisecond) || d.Nested.Size != 4000 || len(d.Words) != 2 {
		t.Errorf("defaults %+v", d)
	}
	var kinds []string
	for _, f := range s.Faults {
		kinds = append(kinds, f.Kind)
	}
	for _, kind := range fault.KindNames() {
		if !slices.Contains(kinds, kind) {
			t.Errorf("no fault of kind %q in the file", kind)
		}
	}
	if g := s.Faults[4].Effect.(*fault.Gray); g.Factor != 10.5 || g.Spare[0] != "read" {
		t.Errorf("gray %+v", g)
	}
}

func TestAbsentVariantsAreFilledIn(t *testing.T) {
	s := loadGood(t, "least.toml")
	if len(s.Variants) != 1 || s.Variants[0].Name != "baseline" {
		t.Errorf("variants %+v", s.Variants)
	}
	flagship, err := os.ReadFile("testdata/good/flagship.toml")
	if err != nil {
		t.Fatal(err)
	}
	before, after, _ := strings.Cut(string(flagship), "[variants]")
	_, after, _ = strings.Cut(after, "[[faults]]")
	s, err = Load("f.toml", []byte(before+"[[faults]]"+after), testOptions())
	if err != nil {
		t.Fatal(err)
	}
	if v := s.Variants; len(v) != 2 || v[0].Name != "without" || v[1].Name != "with" || v[1].Patterns[0] != "breaker" {
		t.Errorf("variants %+v", s.Variants)
	}
}

func TestHashCoversTheFileAndItsCSVs(t *testing.T) {
	file := []byte("title = 'x'\nduration = '1s'\n[nodes.a.routes.r]\nwork = 'csv w.csv'\n")
	with := func(csv string) string {
		o := testOptions()
		o.Open = memory(map[string]string{"w.csv": csv})
		s, err := Load("x.toml", file, o)
		if err != nil {
			t.Fatal(err)
		}
		return s.Hash
	}
	if a, b := with("1ms\n2ms\n"), with("1ms\n2ms\n"); a != b || len(a) != 12 {
		t.Errorf("the same files give %q and %q", a, b)
	}
	if with("1ms\n2ms\n") == with("1ms\n3ms\n") {
		t.Error("another CSV gives the same hash")
	}
	plain := "title = 'x'\nduration = '1s'\n[nodes.a]\n"
	s, err := Load("x.toml", []byte(plain), Options{})
	if err != nil || s.Hash != "2363da210f77" {
		t.Errorf("hash %q, %v: want what sha256sum says", s.Hash, err)
	}
}

func TestLoadIsDeterministic(t *testing.T) {
	for _, name := range []string{"good/everything.toml", "bad/many.toml"} {
		path := filepath.Join("testdata", name)
		first, firstErr := LoadFile(path, testOptions())
		for range 20 {
			s, err := LoadFile(path, testOptions())
			if text(err) != text(firstErr) || dump(s) != dump(first) {
				t.Fatalf("%s loads differently:\n%v\n%v", path, err, firstErr)
			}
		}
	}
}

func TestACommentAsksAQuestionOrSaysWhatItIsAbout(t *testing.T) {
	for comment, want := range map[string]string{
		"Does it hold? A long story.":         "Does it hold?",
		"A holder pauses. Is that safe? Yes.": "A holder pauses. Is that safe?",
		"The shop survives a crash. It does.": "The shop survives a crash.",
		"The shop survives a crash":           "The shop survives a crash",
		"-----":                               "",
		"":                                    "",
	} {
		if got := (&Scenario{Question: comment}).Asked(); got != want {
			t.Errorf("%q asks %q, want %q", comment, got, want)
		}
	}
}
