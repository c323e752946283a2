package saga

import (
	"wavetank/patterns"
	"wavetank/sim"
)

// A Ledger is what a participant remembers of the sagas that it took part in, and
// its stock. It is pure, and the same as its Fold over the records that became
// durable: each effect counts at most once, and an action that comes after its
// compensation is refused.
type Ledger struct {
	config *Config
	naive  bool // every call has its effect, however often it comes
	marks  map[entry]What
	stock  map[int64]int64   // change of the stock since the beginning, by item
	held   map[int64]sim.Key // item to the saga that has locked it
	given  map[entry]int64   // units that nobody may take yet (pessimistic view)
	start  int64             // units of each item to begin with
}

// An entry is one step of one saga.
type entry struct {
	saga sim.Key
	step int
}

// NewLedger returns the ledger of the node of that name before anything happened.
func NewLedger(c *Config, name string) *Ledger {
	l := &Ledger{
		config: c, naive: c.Style == "none",
		marks: make(map[entry]What), stock: make(map[int64]int64), held: make(map[int64]sim.Key), given: make(map[entry]int64),
	}
	for _, s := range c.Steps {
		if patterns.NodeOf(s.Action) == name {
			l.start = max(l.start, s.Stock)
		}
	}
	return l
}

// A Verdict is what a ledger says to an order.
type Verdict uint8

// The verdicts.
const (
	Fresh   Verdict = iota // it is new, and may be done
	Already                // it was done before
	Late                   // its compensation came before it
	Short                  // there are too few units
	Locked                 // an unfinished saga holds the item
)

// Ask returns what is to be said to an action.
func (l *Ledger) Ask(saga sim.Key, step int, item int64) Verdict {
	if mark, known := l.marks[entry{saga, step}]; known && !l.naive {
		switch mark {
		case Finished:
			return Already
		case Undone:
			return Late
		}
	}
	change := l.config.change(step)
	switch holder, held := l.held[item]; {
	case change != 0 && held && holder != saga:
		return Locked
	case change < 0 && l.Stock(item)+change < 0:
		return Short
	}
	return Fresh
}

// Stock returns the units of an item.
func (l *Ledger) Stock(item int64) int64 { return l.start + l.stock[item] }

// Undo returns what is to be said to a compensation: Fresh if there is something
// to undo, Already if not, because it is undone or was never done.
func (l *Ledger) Undo(saga sim.Key, step int) Verdict {
	if l.marks[entry{saga, step}] == Finished {
		return Fresh
	}
	return Already
}

// Fold takes in that something came about. Undone of a step that was never done
// is a tombstone.
func (l *Ledger) Fold(what What, saga sim.Key, step int, item int64) {
	e := entry{saga, step}
	change := l.config.change(step)
	switch what {
	case Finished:
		if l.marks[e] == Finished && !l.naive {
			return
		}
		l.marks[e] = Finished
		l.take(e, item, change)
	case Undone:
		if l.marks[e] == Finished {
			if _, hidden := l.given[e]; hidden {
				delete(l.given, e)
			} else {
				l.move(item, -change)
			}
		}
		l.marks[e] = Undone
		l.free(saga, item)
	case Released:
		l.move(item, l.given[e])
		delete(l.given, e)
		l.free(saga, item)
	case Prepared:
		l.marks[e] = Prepared
		l.held[item] = saga
	}
}

// take lets a step have its effect on the stock, as the countermeasure says.
func (l *Ledger) take(e entry, item, change int64) {
	of := e.step < len(l.config.Steps)
	if of && change > 0 && l.config.Isolation == "pessimistic-view" {
		l.given[e] = change
		return
	}
	l.move(item, change)
	if of && change != 0 && l.config.Isolation == "semantic-lock" {
		l.held[item] = e.saga
	}
	if l.config.Style == "two-phase-commit" {
		l.free(e.saga, item)
	}
}

func (l *Ledger) move(item, change int64) {
	if change != 0 {
		l.stock[item] += change
	}
}

// free ends a lock, if the saga has one.
func (l *Ledger) free(saga sim.Key, item int64) {
	if l.held[item] == saga {
		delete(l.held, item)
	}
}
