package patterns

import (
	"errors"
	"fmt"
	"testing"

	"wavetank/nodes"
)

// TestALeaderErrorIsWhatItWraps holds the ways past a search through its tree against the search.
func TestALeaderErrorIsWhatItWraps(t *testing.T) {
	for _, e := range []*LeaderError{{Leader: Nobody}, {Leader: 2}} {
		for _, err := range []error{e, fmt.Errorf("around: %w", e), fmt.Errorf("%w: %w", errors.New("beside"), e)} {
			if after, told := nodes.PushbackOf(err); !elsewhere(err) || nodes.OutcomeOf(err) != nodes.Rejected || after != 0 || !told {
				t.Errorf("%v: elsewhere %v, %v, come again after %v (%v)", err, elsewhere(err), nodes.OutcomeOf(err), after, told)
			}
		}
		for _, of := range []error{nodes.ErrElsewhere, nodes.ErrRejected} {
			if !errors.Is(e, of) {
				t.Errorf("%v does not wrap %v", e, of)
			}
		}
	}
}
