package patterns_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// ends are errors that calls end with, and what they are.
var ends = []struct {
	err error
	is  patterns.End
}{
	{nil, patterns.OK},
	{nodes.ErrFailed, patterns.Failed},
	{nodes.ErrDependency, patterns.Failed},
	{nodes.ErrNoRoute, patterns.Failed},
	{net.ErrReset, patterns.Failed},
	{errors.New("something else"), patterns.Failed},
	{nodes.ErrPermanent, patterns.Permanent},
	{net.ErrTimeout, patterns.TimedOut},
	{fmt.Errorf("call b: %w", net.ErrTimeout), patterns.TimedOut},
	{nodes.ErrFull, patterns.Rejected},
	{nodes.ErrTurnedAway, patterns.Rejected},
	{&nodes.Pushback{Err: nodes.ErrFull}, patterns.Rejected},
	{nodes.ErrNotSent, patterns.NotSent},
	{&nodes.Pushback{Err: nodes.ErrNotSent}, patterns.NotSent},
	{fmt.Errorf("no permit in time: %w, %w", net.ErrTimeout, nodes.ErrNotSent), patterns.NotSent},
	{net.ErrCancelled, patterns.Cancelled},
	{nodes.ErrCopyCancelled, patterns.Cancelled},
}

func TestEndsAreToldApart(t *testing.T) {
	for _, end := range ends {
		if got := patterns.EndOf(end.err); got != end.is {
			t.Errorf("%v is %v, want %v", end.err, got, end.is)
		}
	}
}

// TestOutcomesAsTheLibrariesCount states what five libraries make of each end, in the
// knobs: what is no failure is a success unless it is ignored.
func TestOutcomesAsTheLibrariesCount(t *testing.T) {
	const (
		s = patterns.Success
		f = patterns.Failure
		i = patterns.Ignored
	)
	for _, c := range []struct {
		name              string
		failures, ignored []string
		want              patterns.Judge // ok, failed, permanent, timed-out, rejected, not-sent, cancelled
	}{
		{"the defaults", knob.Default[patterns.Outcomes]().Failures, nil, patterns.Judge{s, f, f, f, f, i, i}},
		{"recordExceptions (resilience4j), ShouldHandle (Polly), failOn (MicroProfile) of timeouts", []string{"timed-out"}, nil, patterns.Judge{s, s, s, f, s, i, i}},
		{"the same, ignoring what the caller did wrong (ignoreExceptions)", []string{"failed", "timed-out"}, []string{"permanent"}, patterns.Judge{s, f, i, f, s, s, s}},
		{"whatever is an error is a failure (gobreaker, resilience4j around a bulkhead)", []string{"failed", "permanent", "timed-out", "rejected", "not-sent", "cancelled"}, nil, patterns.Judge{s, f, f, f, f, f, f}},
		{"a pool that turns away fails the call (Hystrix), and bad requests count as nothing", []string{"failed", "timed-out", "rejected", "not-sent"}, []string{"permanent"}, patterns.Judge{s, f, i, f, f, f, s}},
		{"nothing is ignored", []string{"failed"}, []string{}, patterns.Judge{s, f, s, s, s, s, s}},
		{"nothing is a failure", nil, nil, patterns.Judge{s, s, s, s, s, i, i}},
	} {
		o := patterns.Outcomes{Failures: c.failures, Ignored: c.ignored}
		if got := o.Judge(); got != c.want || o.Clash("") != nil {
			t.Errorf("%s: %v, want %v; clash %v", c.name, got, c.want, o.Clash(""))
		}
		judge := o.Judge()
		for _, end := range ends {
			if got := judge.Of(end.err); got != c.want[end.is] {
				t.Errorf("%s: %v counts as %v, want %v", c.name, end.err, got, c.want[end.is])
			}
		}
	}
}

func TestAnEndIsNotCountedTwice(t *testing.T) {
	o := patterns.Outcomes{Failures: []string{"failed", "not-sent"}, Ignored: []string{"cancelled", "not-sent"}}
	if err := o.Clash("eject."); err == nil || err.Error() != `eject.ignored: names "not-sent", which is among the failures` {
		t.Errorf("got %v", err)
	}
}

// TestBothListsTakeTheSameWords holds the words of the knobs to those of the ends.
func TestBothListsTakeTheSameWords(t *testing.T) {
	var words []string
	for e := patterns.Failed; e <= patterns.Cancelled; e++ {
		words = append(words, e.String())
	}
	for _, d := range knob.Describe(&patterns.Outcomes{}) {
		if !slices.Equal(d.Enum, words) {
			t.Errorf("%s takes %s, want %s", d.Key, strings.Join(d.Enum, ","), strings.Join(words, ","))
		}
	}
}
