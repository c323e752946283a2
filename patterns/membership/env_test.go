package membership

import (
	"container/heap"
	"time"

	"wavetank/sim"
)

// An actor is a member as the laws see it: the machine, or a mutant.
type actor interface {
	Hear(now sim.Time, l *Message)
	Tick(now sim.Time)
	Next() sim.Time
	Leave(now sim.Time)
	Out() []Message
	Changes() []Change
	Of(member int) Update
}

// A maker makes one member.
type maker func(c Config, self, members int, incarnation int64, now sim.Time, luck sim.Rand) actor

func newActor(c Config, self, members int, incarnation int64, now sim.Time, luck sim.Rand) actor {
	return New(c, self, members, incarnation, now, luck)
}

// An env carries messages between members, loses some, and takes time over it.
type env struct {
	config  Config
	hatch   maker
	now     sim.Time
	luck    sim.Rand
	members []actor // nil is down
	loss    float64
	latency [2]time.Duration
	cut     func(from, to int) bool // nil is nothing
	flight  flights
	sent    int
	watch   func(member int, c Change)
	sentBy  func(l *Message)
}

func newEnv(c Config, members int, seed uint64, hatch maker) *env {
	t := &env{
		config: c, hatch: hatch, luck: sim.KeyOf("tank").Mix(seed).Rand(),
		members: make([]actor, members),
		latency: [2]time.Duration{time.Millisecond, 5 * time.Millisecond},
	}
	for i := range members {
		t.boot(i)
	}
	return t
}

// boot starts a member anew.
func (t *env) boot(i int) {
	incarnation := int64(0)
	if t.config.Incarnation == "clock" {
		incarnation = int64(t.now)
	}
	t.members[i] = t.hatch(t.config, i, len(t.members), incarnation, t.now, t.luck.Fork())
	t.collect(i)
}

// crash stops a member. What it has sent is still on its way.
func (t *env) crash(i int) { t.members[i] = nil }

// collect takes what a member wants to say.
func (t *env) collect(i int) {
	for _, c := range t.members[i].Changes() {
		if t.watch != nil {
			t.watch(i, c)
		}
	}
	for _, l := range t.members[i].Out() {
		t.sent++
		if t.sentBy != nil {
			t.sentBy(&l)
		}
		if t.luck.Chance(t.loss) || t.cut != nil && t.cut(int(l.From), int(l.To)) {
			continue
		}
		at := t.now.Add(t.luck.Between(t.latency[0], t.latency[1]))
		heap.Push(&t.flight, flight{at: at, order: t.sent, letter: l})
	}
}

// run lets time go on.
func (t *env) run(d time.Duration) {
	for end := t.now.Add(d); ; {
		next, who := end, -1
		for i, m := range t.members {
			if m != nil && m.Next() < next {
				next, who = m.Next(), i
			}
		}
		if len(t.flight) > 0 && t.flight[0].at <= next {
			t.now = max(t.now, t.flight[0].at)
			t.deliver(heap.Pop(&t.flight).(flight).letter)
			continue
		}
		t.now = max(t.now, next)
		if who < 0 {
			return
		}
		t.members[who].Tick(t.now)
		t.collect(who)
	}
}

func (t *env) deliver(l Message) {
	if m := t.members[l.To]; m != nil {
		m.Hear(t.now, &l)
		t.collect(int(l.To))
	}
}

// A flight is a message on its way.
type flight struct {
	at     sim.Time
	order  int
	letter Message
}

type flights []flight

func (f flights) Len() int { return len(f) }
func (f flights) Less(i, j int) bool {
	return f[i].at < f[j].at || f[i].at == f[j].at && f[i].order < f[j].order
}
func (f flights) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f *flights) Push(x any)   { *f = append(*f, x.(flight)) }
func (f *flights) Pop() any {
	last := (*f)[len(*f)-1]
	*f = (*f)[:len(*f)-1]
	return last
}
