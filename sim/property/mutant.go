package property

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
// many checks passed before. It begins at the fixed seed: a catch stays a catch.
func Breaks(t testing.TB, tries int, property func(*rapid.T)) (checks int, broken bool) {
	t.Helper()
	defer set(t, map[string]string{
		"rapid.nofailfile": "true", "rapid.shrinktime": "0s", "rapid.seed": seed, "rapid.checks": strconv.Itoa(tries),
	})()
	r := &recorder{TB: t}
	ended := make(chan struct{})
	go func() { // FailNow ends the goroutine that it is called on
		defer close(ended)
		rapid.Check(r, property)
	}()
	<-ended
	if r.failed {
		var how string // failed, or panic
		if _, err := fmt.Sscanf(r.said, "[rapid] %s after %d tests", &how, &checks); err != nil {
			t.Fatal(r.said)
		}
	}
	return checks, r.failed
}

// set sets flags, and returns what sets them back.
func set(t testing.TB, flags map[string]string) (undo func()) {
	before := make(map[string]string)
	for name, value := range flags {
		f := flag.Lookup(name)
		before[name] = f.Value.String()
		if err := f.Value.Set(value); err != nil {
			t.Fatal(err)
		}
	}
	return func() {
		for name, value := range before {
			flag.Lookup(name).Value.Set(value)
		}
	}
}

// A recorder is a test that is expected to fail: it keeps quiet and remembers.
type recorder struct {
	rapid.TB
	failed bool
	said   string // the first complaint
}

func (r *recorder) Logf(string, ...any) {}
func (r *recorder) Log(...any)          {}

func (r *recorder) Errorf(format string, args ...any) {
	if r.Fail(); r.said == "" {
		r.said = strings.TrimSpace(fmt.Sprintf(format, args...))
	}
}

func (r *recorder) Error(args ...any)                 { r.Errorf("%s", fmt.Sprint(args...)) }
func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...); r.FailNow() }
func (r *recorder) Fatal(args ...any)                 { r.Error(args...); r.FailNow() }
func (r *recorder) Fail()                             { r.failed = true }
func (r *recorder) Failed() bool                      { return r.failed }
func (r *recorder) FailNow()                          { r.Fail(); runtime.Goexit() }
