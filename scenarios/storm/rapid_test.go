package storm_test

import (
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/scenarios/storm"
)

// A recorder is a test under rapid that is expected to fail.
type recorder struct {
	*testing.T // whose name and context it has
	said       strings.Builder
	failed     bool
}

func (r *recorder) Logf(format string, args ...any)   { fmt.Fprintf(&r.said, format+"\n", args...) }
func (r *recorder) Log(args ...any)                   { fmt.Fprintln(&r.said, args...) }
func (r *recorder) Errorf(format string, args ...any) { r.Logf(format, args...); r.Fail() }
func (r *recorder) Error(args ...any)                 { r.Log(args...); r.Fail() }
func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...); r.FailNow() }
func (r *recorder) Fatal(args ...any)                 { r.Error(args...); r.FailNow() }
func (r *recorder) Fail()                             { r.failed = true }
func (r *recorder) Failed() bool                      { return r.failed }
func (r *recorder) FailNow()                          { r.failed = true; runtime.Goexit() }

// rapidly returns what rapid says of a plan, and whether the test failed.
func rapidly(t *testing.T, p storm.Plan) (said string, failed bool) {
	t.Helper()
	t.Chdir(t.TempDir()) // for the file that rapid leaves
	if p.Properties == nil {
		p.Properties = []storm.Property{storm.Never(ticked)}
	}
	r, done := &recorder{T: t}, make(chan struct{})
	go func() {
		defer close(done)
		rapid.Check(r, func(t *rapid.T) { storm.Check(t, p) })
	}()
	<-done
	return r.said.String(), r.failed
}

func TestRapidTellsTheStormAsEverybodyElse(t *testing.T) {
	said, failed := rapidly(t, storm.Plan{World: ring, Properties: []storm.Property{storm.Never(nodes.NodeCrashed)}})
	if !failed {
		t.Fatalf("it does not fail:\n%s", said)
	}
	says(t, said, "never node.crashed is violated at", "The last that happened before:", "Without fault 1 (", "The first difference:")
	if !regexp.MustCompile(`draw storm: \n  1\. At [^\n]*: [^\n]*crash`).MatchString(said) || strings.Contains(said, "0x") {
		t.Errorf("the storm is not told in sentences:\n%s", said)
	}
}
