package membership

import (
	"slices"
	"testing"
	"time"

	"wavetank/sim"
)

// A subject is a machine under test: member 0, who knows n-1 others, and is at rest
// but for its next probe.
type subject struct {
	*Machine
	t   *testing.T
	now sim.Time
}

func newSubject(t *testing.T, n int, change func(*Config)) *subject {
	c := LAN()
	c.GossipNodes, c.PushPull, c.Reconnect = 0, 0, 0
	if change != nil {
		change(&c)
	}
	s := &subject{New(c, 0, n, 0, 0, sim.KeyOf("subject").Rand()), t, 0}
	for i := range int32(n) {
		s.Machine.Hear(0, &Message{Act: StateToo, Updates: []Update{{Member: i, Status: Alive}}})
	}
	s.queue = newBroadcastQueue(n)
	s.Out()
	s.Changes()
	return s
}

// until lets time go on, and returns what was said meanwhile.
func (s *subject) until(at sim.Time) (said []Message) {
	for s.Next() <= at {
		s.now = max(s.now, s.Next())
		s.Tick(s.now)
		said = append(said, s.Out()...)
	}
	s.now = at
	return said
}

// ping goes on to the next probe, and returns its message.
func (s *subject) ping() Message {
	s.t.Helper()
	said := s.until(s.probeAt)
	i := slices.IndexFunc(said, func(l Message) bool { return l.Act == Ping })
	if i < 0 {
		s.t.Fatalf("no ping among %+v", said)
	}
	return said[i]
}

func (s *subject) hear(l Message) []Message {
	s.Machine.Hear(s.now, &l)
	return slices.Clone(s.Out())
}

// is checks what is believed of a member.
func (s *subject) is(member int32, want Status) {
	s.t.Helper()
	if got := s.Of(int(member)); got.Status != want {
		s.t.Errorf("at %v member %d is %v, want %v", s.now, member, got.Status, want)
	}
}

func acts(letters []Message, a Act) (of []Message) {
	for _, l := range letters {
		if l.Act == a {
			of = append(of, l)
		}
	}
	return of
}

func TestAnAnswerInTimeEndsAProbe(t *testing.T) {
	s := newSubject(t, 5, nil)
	ping := s.ping()
	s.hear(Message{From: ping.To, Act: Ack, Seq: ping.Seq, About: ping.To})
	said := s.until(s.now.Add(999 * time.Millisecond))
	if asked := acts(said, Probe); len(asked) > 0 {
		t.Errorf("others were asked: %+v", asked)
	}
	s.ping()
	s.is(ping.To, Alive)
}

func TestAnAnswerToAnotherProbeSaysNothing(t *testing.T) {
	s := newSubject(t, 5, nil)
	ping := s.ping()
	s.hear(Message{From: ping.To, Act: Ack, Seq: ping.Seq - 1, About: ping.To})
	s.ping()
	s.is(ping.To, Suspect)
}

func TestOthersAreAskedToProbe(t *testing.T) {
	s := newSubject(t, 6, nil)
	ping := s.ping()
	asked := acts(s.until(s.now.Add(500*time.Millisecond)), Probe)
	seen := map[int32]bool{0: true, ping.To: true}
	for _, l := range asked {
		if seen[l.To] || l.About != ping.To {
			t.Errorf("%+v, with %v asked before", l, seen)
		}
		seen[l.To] = true
	}
	if len(asked) != 3 {
		t.Errorf("%d were asked, want 3", len(asked))
	}
	s.hear(Message{From: asked[0].To, Act: Ack, Seq: asked[0].Seq, About: ping.To})
	s.ping()
	s.is(ping.To, Alive)
}

func TestSilenceMakesASuspectAndThenADead(t *testing.T) {
	s := newSubject(t, 5, func(c *Config) { c.Lifeguard = false })
	ping := s.ping()
	s.until(s.now.Add(time.Second))
	s.is(ping.To, Suspect)
	suspected := s.now
	s.until(suspected.Add(4*time.Second - 1))
	s.is(ping.To, Suspect)
	s.until(suspected.Add(4 * time.Second))
	s.is(ping.To, Dead)
}

func TestAHelperPassesTheAnswerOn(t *testing.T) {
	s := newSubject(t, 5, nil)
	pinged := s.hear(Message{From: 1, Act: Probe, Seq: 77, About: 2})
	if len(pinged) != 1 || pinged[0].Act != Ping || pinged[0].To != 2 {
		t.Fatalf("said %+v", pinged)
	}
	nacks := acts(s.until(s.now.Add(400*time.Millisecond)), Nack)
	if len(nacks) != 1 || nacks[0].To != 1 || nacks[0].Seq != 77 {
		t.Errorf("after 400 ms it said %+v", nacks)
	}
	late := s.hear(Message{From: 2, Act: Ack, Seq: pinged[0].Seq, About: 2})
	if len(late) != 1 || late[0].Act != Ack || late[0].To != 1 || late[0].Seq != 77 {
		t.Errorf("a late answer became %+v", late)
	}
	again := s.hear(Message{From: 2, Act: Ack, Seq: pinged[0].Seq, About: 2})
	if len(again) != 0 {
		t.Errorf("the same again became %+v", again)
	}
}

func TestWhoHearsNothingDistrustsItself(t *testing.T) {
	s := newSubject(t, 9, nil)
	for i, want := range []time.Duration{4 * time.Second, 7 * time.Second, 8 * time.Second, 8 * time.Second} {
		s.ping()
		s.until(s.probeAt) // three were asked, and said nothing either
		if got := s.slowed(s.config.ProbeInterval); got != want {
			t.Errorf("after %d probes without a word the next takes %v, want %v", i+1, got, want)
		}
		s.current = probe{}
	}
}

func TestWhoHearsOfOthersInVainTrustsItself(t *testing.T) {
	s := newSubject(t, 9, nil)
	s.ping()
	for _, l := range acts(s.until(s.now.Add(500*time.Millisecond)), Probe) {
		s.hear(Message{From: l.To, Act: Nack, Seq: l.Seq, About: l.About})
	}
	if s.ping(); s.score != 0 {
		t.Errorf("the score is %d", s.score)
	}
}

func TestOthersConfirmASuspicion(t *testing.T) {
	s := newSubject(t, 10, func(c *Config) { c.ProbeInterval = time.Hour })
	s.config.ProbeInterval = time.Second // for the arithmetic, without probes
	accuse := func(by int32) { s.hear(Message{From: by, Updates: []Update{{Member: 9, By: by, Status: Suspect}}}) }
	shortest := SuspicionTimeout(4, 10, time.Second)
	for i, by := range []int32{1, 1, 2, 3, 4} {
		accuse(by)
		confirmed := []int{0, 0, 1, 2, 2}[i]
		if got, want := s.suspicions[0].until, sim.Time(Remaining(confirmed, 2, shortest, 6*shortest)); got != want {
			t.Errorf("after accuser %d it lasts until %v, want %v", by, got, want)
		}
	}
}

func TestASuspectIsToldSo(t *testing.T) {
	for _, lifeguard := range []bool{true, false} {
		s := newSubject(t, 2, func(c *Config) { c.Lifeguard = lifeguard })
		s.ping()
		s.ping()
		s.queue = newBroadcastQueue(2) // as if all had been told long ago
		ping := s.ping()
		told := slices.ContainsFunc(ping.Updates, func(c Update) bool { return c.Member == 1 && c.Status == Suspect })
		if told != lifeguard {
			t.Errorf("lifeguard %v: the suspect is told %+v", lifeguard, ping.Updates)
		}
	}
}

func TestAnOldAccusationIsAnswered(t *testing.T) {
	s := newSubject(t, 3, nil)
	s.hear(Message{From: 1, Updates: []Update{{Member: 0, By: 1, Status: Suspect}}})
	s.queue = newBroadcastQueue(3) // as if all had been told long ago
	said := s.hear(Message{From: 2, Act: Ping, Updates: []Update{{Member: 0, By: 1, Status: Suspect}}})
	if len(said) != 1 || len(said[0].Updates) != 1 || said[0].Updates[0].Incarnation != 1 {
		t.Errorf("said %+v", said)
	}
}

func TestDeadInAWholeStateIsHeardAsSuspect(t *testing.T) {
	s := newSubject(t, 3, nil)
	s.hear(Message{From: 1, Act: State, Updates: []Update{{Member: 2, Status: Dead}}})
	s.is(2, Suspect)
	s.hear(Message{From: 1, Updates: []Update{{Member: 2, Status: Dead}}})
	s.is(2, Dead)
}

func TestAMemberThatBootsAsksItsSeedsUntilOneAnswers(t *testing.T) {
	c := LAN()
	s := &subject{New(c, 4, 10, 0, 0, sim.KeyOf("subject").Rand()), t, 0}
	for range 3 {
		states := acts(s.until(s.joinAt), State)
		if len(states) != 3 {
			t.Fatalf("it asks %d, want its 3 seeds", len(states))
		}
	}
	if s.Ready(s.now) {
		t.Error("it is ready before it knows anybody")
	}
	s.hear(Message{From: 0, Act: StateToo, Updates: []Update{{Member: 0, Status: Alive}}})
	if states := acts(s.until(s.now.Add(1500*time.Millisecond)), State); len(states) != 0 || !s.Ready(s.now) {
		t.Errorf("it goes on asking: %+v", states)
	}
}

func TestNewsThatIsToldLeastGoesFirst(t *testing.T) {
	p := newBroadcastQueue(3)
	for i := range int32(3) {
		p.add(Update{Member: i, Status: Alive})
	}
	var told []int32
	for p.live > 0 {
		for _, c := range p.take(nil, 2, 2) {
			told = append(told, c.Member)
		}
	}
	if want := []int32{2, 1, 0, 1, 0, 2}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
	p.add(Update{Member: 1, Status: Suspect})
	p.add(Update{Member: 1, Status: Dead})
	if claims := p.take(nil, 5, 1); len(claims) != 1 || claims[0].Status != Dead || p.live != 0 {
		t.Errorf("of two pieces of news of one member %+v were told", claims)
	}
}
