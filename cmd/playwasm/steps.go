package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/scenarios"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

// mostSteps bounds the messages and facts that a page is shown at a time.
const mostSteps = 240

// Steps are a stretch of one run: what happened, one after another, and what was known of
// everybody when it began.
type steps struct {
	Variant string   `json:"variant"`
	Seed    uint64   `json:"seed"`
	Steps   []step   `json:"steps"`
	Before  []state  `json:"before"` // what had been told of them last
	Lanes   []string `json:"lanes"`  // who takes part, loads first
	Ended   bool     `json:"ended"`  // the run ends with the last step
}

// A step is a message, at its end, or a fact.
type step struct {
	At    float64 `json:"at"` // seconds
	Who   string  `json:"who"`
	What  string  `json:"what"`
	Words string  `json:"words"`
	To    string  `json:"to,omitempty"`    // of a message
	Sent  float64 `json:"sent,omitempty"`  // when it left
	Lost  bool    `json:"lost,omitempty"`  // it never arrived
	State string  `json:"state,omitempty"` // what changes in the state of who, and to what
	Value string  `json:"value,omitempty"`
	Note  string  `json:"note,omitempty"`
}

// A state is what somebody's facts of one kind told last, and how often they did.
type state struct {
	Who   string  `json:"who"`
	State string  `json:"state"`
	Value string  `json:"value"`
	Count int     `json:"count"`
	At    float64 `json:"at"` // of the last, in seconds
}

// A recorder keeps the facts of a run from an instant on, and ends the run when they are
// many.
type recorder struct {
	from   sim.Time
	shows  map[*sim.Kind]bool // facts that tell how high something stands
	sent   map[passage]sim.Time
	before map[[2]string]int // places in out.Before
	out    *steps
	loads  map[string]bool
	enough func()
}

// A passage is a message on its way.
type passage struct {
	from, to string
	key      sim.Key
}

// standing are states of machines that two kinds of facts tell.
var standing = map[*sim.Kind]string{
	nodes.NodeBooted: "up", nodes.NodeCrashed: "crashed", nodes.NodeDied: "dead", nodes.NodePaused: "paused", nodes.NodeResumed: "up",
}

// steps runs a variant until enough has happened after an instant.
func (q question) steps(s *scenarios.Scenario) (*steps, error) {
	variant, seed := q.alone(s)
	if !(q.From >= 0 && q.From <= s.Duration.Seconds()) {
		return nil, errors.New("the steps begin outside of the run: from 0 to " + s.Duration.String())
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	r := &recorder{
		from: sim.Time(q.From * 1e9), shows: map[*sim.Kind]bool{}, sent: map[passage]sim.Time{}, before: map[[2]string]int{},
		out: &steps{Variant: variant, Seed: seed}, loads: map[string]bool{}, enough: stop,
	}
	for _, f := range language.AllFacts() {
		r.shows[f.Kind] = f.Shows == patterns.Level || f.Shows == patterns.Span && f.Until == nil
	}
	for _, l := range s.Loads {
		r.loads[l.Name] = true
	}
	_, err := scenarios.Run(ctx, s, variant, seed, sim.Limits{}, func(w *scenarios.World) { w.Sim.Attach(r) })
	if err != nil && !errors.Is(err, context.Canceled) {
		return nil, err
	}
	r.out.Ended = err == nil
	slices.SortStableFunc(r.out.Lanes, func(a, b string) int {
		switch {
		case r.loads[a] == r.loads[b]:
			return 0
		case r.loads[a]:
			return -1
		}
		return 1
	})
	return r.out, nil
}

// Fact keeps a fact.
func (r *recorder) Fact(f *sim.Fact) {
	if len(r.out.Steps) >= mostSteps {
		r.enough()
		return
	}
	who := f.Owner.Name()
	meaning, _, _ := f.Kind.Words()
	x := step{At: f.At.Seconds(), Who: who, What: f.Kind.String(), Words: meaning, Note: f.Note}
	x.State, x.Value = r.state(f)
	if f.At < r.from {
		r.earlier(f, x)
		return
	}
	switch f.Kind {
	case sim.AttemptSent:
		return
	case net.MessageSent, net.MessageDuplicated:
		r.sent[passage{who, f.Peer.Name(), f.Key}] = f.At
		return
	case net.MessageDelivered, net.MessageLost:
		way := passage{who, f.Peer.Name(), f.Key}
		x.To, x.Lost = way.to, f.Kind == net.MessageLost
		x.Sent = x.At
		if at, ok := r.sent[way]; ok {
			x.Sent = at.Seconds()
		}
		r.enter(way.to)
	}
	r.enter(who)
	r.out.Steps = append(r.out.Steps, x)
}

// routine are what facts are about that happen all the time and leave no state.
var routine = []string{"message", "request", "attempt", "item", "work", "answer", "service", "fault"}

// state returns what a fact changes in what is known of its owner, and to what: how a
// machine is, how high something stands, or "" for what only happened, and is counted.
func (r *recorder) state(f *sim.Fact) (state, value string) {
	if what, ok := standing[f.Kind]; ok {
		return "machine", what
	}
	if noun, _, _ := strings.Cut(f.Kind.String(), "."); slices.Contains(routine, noun) {
		return "", ""
	}
	if state = f.Kind.String(); f.Peer != nil {
		state += " to " + f.Peer.Name()
	}
	if r.shows[f.Kind] {
		value = strconv.FormatInt(f.Value, 10)
	}
	return state, value
}

// earlier keeps what a fact before the instant tells of a state, and which messages are
// on their way.
func (r *recorder) earlier(f *sim.Fact, x step) {
	if f.Peer != nil {
		switch way := (passage{x.Who, f.Peer.Name(), f.Key}); f.Kind {
		case net.MessageSent, net.MessageDuplicated:
			r.sent[way] = f.At
		case net.MessageDelivered, net.MessageLost:
			delete(r.sent, way)
		}
	}
	if x.State == "" {
		return
	}
	at, known := r.before[[2]string{x.Who, x.State}]
	if !known {
		at = len(r.out.Before)
		r.before[[2]string{x.Who, x.State}] = at
		r.out.Before = append(r.out.Before, state{Who: x.Who, State: x.State})
	}
	before := &r.out.Before[at]
	before.Value, before.At = x.Value, x.At
	before.Count++
}

func (r *recorder) enter(name string) {
	if !slices.Contains(r.out.Lanes, name) {
		r.out.Lanes = append(r.out.Lanes, name)
	}
}
