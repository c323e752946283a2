package eventsourcing

import "slices"

// A CatchUp is a subscription whose client keeps the checkpoint: it reads on from
// wherever it is told to. Who saves the checkpoint together with what it makes of
// the events sees each once; who saves it apart sees some again, or never.
type CatchUp struct {
	log *Log
	at  int64
}

// NewCatchUp returns a subscription to all events after a position.
func NewCatchUp(l *Log, after int64) *CatchUp { return &CatchUp{l, after} }

// Next returns at most n further events, none if it has caught up.
func (c *CatchUp) Next(n int) []Event {
	events := c.log.All(c.at, n)
	c.at += int64(len(events))
	return events
}

// Lag returns how many events the subscription is behind.
func (c *CatchUp) Lag() int64 { return c.log.Len() - c.at }

// A Persistent is a subscription whose checkpoint the server keeps. Consumers
// acknowledge what they have dealt with; what they do not is delivered again, to
// whoever asks next, and after too many tries is parked. So every event is
// delivered at least once, or parked.
type Persistent struct {
	log     *Log
	tries   int // deliveries of one event before it is parked
	next    int64
	open    map[int64]int // position to deliveries so far
	again   []int64       // to be delivered again, in order
	parked  []int64
	settled map[int64]bool // beyond the checkpoint
	mark    int64          // all up to here is dealt with
}

// NewPersistent returns a subscription from the beginning of the log that tries
// to deliver each event so many times.
func NewPersistent(l *Log, tries int) *Persistent {
	return &Persistent{log: l, tries: max(1, tries), open: make(map[int64]int), settled: make(map[int64]bool)}
}

// Next delivers an event, or reports that there is none now.
func (s *Persistent) Next() (Event, bool) {
	position := s.next + 1
	if len(s.again) > 0 {
		position = s.again[0]
		s.again = s.again[1:]
	} else if position > s.log.Len() {
		return Event{}, false
	} else {
		s.next = position
	}
	s.open[position]++
	return s.log.read(int(position - 1)), true
}

// Ack settles an event that was delivered. It reports false for one that is not
// open: settled or parked already.
func (s *Persistent) Ack(position int64) bool {
	if s.open[position] == 0 || slices.Contains(s.again, position) {
		return false
	}
	s.settle(position)
	return true
}

// Nack gives an event back: it will be delivered again, or parked.
func (s *Persistent) Nack(position int64) {
	switch n := s.open[position]; {
	case n == 0 || slices.Contains(s.again, position):
	case n >= s.tries:
		s.parked = append(s.parked, position)
		s.settle(position)
	default:
		s.again = append(s.again, position)
	}
}

// Lost gives back everything that is open: the consumers are gone.
func (s *Persistent) Lost() {
	var open []int64
	for position := s.mark + 1; position <= s.next; position++ {
		if s.open[position] > 0 {
			open = append(open, position)
		}
	}
	for _, position := range open {
		s.Nack(position)
	}
}

func (s *Persistent) settle(position int64) {
	delete(s.open, position)
	s.settled[position] = true
	for s.settled[s.mark+1] {
		s.mark++
		delete(s.settled, s.mark)
	}
}

// Checkpoint returns the position up to which everything is settled. It never
// falls.
func (s *Persistent) Checkpoint() int64 { return s.mark }

// Parked returns the positions of the events that nobody could deal with.
func (s *Persistent) Parked() []int64 { return slices.Clone(s.parked) }
