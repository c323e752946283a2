package fleet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/campaign"
	"wavetank/sim"
)

// tiny reads a CSV, which has to travel with the units.
const tiny = `title = "t"
duration = "1s"
[nodes.a]
workers = 1
routes.r = { work = "exp 5ms" }
[loads.l]
to = "a.r"
replay = "arrivals.csv"
[patterns.again]
kind = "retry"
on = "l -> a"
[variants]
bare = []
with = ["again"]
`

// scenario returns one with so many arrivals, whose file is gone.
func scenario(t *testing.T, arrivals int) *scenarios.Scenario {
	t.Helper()
	dir := t.TempDir()
	csv := "time_s\n"
	for i := range arrivals {
		csv += fmt.Sprintf("%.9f\n", (float64(i)+float64(uint32(i)*2654435761%1000)/1000)/float64(arrivals))
	}
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "tiny.toml"), []byte(tiny), 0o644), os.WriteFile(filepath.Join(dir, "arrivals.csv"), []byte(csv), 0o644)); err != nil {
		t.Fatal(err)
	}
	s, err := scenarios.Open(filepath.Join(dir, "tiny.toml"))
	if err != nil {
		t.Fatal(err)
	}
	os.RemoveAll(dir)
	return s
}

// A log is what is told, by several at a time.
type log struct {
	lock sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.text.String()
}

// errKind is an error that both ends of a fleet know.
var errKind = errors.New("it cannot begin")

// A tank is a coordinator with a ledger, in this process.
type tank struct {
	*Coordinator
	campaign.Campaign
	told *log
	link Link // of workers
}

// begin starts a coordinator: at a server of its own unless the link says where.
func begin(t *testing.T, l Link) *tank {
	t.Helper()
	dir := t.TempDir()
	k := &tank{told: new(log), link: l}
	if l.URL == "" {
		l.Folder = filepath.Join(dir, "store")
		k.link = l
	}
	var err error
	if k.Coordinator, err = Begin(t.Context(), Host{Link: l, Build: "build 1", Kinds: Kinds{errKind}, Told: k.told, Locked: func(*os.File) bool { return true }}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.Close(false) })
	ledger, err := campaign.Open(filepath.Join(dir, "l"), campaign.Header{}, false, func(*os.File) bool { return true })
	if err == nil {
		err = k.Attach(ledger)
	}
	if err != nil {
		t.Fatal(err)
	}
	ledger.Lazy = true
	k.Campaign.Build, k.Keep, k.Known, k.Campaign.Carry = "build 1", ledger, []*campaign.Ledger{ledger}, k.Coordinator.Carry
	return k
}

// join has a worker join, and returns what ends it and what it came to.
func (k *tank) join(t *testing.T, run scenarios.Runner) (leave func() error) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- Work(ctx, Guest{Link: k.link, Build: "build 1", Jobs: 2, Run: run, Kinds: Kinds{errKind}, Told: k.told})
	}()
	leave = sync.OnceValue(func() error {
		stop()
		return <-ended
	})
	t.Cleanup(func() { leave() })
	return leave
}

// digests carries out a comparison of some seeds, and returns what came of it.
func digests(t *testing.T, s *scenarios.Scenario, evaluate scenarios.Evaluator, block int) string {
	t.Helper()
	c, err := scenarios.Compare(t.Context(), s, scenarios.CompareOptions{Seeds: scenarios.Seeds(1, 9), Jobs: 9, Evaluate: evaluate, Block: block})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := reports.JSON(c)(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAFleetComesToWhatOneProcessDoes(t *testing.T) {
	for name, arrivals := range map[string]int{"a recipe that travels with the unit": 20, "one that lies in the bucket": 9000} {
		t.Run(name, func(t *testing.T) {
			s := scenario(t, arrivals)
			if arrivals > 1000 {
				s.Duration = 20 * time.Millisecond // which no file says
			}
			k := begin(t, Link{})
			leave := k.join(t, nil)
			if arrivals > 1000 {
				if _, err := k.Evaluate(t.Context(), scenarios.Task{Scenario: s, Seeds: []uint64{1}}); err == nil {
					t.Error("a scenario that a program has changed is carried out")
				}
				s = scenario(t, arrivals)
				if text, err := pack(must(scenarios.RecipeOf(s))); err != nil || len(text) <= smallRecipe {
					t.Fatalf("%v: the recipe has %d bytes only", err, len(text))
				}
			}
			if got, want := digests(t, s, k.Evaluate, 2), digests(t, s, nil, 1); got != want {
				t.Errorf("by a fleet:\n%s\nby one process:\n%s", got, want)
			}
			status, err := Ask(t.Context(), k.link)
			if err != nil || status.Done != 5 || status.Asked != 0 || len(status.Workers) != 1 {
				t.Errorf("%v: status %+v", err, status)
			}
			k.Close(true)
			if err := leave(); err != nil {
				t.Error(err)
			}
			if text := k.told.String(); !strings.Contains(text, "has joined with 2 jobs") || !strings.Contains(text, "leaving after 5 units") {
				t.Errorf("told:\n%s", text)
			}
		})
	}
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

func TestWhoMayNotJoinIsToldWhy(t *testing.T) {
	k := begin(t, Link{})
	in, err := invited(k.link.Folder)
	if err != nil {
		t.Fatal(err)
	}
	bad := Guest{Link: Link{URL: strings.Replace(in.URL, "://", "://guess@", 1)}, Build: "build 1", Jobs: 1, Told: k.told}
	if err := Work(t.Context(), bad); !errors.Is(err, errRefused) || !strings.Contains(err.Error(), "Authorization Violation") || strings.Contains(err.Error(), "guess") {
		t.Errorf("a wrong token: %v", err)
	}
	old := Guest{Link: k.link, Build: "build 0", Jobs: 1, Told: k.told}
	if err := Work(t.Context(), old); !errors.Is(err, errRefused) || !strings.Contains(err.Error(), "the coordinator is build build 1, and this worker build 0") {
		t.Errorf("another build: %v", err)
	}
	if err := Work(t.Context(), Guest{Link: Link{Folder: t.TempDir()}, Told: k.told}); err == nil || !strings.Contains(err.Error(), "no fleet is known in the folder") {
		t.Errorf("an empty folder: %v", err)
	}
	second := Host{Link: Link{URL: strings.Replace(in.URL, "://", "://"+in.Token+"@", 1)}, Build: "build 1", Told: k.told}
	if c, err := Begin(t.Context(), second); err == nil || !strings.Contains(err.Error(), "has a coordinator already") {
		t.Errorf("a second coordinator: %v, %v", c, err)
	}
	taken := Host{Link: k.link, Listen: "127.0.0.1:0", Build: "build 1", Kinds: Kinds{errKind}, Told: k.told, Locked: func(*os.File) bool { return false }}
	if c, err := Begin(t.Context(), taken); err == nil || !strings.Contains(err.Error(), "another coordinator keeps its queue in "+k.link.Folder) {
		t.Errorf("a folder that somebody else has: %v, %v", c, err)
	}
	for _, l := range []Link{{URL: in.URL, Creds: "nowhere"}, {URL: in.URL, NKey: "nowhere"}, {URL: in.URL, TLSCert: "c"}, {URL: in.URL, TLSCA: "nowhere"}} {
		if _, err := Ask(t.Context(), l); err == nil {
			t.Errorf("%+v is taken", l)
		}
	}
	for _, listen := range []string{"4222", "a:b", "h:70000", "h:-1"} {
		if _, _, err := hostPort(listen); err == nil {
			t.Errorf("--listen %s is taken", listen)
		}
	}
}

func TestAUnitThatFailsSaysWhatOneProcessWouldSay(t *testing.T) {
	s := scenario(t, 20)
	limit := &scenarios.RunError{Scenario: "tiny", Variant: "bare", Seed: 1, At: sim.Time(5), Err: &sim.LimitError{What: "events", Limit: 3, Culprit: "l"}}
	for _, c := range []struct {
		name, want string
		run        scenarios.Runner
	}{
		{"a limit", limit.Error(), func(context.Context, *scenarios.Scenario, string, uint64, sim.Limits) (*reports.Summary, error) {
			return nil, limit
		}},
		{"an error of a kind", "seed 1: it cannot begin", func(context.Context, *scenarios.Scenario, string, uint64, sim.Limits) (*reports.Summary, error) {
			return nil, fmt.Errorf("seed 1: %w", errKind)
		}},
		{"a panic", "the unit made the worker panic: out of ideas", func(context.Context, *scenarios.Scenario, string, uint64, sim.Limits) (*reports.Summary, error) {
			panic("out of ideas")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := begin(t, Link{})
			k.join(t, c.run)
			_, err := k.Evaluate(t.Context(), scenarios.Task{Scenario: s, Seeds: []uint64{1}})
			var run *scenarios.RunError
			if err == nil || !strings.Contains(err.Error(), c.want) || errors.As(err, &run) != (c.name == "a limit") || errors.Is(err, sim.ErrLimit) != (c.name == "a limit") || errors.Is(err, errKind) != (c.name == "an error of a kind") {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

func TestAUnitThatKillsItsWorkersIsPoison(t *testing.T) {
	k := begin(t, Link{})
	queue, err := k.js.Consumer(t.Context(), unitsStream, group)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	s := scenario(t, 20)
	go func() {
		_, err := k.Evaluate(t.Context(), scenarios.Task{Scenario: s, Seeds: []uint64{4, 5}})
		ended <- err
	}()
	for range mostTries {
		m, err := queue.Next()
		if err == nil {
			err = m.Nak() // as after a death, but at once
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	k.join(t, nil)
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "poison: the unit of the seeds 4 to 5 was given to workers 5 times") {
		t.Error(err)
	}
}

func TestAResultThatIsAnotherStopsTheCampaign(t *testing.T) {
	k := begin(t, Link{})
	k.join(t, nil)
	s := scenario(t, 20)
	if _, err := k.Evaluate(t.Context(), scenarios.Task{Scenario: s, Seeds: []uint64{1}}); err != nil {
		t.Fatal(err)
	}
	work := campaign.Work{Build: "build 1", Recipe: must(scenarios.RecipeOf(s))}.Key()
	bent := campaign.Result{Work: work, Machine: "the broken one", Runs: []campaign.Runs{{Seed: 1, Data: []byte("else")}}}
	if _, err := k.js.Publish(t.Context(), resultSubject+hexOf(work), must(bent.MarshalBinary())); err != nil {
		t.Fatal(err)
	}
	var alarm *campaign.Alarm
	for seed := uint64(2); alarm == nil; seed++ {
		_, err := k.Evaluate(t.Context(), scenarios.Task{Scenario: s, Seeds: []uint64{seed}})
		if err != nil && !errors.As(err, &alarm) || seed > 10_000 {
			t.Fatal(err)
		}
	}
	if alarm.Second != "the broken one" || alarm.First != campaign.Machine() || alarm.Seed != 1 {
		t.Errorf("%+v", alarm)
	}
}
