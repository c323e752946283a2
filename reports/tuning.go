package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Yours is what the design is called that a file has, Left the fate of a design that the
// race ended with, and Barred that of a library's defaults which the ranges of the knobs
// leave out: they are run with the fresh seeds, to compare with, and cannot win.
const (
	Yours  = "yours"
	Left   = "left"
	Barred = "not allowed"
)

// A Tuning is what a race of designs, which are values of some keys of a scenario, came to
// in one variant, and what its last designs came to when they were run again with fresh
// seeds. The race is no evidence of how good its winner is, as it is the one that luck
// favoured most.
type Tuning struct {
	Info
	Variant    string
	Knobs      []TunedKnob
	Objectives []Objective
	Zones      []float64 // by objective: the difference that does not matter
	Subjects   []string  // what a design has to keep
	Strict     []bool    // by subject: in every run, rather than on average
	Vary       string
	Designs    []Design // in the order in which they entered; the first is the file's own
	Final      []int    // those that were run again, the best of the race first
	Best       int      // the winner; -1 is none
	Keep       bool     // the file's own values are as good
	Decided    bool     // the race had runs enough for its guarantee
	Same       bool     // no design is shown to be worse than the best by more than the zone
	Budget     int
	Runs       int      // of the race
	Checked    int      // runs after it
	Fresh      []uint64 // the seeds of these
}

// A TunedKnob is a key, its values, and what the winner comes to with some of them.
type TunedKnob struct {
	Key    string
	Values []string
	Log    bool
	Curve  []TunedPoint
}

// A TunedPoint is a value of a knob and, by objective, what the winner comes to with it.
type TunedPoint struct {
	Value string
	At    []Interval
}

// A Design is a value for each knob. Numbers are such that less is better.
type Design struct {
	Names  []string // "yours", "defaults", a library, or a letter; of most designs none
	Values []string // an empty one is what the file does not say
	Raced  []float64
	Seeds  int    // of the race
	Fate   string // how it left the race
	Again  [][]float64
	Broken [][]float64 // by subject and fresh seed: by how much it is broken
}

// Winner returns the design that was chosen: the file's own if none is better.
func (t *Tuning) Winner() *Design {
	if t.Keep || t.Best < 0 {
		return &t.Designs[0]
	}
	return &t.Designs[t.Best]
}

// Kept tells whether a design keeps a subject on the fresh seeds, as claims are judged: by
// the interval of the mean, or in every seed.
func (t *Tuning) Kept(d *Design, subject int) Status {
	if d.Broken == nil {
		return Inconclusive
	}
	by := d.Broken[subject]
	broken := slices.Max(by) > 0
	i := MeanInterval(by)
	switch {
	case t.Strict[subject] && broken, slices.Contains(by, math.Inf(1)), i.Low > 0:
		return Fail
	case t.Strict[subject], i.High <= 0:
		return Pass
	}
	return Inconclusive
}

// keeps reports whether a design is shown to keep every subject.
func (t *Tuning) keeps(d *Design) bool {
	for k := range t.Subjects {
		if t.Kept(d, k) != Pass {
			return false
		}
	}
	return true
}

// mayWin reports whether a design is allowed, and shown to keep every subject.
func (t *Tuning) mayWin(d *Design) bool { return d.Fate != Barred && t.keeps(d) }

// Raced counts the designs of the race.
func (t *Tuning) Raced() (n int) {
	for i := range t.Designs {
		if t.Designs[i].Fate != Barred {
			n++
		}
	}
	return n
}

// Gain returns by how much a design is better than the file's own in an objective, paired
// over the fresh seeds: positive is better.
func (t *Tuning) Gain(d *Design, objective int) Interval { return gap(d, &t.Designs[0], objective) }

// gap returns by how much one design is better than another in an objective, paired.
func gap(d, than *Design, objective int) Interval {
	if d.Again == nil || than.Again == nil {
		return MeanInterval(nil)
	}
	var gap []float64
	for n, x := range d.Again[objective] {
		gap = append(gap, minus(than.Again[objective][n], x))
	}
	return MeanInterval(gap)
}

// shown reports whether a design is shown to be better than another in an objective by
// more than does not matter.
func (t *Tuning) shown(d, than *Design, objective int) bool {
	g := gap(d, than, objective)
	return g.Low > 0 && g.Middle > t.Zones[objective]
}

// Choose takes the first design in the order of the race that is shown to keep the subjects,
// and says whether the file's own values are as good: they keep them too, and nothing shows
// that the winner is better by more than the zone in any objective. A winner among several
// objectives that is worse in one has not beaten them. Where the race has not decided, and
// among several objectives, one that the fresh seeds show to be beaten gives way to whoever
// beats it.
func (t *Tuning) Choose() {
	for _, i := range t.Final {
		if t.mayWin(&t.Designs[i]) {
			t.Best = i
			break
		}
	}
	own := &t.Designs[0]
	for range t.Final {
		for _, i := range t.Final {
			if t.Best >= 0 && (len(t.Objectives) > 1 || !t.Decided) && t.mayWin(&t.Designs[i]) && t.beats(&t.Designs[i], &t.Designs[t.Best]) {
				t.Best = i
			}
		}
	}
	if t.Best < 0 || len(t.Subjects) > 0 && !t.keeps(own) {
		return
	}
	t.Keep = true
	for k := range t.Objectives {
		if t.shown(&t.Designs[t.Best], own, k) {
			t.Keep = false
		}
	}
}

// beats reports whether a design is shown to be better than another in one objective, and has
// not come to more than the zone worse in any other.
func (t *Tuning) beats(d, than *Design) bool {
	better := false
	for k := range t.Objectives {
		better = better || t.shown(d, than, k)
		if !(gap(d, than, k).Middle >= -t.Zones[k]) {
			return false
		}
	}
	return better
}

// Trade says what the knee of several objectives gives up in the first of them, if there is a
// design that is shown to be better in that, and keeps the subjects.
func (t *Tuning) Trade() string {
	if len(t.Objectives) < 2 || t.Winner().Again == nil {
		return ""
	}
	w, best := t.Winner(), -1
	for _, i := range t.Final {
		if d := &t.Designs[i]; t.mayWin(d) && t.shown(d, w, 0) && (best < 0 || gap(d, &t.Designs[best], 0).Middle > 0) {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	d, o := &t.Designs[best], &t.Objectives[0]
	return fmt.Sprintf("Of %s alone %s is better, with %s: %s rather than %s, at a price in the others.", o.Text, d.name(), t.setting(d),
		o.Figure(MeanInterval(d.Again[0]).Middle), o.Figure(MeanInterval(w.Again[0]).Middle))
}

// InRace says how a design left the race, and after how many seeds.
func (d *Design) InRace() string {
	if d.Fate == Barred {
		return d.Fate
	}
	return fmt.Sprintf("%s at %d", d.Fate, d.Seeds)
}

// name returns what a design is called.
func (d *Design) name() string { return strings.Join(d.Names, ", ") }

// Finding says what to set, or that nothing is better than what is set.
func (t *Tuning) Finding() string {
	w := t.Winner()
	switch {
	case w.Again == nil:
		return fmt.Sprintf("So far %s is best, by seeds that favour it: nothing was run again.", t.setting(w))
	case !t.keeps(w):
		more := ""
		if t.Subjected() == Inconclusive {
			more = "; more --seeds may decide"
		}
		return fmt.Sprintf("No values are shown to keep %s: the race ended with %s%s.", strings.Join(t.Subjects, " & "), t.setting(w), more)
	case t.Keep && t.Same:
		return fmt.Sprintf("Keep yours: of %s none differs from it by more than does not matter (%s).", CountOf(t.Raced(), "design"), t.zones())
	case t.Keep:
		return fmt.Sprintf("Keep yours: of %s none is shown to be better by more than does not matter (%s).", CountOf(t.Raced(), "design"), t.zones())
	}
	return fmt.Sprintf("Set %s: %s.", t.setting(w), t.change(w))
}

// Guarantee says how sure the race is.
func (t *Tuning) Guarantee() string {
	left := 0
	for _, d := range t.Designs {
		if d.Fate == Left {
			left++
		}
	}
	if t.Decided {
		return fmt.Sprintf("It is the best of the %s, or within %s of it, with a probability of 95 %% or more.", CountOf(t.Raced(), "design"), t.zones())
	}
	if left == 0 {
		return fmt.Sprintf("Each of the %s is shown to break it.", CountOf(t.Raced(), "design"))
	}
	ended := "The budget of " + CountOf(t.Budget, "run") + " ended"
	if t.Fresh == nil {
		ended = "It was interrupted"
	}
	return fmt.Sprintf("%s before that was sure to 95 %%: %s of %d were still in the race, where differences up to %s do not matter.", ended, whole(int64(left)), t.Raced(), t.zones())
}

// zones lists the differences that do not matter.
func (t *Tuning) zones() string {
	var parts []string
	for k := range t.Objectives {
		parts = append(parts, t.Objectives[k].Text+" "+t.Objectives[k].Zoned(t.Zones[k]))
	}
	return strings.Join(parts, ", ")
}

// setting writes a design as a sentence has it.
func (t *Tuning) setting(d *Design) string {
	var parts []string
	for i, k := range t.Knobs {
		value := d.Values[i]
		if value == "" {
			value = "nothing"
		}
		parts = append(parts, k.Key+" = "+value)
	}
	return strings.Join(parts, ", ")
}

// change says what a design changes in each objective against the file's own.
func (t *Tuning) change(d *Design) string {
	var parts []string
	for k := range t.Objectives {
		o, g := &t.Objectives[k], t.Gain(d, k)
		from, to := MeanInterval(t.Designs[0].Again[k]).Middle, MeanInterval(d.Again[k]).Middle
		noun, many := o.noun()
		verb := "falls"
		switch {
		case !g.Excludes(0) || math.IsNaN(g.Middle):
			parts = append(parts, fmt.Sprintf("%s is not shown to change (%s)", noun, o.Figure(to)))
			continue
		case (g.Middle < 0) != o.More:
			verb = "rises"
		}
		if many {
			verb = strings.TrimSuffix(verb, "s")
		}
		text := fmt.Sprintf("%s %s from %s to %s", noun, verb, o.Figure(from), o.Figure(to))
		if !g.Open() {
			text += fmt.Sprintf(" (by %s)", o.claim.left.unit.gaps(size(g)))
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

// size is the interval of a difference without its sign.
func size(g Interval) Interval {
	if g.Middle < 0 {
		return Interval{Middle: -g.Middle, Low: -g.High, High: -g.Low, Pairs: g.Pairs}
	}
	return g
}

// Subjected returns whether the winner keeps what it is subject to; what was not run again
// is not judged, and passes.
func (t *Tuning) Subjected() Status {
	w, status := t.Winner(), Pass
	for k := range t.Subjects {
		switch kept := t.Kept(w, k); {
		case w.Again == nil:
		case kept == Fail:
			return Fail
		case kept == Inconclusive:
			status = Inconclusive
		}
	}
	return status
}

// Came returns what a design came to in an objective, as a person has it: on the fresh
// seeds or, if it was not run again, in the race.
func (t *Tuning) Came(d *Design, objective int) float64 {
	if d.Again != nil {
		return t.Objectives[objective].Shown(MeanInterval(d.Again[objective])).Middle
	}
	return t.Objectives[objective].value(d.Raced[objective])
}
