// Package twins tries properties on code with a mistake on purpose: a property
// that no broken twin violates shows nothing. It stands apart from patternstest,
// which knows the scenarios and so cannot be used by tests inside a pattern.
package twins

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A Brood is the broken twins of a room.
type Brood struct {
	size int // twins tried
	most int // checks that one of them took, the last included
}

// Catch tries, in a subtest, a property that the twin of that name must break
// within so many tries, and logs how many it took.
func (b *Brood) Catch(t *testing.T, name string, tries int, property func(*rapid.T)) {
	t.Helper()
	b.Caught(0)
	t.Run(name, func(t *testing.T) {
		passed, broken := Breaks(t, tries, property)
		if !broken {
			t.Fatalf("it gets away with it in %d checks", tries)
		}
		t.Logf("found out by check %d", passed+1)
		b.most = max(b.most, passed+1)
	})
}

// Caught counts a twin that was found out in another way, by so many checks.
func (b *Brood) Caught(checks int) {
	b.size++
	b.most = max(b.most, checks)
}

// record is what a room's doc.go says of its twins.
var record = regexp.MustCompile(`(\d+) broken twins, each found out within (\d+) checks?`)

// Recorded fails the test if the doc.go beside it does not say how many twins
// were caught, and within how many checks. In a short run rapid makes its checks
// shorter, so that it takes more of them.
func (b *Brood) Recorded(t *testing.T) {
	t.Helper()
	source, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(strings.ReplaceAll(string(source), "//", " "))
	said := record.FindStringSubmatch(strings.Join(words, " "))
	size, most := -1, -1
	if said != nil {
		size, _ = strconv.Atoi(said[1])
		most, _ = strconv.Atoi(said[2])
	}
	if size != b.size || most < b.most && !testing.Short() {
		t.Errorf("doc.go does not say that the tests try %d broken twins, each found out within %d checks", b.size, b.most)
	}
}

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
