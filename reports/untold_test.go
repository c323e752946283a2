package reports

import (
	"strings"
	"testing"
	"time"

	"wavetank/sim"
)

func TestWhatCannotBeToldOfRecoveryIsNotTold(t *testing.T) {
	quick := 20 * time.Millisecond
	before := spell{0, 20 * sec, sim.RequestOK, quick}
	for _, c := range []struct {
		name   string
		spells []spell
		users  int
		slo    SLO
		want   Untold
		never  string // what the system was not within its SLO by
	}{
		{name: "nobody ever asked", want: Silent},
		{name: "nobody asked after the fault", spells: []spell{before, {20 * sec, 30 * sec, sim.RequestFailed, quick}}, want: Silent},
		{name: "nobody asked after the fault, and what was asked before it was never answered",
			spells: []spell{before, {20 * sec, 30 * sec, sim.RequestOK, 100 * sec}}, want: Silent},
		{name: "all went wrong all the time", spells: []spell{{0, 60 * sec, sim.RequestRejected, quick}},
			want: NeverWell, never: "its error rate was 100 %, and the SLO allows 1.0 %"},
		{name: "nobody was answered, ever", spells: []spell{{0, 60 * sec, sim.RequestOK, 100 * sec}},
			want: NeverWell, never: "its error rate was 100 %, and the SLO allows 1.0 %"},
		{name: "half of it went wrong before the fault, and nothing after it",
			spells: []spell{{0, 20 * sec, sim.RequestOK, quick}, {0, 20 * sec, sim.RequestFailed, quick}, {20 * sec, 60 * sec, sim.RequestOK, quick}},
			want:   NeverWell, never: "its error rate was 50.0 %"},
		{name: "all was too slow", spells: []spell{{0, 60 * sec, sim.RequestOK, quick}}, slo: SLO{ErrorRate: 0.01, P99: 10 * time.Millisecond},
			want: NeverWell, never: "100 % of the answers took longer than the 10.0 ms"},
		{name: "one request went wrong before the fault", spells: []spell{{0, 10 * sec, sim.RequestFailed, quick}, {10 * sec, 60 * sec, sim.RequestOK, quick}}[1:],
			want: ""},
		{name: "users hang for ever, and did before", users: 1000, spells: []spell{{0, 10 * sec, sim.RequestOK, 100 * sec}}, want: ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.slo == (SLO{}) {
				c.slo.ErrorRate = 0.01
			}
			o := Options{Duration: 60 * sec, Warmup: 5 * sec, SLO: c.slo, Users: map[string]int{"shoppers": c.users}}
			s := play(o, c.spells, func(tape *tape) { tape.fault("payment", 1, 20*sec, 30*sec) })
			f := s.Faults[0]
			if f.Untold != c.want || f.Recovered != (c.want == "" && c.users == 0) || !strings.HasPrefix(s.NeverWell, c.never) {
				t.Errorf("got %+v, %q; want %q", f, s.NeverWell, c.want)
			}
			if _, told := s.recovery(); told != (c.want == "") {
				t.Errorf("that there is a recovery is %v", told)
			}
		})
	}
}

// Users of a closed loop who hang ask no more. That is no silence.
func TestUsersWhoHangForEverAreNoRecovery(t *testing.T) {
	for _, c := range []struct {
		name             string
		hang, users      int
		slo              float64
		recovered, never bool
	}{
		{"all of them", 100, 100, 0.01, false, true},
		{"half of them", 50, 100, 0.01, false, true},
		{"fewer than the SLO allows", 2, 100, 0.05, true, false},
		{"an open loop, which goes on", 100, 0, 0.01, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := Options{Duration: 60 * sec, SLO: SLO{ErrorRate: c.slo}, Users: map[string]int{"shoppers": c.users}}
			spells := []spell{{0, 20 * sec, sim.RequestOK, sec / 50}}
			if c.hang < c.users || c.users == 0 {
				spells = append(spells, spell{20 * sec, 60 * sec, sim.RequestOK, sec / 50})
			}
			s := play(o, spells, func(tape *tape) {
				for i := range c.hang {
					tape.request("shoppers", 20*sec+time.Duration(i)*time.Millisecond, 100*sec, sim.RequestOK, 60*sec)
				}
				tape.fault("payment", 1, 20*sec, 23*sec)
			})
			f := s.Faults[0]
			if never, told, _ := s.Metric("unrecovered", ""); f.Recovered != c.recovered || !told || (never == 1) != c.never {
				t.Errorf("got %+v, unrecovered %v", f, never)
			}
		})
	}
}
