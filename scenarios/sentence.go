package scenarios

import "fmt"

// Sentence tells when the fault comes and what it does.
func (f *Fault) Sentence() string {
	s := f.Schedule
	switch {
	case s.At != nil && s.Every == 0 && s.For != nil:
		return fmt.Sprintf("At %v, for %v: %s.", *s.At, s.For, f.Words())
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
		return fmt.Sprintf("%v after %s%s%s%s: %s.", s.After, s.When.Fact, which, at, lasting, f.Words())
	}
	return fmt.Sprintf("%s: %s.", s.words(), f.Words())
}
