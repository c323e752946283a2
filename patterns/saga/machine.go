package saga

import "fmt"

// A State is how far a saga has come.
type State uint8

// The states. The last three are final.
const (
	Forward State = iota
	Backward
	Completed
	Compensated
	Parked
)

// String names the state.
func (s State) String() string {
	return [...]string{"forward", "backward", "completed", "compensated", "parked"}[s]
}

// Final reports whether nothing more happens.
func (s State) Final() bool { return s >= Completed }

// An Answer is what is known of an attempt.
type Answer uint8

// The answers. Refused is a no for good: the stock is empty. Failed is an error,
// after which nothing has happened. Unknown is a participant that did not answer
// in time: it may have done what it was asked, or do it later.
const (
	Done Answer = iota
	Refused
	Failed
	Unknown
)

// An Order is what a saga wants done next.
type Order struct {
	Step int
	Undo bool // the compensation, not the action
}

// A Saga is the coordinator's machine for one saga. It is pure: it is told what came
// of its orders, and says what to do next. Everything that it has to remember is in
// its Records, in order. A coordinator that makes them durable before it acts on
// them, and folds them again with Recover, loses nothing.
type Saga struct {
	steps    []Step
	attempts int // allowed, at what may fail
	park     int // attempts at what may not; 0 is no bound

	state   State
	at      int    // the step under way
	begun   uint64 // steps that may have happened and are not undone, as bits
	tries   int    // at the order under way
	doubt   bool   // one of them may have happened
	records []Record
}

// A Record is one entry of the saga log.
type Record struct {
	What What
	Step int
}

// What a record says.
type What uint8

// The records. Intent comes before the first attempt at a step: it registers the
// compensation, since a call that times out may have happened. Begun is the
// intent of the first step as well.
const (
	Begun     What = iota
	Intent         // the step is about to be attempted
	Finished       // the step is done
	Turned         // back: the step did not come about; Undone follows if nothing happened
	Undone         // the step's compensation is done, or nothing was to undo
	Ended          // Step is the final state
	Released       // the participants know the end (countermeasures)
	Received       // an event came: do the step (choreography)
	Backed         // an event came: undo the step (choreography)
	Sent           // what follows from the step was heard (choreography)
	Prepared       // the step is promised (two-phase commit)
	Committed      // the decision is to commit (two-phase commit)
)

// New returns a saga that has not begun.
func New(c *Config) *Saga {
	s := &Saga{steps: c.Steps, attempts: c.Attempts, park: c.ParkAfter}
	s.note(Begun, 0)
	return s
}

// Recover returns the saga that wrote these records, as it was when the last of
// them was written. What it did since then it may do again.
func Recover(c *Config, records []Record) *Saga {
	s := &Saga{steps: c.Steps, attempts: c.Attempts, park: c.ParkAfter}
	for _, r := range records {
		s.fold(r)
	}
	s.doubt = true
	if s.state == Backward {
		s.backward()
	}
	return s
}

// State returns how far the saga has come.
func (s *Saga) State() State { return s.state }

// Records returns what was noted since the last call, and forgets it.
func (s *Saga) Records() []Record {
	r := s.records
	s.records = nil
	return r
}

// Next returns what is to be done now, unless the saga is at its end.
func (s *Saga) Next() (o Order, ok bool) {
	return Order{s.at, s.state == Backward}, !s.state.Final()
}

// Tries returns how often the order under way was tried.
func (s *Saga) Tries() int { return s.tries }

// Told takes in what came of an attempt at the order under way.
func (s *Saga) Told(a Answer) {
	if s.state.Final() {
		panic(fmt.Sprintf("saga: told %v after its end, %v", a, s.state))
	}
	s.tries++
	s.doubt = s.doubt || a == Unknown
	step := s.steps[s.at]
	switch {
	case a == Done && s.state == Forward:
		s.note(Finished, s.at)
		s.forward()
	case a == Done:
		s.note(Undone, s.at)
		s.backward()
	case s.state == Backward || s.certain(step):
		if s.park > 0 && s.tries >= s.park {
			s.note(Ended, int(Parked))
		}
	case a == Refused || s.tries >= s.attempts:
		at, nothing := s.at, !s.doubt
		s.note(Turned, at)
		if nothing {
			s.note(Undone, at)
		}
		s.backward()
	}
}

// certain reports whether the step has to be tried until it succeeds: past the
// pivot, or because it is retriable; or because it is the pivot, may have
// happened, and could not be undone.
func (s *Saga) certain(step Step) bool {
	for _, before := range s.steps[:s.at] {
		if before.Pivot {
			return true
		}
	}
	return step.Retriable || step.Pivot && s.doubt
}

// forward goes on with the next step, or ends the saga.
func (s *Saga) forward() {
	if s.at+1 == len(s.steps) {
		s.note(Ended, int(Completed))
		return
	}
	s.note(Intent, s.at+1)
}

// backward goes on with the latest step that is to be undone, or ends the saga.
func (s *Saga) backward() {
	if s.at < 0 {
		s.note(Ended, int(Compensated))
	}
}

// undoable reports whether step i may have happened and can be undone.
func (s *Saga) undoable(i int) bool { return s.begun>>i&1 == 1 && s.steps[i].Compensation != "" }

// note writes a record and applies it.
func (s *Saga) note(w What, step int) {
	r := Record{w, step}
	s.records = append(s.records, r)
	s.fold(r)
}

// fold takes in a record: the one place where a saga changes.
func (s *Saga) fold(r Record) {
	s.tries, s.doubt = 0, false
	switch r.What {
	case Begun, Intent:
		s.at = r.Step
		s.begun |= 1 << r.Step
	case Turned:
		s.state = Backward
	case Undone:
		s.begun &^= 1 << r.Step
	case Ended:
		s.state = State(r.Step)
	}
	for s.state == Backward && s.at >= 0 && !s.undoable(s.at) {
		s.at--
	}
}
