package nodes

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

// asking is two nodes, of which b answers to the topic "double", in a service or
// without one.
func asking(t *testing.T, service bool) (w *sim.World, a, b *Node, ask func(topic string, n int) *string) {
	w = sim.New(sim.Config{Seed: 1})
	t.Cleanup(w.Close)
	network := net.New(w, func(net.ID, net.ID) net.LinkConfig {
		return net.LinkConfig{Latency: sim.Constant(time.Millisecond)}
	})
	a = NewNode(network, "a", nil)
	b = NewNode(network, "b", func(n *Node) {
		n.HandleQuery("double", func(q *Query) {
			if q.From != a.ID() {
				t.Errorf("asked by %v", q.From)
			}
			q.Reply(2*q.Body.(int), 0, nil)
		})
		if service {
			NewService(n, ServiceConfig{}, nil, nil)
		}
	})
	a.Boot()
	b.Boot()
	key := sim.Key(0)
	return w, a, b, func(topic string, n int) *string {
		key++
		said := new(string)
		a.Ask(b.ID(), topic, net.Ask{Key: key, Timeout: time.Second, Body: n}, func(answer any, err error) {
			*said = fmt.Sprint(answer, err, w.Now())
		})
		return said
	}
}

func TestAQuestionIsAnswered(t *testing.T) {
	for _, service := range []bool{false, true} {
		w, _, b, ask := asking(t, service)
		good, unknown := ask("double", 21), ask("treble", 1)
		if err := w.Run(sim.Time(time.Second)); err != nil {
			t.Fatal(err)
		}
		resume := b.Hang()
		late := ask("double", 1)
		w.After(500*time.Millisecond, b.Owner(), sim.Func(resume))
		if err := w.Run(sim.Time(2 * time.Second)); err != nil {
			t.Fatal(err)
		}
		b.Crash(false)
		refused := ask("double", 1)
		if err := w.Run(sim.Time(3 * time.Second)); err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct{ got, want string }{
			{*good, "42 <nil> 2ms"},
			{*unknown, "<nil> " + ErrNoTopic.Error() + " 2ms"},
			{*late, "2 <nil> 1.501s"},
			{*refused, "<nil> " + net.ErrRefused.Error() + " 2.002s"},
		} {
			if x.got != x.want {
				t.Errorf("service %v: heard %q, want %q", service, x.got, x.want)
			}
		}
	}
}

func TestWorkThatACrashOverwhelmsIsNotDone(t *testing.T) {
	w, _, b, _ := asking(t, true)
	done := 0
	b.Do(0, func() { done++ })
	if done != 1 {
		t.Error("no work was not done at once")
	}
	b.Do(time.Second, func() { done++ })
	b.Crash(true)()
	if err := w.Run(sim.Time(3 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if done != 1 {
		t.Error("a crash left work")
	}
}

func TestAJournalHoldsWhatWasSynced(t *testing.T) {
	w, _, b, _ := asking(t, false)
	torn := 0
	for round := range 50 {
		before := 0
		b.Go(func(p *sim.Proc) {
			j, records := OpenJournal(b, "log")
			before = len(records)
			for i, r := range records {
				if want := fmt.Sprintf("record %d", i); string(r) != want {
					t.Errorf("round %d: record %d is %q", round, i, r)
				}
			}
			for i := range 2 {
				if err := j.Append(p, fmt.Appendf(nil, "record %d", before+i)); err != nil {
					t.Error(err)
				}
			}
			if err := b.Disk.Append(p, "log", new(Journal).frame([][]byte{fmt.Appendf(nil, "record %d", before+2)})); err != nil {
				t.Error(err)
			}
		})
		if err := w.Run(w.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		b.Crash(true)()
		_, records := OpenJournal(b, "log")
		if n := len(records) - before; n != 2 && n != 3 {
			t.Errorf("round %d: %d records are left of two that were synced and one that was not", round, n)
		}
		if b.Disk.Size("log") > int64(len(new(Journal).frame(records))) {
			torn++
		}
	}
	if torn == 0 {
		t.Error("no crash tore a record: the test shows nothing")
	}
	b.Go(func(p *sim.Proc) {
		j, _ := OpenJournal(b, "log")
		if err := j.Rewrite(p, []byte("one"), []byte("two")); err != nil {
			t.Error(err)
		}
		defer b.Disk.Fill()()
		if err := j.Append(p, []byte("three")); !errors.Is(err, ErrDiskFull) {
			t.Errorf("a full disk gave %v", err)
		}
	})
	if err := w.Run(w.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	b.Crash(true)()
	if j, records := OpenJournal(b, "log"); len(records) != 2 || string(records[1]) != "two" || j.Size() == 0 {
		t.Errorf("after a rewriting it holds %q", records)
	}
}
