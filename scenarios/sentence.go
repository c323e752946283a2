package scenarios

import "fmt"

// Sentence tells when the fault comes and what it does.
func (f *Fault) Sentence() string {
	s := f.Schedule
	switch {
	case s.At != nil && s.Every == 0 && s.For != nil:
		return fmt.Sprintf("At %v, for %v: %s.", *s.At, s.For, f.exactly())
	case s.When != nil:
		which := ""
		if s.When.Count > 1 {
			which = fmt.Sprintf(" number %d", s.When.Count)
		}
		at := ""
		if s.When.Node != "" {
			at = " at " + s.When.Node
		}
		lasting := " to the end"
		if s.For != nil {
			lasting = fmt.Sprintf(", for %v", s.For)
		}
		return fmt.Sprintf("%v after %s%s%s%s: %s.", s.After, s.When.Fact, which, at, lasting, f.exactly())
	}
	return fmt.Sprintf("%s: %s.", s.words(), f.exactly())
}

// exactly is Words with the numbers that charts leave out.
func (f *Fault) exactly() string {
	switch e := f.Effect.(type) {
	case *BurstLoss:
		return fmt.Sprintf("%s, %v at a time, %v apart", f.Words(), e.Bad, e.Good)
	case *Delay:
		return fmt.Sprintf("%s by %v", f.Words(), e.By)
	case *Disorder:
		return fmt.Sprintf("%s by %v", f.Words(), e.By)
	case *Throttle:
		return fmt.Sprintf("%s: %g B/s", f.Words(), e.Bandwidth)
	case *Partition:
		if e.Flap != nil {
			return fmt.Sprintf("%s, flapping", f.Words())
		}
	}
	return f.Words()
}
