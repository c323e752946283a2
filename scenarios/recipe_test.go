package scenarios

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"wavetank/sim"
)

// another machine is one that has nothing but the recipe.
func another(t *testing.T, s *Scenario) *Scenario {
	t.Helper()
	r, err := RecipeOf(s)
	if err != nil {
		t.Fatalf("%s: %v", s.Name(), err)
	}
	wire, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var got Recipe
	if err := json.Unmarshal(wire, &got); err != nil {
		t.Fatal(err)
	}
	again, err := got.Open()
	if err != nil {
		t.Fatalf("%s: %v", s.Name(), err)
	}
	return again
}

func TestEveryScenarioOfTheLibraryHasARecipe(t *testing.T) {
	for i, name := range Library() {
		if seldom(t, i%5 == 2); t.Skipped() {
			return
		}
		s, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if again := another(t, s); again.Hash != s.Hash {
			t.Errorf("%s has the hash %s, and from its recipe %s", name, s.Hash, again.Hash)
		}
	}
}

// replayed is a scenario that reads a CSV of arrivals.
const replayed = `title = "t"
duration = "2s"
[nodes.a]
workers = 2
routes.r = { work = "exp 5ms" }
[loads.l]
to = "a.r"
replay = "arrivals.csv"
timeout = "20ms"
[patterns.again]
kind = "retry"
on = "l -> a"
[patterns.wall]
kind = "bulkhead"
on = "l -> a"
[variants]
bare = []
both = ["again", "wall"]
[[invariant]]
at_most = 0
of = "attempt.sent"
variants = ["bare"]
[[invariant]]
that = "error_rate < 1"
[[expect]]
that = "both.error_rate < 1"
`

func TestARecipeMakesTheSameRunsWithoutAFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "replayed.toml")
	csv := "time_s\n" + "0.1\n0.1\n0.2\n"
	for name, data := range map[string]string{"arrivals.csv": csv, "replayed.toml": replayed} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := OpenWith(path, Setting{Key: "nodes.a.workers", Value: "1"})
	if err != nil {
		t.Fatal(err)
	}
	one, err := Only(whole, []string{"both"})
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := Factorial(whole, []string{"wall", "again"})
	if err != nil {
		t.Fatal(err)
	}
	os.RemoveAll(dir)
	for _, s := range []*Scenario{whole, one, all} {
		again := another(t, s)
		for _, v := range s.Variants {
			want, err := Run(t.Context(), s, v.Name, 3, sim.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if got, err := Run(t.Context(), again, v.Name, 3, sim.Limits{}); err != nil || got.Digest != want.Digest {
				t.Errorf("%s: %v, digest %v, want %v", v.Name, err, got, want.Digest)
			}
		}
		if len(again.Invariants) != len(s.Invariants) {
			t.Errorf("%d invariants, want %d", len(again.Invariants), len(s.Invariants))
		}
	}
}

func TestAScenarioThatAProgramHasChangedHasNoRecipe(t *testing.T) {
	s, err := Open("circuit-breaker")
	if err != nil {
		t.Fatal(err)
	}
	s.Nodes[0].Workers++
	if r, err := RecipeOf(s); err == nil {
		t.Errorf("recipe of what nobody wrote: %.80s", r.Text)
	}
}
