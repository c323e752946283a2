package raft

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wavetank/nodes"
	"wavetank/sim"
	"wavetank/sim/script"
)

// TestTraces plays the golden traces of testdata. Members are numbers, x is the one
// item. What is to be saved is saved at once.
//
//	members 3 pre-vote check-quorum   boots a group, with or without those
//	timeout 0                         its election timer runs out
//	beat 0                            its heartbeat is due
//	run 2s                            time passes: timers run out, and messages arrive
//	propose 0 x=1                     a client has it write
//	read 0                            a client has it read
//	transfer 0 1                      it hands over to 1
//	deliver                           all messages arrive, and what is sent then
//	deliver 0→1                       one message arrives
//	drop                              all messages are lost
//	cut 0, heal                       what 0 sends and is sent is lost from now on
//	crash 0, boot 0                   it loses its memory, and reads its disk
func TestTraces(t *testing.T) {
	script.Play(t, "testdata/traces", func(t *testing.T) func(string) string { return (&group{t: t, cut: None}).do })
}

// A group is members and the messages on their way.
type group struct {
	t       *testing.T
	config  Config
	now     nodes.Ticks
	members []*Machine // nil is down
	disks   []State
	flight  []Message
	cut     int
	was     []string // what was last told of each member
	quiet   bool     // messages go without saying
	said    strings.Builder
}

func (g *group) do(command string) string {
	g.said.Reset()
	words := strings.Fields(command)
	who := 0
	if len(words) > 1 {
		who, _ = strconv.Atoi(words[1])
	}
	switch words[0] {
	case "members":
		g.found(who, words[2:])
	case "timeout":
		g.members[who].timeout(g.now)
	case "beat":
		g.members[who].heartbeat(g.now)
	case "run":
		span, _ := time.ParseDuration(words[1])
		g.run(g.now.Add(span))
	case "propose":
		token, _ := strconv.ParseInt(strings.TrimPrefix(words[2], "x="), 10, 64)
		if _, _, ok := g.members[who].Propose(Command{Token: token}); !ok {
			g.say("%d does not lead", who)
		}
	case "read":
		if !g.members[who].Read(g.now, 1) {
			g.say("%d does not lead", who)
		}
	case "transfer":
		heir, _ := strconv.Atoi(words[2])
		if !g.members[who].Transfer(g.now, heir) {
			g.say("%d does not hand over", who)
		}
	case "cut":
		g.cut = who
	case "heal":
		g.cut = None
	case "drop":
		g.flight = nil
	case "crash":
		g.members[who] = nil
	case "boot":
		g.members[who] = g.boot(who)
	case "deliver":
		g.deliver(words[1:])
	default:
		g.t.Fatalf("there is no command %q", command)
	}
	g.carryOut()
	g.tell()
	return g.said.String()
}

func (g *group) say(format string, args ...any) { fmt.Fprintf(&g.said, format+"\n", args...) }

func (g *group) found(n int, with []string) {
	g.config = Config{
		Members: n, ElectionMin: time.Second, ElectionMax: 2 * time.Second, Heartbeat: 100 * time.Millisecond, Batch: 10, Window: 10,
		PreVote: slices.Contains(with, "pre-vote"), CheckQuorum: slices.Contains(with, "check-quorum"),
	}
	g.disks, g.was = make([]State, n), make([]string, n)
	for i := range n {
		g.disks[i].Vote = None
		g.members = append(g.members, g.boot(i))
	}
}

func (g *group) boot(i int) *Machine {
	return New(g.config, i, sim.Key(i).Rand(), g.now, g.disks[i])
}

// carryOut does what the members want: saves, sends, applies and answers.
func (g *group) carryOut() {
	for again := true; again; {
		again = false
		for i, m := range g.members {
			if m == nil {
				continue
			}
			out := m.Take()
			g.send(out.Now)
			if !out.Save.Empty() {
				g.disks[i] = m.State()
				m.Saved(g.now, out.Mark)
				again = true
			}
			g.send(out.After)
			for _, e := range out.Apply {
				if e.Token != 0 {
					g.say("%d applies x=%d", i, e.Token)
				}
			}
			for _, r := range out.Served {
				g.say("%d answers the read, from %d", i, r.Index)
			}
			for range out.Dropped {
				g.say("%d cannot answer the read", i)
			}
		}
	}
}

// run lets time pass. Only who has changed is told of.
func (g *group) run(end nodes.Ticks) {
	g.quiet = true
	for g.now < end {
		next := end
		for _, m := range g.members {
			if m != nil {
				next = min(next, m.Deadline())
			}
		}
		g.now = max(g.now, next)
		for _, m := range g.members {
			if m != nil {
				m.Tick(g.now)
			}
		}
		g.carryOut()
		g.deliver(nil)
	}
	g.quiet = false
}

func (g *group) send(all []Message) {
	for _, x := range all {
		x.Entries = slices.Clone(x.Entries)
		g.flight = append(g.flight, x)
	}
}

// deliver lets messages arrive: all, and those that they lead to, or the first of
// each edge that is named.
func (g *group) deliver(edges []string) {
	for _, edge := range edges {
		i := slices.IndexFunc(g.flight, func(x Message) bool { return fmt.Sprintf("%d→%d", x.From, x.To) == edge })
		if i < 0 {
			g.t.Fatalf("nothing is on its way %s", edge)
		}
		x := g.flight[i]
		g.flight = slices.Delete(g.flight, i, i+1)
		g.receive(x)
	}
	for len(edges) == 0 && len(g.flight) > 0 {
		x := g.flight[0]
		g.flight = g.flight[1:]
		g.receive(x)
	}
}

func (g *group) receive(x Message) {
	if to := g.members[x.To]; to == nil || g.cut != None && (x.From == g.cut || x.To == g.cut) {
		g.sayOf(x, ", lost")
		return
	}
	g.sayOf(x, "")
	g.now += nodes.Ticks(time.Millisecond)
	g.members[x.To].Receive(g.now, x)
	g.carryOut()
}

func (g *group) sayOf(x Message, fate string) {
	if !g.quiet {
		g.say("%s%s", words(x), fate)
	}
}

// words tells a message.
func words(x Message) string {
	s := fmt.Sprintf("%v %d→%d, term %d", x.Kind, x.From, x.To, x.Term)
	yes := map[bool]string{true: ", granted", false: ", refused"}[x.Granted]
	switch x.Kind {
	case PreVote, Vote:
		s += fmt.Sprintf(", log to %d of term %d", x.Index, x.LogTerm)
		if x.Transfer {
			s += ", told to"
		}
	case PreVoteRe, VoteRe:
		s += yes
	case Append:
		if s += fmt.Sprintf(", after %d of term %d", x.Index, x.LogTerm); len(x.Entries) > 0 {
			s += ": " + entries(x.Entries)
		}
		s += fmt.Sprintf(", commit %d", x.Commit)
	case AppendRe:
		if x.Granted {
			s += fmt.Sprintf(", has %d", x.Match)
		} else {
			s += fmt.Sprintf(", refused, try from %d", x.Match)
		}
	}
	return s
}

// entries tells a log: the terms of its entries, and what they write.
func entries(all []Entry) string {
	var each []string
	for _, e := range all {
		if s := fmt.Sprint(e.Term); e.Token != 0 {
			each = append(each, fmt.Sprintf("%s:x=%d", s, e.Token))
		} else {
			each = append(each, s+":—")
		}
	}
	return "[" + strings.Join(each, " ") + "]"
}

// tell tells of each member that has changed.
func (g *group) tell() {
	for i, m := range g.members {
		s := "down"
		if m != nil {
			s = fmt.Sprintf("%v, term %d", m.role, m.term)
			if m.vote != None {
				s += fmt.Sprintf(", voted for %d", m.vote)
			}
			if m.leader != None && m.role == Follower {
				s += fmt.Sprintf(", follows %d", m.leader)
			}
			s += fmt.Sprintf(", log %s, commit %d", entries(m.log.entries), m.commit)
		}
		if s != g.was[i] {
			g.say("%d: %s", i, s)
		}
		g.was[i] = s
	}
}
