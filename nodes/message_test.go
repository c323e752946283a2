package nodes

import (
	"slices"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

func TestPostsReachTheListenersOfTheirTopic(t *testing.T) {
	w := sim.New(sim.Config{Seed: 1})
	defer w.Close()
	network := net.New(w, nil)
	var heard []any
	a := NewNode(network, "a", nil)
	b := NewNode(network, "b", func(n *Node) {
		n.Listen("news", func(p Message) {
			if p.From != a.ID() || p.Topic != "news" {
				t.Errorf("heard %+v", p)
			}
			heard = append(heard, p.Body)
		})
	})
	a.Boot()
	b.Boot()
	at := func(s int, f func()) { w.At(sim.Time(time.Duration(s)*time.Second), a.Owner(), sim.Func(f)) }
	at(1, func() { a.Send(b.ID(), "news", 1, 0, "one") })
	at(2, func() { a.Send(b.ID(), "rumours", 2, 0, "nobody listens") })
	at(3, func() { b.Crash(false) })
	at(4, func() { a.Send(b.ID(), "news", 3, 0, "nobody lives") })
	if err := w.Run(sim.Time(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(heard, []any{"one"}) {
		t.Errorf("heard %v", heard)
	}
	if len(b.listeners) != 0 {
		t.Error("a crash left listeners")
	}
}

func TestAPushbackTravelsInAnswers(t *testing.T) {
	err := error(&Pushback{After: time.Second, Err: ErrFull})
	if after, ok := PushbackOf(err); !ok || after != time.Second || OutcomeOf(err) != Rejected {
		t.Errorf("after %v, %v; %v", after, ok, OutcomeOf(err))
	}
	if _, ok := PushbackOf(ErrFull); ok {
		t.Error("a plain rejection names a time")
	}
}
