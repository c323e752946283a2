// Package twins tries properties on code with a mistake on purpose: a property
// that no broken twin violates shows nothing. It stands apart from patternstest,
// which knows the scenarios and so cannot be used by tests inside a pattern.
package twins

import (
	"flag"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Breaks tries a property until it fails, at most so many times, and returns how
// many checks passed before. The seed is fixed: a catch stays a catch.
func Breaks(t testing.TB, tries int, property func(*rapid.T)) (checks int, broken bool) {
	t.Helper()
	for name, value := range map[string]string{
		"rapid.nofailfile": "true", "rapid.shrinktime": "0s", "rapid.seed": "1", "rapid.checks": strconv.Itoa(tries),
	} {
		f := flag.Lookup(name)
		defer f.Value.Set(f.Value.String())
		if err := f.Value.Set(value); err != nil {
			t.Fatal(err)
		}
	}
	court := &court{TB: t}
	verdict := make(chan struct{})
	go func() { // FailNow ends the goroutine that it is called on
		defer close(verdict)
		rapid.Check(court, property)
	}()
	<-verdict
	if court.failed {
		var how string // failed, or panic
		if _, err := fmt.Sscanf(court.said, "[rapid] %s after %d tests", &how, &checks); err != nil {
			t.Fatal(court.said)
		}
	}
	return checks, court.failed
}

// A court is a test that is expected to fail: it keeps quiet and remembers.
type court struct {
	rapid.TB
	failed bool
	said   string // the first complaint
}

func (c *court) Logf(string, ...any) {}
func (c *court) Log(...any)          {}

func (c *court) Errorf(format string, args ...any) {
	if c.Fail(); c.said == "" {
		c.said = strings.TrimSpace(fmt.Sprintf(format, args...))
	}
}

func (c *court) Error(args ...any)                 { c.Errorf("%s", fmt.Sprint(args...)) }
func (c *court) Fatalf(format string, args ...any) { c.Errorf(format, args...); c.FailNow() }
func (c *court) Fatal(args ...any)                 { c.Error(args...); c.FailNow() }
func (c *court) Fail()                             { c.failed = true }
func (c *court) Failed() bool                      { return c.failed }
func (c *court) FailNow()                          { c.Fail(); runtime.Goexit() }
