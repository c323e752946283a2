package lint

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wavetank/scenarios/language"
)

// A trail is a path from a load down to a route, as one request goes it.
type trail struct {
	places   []string // load, then nodes
	from     string
	load     *language.Workload
	patience time.Duration // for which whoever called the last one waits for it; 0 is for ever
	bounded  bool          // somebody on the way stops waiting some time
	deadline bool          // the request carries one
	calls    float64       // that one request can become at the end of the trail
	layers   []int         // attempts of the edges that have more than one
	wild     int           // of them without a budget
}

func (t trail) String() string { return strings.Join(t.places, " -> ") }

// mostTrails bounds the paths that are walked; a scenario has a handful.
const mostTrails = 20_000

// walk goes every path down from every load, and looks at the waits on it.
func (a *arm) walk() {
	left := mostTrails
	for i := range a.scenario.Loads {
		l := &a.scenario.Loads[i]
		var worst trail
		for _, share := range l.To {
			if share.Weight == 0 {
				continue
			}
			call := language.Call{Pos: l.Pos, To: share.To, Timeout: l.Timeout, Repeat: 1, Probability: 1}
			a.step(trail{places: []string{l.Name}, from: l.Name, load: l, calls: 1}, call, &worst, &left)
		}
		a.multiplied(l, worst)
	}
}

// step goes on from the end of a trail by one call.
func (a *arm) step(t trail, c language.Call, worst *trail, left *int) {
	if *left--; *left < 0 || slices.Contains(t.places, c.To.Node) {
		return // round in circles nothing new is met
	}
	w := waits(a.on(t.from, c.To.Node, c.To.Route), c.Timeout)
	first := len(t.places) == 1
	clipped := w.heeds && t.deadline
	if first && t.load.Timeout > 0 {
		w.attempt, w.whole = sooner(w.attempt, t.load.Timeout), sooner(w.whole, t.load.Timeout)
	}
	next := t
	next.places = append(slices.Clip(t.places), c.To.Node)
	next.from = c.To.Node
	bounded := w.attempt > 0 || clipped || w.ends
	if !first {
		a.inverted(t, c, w, clipped)
	}
	if !bounded {
		a.hung(next, t, c)
	}
	next.patience = w.attempt
	next.bounded = t.bounded || bounded
	next.deadline = t.deadline || w.total || first && w.travels && t.load.Timeout > 0
	next.calls = t.calls * float64(c.Repeat*w.attempts)
	if w.attempts > 1 {
		next.layers = append(slices.Clip(t.layers), w.attempts)
		if !w.tame {
			next.wild++
		}
	}
	a.tried[c.To.Node] = max(a.tried[c.To.Node], product(next.layers))
	if product(next.layers) > product(worst.layers) || product(next.layers) == product(worst.layers) && next.calls > worst.calls {
		*worst = next
	}
	for c := range a.routes[c.To].Singles() {
		a.step(next, c, worst, left)
	}
}

// inverted tells of a call that is waited for longer than its caller is.
func (a *arm) inverted(t trail, c language.Call, w wait, clipped bool) {
	n := a.nodes[t.from]
	if t.patience == 0 || w.attempt == 0 || clipped || w.own || n.Cancel {
		return
	}
	caller := t.places[len(t.places)-2]
	var number string
	switch {
	case w.attempt > t.patience:
		number = fmt.Sprintf("%v inside, %v outside", w.attempt, t.patience)
	case w.attempt == t.patience:
		number = fmt.Sprintf("%v inside, which begins later, and %v outside", w.attempt, t.patience)
	case w.whole > t.patience:
		number = fmt.Sprintf("up to %v inside with all attempts and waits, %v outside", w.whole, t.patience)
	default:
		return
	}
	a.note(c.Pos, w.attempt > t.patience, fmt.Sprintf("the call %s -> %s is waited for longer than %s -> %s", t.from, c.To.Node, caller, t.from), number,
		fmt.Sprintf("less than %v for %s, cancel = true on %s, or a deadline that travels (pattern timeout)", t.patience, c.To.Node, t.from))
}

// hung tells of a call that nobody bounds, to a node that a fault keeps from
// answering, or over a link that loses it.
func (a *arm) hung(next, t trail, c language.Call) {
	mend := fmt.Sprintf("a timeout of %s, or of the call to %s", t.load.Name, c.To.Node)
	if lost := a.loses(t.from, c.To.Node); lost != "" && !t.bounded {
		a.note(c.Pos, serious, fmt.Sprintf("nobody stops waiting when a message to or from %s is lost (%s)", c.To.Node, next),
			"no timeout on the way, and "+lost, mend)
	}
	if cut := a.severs(t.from, c.To.Node); cut != "" && !t.bounded {
		a.note(c.Pos, serious, fmt.Sprintf("nobody stops waiting when %s is cut off (%s)", c.To.Node, next),
			"no timeout on the way, and "+cut, mend)
	}
	if st := a.scenario.Storm; st != nil && len(t.places) == 1 && stormy(st, c.To.Node) {
		a.note(c.Pos, minor, fmt.Sprintf("nobody stops waiting when a storm keeps %s from answering (%s)", c.To.Node, next),
			"no timeout on the way", "a timeout of "+t.load.Name)
	}
	for _, f := range append(a.struck(c.To.Node), a.beside(c.To.Node)...) {
		silent, forever := silences(f)
		slow := a.slowed(c.To.Node, f)
		long := fmt.Sprintf("%s keeps it from answering for %v", f.Label(), a.lasts(f))
		switch {
		case !silent && slow <= 1, t.load.Until > 0 && f.Schedule.At != nil && *f.Schedule.At > t.load.Until:
			continue // or nobody asks any more
		case !silent:
			long = fmt.Sprintf("%s makes it %s busy, so that the wait grows for %v", f.Label(), percent(slow), a.lasts(f))
		case forever:
			long = f.Label() + " keeps it from answering to the end of the run"
		}
		n := a.nodes[t.from]
		switch {
		case !t.bounded:
			a.note(c.Pos, forever, fmt.Sprintf("nobody stops waiting when %s does not answer (%s)", c.To.Node, next),
				"no timeout on the way, and "+long, mend)
		case n != nil && n.Workers > 0 && !n.Cancel:
			number := fmt.Sprintf("%s, and %s", count(n.Workers, "worker"), long)
			if v := a.flow.routes[c.To].mean; silent && v > 0 {
				gone := time.Duration(float64(n.Workers*a.instances(n.Name)) / v * 1e9)
				number += fmt.Sprintf(": all wait after about %s at %s", span(gone), rate(v))
			}
			a.note(c.Pos, minor, fmt.Sprintf("%s waits for %s without a timeout, though who called it has one", t.from, c.To.Node), number,
				fmt.Sprintf("a timeout of the call to %s, or cancel = true on %s", c.To.Node, t.from))
		}
	}
}

// multiplied tells how many calls one request can become.
func (a *arm) multiplied(l *language.Workload, worst trail) {
	if len(worst.layers) == 0 {
		return
	}
	var factors []string
	for _, n := range worst.layers {
		factors = append(factors, fmt.Sprint(n))
	}
	number, mend := fmt.Sprintf("up to %s of %s", short(worst.calls), worst.from), ""
	if len(factors) > 1 {
		number += fmt.Sprintf(", %s attempts down %s", strings.Join(factors, " × "), worst)
		mend = "retries in one layer only, or a budget"
	}
	a.note(l.Pos, worst.wild > 1 && product(worst.layers) >= 9, "one request of "+l.Name+" can become several calls", number, mend)
}

func product(list []int) float64 {
	p := 1.0
	for _, n := range list {
		p *= float64(n)
	}
	return p
}
