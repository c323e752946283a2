package property

import (
	"flag"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// A Suite holds code against laws, and the laws against mutants of the code. This
// is mutation testing with mutants written by hand: a law that no mistake breaks
// shows nothing. C is the code as the laws see it, such as a function that makes a
// machine, or a struct of such functions.
type Suite[C any] struct {
	Sound   C
	Laws    []Law[C]
	Mutants []Mutant[C]
	Times   int // each law is checked so many times as often as rapid checks; 0 is 1
	Tries   int // checks within which a mutant is found out; 0 is 5,000
}

// A Law is what holds of sound code, whatever rapid draws. Laws and mutants are
// structs without a name of their own, which a list can write without keys.
type Law[C any] = struct {
	Name string
	Hold func(*rapid.T, C)
}

// A Mutant is the code with one mistake on purpose.
type Mutant[C any] = struct {
	Name    string
	Law     string   // that it breaks; others may find it out, too. "" is the only one
	Mistake func(*C) // is made in a copy of the sound code
}

// Instead is the mistake of a mutant that is other code altogether.
func Instead[C any](code C) func(*C) { return func(c *C) { *c = code } }

// Run checks the laws on the sound code and on each mutant the law that finds it
// out, and logs by which check it did.
func (s Suite[C]) Run(t *testing.T) {
	for _, l := range s.Laws {
		t.Run(l.Name, func(t *testing.T) {
			checks, _ := strconv.Atoi(flag.Lookup("rapid.checks").Value.String())
			defer set(t, map[string]string{"rapid.checks": strconv.Itoa(checks * max(1, s.Times))})()
			rapid.Check(t, func(t *rapid.T) { l.Hold(t, s.Sound) })
		})
	}
	most := 0
	unbroken := make(map[string]bool)
	for _, l := range s.Laws {
		unbroken[l.Name] = len(s.Laws) > 1
	}
	for _, m := range s.Mutants {
		delete(unbroken, m.Law)
		t.Run("mutant: "+m.Name, func(t *testing.T) { most = max(most, s.catch(t, m)) })
	}
	t.Logf("laws: %d; mutants: %d, each found out by check %d", len(s.Laws), len(s.Mutants), most)
	for _, l := range s.Laws {
		if unbroken[l.Name] {
			t.Logf("no mutant is meant to break the law %q", l.Name)
		}
	}
}

// catch tries the law that a mutant breaks, and returns by which check it did.
func (s Suite[C]) catch(t *testing.T, m Mutant[C]) int {
	i := 0
	if m.Law != "" || len(s.Laws) != 1 {
		i = slices.IndexFunc(s.Laws, func(l Law[C]) bool { return l.Name == m.Law })
	}
	if i < 0 {
		t.Fatalf("there is no law %q", m.Law)
	}
	tries := s.Tries
	if tries == 0 {
		tries = 5_000
	}
	code := s.Sound
	m.Mistake(&code)
	passed, broken := Breaks(t, tries, func(t *rapid.T) { s.Laws[i].Hold(t, code) })
	if !broken {
		t.Fatalf("it gets away with it in %d checks", tries)
	}
	t.Logf("found out by check %d", passed+1)
	return passed + 1
}
