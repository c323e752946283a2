package scenarios

import (
	"context"
	"flag"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"wavetank/patterns/catalog"
	"wavetank/reports"
	"wavetank/sim"
)

// librarySeeds of 2 are enough to see an expectation fail. CI looks at the whole
// library with two seeds, and with LONG=1 with ten, whether each passes, too.
var librarySeeds = flag.Int("library.seeds", 0, "seeds of each library scenario; with more than 2, its expectations have to pass; 0 is two of each flagship")

// TestTheLibraryKeepsItsWord holds scenarios of the library to their expectations: all of
// them, or what shows each pattern at its best. With two seeds some cannot be decided; none
// may fail. With more, those that are undecided are looked at again with as many seeds as
// the scenario asks for.
func TestTheLibraryKeepsItsWord(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	names, seeds := Library(), *librarySeeds
	if seeds == 0 {
		names, seeds = flagships(), 2
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := Open(name)
			if err != nil {
				t.Fatal(err)
			}
			c := judged(t, s, seeds)
			if seeds > 2 && !passes(c) {
				t.Log("once more, with all its seeds")
				c = judged(t, s, max(s.Seeds, 20))
			}
			for _, e := range c.Expectations {
				v := e.Verdict
				if undecided := v.Status == reports.Inconclusive || e.That == "engaged"; seeds == 2 && undecided {
					continue // a fault may touch nothing in two seeds
				}
				if v.Status != reports.Pass {
					t.Errorf("%s: %s: %s", v.Status, e.That, v.Words)
				}
			}
			checkFinding(t, c)
		})
	}
}

// flagships lists, without repetition, the scenarios that show what the patterns are for.
func flagships() (names []string) {
	for _, p := range catalog.All() {
		names = append(names, p.Flagship)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// judged compares the variants of a scenario, and holds its expectations against it.
func judged(t *testing.T, s *Scenario, seeds int) *reports.Comparison {
	watched := func(ctx context.Context, s *Scenario, variant string, seed uint64, limits sim.Limits) (*reports.Summary, error) {
		return Run(ctx, s, variant, seed, limits, patient(t))
	}
	c, err := Compare(t.Context(), s, CompareOptions{Seeds: Seeds(1, seeds), Jobs: 1, Run: watched})
	if err != nil {
		t.Fatal(err)
	}
	Judge(s, c)
	if len(c.Expectations) == 0 {
		t.Error("the scenario expects nothing")
	}
	return c
}

// passes reports whether every expectation does.
func passes(c *reports.Comparison) bool {
	return !slices.ContainsFunc(c.Expectations, func(e reports.Expectation) bool { return e.Verdict.Status != reports.Pass })
}

// best finds which arms a finding calls best, and in which measure.
var best = regexp.MustCompile(`(?:best|equally good) (with[^:]*|in [^:]*): ([^(]*) [0-9.,]+`)

// checkFinding holds that a finding has three lines at most that fit, names every metric of
// the expectations, and calls no arm best in what it was claimed to be worse in, and is.
func checkFinding(t *testing.T, c *reports.Comparison) {
	for _, width := range []int{80, 100, 200} {
		lines := c.FindingLines(width)
		for _, l := range lines {
			if len(lines) > 3 || utf8.RuneCountInString(l) > width {
				t.Errorf("%d lines for %d columns: %s", len(lines), width, l)
			}
		}
	}
	text := c.Finding()
	leads := best.FindStringSubmatch(text)
	for _, e := range c.Expectations {
		claim, err := reports.ParseClaim(e.That)
		if err != nil {
			continue
		}
		names := claim.Names()
		for _, n := range names {
			if words := spoken(n.Metric); !naming(strings.ToLower(text), words) {
				t.Errorf("%s is not named as %q in: %s", n, words, text)
			}
		}
		m, _ := reports.FindMetric(names[0].Metric)
		if len(names) != 2 || names[0].Variant == names[1].Variant || names[1].Metric != m.Name || e.Verdict.Status != reports.Pass || leads == nil {
			continue
		}
		worse := names[1].Variant
		if strings.Contains(e.That, ">") != (m.Better == reports.Higher) {
			worse = names[0].Variant
		}
		if d := e.Verdict; (d.Left < d.Right) != (worse == names[1].Variant) == (m.Better == reports.Lower) {
			continue // it is hardly worse, or better
		}
		if strings.ToLower(leads[2]) == spoken(m.Name) && leads[1] == "with "+worse {
			t.Errorf("%s passed, and the finding says: %s", e.That, text)
		}
	}
}

// naming reports whether a text names a metric, of facts perhaps without the noun that it shares
// with the one before it: clock.inverted + missed.
func naming(text, words string) bool {
	noun, verb, told := strings.Cut(words, ".")
	return strings.Contains(text, words) || told && regexp.MustCompile(regexp.QuoteMeta(noun)+`\.\w+ \+ `+regexp.QuoteMeta(verb)).MatchString(text)
}

// spoken is what a sentence calls a metric, of facts the kind.
func spoken(metric string) string {
	if _, kind, told := reports.FactOf(metric); told {
		return kind
	}
	if of, all := strings.CutPrefix(metric, "latency_all_"); all {
		return of + " of all requests"
	}
	return strings.ReplaceAll(strings.ReplaceAll(strings.TrimPrefix(metric, "latency_ok_"), "degraded_rate", "degraded answers"), "_", " ")
}
