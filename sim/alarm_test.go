package sim

import (
	"fmt"
	"testing"
	"time"
)

// TestAnAlarmActsOncePerSetting sets one alarm, and says when it acts.
func TestAnAlarmActsOncePerSetting(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(w *World, o *Owner, m *Alarm, act Func)
		want string
	}{
		{"it acts when its time is up", func(_ *World, o *Owner, m *Alarm, act Func) { m.Set(o, 5, act) }, "[5ns]"},
		{"set again, it acts at the later time only", func(_ *World, o *Owner, m *Alarm, act Func) { m.Set(o, 5, act); m.Set(o, 7, act) }, "[7ns]"},
		{"what it does may set it", func(w *World, o *Owner, m *Alarm, act Func) {
			m.Set(o, 5, Func(func() { act(); m.Set(o, 5, act) }))
		}, "[5ns 10ns]"},
		{"called off, it does not act", func(w *World, o *Owner, m *Alarm, act Func) {
			m.Set(o, 5, act)
			w.After(4, o, Func(func() {
				if !m.Off() || m.Off() {
					t.Error("it was set once")
				}
			}))
		}, "[]"},
		{"its owner is killed", func(w *World, o *Owner, m *Alarm, act Func) {
			m.Set(o, 5, act)
			w.After(4, o, Func(o.Kill))
		}, "[]"},
		{"a process sets it as it is killed with its owner", func(w *World, o *Owner, m *Alarm, act Func) {
			w.Go(o, func(p *Proc) { defer m.Set(o, 5, act); p.Park() })
			w.After(4, o, Func(o.Kill))
		}, "[]"},
		{"another owner is killed", func(w *World, o *Owner, m *Alarm, act Func) {
			m.Set(o, 5, act)
			w.After(4, o, Func(w.Owner("other").Kill))
		}, "[5ns]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := New(Config{Seed: 1})
			defer w.Close()
			var m Alarm
			acted := []time.Duration{}
			c.do(w, w.Owner("o"), &m, func() { acted = append(acted, time.Duration(w.Now())) })
			if err := w.Run(Forever); err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(acted); got != c.want || w.Pending() != 0 || m.Off() {
				t.Errorf("it acted at %s, want %s; %d events are left", got, c.want, w.Pending())
			}
		})
	}
}
