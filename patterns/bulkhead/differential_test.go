package bulkhead

import (
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/failsafe-go/failsafe-go"
	theirs "github.com/failsafe-go/failsafe-go/bulkhead"
	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
	_ "wavetank/sim/property"
)

// A visit is a call to a dependency behind a bulkhead: when it comes, how long its
// work takes, and whether the calling program dies in the middle of it.
type visit struct {
	at, work time.Duration
	dies     bool
}

// A fate is what became of a visit, and when. A full bulkhead is told apart from
// one without a permit by ours, not by theirs.
type fate struct {
	refused bool
	at      time.Duration
}

// drawVisits draws visits of which no two come or end at one instant, whatever they
// wait for: what is first then is for a real scheduler to say.
func drawVisits(t *rapid.T) (visits []visit) {
	at := time.Duration(0)
	for i := range rapid.IntRange(1, 40).Draw(t, "calls") {
		at += ms * time.Duration(rapid.IntRange(0, 20).Draw(t, "pause"))
		visits = append(visits, visit{
			at:   at + time.Duration(i)*7*time.Microsecond,
			work: ms*time.Duration(rapid.IntRange(1, 60).Draw(t, "work")) + 1<<(i%20)*time.Nanosecond,
		})
	}
	return visits
}

// ours lets the visits through the shell of this room.
func ours(t *testing.T, c Config, visits []visit) []fate {
	x := newPort(t, 1, 0)
	fates := make([]fate, len(visits))
	work := nodes.Blocking(x.client.Owner(), func(p *sim.Proc, _ net.ID, req *nodes.Request) (*nodes.Response, error) {
		p.Sleep(visits[req.Key].work)
		return &nodes.Response{}, nil
	})
	guarded := x.before(work, func(k *Config) { *k = c }) // in place of the network
	for i, v := range visits {
		x.world.At(sim.Time(v.at), x.client.Owner(), sim.Func(func() {
			program := x.client.Go(func(p *sim.Proc) {
				defer func() { fates[i].at = time.Duration(p.Now()) }()
				_, err := nodes.Call(p, guarded, x.server.ID(), &nodes.Request{Key: sim.Key(i)})
				fates[i].refused = err != nil
			})
			if v.dies { // in the middle of the work
				x.world.After(v.work/2, x.client.Owner(), sim.Func(program.Kill))
			}
		}))
	}
	x.run(time.Hour)
	return fates
}

// failsafes lets them through failsafe-go's, under a clock that waits for it.
func failsafes(t *testing.T, c Config, visits []visit) []fate {
	fates := make([]fate, len(visits))
	synctest.Test(t, func(*testing.T) {
		b := theirs.NewBuilder[any](uint(c.MaxConcurrent)).WithMaxWaitTime(c.MaxWait).Build()
		began := time.Now()
		var all sync.WaitGroup
		for i, v := range visits {
			all.Go(func() {
				defer func() { _ = recover() }() // the program's panic
				defer func() { fates[i].at = time.Since(began) }()
				time.Sleep(v.at)
				err := failsafe.With(b).Run(func() error {
					time.Sleep(v.work)
					if v.dies {
						panic("in the middle of it")
					}
					return nil
				})
				fates[i].refused = errors.Is(err, theirs.ErrFull)
			})
		}
		all.Wait()
	})
	return fates
}

func TestItAdmitsAsFailsafeDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		visits := drawVisits(rt)
		c := Default()
		c.MaxConcurrent, c.Hold = rapid.IntRange(1, 4).Draw(rt, "permits"), "caller"
		if wait := rapid.SampledFrom([]int{0, 15, 80}).Draw(rt, "max wait"); wait > 0 {
			c.MaxWait = ms*time.Duration(wait) + 500 // between all other instants
		}
		us, them := ours(t, c, visits), failsafes(t, c, visits)
		for i := range visits {
			if us[i] != them[i] {
				rt.Fatalf("visit %d at %v: ours %+v, theirs %+v", i+1, visits[i].at, us[i], them[i])
			}
		}
	})
}

// TestFailsafeLosesThePermitOfAPanic is where ours differs on purpose: whatever
// becomes of a call, its permit comes back.
func TestFailsafeLosesThePermitOfAPanic(t *testing.T) {
	c := Default()
	c.MaxConcurrent, c.Hold = 1, "caller"
	visits := []visit{{at: 0, work: 10 * ms, dies: true}, {at: 20 * ms, work: 10 * ms}}
	us, them := ours(t, c, visits), failsafes(t, c, visits)
	if us[1].refused {
		t.Error("ours lost a permit")
	}
	if !them[1].refused {
		t.Error("theirs does not lose the permit any more: say so in this test")
	}
}
