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

func (e *Crash) Check(c Checker) {
	e.check(c, e.nodes(c))
	if e.Pattern != "" && e.Silent {
		c.Idle("silent", "a process that crashes alone leaves its machine to tell of it", "the crash of a whole machine")
	}
}

func (e *Crash) Strike(t Target) []Damage {
	return e.Beside.strike(t, e.Machines, func(n *nodes.Node) func() { return n.Crash(e.Silent) }, Process.Crash)
}

func (e *Crash) Words() (words, numbers string) {
	if e.Silent {
		return e.words() + " loses power", ""
	}
	return e.of(e.Machines) + " crashes", ""
}

func (e *Crash) Draw(d Drawing) { e.Nodes, e.Silent = d.VictimOrLeader(), d.Choose("silent", 2) == 1 }

// Pause freezes machines while time goes on elsewhere.
type Pause struct {
	Machines
	Beside
}

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

func coming(t Target, m *nodes.Node) Damage {
	var n int64
	count := t.Install(net.RuleFunc(func(msg *net.Message, _ sim.Rand, fate *net.Fate) {
		if msg.To == m.ID() && !fate.Lost {
			n++
		}
	}))
	return Damage{count.Undo, func() int64 { return n }}
}

func (e *Pause) Words() (words, numbers string) { return e.of(e.Machines) + " pauses", "" }

func (e *Pause) Draw(d Drawing) { e.Nodes = d.VictimOrLeader() }

// Hang makes nodes accept requests and answer none; the work is kept until the
// fault ends.
type Hang struct {
	Machines
	Beside
}

func (e *Hang) Check(c Checker) { e.check(c, e.nodes(c)) }

func (e *Hang) Strike(t Target) []Damage {
	return e.Beside.strike(t, e.Machines, (*nodes.Node).Hang, Process.Hang)
}

func (e *Hang) Words() (words, numbers string) { return e.of(e.Machines) + " hangs", "" }

func (e *Hang) Draw(d Drawing) { e.Nodes = d.VictimOrLeader() }

// Slow stretches all work.
type Slow struct {
	Machines
	Factor float64 `toml:"factor" kind:"factor" required:"true" doc:"work takes this many times as long"`
	Beside
}

func (e *Slow) Check(c Checker) { e.check(c, e.nodes(c)) }

func (e *Slow) Strike(t Target) []Damage {
	return e.Beside.strike(t, e.Machines,
		func(n *nodes.Node) func() { return n.Slow(e.Factor) },
		func(p Process) func() { return p.Slow(e.Factor) })
}

func (e *Slow) Words() (words, numbers string) {
	return fmt.Sprintf("%s takes %gx as long", e.of(e.Machines), e.Factor), ""
}

func (e *Slow) Draw(d Drawing) { e.Nodes, e.Factor = d.Victim(), factor(d) }
