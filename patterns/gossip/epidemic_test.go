package gossip

import (
	"fmt"

	"wavetank/sim"
)

// A Stop says when a member loses interest in a rumour.
type Stop string

// The rules by which interest is lost. Each counts contacts, or tosses a coin at
// them: all contacts if it is blind, and only useless ones if it has feedback.
const (
	Never   Stop = "never"   // anti-entropy: it is told for ever
	Counter Stop = "counter" // after K contacts in a row that count
	Coin    Stop = "coin"    // with probability 1/K at each contact that counts
)

// An Epidemic is the abstract model of the literature: one rumour begins at one
// of so many members, which act in synchronous cycles on what was known when the
// cycle began. Partners are drawn uniformly among the others.
//
// With a rule to stop it is the rumour mongering of Demers and others (Epidemic
// Algorithms for Replicated Database Maintenance, PODC 1987), Tables 1 to 3;
// without one it is the spreading of Pittel (1987) and Karp and others (2000).
type Epidemic struct {
	Members int
	Style   Style
	Fanout  int     // distinct partners that a member contacts in a cycle; 0 is 1
	Loss    float64 // share of messages lost, requests of a pull among them
	Stop    Stop    // "" is Never
	K       int     // of the rule to stop; 0 is 1
	Blind   bool    // contacts count whether or not they were useful
	Cycles  int     // after which it ends in any case; 0 is 10,000
}

// A Course is how an epidemic went.
type Course struct {
	Informed []int   // how many know it after each cycle; at first, before any, one
	Last     int     // the cycle in which the last of those who learned it did
	Residue  float64 // share of the members that never learned it
	Traffic  float64 // messages with the rumour in them, per member
	All      bool    // everybody knows it
}

// Run lets the epidemic run its course. It ends when everybody knows or, if
// interest is lost, when nobody tells it any more.
func (e Epidemic) Run(luck sim.Rand) Course {
	r := &spreading{Epidemic: e, luck: luck, sites: make([]site, e.Members)}
	r.Fanout, r.K = max(r.Fanout, 1), max(r.K, 1)
	r.Fanout = min(r.Fanout, e.Members-1)
	if r.Cycles == 0 {
		r.Cycles = 10_000
	}
	r.sites[0] = site{knows: true, knew: true, hot: true}
	r.informed, r.hot = 1, 1
	course := Course{Informed: []int{1}}
	for cycle := 1; cycle <= r.Cycles && r.goesOn(); cycle++ {
		before := r.informed
		r.cycle()
		course.Informed = append(course.Informed, r.informed)
		if r.informed > before {
			course.Last = cycle
		}
	}
	course.Residue = float64(e.Members-r.informed) / float64(e.Members)
	course.Traffic = float64(r.messages) / float64(e.Members)
	course.All = r.informed == e.Members
	return course
}

// A spreading is an epidemic under way.
type spreading struct {
	Epidemic
	luck          sim.Rand
	sites         []site
	informed, hot int
	messages      int
	partners      []int
}

// A site is a member in the model.
type site struct {
	knows, knew bool // now, and when the cycle began
	hot         bool // it tells
	told        bool // in this cycle, to somebody whom it heard of again
	useful      bool // in this cycle, to somebody who needed it
	count       int  // useless contacts in a row
}

func (r *spreading) goesOn() bool {
	if r.Stop == Never || r.Stop == "" {
		return r.informed < r.Members
	}
	return r.hot > 0
}

// cycle lets every member contact its partners, then draws the consequences.
func (r *spreading) cycle() {
	for i := range r.sites {
		if !r.sites[i].hot && !r.Style.Pulls() {
			continue
		}
		for _, j := range r.draw(i) {
			r.contact(i, j)
		}
	}
	for i := range r.sites {
		r.conclude(&r.sites[i])
	}
}

func (r *spreading) contact(i, j int) {
	arrives := !r.luck.Chance(r.Loss)
	if r.Style.Pushes() && r.sites[i].hot {
		r.tell(i, j, arrives)
	}
	if r.Style.Pulls() && arrives && r.sites[j].hot && r.sites[j].knew {
		r.tell(j, i, !r.luck.Chance(r.Loss))
	}
}

// tell lets member i send the rumour to member j.
func (r *spreading) tell(i, j int, arrives bool) {
	r.messages++
	from, to := &r.sites[i], &r.sites[j]
	from.told = from.told || arrives || r.Blind
	if !arrives {
		return
	}
	from.useful = from.useful || !to.knew
	if !to.knows {
		to.knows = true
		r.informed++
	}
}

// conclude ends the cycle for a member: it may lose interest, and what it learned
// is known from now on. All contacts of one cycle count as one.
func (r *spreading) conclude(s *site) {
	if s.hot && s.told && r.Stop != Never && r.Stop != "" {
		s.count++
		if s.useful && !r.Blind {
			s.count = 0
		}
		over := s.count >= r.K
		if r.Stop == Coin {
			over = s.count > 0 && r.luck.Chance(1/float64(r.K))
			s.count = 0
		}
		if over {
			s.hot = false
			r.hot--
		}
	}
	if s.knows && !s.knew {
		s.knew, s.hot = true, true
		r.hot++
	}
	s.told, s.useful = false, false
}

func (r *spreading) draw(i int) []int {
	r.partners = r.luck.Others(r.partners[:0], r.Members, i, r.Fanout)
	return r.partners
}

// A rumour that members tell until they have met two in a row who knew it leaves
// some who never hear; told for ever, it reaches all.
func ExampleEpidemic() {
	luck := sim.KeyOf("example").Rand()
	mongering := Epidemic{Members: 1000, Style: Push, Stop: Counter, K: 2}.Run(luck)
	fmt.Printf("%.1f %% never hear, after %.1f messages a member\n", 100*mongering.Residue, mongering.Traffic)
	forever := Epidemic{Members: 1000, Style: PushPull}.Run(luck)
	fmt.Println("all know after", forever.Last, "cycles:", forever.Informed)
	// Output:
	// 3.8 % never hear, after 3.3 messages a member
	// all know after 10 cycles: [1 3 6 17 48 134 350 693 957 999 1000]
}
