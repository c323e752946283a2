package health

import (
	"time"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A checker is the thin shell around the checks of one instance: it asks at each
// interval, and tells what came of it.
type checker struct {
	config Config
	owner  *sim.Owner
	key    sim.Key // identity, of its requests and of when it begins
	streak Streak
	ask    func(*nodes.Request, nodes.Done) nodes.Pending
	away   func() bool // whether nobody can be asked, until begin is called again; nil is never
	fail   func(key sim.Key)
	turn   func(down bool) // the instance fell, or rose
	alarm  sim.Alarm       // for the end of the interval, or of the timeout before
	count  uint64
	began  sim.Time // the check that is under way
	asking bool
}

// begin asks for the first time within an interval after the delay: not all checks come
// at the same instant.
func (x *checker) begin(delay time.Duration) {
	x.streak, x.asking = NewStreak(x.config.Rise, x.config.Fall), false
	luck := x.key.Mix(x.count).Rand()
	x.alarm.Set(x.owner, delay+time.Duration(luck.Below(uint64(x.config.Interval))), sim.Func(x.check))
}

// check asks, and waits until the timeout.
func (x *checker) check() {
	if x.away != nil && x.away() {
		return
	}
	x.count++
	x.began, x.asking = x.owner.World().Now(), true
	n, key := x.count, x.key.Mix(x.count)
	x.alarm.Set(x.owner, x.config.Timeout, sim.Func(func() { x.heard(n, false) }))
	x.ask(&nodes.Request{
		Key: key, Root: key, Once: key, Born: x.began, Route: patterns.RouteOf(x.config.Route), Timeout: x.config.Timeout,
	}, nodes.DoneFunc(func(_ *nodes.Response, err error) { x.heard(n, err == nil) }))
}

// heard takes in how the n-th check ended, unless it has been given up, and waits for the
// next.
func (x *checker) heard(n uint64, good bool) {
	if n != x.count || !x.asking {
		return
	}
	x.asking = false
	x.alarm.Set(x.owner, x.config.Interval-x.owner.World().Now().Sub(x.began), sim.Func(x.check))
	if !good {
		x.fail(x.key.Mix(n))
	}
	if x.streak.Heard(good) {
		x.turn(x.streak.Down())
	}
}
