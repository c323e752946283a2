package saga

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"wavetank/sim/script"
)

// TestTraces plays the golden traces of testdata. The first command names the steps,
// each with a participant of its own. After it each is what comes of the coordinator's
// next order:
//
//	saga flight card:pivot mail:retriable attempts 2
//	done                  it is carried out, and that is heard
//	unheard               it is carried out, and the answer is lost
//	lost                  it never arrives
//	late                  it is on its way for long; arrives lets it come
//	refused, failed       a no for good; an error, after which nothing has happened
//	crash                 the coordinator dies before its order, and reads its log
//	done then crash       it dies before what it was told is durable
func TestTraces(t *testing.T) {
	script.Play(t, "testdata/traces", func(t *testing.T) func(string) string { return (&agency{t: t}).do })
}

// An agency is a coordinator, its log, and its participants.
type agency struct {
	t       *testing.T
	config  *Config
	names   []string
	saga    *Saga
	log     []Record
	ledgers []*Ledger
	effects []int
	late    []Order
	said    strings.Builder
}

func (a *agency) do(command string) string {
	a.said.Reset()
	words := strings.Fields(command)
	switch words[0] {
	case "saga":
		a.open(words[1:])
	case "crash":
		a.crash()
	case "arrives":
		o := a.late[0]
		a.late = a.late[1:]
		a.say("late: %s: %s", a.order(o), a.carryOut(o))
		return a.said.String()
	default:
		a.attempt(words[0])
		if len(words) > 1 {
			a.saga.Records() // are not durable
			a.crash()
		}
	}
	a.tell()
	return a.said.String()
}

func (a *agency) say(format string, args ...any) { fmt.Fprintf(&a.said, format+"\n", args...) }

// open begins a saga of these steps.
func (a *agency) open(words []string) {
	c := Default()
	c.Start = "agency.book"
	if i := slices.Index(words, "attempts"); i >= 0 {
		fmt.Sscan(words[i+1], &c.Attempts)
		words = words[:i]
	}
	for _, w := range words {
		name, kind, special := strings.Cut(w, ":")
		step := Step{Action: name + ".do", Pivot: kind == "pivot", Retriable: kind == "retriable"}
		if !special {
			step.Compensation = name + ".undo"
		}
		c.Steps, a.names = append(c.Steps, step), append(a.names, name)
	}
	a.config, a.saga, a.effects = &c, New(&c), make([]int, len(c.Steps))
	for range c.Steps {
		a.ledgers = append(a.ledgers, NewLedger(&c, ""))
	}
}

// attempt makes the coordinator's next order, with that fate.
func (a *agency) attempt(fate string) {
	o, more := a.saga.Next()
	if !more {
		a.t.Fatal("the saga is at its end")
	}
	answers := map[string]Answer{"done": Done, "refused": Refused, "failed": Failed, "lost": Unknown, "late": Unknown, "unheard": Unknown}
	answer, known := answers[fate]
	if !known {
		a.t.Fatalf("there is no command %q", fate)
	}
	what := fate
	switch fate {
	case "done", "unheard":
		if what = a.carryOut(o); what == "refused" {
			answer = Refused
		}
	case "late":
		a.late = append(a.late, o)
	}
	if fate == "unheard" {
		answer, what = Unknown, what+", and nobody hears of it"
	}
	a.say("%s: %s", a.order(o), what)
	a.saga.Told(answer)
}

// carryOut is a participant that is asked.
func (a *agency) carryOut(o Order) string {
	l := a.ledgers[o.Step]
	if o.Undo {
		fresh := l.Undo(theSaga, o.Step) == Fresh
		l.Fold(Undone, theSaga, o.Step, 0)
		if !fresh {
			return "nothing to undo, and never will be"
		}
		a.effects[o.Step]--
		return "undone"
	}
	switch l.Ask(theSaga, o.Step, 0) {
	case Late:
		return "refused"
	case Already:
		return "done before"
	}
	l.Fold(Finished, theSaga, o.Step, 0)
	a.effects[o.Step]++
	return "done"
}

func (a *agency) order(o Order) string {
	return map[bool]string{false: "do ", true: "undo "}[o.Undo] + a.names[o.Step]
}

// crash forgets all but the log.
func (a *agency) crash() {
	a.saga = Recover(a.config, a.log)
	a.say("the coordinator reads its log")
}

// tell makes durable what the coordinator noted, and tells how things are.
func (a *agency) tell() {
	words := map[What]string{Begun: "begun", Intent: "about to do %s", Finished: "%s is done", Turned: "back from %s", Undone: "%s is undone"}
	var lines []string
	for _, r := range a.saga.Records() {
		a.log = append(a.log, r)
		switch format := words[r.What]; {
		case r.What == Ended:
			lines = append(lines, State(r.Step).String())
		case strings.Contains(format, "%s"):
			lines = append(lines, fmt.Sprintf(format, a.names[r.Step]))
		default:
			lines = append(lines, format)
		}
	}
	if lines != nil {
		a.say("log: %s", strings.Join(lines, "; "))
	}
	var there []string
	for i, n := range a.effects {
		if n != 0 {
			there = append(there, a.names[i])
		}
	}
	next := ""
	if o, more := a.saga.Next(); more {
		next = ", next: " + a.order(o)
	}
	a.say("%v%s; there is %s", a.saga.State(), next, strings.Join(append(there, "nothing")[:max(1, len(there))], ", "))
}
