package fault

import (
	"fmt"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// Crash takes machines down: memory is lost, the disk keeps what was synced.
// The end of the fault is a restart.
type Crash struct {
	Machines
	Silent bool `toml:"silent" doc:"peers are not told, as in a power loss; otherwise connections are reset"`
	Beside
}

// Check judges whom it strikes.
func (e *Crash) Check(c Checker) {
	e.check(c, e.nodes(c))
	if e.Pattern != "" && e.Silent {
		c.Idle("silent", "a process that crashes alone leaves its machine to tell of it", "the crash of a whole machine")
	}
}

// Strike crashes them.
func (e *Crash) Strike(t Target) []Damage {
	return e.Beside.strike(t, e.Machines, func(n *nodes.Node) func() { return n.Crash(e.Silent) }, Process.Crash)
}

// Words tells a loss of power from a crash.
func (e *Crash) Words() (words, numbers string) {
	if e.Silent {
		return e.words() + " loses power", ""
	}
	return e.of(e.Machines) + " crashes", ""
}

// Simpler tells the peers, or strikes fewer.
func (e *Crash) Simpler([]string) []Effect {
	var forms []Effect
	if e.Silent {
		told := *e
		told.Silent = false
		forms = append(forms, &told)
	}
	return append(forms, each(e, e.alone(), func(f *Crash, m Machines) { f.Machines = m })...)
}

// Draw draws whom, and whether silently.
func (e *Crash) Draw(d Drawing) { e.Nodes, e.Silent = d.Prey(), d.Choose("silent", 2) == 1 }

// Pause freezes machines while time goes on elsewhere.
type Pause struct {
	Machines
	Beside
}

// Check judges whom it strikes.
func (e *Pause) Check(c Checker) { e.check(c, e.nodes(c)) }

// Strike freezes them. What is sent to a machine that is frozen does not arrive
// before it thaws, so that is counted as it is sent.
func (e *Pause) Strike(t Target) []Damage {
	if e.Pattern != "" {
		return e.Beside.strike(t, e.Machines, nil, Process.Pause)
	}
	var all []Damage
	for _, m := range e.struck(t) {
		all = append(all, strike(m, (*nodes.Node).Pause), coming(t, m))
	}
	return all
}

// coming counts what is sent to a machine.
func coming(t Target, m *nodes.Node) Damage {
	var n int64
	count := t.Install(net.RuleFunc(func(msg *net.Message, _ sim.Rand, fate *net.Fate) {
		if msg.To == m.ID() && !fate.Lost {
			n++
		}
	}))
	return Damage{count.Undo, func() int64 { return n }}
}

// Words names whom.
func (e *Pause) Words() (words, numbers string) { return e.of(e.Machines) + " pauses", "" }

// Simpler strikes fewer.
func (e *Pause) Simpler([]string) []Effect {
	return each(e, e.alone(), func(f *Pause, m Machines) { f.Machines = m })
}

// Draw draws whom.
func (e *Pause) Draw(d Drawing) { e.Nodes = d.Prey() }

// Hang makes nodes accept requests and answer none; the work is kept until the
// fault ends.
type Hang struct {
	Machines
	Beside
}

// Check judges whom it strikes.
func (e *Hang) Check(c Checker) { e.check(c, e.nodes(c)) }

// Strike hangs them.
func (e *Hang) Strike(t Target) []Damage {
	return e.Beside.strike(t, e.Machines, (*nodes.Node).Hang, Process.Hang)
}

// Words names whom.
func (e *Hang) Words() (words, numbers string) { return e.of(e.Machines) + " hangs", "" }

// Simpler strikes fewer.
func (e *Hang) Simpler([]string) []Effect {
	return each(e, e.alone(), func(f *Hang, m Machines) { f.Machines = m })
}

// Draw draws whom.
func (e *Hang) Draw(d Drawing) { e.Nodes = d.Prey() }

// Slow stretches all work.
type Slow struct {
	Machines
	Factor float64 `toml:"factor" kind:"factor" required:"true" doc:"work takes this many times as long"`
	Beside
}

// Check judges whom it strikes.
func (e *Slow) Check(c Checker) { e.check(c, e.nodes(c)) }

// Strike slows them.
func (e *Slow) Strike(t Target) []Damage {
	return e.Beside.strike(t, e.Machines,
		func(n *nodes.Node) func() { return n.Slow(e.Factor) },
		func(p Process) func() { return p.Slow(e.Factor) })
}

// Words names whom, and by how much.
func (e *Slow) Words() (words, numbers string) {
	return fmt.Sprintf("%s takes %gx as long", e.of(e.Machines), e.Factor), ""
}

// Simpler slows by less, or fewer.
func (e *Slow) Simpler([]string) []Effect {
	return append(
		each(e, weaker(e.Factor, 1), func(f *Slow, x float64) { f.Factor = x }),
		each(e, e.alone(), func(f *Slow, m Machines) { f.Machines = m })...)
}

// Draw draws whom, and by how much.
func (e *Slow) Draw(d Drawing) { e.Nodes, e.Factor = d.Victim(), factor(d) }
