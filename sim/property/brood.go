package property

import (
	"os"
	"regexp"
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
