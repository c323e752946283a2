package quorum

import (
	"math"
	"slices"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/sim"
	"wavetank/sim/reference"
)

func TestTruthOfQuorums(t *testing.T) {
	var table struct {
		Availability []struct {
			N, Q int
			P, A float64
		}
		Staleness []struct {
			N, R, W, K int
			P          float64 `json:"P_stale"`
		} `json:"k_staleness"`
	}
	reference.Table(t, "quorum1", &table)
	const draws = 200_000
	luck := sim.KeyOf("quorum1").Rand()
	for _, x := range table.Availability {
		reference.Near(t, "availability", Availability(x.N, x.Q, x.P), x.A, 1e-6)
		met := 0
		for range draws { // the rule of a poll, on members that are up by chance
			all := &poll{need: x.Q}
			for id := range x.N {
				all.ask(net.ID(id), false)
			}
			for id := range x.N {
				if luck.Chance(x.P) {
					all.heard(net.ID(id), nil, nil)
				} else {
					all.heard(net.ID(id), nil, net.ErrTimeout)
				}
			}
			if all.good() {
				met++
			}
		}
		reference.Near(t, "availability, drawn", float64(met)/draws, x.A, 3.5*math.Sqrt(x.A*(1-x.A)/draws))
	}
	for _, x := range table.Staleness {
		reference.Near(t, "staleness", Quorum{N: x.N, R: x.R, W: x.W}.Stale(x.K), x.P, 1e-6)
	}
}

// TestTruthOfPartialQuorums has the store itself write and read random quorums,
// without any repair, and counts how old what it reads is.
func TestTruthOfPartialQuorums(t *testing.T) {
	for _, q := range []Quorum{{N: 3, R: 1, W: 1}, {N: 3, R: 2, W: 1}, {N: 5, R: 2, W: 2}, {N: 5, R: 1, W: 2}} {
		c := Default()
		c.N, c.R, c.W, c.Spread, c.Repair = q.N, q.R, q.W, "quorum", "none"
		rounds := 2000
		const writes = 6
		missed := make([]int, writes+1) // the last k writes
		g := newGroup(t, q.N, c, 7)
		g.client(func(p *sim.Proc) {
			for item := range int64(rounds) {
				for n := range writes {
					g.write(p, 0, item, int64(n+1))
				}
				found, _ := g.read(p, 0, item)
				for k := 1; k <= writes; k++ {
					if found <= int64(writes-k) {
						missed[k]++
					}
				}
			}
		})
		g.run(t)
		for k := 1; k <= 5; k++ {
			want := q.Stale(k)
			reference.Near(t, "stale share", float64(missed[k])/float64(rounds), want, 3.5*math.Sqrt(want*(1-want)/float64(rounds))+1e-12)
		}
	}
}

// wars are the models that the table speaks of.
func wars(t *testing.T, name string, r, w int) WARS {
	dist := func(text string) sim.Dist {
		d, err := sim.ParseDist(text, nil)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	// Rates are per millisecond: 1.66 is a mean of 602.41 us.
	ssd := dist("mix 91.22% (pareto min=235us alpha=10), 8.78% exp 602410ns")
	disk := dist("mix 38% (pareto min=1.05ms alpha=1.51), 62% exp 5464481ns")
	switch name {
	case "LNKD_SSD":
		return WARS{N: 3, R: r, W: w, Write: ssd, Ack: ssd, Read: ssd, Reply: ssd}
	case "LNKD_DISK":
		return WARS{N: 3, R: r, W: w, Write: disk, Ack: ssd, Read: ssd, Reply: ssd}
	case "EXP W rate 4, ARS rate 1":
		return WARS{N: 3, R: r, W: w, Write: dist("exp 250us"), Ack: dist("exp 1ms"), Read: dist("exp 1ms"), Reply: dist("exp 1ms")}
	case "EXP W rate .1, ARS rate 1":
		return WARS{N: 3, R: r, W: w, Write: dist("exp 10ms"), Ack: dist("exp 1ms"), Read: dist("exp 1ms"), Reply: dist("exp 1ms")}
	}
	t.Fatalf("no model %q", name)
	return WARS{}
}

// A bounded is what the table says of one model with R and W; times in ms.
type bounded struct {
	P0    float64
	T999  float64            `json:"t999"`
	Lr999 float64            `json:"Lr999"`
	Lw999 float64            `json:"Lw999"`
	At    map[string]float64 `json:"P_at"`
}

func readPBS(t *testing.T) map[string]map[string]bounded {
	var table struct {
		Own map[string]map[string]bounded `json:"own_mc"`
	}
	reference.Table(t, "pbs1_lnkd", &table)
	return table.Own
}

var quorums = map[string][2]int{"R1W1": {1, 1}, "R1W2": {1, 2}, "R2W1": {2, 1}, "R2W2": {2, 2}, "R3W1": {3, 1}, "R1W3": {1, 3}}

func TestTruthOfBoundedStaleness(t *testing.T) {
	pairs := 80_000
	if !reference.Whole() {
		pairs = 20_000
	}
	for name, cases := range readPBS(t) {
		for q, want := range cases {
			m := wars(t, name, quorums[q][0], quorums[q][1])
			luck := sim.KeyOf(name + q).Rand()
			var visible, written, answered []time.Duration
			for range pairs {
				x := m.Trial(&luck)
				visible = append(visible, x.Visible)
				written = append(written, x.Written)
				answered = append(answered, x.Answer)
			}
			what := name + " " + q + " "
			probability := func(after time.Duration, p float64) {
				good := 0
				for _, v := range visible {
					if v <= after {
						good++
					}
				}
				reference.Near(t, what+"consistent after "+after.String(), float64(good)/float64(pairs), p,
					max(0.004, 3.5*math.Sqrt(p*(1-p)/float64(pairs))))
			}
			probability(0, want.P0)
			for _, ms := range []string{"1", "5", "10", "50"} {
				after, err := time.ParseDuration(ms + "ms")
				if err != nil {
					t.Fatal(err)
				}
				probability(after, want.At[ms])
			}
			if !reference.Whole() {
				continue
			}
			for _, x := range []struct {
				of              string
				sample          []time.Duration
				want, tolerance float64
			}{
				{"p99.9 of reads", answered, want.Lr999, 0.04},
				{"p99.9 of writes", written, want.Lw999, 0.04},
				{"time to 99.9 %", visible, want.T999, 0.08},
			} {
				got, deviation := p999(x.sample)
				reference.Near(t, what+x.of, max(0, got), x.want, max(x.tolerance*x.want, 3.5*deviation))
			}
		}
	}
}

// p999 returns the 99.9th percentile in milliseconds and its standard error, from
// how steep the quantiles are there.
func p999(x []time.Duration) (at, deviation float64) {
	slices.Sort(x)
	quantile := func(tenThousandths int) float64 { return float64(x[len(x)*tenThousandths/10000]) / 1e6 }
	slope := (quantile(9995) - quantile(9985)) / 0.001
	return quantile(9990), slope * math.Sqrt(0.999*0.001/float64(len(x)))
}

// TestTheStoreIsAsStaleAsItsModel holds the store, on a simulated network, against
// the table.
func TestTheStoreIsAsStaleAsItsModel(t *testing.T) {
	pairs := reference.Part(10_000)
	table := readPBS(t)
	for _, x := range []struct {
		name, q string
		after   time.Duration
		at      string
	}{
		{"LNKD_SSD", "R1W1", 0, ""}, {"LNKD_DISK", "R1W1", 0, ""}, {"LNKD_DISK", "R1W1", 10 * time.Millisecond, "10"},
		{"LNKD_DISK", "R1W2", 0, ""}, {"LNKD_DISK", "R2W1", 5 * time.Millisecond, "5"}, {"LNKD_DISK", "R2W2", 0, ""},
		{"EXP W rate .1, ARS rate 1", "R1W1", 10 * time.Millisecond, "10"},
	} {
		m := wars(t, x.name, quorums[x.q][0], quorums[x.q][1])
		trials, err := observe(m, 3, pairs, x.after)
		if err != nil || len(trials) != pairs {
			t.Fatalf("%d trials, error %v", len(trials), err)
		}
		good := 0
		for _, y := range trials {
			if y.Visible <= x.after {
				good++
			}
		}
		want := table[x.name][x.q].P0
		if x.at != "" {
			want = table[x.name][x.q].At[x.at]
		}
		reference.Near(t, x.name+" "+x.q+" after "+x.after.String(), float64(good)/float64(pairs), want,
			max(0.004, 3.5*math.Sqrt(want*(1-want)/float64(pairs))))
	}
}
