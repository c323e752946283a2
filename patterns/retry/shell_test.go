package retry

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A scene is a retry around a caller that the test plays.
type scene struct {
	world *sim.World
	sent  []nodes.Request
	to    []net.ID
	facts map[*sim.Kind][]sim.Fact
	part  *retrier
}

// newScene lets play answer the n-th attempt, from 0. Attempt n goes to instance n.
func newScene(t *testing.T, c Config, play func(p *sim.Proc, n int) error) *scene {
	t.Helper()
	s := &scene{world: sim.New(sim.Config{Seed: 1}), facts: make(map[*sim.Kind][]sim.Fact)}
	t.Cleanup(s.world.Close)
	s.world.Attach(sim.SinkFunc(func(f *sim.Fact) { s.facts[f.Kind] = append(s.facts[f.Kind], *f) }))
	site := patterns.Site{
		Owner: s.world.Owner("caller"), Name: "retry", Peer: "callee",
		Pick: nodes.PickerFunc(func(*nodes.Request) net.ID { return net.ID(len(s.sent)) }),
	}
	s.part = newRetrier(site, c, nodes.Blocking(site.Owner, func(p *sim.Proc, to net.ID, r *nodes.Request) (*nodes.Response, error) {
		s.sent, s.to = append(s.sent, *r), append(s.to, to)
		return nil, play(p, len(s.sent)-1)
	}))
	return s
}

// call makes a call at once, and returns how it ended and when.
func (s *scene) call(t *testing.T, r *nodes.Request) (at sim.Time, err error) {
	t.Helper()
	s.world.Go(s.world.Owner("caller"), func(p *sim.Proc) {
		_, err = nodes.Call(p, s.part, 0, r)
		at = p.Now()
	})
	if err := s.world.Run(sim.Forever); err != nil {
		t.Fatal(err)
	}
	return at, err
}

func fail(*sim.Proc, int) error { return nodes.ErrFailed }

func TestAttemptsAreOneCall(t *testing.T) {
	c := naive(4)
	s := newScene(t, c, fail)
	req := &nodes.Request{Key: 5, Once: 5, Root: 3, Timeout: time.Second}
	if _, err := s.call(t, req); !errors.Is(err, nodes.ErrFailed) {
		t.Errorf("the call ends with %v, not with what ended the last attempt", err)
	}
	if got, want := fmt.Sprint(s.to), "[0 1 2 3]"; got != want {
		t.Errorf("attempts go to %s, want %s: each is the picker's", got, want)
	}
	keys := make(map[sim.Key]bool)
	for i, r := range s.sent {
		keys[r.Key] = true
		if r.Once != 5 || r.Root != 3 || r.Timeout != time.Second || len(r.Tried) != i {
			t.Errorf("attempt %d is %+v", i+1, r)
		}
	}
	if len(keys) != 4 || s.sent[0].Key != 5 {
		t.Errorf("keys of attempts: %v", keys)
	}
	if len(s.facts[Sent]) != 3 || len(s.facts[RetryExhausted]) != 1 || s.facts[RetryExhausted][0].Value != 4 || s.facts[Sent][2].Value != 4 {
		t.Errorf("the trace tells %v and %v", s.facts[Sent], s.facts[RetryExhausted])
	}
}

func TestWhenAttemptsEnd(t *testing.T) {
	never := &nodes.Pushback{After: -1}
	later := &nodes.Pushback{After: 30 * ms}
	for _, c := range []struct {
		name   string
		change func(*Config)
		plays  []error // nil ends well
		req    nodes.Request
		want   string // attempts, the end and its time
		fact   *sim.Kind
	}{
		{"success needs no other", nil, []error{nil}, nodes.Request{}, "1 ok 0s", nil},
		{"a failure that passes is hidden", nil, []error{nodes.ErrFailed, errTimeout, nil}, nodes.Request{}, "3 ok 30ms", nil},
		{"attempts run out", nil, []error{nodes.ErrFailed, nodes.ErrFailed, nodes.ErrFailed, nil}, nodes.Request{}, "3 failed 30ms", RetryExhausted},
		{"a rejection is final", nil, []error{nodes.ErrFull, nil}, nodes.Request{}, "1 rejected 0s", nil},
		{"one that comes at every attempt is final", nil, []error{nodes.ErrPermanent, nil}, nodes.Request{}, "1 failed 0s", nil},
		{"which asks for those of them alone", func(c *Config) { c.RetryOn = []string{"permanent"} }, []error{nodes.ErrPermanent, nodes.ErrFailed}, nodes.Request{}, "2 failed 10ms", nil},
		{"so is that of a pattern within", nil, []error{nodes.ErrNotSent, nil}, nodes.Request{}, "1 rejected 0s", nil},
		{"and one that says when, by default", nil, []error{later, nil}, nodes.Request{}, "1 rejected 0s", nil},
		{"a rejection is retried if that is asked for", func(c *Config) { c.RetryOn = []string{"rejected"} }, []error{nodes.ErrFull, nil}, nodes.Request{}, "2 ok 10ms", nil},
		{"which is not asking for those of patterns within", func(c *Config) { c.RetryOn = []string{"rejected"} }, []error{nodes.ErrNotSent, nil}, nodes.Request{}, "1 rejected 0s", nil},
		{"the callee says when", func(c *Config) { c.RetryOn = []string{"rejected"} }, []error{later, nil}, nodes.Request{}, "2 ok 30ms", nil},
		{"but no later than the caller lets it", func(c *Config) { c.RetryOn, c.RetryAfterMax = []string{"rejected"}, 20*ms }, []error{later, nil}, nodes.Request{}, "2 ok 20ms", nil},
		{"nor sooner than it says", func(c *Config) { c.RetryOn, c.RetryAfterMax = []string{"rejected"}, 40*ms }, []error{later, nil}, nodes.Request{}, "2 ok 30ms", nil},
		{"or never", func(c *Config) { c.RetryOn = []string{"rejected"} }, []error{never, nil}, nodes.Request{}, "1 rejected 0s", Unwanted},
		{"a call that was cancelled is not wanted", nil, []error{net.ErrCancelled, nil}, nodes.Request{}, "1 failed 0s", nil},
		{"the deadline ends it at once, without the wait", nil, []error{nodes.ErrFailed, nodes.ErrFailed, nil}, nodes.Request{Deadline: sim.Time(20 * ms)}, "2 failed 10ms", RetryLate},
		{"a first attempt too late is none", func(c *Config) { c.LeastTime = 30 * ms }, []error{nil}, nodes.Request{Deadline: sim.Time(20 * ms)}, "0 rejected 0s", RetryLate},
		{"the whole is bounded", func(c *Config) { c.MaxDuration = 15 * ms }, []error{nodes.ErrFailed, nodes.ErrFailed, nil}, nodes.Request{}, "2 failed 10ms", RetryLate},
		{"a write is retried", nil, []error{nodes.ErrFailed, nil}, nodes.Request{Op: nodes.Write}, "2 ok 10ms", nil},
		{"unless it must not be", func(c *Config) { c.Writes = false }, []error{nodes.ErrFailed, nil}, nodes.Request{Op: nodes.Write}, "1 failed 0s", nil},
		{"the budget is spent", func(c *Config) { c.Budget, c.BudgetTokens = "token-bucket", 1 }, []error{nodes.ErrFailed, nodes.ErrFailed, nil}, nodes.Request{}, "2 failed 10ms", Denied},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := Default()
			config.Base, config.Jitter = 10*ms, "none"
			if c.change != nil {
				c.change(&config)
			}
			s := newScene(t, config, func(_ *sim.Proc, n int) error { return c.plays[n] })
			at, err := s.call(t, &c.req)
			if got := fmt.Sprint(len(s.sent), " ", nodes.OutcomeOf(err), " ", at); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			for _, k := range []*sim.Kind{RetryExhausted, RetryLate, Unwanted, Denied} {
				if got := len(s.facts[k]); (got == 1) != (k == c.fact) || got > 1 {
					t.Errorf("%d facts %v", got, k)
				}
			}
		})
	}
}

// TestWhereRetriesGo has a picker of three instances that passes over those tried.
func TestWhereRetriesGo(t *testing.T) {
	for target, want := range map[string]string{
		"other": "[0 1 2 1] 1", "any": "[0 0 1 1] 2", "same": "[0 0 0 0] 3",
	} {
		c := naive(4)
		c.Target = target
		s := newScene(t, c, fail)
		all := []net.ID{0, 1, 2}
		s.part.site.Net = net.New(s.world, nil)
		s.part.site.Peers = all
		s.part.site.Pick = nodes.PickerFunc(func(r *nodes.Request) net.ID {
			rest := r.Untried(all)
			return rest[len(s.sent)/2%len(rest)]
		})
		s.call(t, &nodes.Request{})
		if got := fmt.Sprint(s.to, " ", len(s.facts[SameTarget])); got != want {
			t.Errorf("%s: attempts go to %s, want %s", target, got, want)
		}
	}
}

func TestNoAttemptOutlastsTheDeadline(t *testing.T) {
	c := naive(3)
	s := newScene(t, c, func(p *sim.Proc, _ int) error { p.Sleep(40 * ms); return errTimeout })
	s.call(t, &nodes.Request{Timeout: 80 * ms, Deadline: sim.Time(100 * ms)})
	var waits []time.Duration
	for _, r := range s.sent {
		waits = append(waits, r.Timeout)
	}
	if got, want := fmt.Sprint(waits), "[80ms 60ms 20ms]"; got != want {
		t.Errorf("attempts are waited for %s, want %s", got, want)
	}
}

// TestAKilledCallOwesNothing kills calls during an attempt and during a wait.
func TestAKilledCallOwesNothing(t *testing.T) {
	c := Default()
	c.Jitter, c.Base, c.Budget = "none", 10*ms, "in-flight"
	s := newScene(t, c, func(p *sim.Proc, _ int) error { p.Sleep(10 * ms); return nodes.ErrFailed })
	owner := s.world.Owner("caller")
	for i := range 45 {
		at := 44 - i // the first to ask for a retry live longest
		p := s.world.Go(owner, func(p *sim.Proc) { nodes.Call(p, s.part, 0, &nodes.Request{Key: sim.Key(at)}) })
		s.world.At(sim.Time(at)*sim.Time(ms), owner, sim.Func(p.Kill))
	}
	if err := s.world.Run(sim.Forever); err != nil {
		t.Fatal(err)
	}
	if calls, retries := s.part.budget.(*Share).Flying(); calls != 0 || retries != 0 {
		t.Errorf("%d attempts and %d retries are still under way", calls, retries)
	}
	if len(s.facts[Sent]) == 0 {
		t.Error("nothing was retried")
	}
}
