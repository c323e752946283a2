package breaker

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wavetank/patterns"
	"wavetank/sim"
)

// A story is a script that a breaker lives through. Each line is a time, what
// happens then, and after the bar the state that follows.
//
//	ok fail slow ignored   a call passes and ends at once like this (slow: an ok above slow_call)
//	99*fail                that, so many times
//	no                     a call is rejected
//	+a                     call a passes and stays under way
//	a:ok a:fail …          call a ends, and that is news
//	a~ok a~fail …          call a ends, and that is stale
//	tick                   time passes a breaker that is being told so
type story struct {
	name   string
	config func(*Config)
	script string
}

// tell plays the script and fails at the first word that does not hold.
func (s story) tell(t *testing.T) {
	t.Helper()
	c := Default()
	s.config(&c)
	b, calls := New(c, sim.KeyOf(s.name)), map[string]Permit{}
	for line := range strings.Lines(s.script) {
		happens, state, _ := strings.Cut(strings.TrimSpace(line), "|")
		words := strings.Fields(happens)
		if len(words) == 0 {
			continue
		}
		d, err := time.ParseDuration(words[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range repeated(words[1:]) {
			if !play(t, b, c, sim.Time(d), word, calls) {
				t.Fatalf("at %v: %q does not hold (state %v, turn %d, %+v)", d, word, b.State(), b.Generation(), b.Tally())
			}
		}
		if got, want := b.State().String(), strings.TrimSpace(state); got != want {
			t.Fatalf("after %q: state is %s", strings.TrimSpace(line), got)
		}
	}
}

// repeated writes 3*ok out as ok ok ok.
func repeated(words []string) (all []string) {
	for _, word := range words {
		times, what, ok := strings.Cut(word, "*")
		if n, err := strconv.Atoi(times); ok && err == nil {
			all = append(all, slices.Repeat([]string{what}, n)...)
		} else {
			all = append(all, word)
		}
	}
	return all
}

// play does what one word says and reports whether it held.
func play(t *testing.T, b *Breaker, c Config, now sim.Time, word string, calls map[string]Permit) bool {
	t.Helper()
	outcomes := map[string]patterns.Outcome{"ok": patterns.Success, "slow": patterns.Success, "fail": patterns.Failure, "ignored": patterns.Ignored}
	took := func(end string) time.Duration {
		if end == "slow" {
			return c.SlowCall + 1
		}
		return c.SlowCall
	}
	if word == "tick" {
		b.Tick(now)
		return true
	}
	if name, begins := strings.CutPrefix(word, "+"); begins {
		p, passed := b.Allow(now)
		calls[name] = p
		return passed
	}
	if at := strings.IndexAny(word, ":~"); at > 0 {
		end := word[at+1:]
		news := b.Done(now, calls[word[:at]], outcomes[end], took(end))
		return news == (word[at] == ':')
	}
	p, passed := b.Allow(now)
	if word == "no" {
		return !passed
	}
	o, known := outcomes[word]
	if !known {
		t.Fatalf("the script says %q", word)
	}
	return passed && b.Done(now, p, o, took(word))
}
