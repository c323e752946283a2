package membership

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wavetank/sim/script"
)

// TestTraces plays the golden traces of testdata. Members are numbers; behind what is
// believed of one stands its incarnation. Gossip goes without saying, but for what
// somebody comes to believe by it.
//
//	members 4 lifeguard   boots a group, with or without that, and lets it come to rest
//	run 1s                time passes, and all messages are told
//	quiet 1s              time passes, and only what is believed is told
//	cut 2                 what 2 sends and is sent is lost
//	cut 0 2               so is what goes between 0 and 2
//	heal                  nothing is lost any more
//	crash 2, boot 2       it is gone, and comes back with nothing
//	leave 2               it says so, and goes
func TestTraces(t *testing.T) {
	script.Play(t, "testdata/traces", func(t *testing.T) func(string) string { return (&village{t: t}).do })
}

// A village is an env whose members are watched.
type village struct {
	t     *testing.T
	env   *env
	cuts  [][2]int // -1 is everybody
	quiet bool
	was   []string // what was last told of each member
	said  strings.Builder
}

func (v *village) do(command string) string {
	v.said.Reset()
	words := strings.Fields(command)
	who := func(i int) int {
		n, err := strconv.Atoi(words[i])
		if err != nil {
			v.t.Fatal(err)
		}
		return n
	}
	switch words[0] {
	case "members":
		v.found(who(1), slices.Contains(words, "lifeguard"))
	case "run", "quiet":
		span, err := time.ParseDuration(words[1])
		if err != nil {
			v.t.Fatal(err)
		}
		v.quiet = words[0] == "quiet"
		v.env.run(span)
	case "cut":
		cut := [2]int{who(1), -1}
		if len(words) > 2 {
			cut[1] = who(2)
		}
		v.cuts = append(v.cuts, cut)
	case "heal":
		v.cuts = nil
	case "crash":
		v.env.crash(who(1))
	case "boot":
		v.env.boot(who(1))
	case "leave":
		v.env.members[who(1)].Leave(v.env.now)
		v.env.collect(who(1))
	default:
		v.t.Fatalf("there is no command %q", command)
	}
	v.tell()
	return v.said.String()
}

// found boots a group and lets all find each other.
func (v *village) found(n int, lifeguard bool) {
	c := LAN()
	c.Seeds, c.Incarnation, c.Lifeguard, c.SuspicionMult = n, "zero", lifeguard, 2
	v.env = newEnv(c, n, 1, newActor)
	v.env.latency = [2]time.Duration{time.Millisecond, time.Millisecond}
	v.env.cut = v.loses
	v.quiet, v.was = true, make([]string, n)
	v.env.run(10 * time.Second)
	v.env.sentBy = v.sent
	v.env.watch = func(member int, c Change) {
		v.say("%d believes that %d is %s", member, c.Member, belief(c.Update))
	}
}

func (v *village) loses(from, to int) bool {
	return slices.ContainsFunc(v.cuts, func(c [2]int) bool {
		return from == c[0] && (c[1] < 0 || to == c[1]) || to == c[0] && (c[1] < 0 || from == c[1])
	})
}

func belief(c Update) string { return fmt.Sprintf("%v (%d)", c.Status, c.Incarnation) }

func (v *village) say(format string, args ...any) {
	fmt.Fprintf(&v.said, "%.3fs  %s\n", v.env.now.Seconds(), fmt.Sprintf(format, args...))
}

// sent tells a message.
func (v *village) sent(l *Message) {
	if v.quiet || l.Act == Gossip {
		return
	}
	s := fmt.Sprintf("%s %d→%d", [...]string{"gossip", "ping", "probe", "ack", "nack", "state?", "state!", "beat"}[l.Act], l.From, l.To)
	if about := l.About; (l.Act == Probe || l.Act == Ack || l.Act == Nack) && about != l.From {
		s += fmt.Sprintf(" about %d", about)
	}
	if l.Act == State || l.Act == StateToo {
		l = &Message{From: l.From, To: l.To}
	}
	for _, c := range l.Updates {
		s += fmt.Sprintf(", %d is %s", c.Member, belief(c))
	}
	if v.loses(int(l.From), int(l.To)) || v.env.members[l.To] == nil {
		s += ", lost"
	}
	v.say("%s", s)
}

// tell tells what each member sees, if it sees something else than before.
func (v *village) tell() {
	for i, m := range v.env.members {
		s := "is down"
		if m != nil {
			var each []string
			for other := range v.env.members {
				if c := m.Of(other); c.Status != Unknown {
					each = append(each, fmt.Sprintf("%d %s", other, belief(c)))
				}
			}
			s = "sees " + strings.Join(each, ", ")
		}
		if s != v.was[i] {
			fmt.Fprintf(&v.said, "%d %s\n", i, s)
		}
		v.was[i] = s
	}
}
