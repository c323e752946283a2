package storm

import (
	"fmt"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
)

// A Property is what must hold in every run, or (Sometimes) what some run must
// reach. New begins to judge a run.
type Property struct {
	Name string
	On   []*sim.Kind // the kinds of facts that the judge is told; nil is all
	New  func(*Run) Judge

	unseen string // why nothing could violate it; "" if something may
	of     string // the fact without which nothing does; "" if there is none
	goal   bool   // it is to be reached, not to be kept
	calm   bool   // it relies on the storm being over
}

// A Judge folds the facts of one run. An error is a violation, and nothing is
// asked of it any more. A nil function has nothing to say.
type Judge struct {
	Fact func(*sim.Fact) error         // at each fact
	End  func() error                  // at the end of the run
	Near func() (reports.Margin, bool) // after End, of a claim: how much was left of it, if that can be said
	Kept func() (int64, string)        // how much it keeps of a run, where that grows, and of what
}

// A Run is what a judge may look at: the world, without touching it, and its
// times.
type Run struct {
	World *scenarios.World
	Calm  sim.Time // when the storm is over
	End   sim.Time // of the run
}

// Late is a violation that is noticed after it happened.
type Late struct {
	At  sim.Time
	Err error
}

// Error tells what was violated.
func (l *Late) Error() string { return l.Err.Error() }

// Unwrap returns what was violated.
func (l *Late) Unwrap() error { return l.Err }

// A Field is a part of a fact by which facts are told apart.
type Field string

// The fields. ByNone takes all facts together.
const (
	ByNone  Field = ""
	ByKey   Field = "key"
	ByValue Field = "value"
	ByExtra Field = "extra"
	ByNode  Field = "node"
)

func (f Field) of(x *sim.Fact) uint64 {
	switch f {
	case ByKey:
		return uint64(x.Key)
	case ByValue:
		return uint64(x.Value)
	case ByExtra:
		return uint64(x.Extra)
	case ByNode:
		return uint64(x.Owner.Key())
	}
	return 0
}

// per ends a name with the field.
func (f Field) per() string {
	if f == ByNone {
		return ""
	}
	return " per " + string(f)
}

// told says which facts share the field of x.
func (f Field) told(x *sim.Fact) string {
	switch f {
	case ByNone:
		return ""
	case ByKey:
		return fmt.Sprintf(" of key %016x", uint64(x.Key))
	case ByNode:
		return " of " + x.Owner.Name()
	}
	return fmt.Sprintf(" of %s %d", f, int64(f.of(x)))
}

// Always holds if check finds nothing wrong with any fact of the kinds, of any
// kind if there is none.
func Always(name string, check func(*sim.Fact) error, on ...*sim.Kind) Property {
	return Property{Name: name, On: on, New: func(*Run) Judge { return Judge{Fact: check} }}
}

// Never holds if no fact of the kind happens.
func Never(k *sim.Kind) Property {
	return Always("never "+k.String(), func(x *sim.Fact) error { return fmt.Errorf("%v by %s", k, x.Owner.Name()) }, k)
}

// AtMost holds if no more than n facts of the kind share a field.
func AtMost(n int, k *sim.Kind, per Field) Property {
	name := fmt.Sprintf("at most %d %v%s", n, k, per.per())
	return Property{Name: name, On: []*sim.Kind{k}, New: func(*Run) Judge {
		count := map[uint64]int{}
		return Judge{Fact: func(x *sim.Fact) error {
			at := per.of(x)
			if count[at]++; count[at] > n {
				return fmt.Errorf("%d facts %v%s, the last by %s", count[at], k, per.told(x), x.Owner.Name())
			}
			return nil
		}}
	}}
}

// AtOnce holds if no more than n owners that share a field are between a fact of
// the kind begin and the next one of the kind end at a time: n holders of a lock.
func AtOnce(n int, begin, end *sim.Kind, per Field) Property {
	name := fmt.Sprintf("at most %d at once between %v and %v%s", n, begin, end, per.per())
	type holder struct{ at, who uint64 }
	return Property{Name: name, On: []*sim.Kind{begin, end}, New: func(*Run) Judge {
		holds, count := map[holder]bool{}, map[uint64]int{}
		return Judge{Fact: func(x *sim.Fact) error {
			h := holder{per.of(x), uint64(x.Owner.Key())}
			begins := x.Kind == begin
			if holds[h] == begins {
				return nil
			}
			holds[h] = begins
			if !begins {
				count[h.at]--
				return nil
			}
			if count[h.at]++; count[h.at] > n {
				return fmt.Errorf("%d at once%s, the last being %s", count[h.at], per.told(x), x.Owner.Name())
			}
			return nil
		}}
	}}
}

// Monotone holds if the Value of the facts of the kind that share a field never
// decreases.
func Monotone(k *sim.Kind, per Field) Property {
	name := fmt.Sprintf("%v never decreases%s", k, per.per())
	return Property{Name: name, On: []*sim.Kind{k}, New: func(*Run) Judge {
		last := map[uint64]int64{}
		return Judge{Fact: func(x *sim.Fact) error {
			at := per.of(x)
			before, seen := last[at]
			last[at] = x.Value
			if seen && x.Value < before {
				return fmt.Errorf("%v went from %d back to %d%s, by %s", k, before, x.Value, per.told(x), x.Owner.Name())
			}
			return nil
		}}
	}}
}

// Conserved holds if for each field no more is given back than was taken, and in
// the end as much: a given counts one of the taken down.
func Conserved(taken, given *sim.Kind, per Field) Property {
	name := fmt.Sprintf("every %v has its %v%s", taken, given, per.per())
	return Property{Name: name, On: []*sim.Kind{taken, given}, New: func(*Run) Judge {
		open := map[uint64]int{}
		var order []uint64
		words := map[uint64]string{}
		return Judge{
			Fact: func(x *sim.Fact) error {
				at := per.of(x)
				if _, seen := open[at]; !seen {
					order = append(order, at)
					words[at] = per.told(x)
				}
				if x.Kind == taken {
					open[at]++
				} else if open[at]--; open[at] < 0 {
					return fmt.Errorf("%v without a %v%s", given, taken, words[at])
				}
				return nil
			},
			End: func() error {
				for _, at := range order {
					if open[at] > 0 {
						return fmt.Errorf("%d %v without %v%s", open[at], taken, given, words[at])
					}
				}
				return nil
			},
		}
	}}
}
