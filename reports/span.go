package reports

import (
	"slices"
	"time"

	"wavetank/sim"
)

// Spans are what facts of one kind framed in the lives of their owners, such as
// being the leader. The numbers leave out the warm-up, the list does not.
type Spans struct {
	Name     string
	Count    int64         // that began
	Covered  time.Duration // in which at least one owner was in one
	Overlap  time.Duration // in which two owners or more were
	Measured time.Duration // the run after its warm-up
	List     []Span        // in the order of their beginning
	More     int64         // that the list leaves out
}

// A Span is one of them. Open says that it was still on when the run ended.
type Span struct {
	Owner      string
	Begin, End sim.Time
	Open       bool
}

// mostSpans bounds the list of spans of a run.
const mostSpans = 2000

// SpanFamily is the family of facts that begin (Value 1) or end (Value 0) a span in
// the life of their Owner; or that begin one between their Owner and their Peer, which
// facts of another kind end. A crash of the Owner ends it as well.
var SpanFamily = &Family{Name: "span", Tells: "frames spans", example: "spans.raft.led.share", stats: []stat{
	spanStat("count", "occurrences", "How many spans of a kind began after the warm-up.",
		func(s *Spans) (float64, bool) { return float64(s.Count), true }),
	spanStat("share", "share", "The share of the time after the warm-up in which at least one owner (a node or load) was in a span of the kind: how much of the time there was a leader.",
		func(s *Spans) (float64, bool) { return ratio(s.Covered.Seconds(), s.Measured.Seconds()) }),
	spanStat("overlap", "s", "The time after the warm-up in which two owners or more were in a span of the kind at once: how long there were two leaders.",
		func(s *Spans) (float64, bool) { return s.Overlap.Seconds(), true }),
},
	key: "spans", heading: []string{"span", "times", "share of the time", "two or more at once"},
	begin: func(_ *Family, kind *sim.Kind, c *Collector) foldTold {
		return &spanFold{Spans: Spans{Name: kind.String()}, warm: c.warm, until: c.options.Until[kind]}
	},
	csv: spanRows,
}

// spanStat is zero where there was no span.
func spanStat(name, unit, words string, of func(*Spans) (float64, bool)) stat {
	return stat{name: name, unit: unit, words: words, lacks: "the warm-up lasts as long as the run", of: func(s *Summary, kind string) (float64, bool) {
		if x, ok := Find[*Spans](s.Told, kind); ok {
			return of(x)
		}
		return 0, true
	}}
}

// A spanFold builds Spans.
type spanFold struct {
	Spans
	warm  sim.Time
	since sim.Time
	until *sim.Kind  // ends them, peer by peer; nil if their own kind does
	open  []openSpan // in the order of their beginning
}

// An openSpan has no place in the list if that is full.
type openSpan struct {
	owner, peer *sim.Owner
	place       int
}

func (s *spanFold) fact(f *sim.Fact) {
	var peer *sim.Owner
	owner := f.Owner.Name()
	switch {
	case f.Kind == s.until || s.until == nil && f.Value == 0:
		s.end(f.Owner, f.Peer, f.At)
		return
	case s.until != nil && f.Peer != nil:
		peer = f.Peer
		owner += " → " + peer.Name()
	}
	for _, o := range s.open {
		if o.owner == f.Owner && o.peer == peer {
			return
		}
	}
	s.advance(f.At)
	if f.At >= s.warm {
		s.Count++
	}
	place := len(s.List)
	if place < mostSpans {
		s.List = append(s.List, Span{Owner: owner, Begin: f.At})
	} else {
		s.More++
	}
	s.open = append(s.open, openSpan{f.Owner, peer, place})
}

func (s *spanFold) crashed(owner *sim.Owner, at sim.Time) { s.end(owner, nil, at) }

// end ends the span that the owner is in, if any; of several those with the peer, or all
// if it is nil.
func (s *spanFold) end(owner, peer *sim.Owner, at sim.Time) {
	s.advance(at)
	s.open = slices.DeleteFunc(s.open, func(o openSpan) bool {
		ends := o.owner == owner && (peer == nil || o.peer == nil || o.peer == peer)
		if ends {
			s.close(o, at)
		}
		return ends
	})
}

func (s *spanFold) close(o openSpan, at sim.Time) {
	if o.place < mostSpans {
		s.List[o.place].End = at
	}
}

// advance counts the time in which as many were in a span as are now.
func (s *spanFold) advance(to sim.Time) {
	from := max(s.since, s.warm)
	s.since = to
	if from >= to {
		return
	}
	if len(s.open) > 0 {
		s.Covered += to.Sub(from)
	}
	if len(s.open) > 1 {
		s.Overlap += to.Sub(from)
	}
}

func (s *spanFold) finish(at sim.Time) Told {
	s.advance(at)
	for _, o := range s.open {
		s.close(o, at)
		if o.place < mostSpans {
			s.List[o.place].Open = true
		}
	}
	s.Measured = max(at.Sub(s.warm), 0)
	told := s.Spans // apart, as the open ones lead to their owners, and these to the whole world
	return &told
}

func (s *Spans) family() *Family { return SpanFamily }
func (s *Spans) kind() string    { return s.Name }
func (s *Spans) kept() Told      { return s }

func (s *Spans) row() []string {
	return []string{s.Name, whole(s.Count), asShare.text(ratio(s.Covered.Seconds(), s.Measured.Seconds())), spanText(s.Overlap, true)}
}

func (s *Spans) json() any {
	list := []members{}
	for _, x := range s.List {
		list = append(list, members{{"owner", x.Owner}, {"begin_s", number(x.Begin.Seconds())}, {"end_s", number(x.End.Seconds())}, {"open", x.Open}})
	}
	return members{
		{"count", s.Count}, {"share", defined(ratio(s.Covered.Seconds(), s.Measured.Seconds()))},
		{"overlap_s", seconds(s.Overlap)}, {"list", list}, {"more", s.More},
	}
}

func spanRows(f *Family, c *Comparison) [][]string {
	rows := [][]string{{"variant", "seed", "span", "owner", "begin_s", "end_s"}}
	c.eachTold(f, func(head []string, t Told) {
		for _, x := range t.(*Spans).List {
			rows = append(rows, slices.Concat(head, []string{x.Owner, number(x.Begin.Seconds()).String(), number(x.End.Seconds()).String()}))
		}
	})
	return rows
}
