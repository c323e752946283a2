package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/cmd/wavetank/play"
	"wavetank/patterns/catalog"
	"wavetank/reports"
	"wavetank/reports/chart"
	"wavetank/reports/page"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
)

func galleryCommand() *cobra.Command {
	g := gallery{build: built().String()}
	c := &cobra.Command{
		Use:        "gallery [NAME...]",
		SuggestFor: []string{"site"},
		Short:      "Write a site of the whole library: each scenario's answer and charts, and the playground",
		Long: `Compare every scenario of the library, or those that are named, and write a site for
any host of static files: an index by families of patterns, a page for each scenario with
its answer, and the playground, to which each page leads. The simulator for it is built
from the source, in a clone.`,
		Example: "  wavetank gallery --out site\n  wavetank gallery circuit-breaker cap --seeds 5",
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return scenarios.Library(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, names []string) error {
			if len(names) == 0 {
				names = scenarios.Library()
			}
			for _, name := range names {
				if _, err := scenarios.Source(name); err != nil {
					return fmt.Errorf("the library has no scenario %q; wavetank list shows them", name)
				}
			}
			if c.Flags().Changed("seeds") && (g.seeds < 1 || g.seeds > mostSeeds) {
				return fmt.Errorf("--seeds %d is not 1 to %d", g.seeds, mostSeeds)
			}
			site, err := playground(c.Context())
			if err != nil {
				return err
			}
			if err := g.write(c.Context(), c.ErrOrStderr(), names, site); err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "The gallery of %s is in %s: its first page is index.html\n", reports.CountOf(len(names), "scenario"), g.out)
			return nil
		},
	}
	c.Flags().StringVar(&g.out, "out", filepath.Join("out", "gallery"), "the folder of the site")
	c.Flags().IntVar(&g.seeds, "seeds", 0, "how many seeds of each scenario (default: what it says, or 20)")
	jobsFlag(c, &g.jobs)
	if err := c.MarkFlagDirname("out"); err != nil {
		panic(err)
	}
	return c
}

// A gallery is the site of several scenarios.
type gallery struct {
	out   string
	seeds int // 0 is what each scenario says
	jobs  int
	build string
}

// write writes the site, a scenario after the other.
func (g gallery) write(ctx context.Context, told io.Writer, names []string, playground play.Site) error {
	if err := os.MkdirAll(g.out, 0o755); err != nil {
		return fmt.Errorf("%w: %w", errWriting, err)
	}
	var cards []play.Card
	bar := newProgress(told, "scenarios")
	for i, name := range names {
		bar.show(i, len(names))
		card, files, err := g.scenario(ctx, name)
		if err != nil {
			bar.end()
			return err
		}
		cards = append(cards, card)
		if err := writeAll(g.out, files, 1); err != nil {
			return fmt.Errorf("%w: %w", errWriting, err)
		}
	}
	bar.show(len(names), len(names))
	bar.end()
	index, err := play.Gallery(cards)
	if err != nil {
		return err
	}
	if err := index.Write(g.out); err != nil {
		return fmt.Errorf("%w: %w", errWriting, err)
	}
	if err := playground.Write(filepath.Join(g.out, "play")); err != nil {
		return fmt.Errorf("%w: %w", errWriting, err)
	}
	return nil
}

// scenario compares one, and returns its card, its page and its picture.
func (g gallery) scenario(ctx context.Context, name string) (play.Card, []reports.File, error) {
	s, c, err := g.compare(ctx, name)
	if err != nil {
		return play.Card{}, nil, err
	}
	answer, _, _ := strings.Cut(c.Finding(), "\n")
	answer, _, _ = strings.Cut(answer, ". ")
	card := play.Card{Name: name, Title: s.Title, Question: s.Question, Answer: strings.TrimSuffix(answer, ".") + "."}
	for _, e := range c.Expectations {
		if e.Verdict.Status == reports.Fail {
			card.Failed++
		}
	}
	drawings := chart.Drawings(c)
	text, _ := scenarios.Source(name) // it was opened
	report := page.Report{Comparison: c, Drawings: drawings, Question: s.Question, Text: string(text), Idle: scenarios.Idle(s, c.Totals()), Try: card.Try()}
	return card, []reports.File{
		{Name: name + ".html", Write: func(w io.Writer) error { return page.Write(w, report) }},
		{Name: name + ".svg", Write: pictured(s, c, drawings).WriteSVG},
	}, nil
}

func (g gallery) compare(ctx context.Context, name string) (*scenarios.Scenario, *reports.Comparison, error) {
	s, err := scenarios.Open(name)
	if err != nil {
		return nil, nil, err
	}
	s.Measure = true
	seeds := s.Seeds
	if g.seeds > 0 {
		seeds = g.seeds
	}
	c, err := scenarios.Compare(ctx, s, scenarios.CompareOptions{
		Seeds: scenarios.Seeds(1, seeds), Jobs: g.jobs, Build: g.build, Run: storm.RunDeclared, Phase: true,
		Command: fmt.Sprintf("wavetank compare %s --seeds %d", name, seeds),
	})
	if err != nil {
		return nil, nil, err
	}
	scenarios.Judge(s, c)
	return s, c, nil
}

// pictured returns the drawing that stands for a scenario: of groups and data who led when,
// or what stood how high, where its runs told that, and else the error rate, or the latency
// where nothing went wrong.
func pictured(s *scenarios.Scenario, c *reports.Comparison, drawings []chart.Drawing) chart.Drawing {
	usual := "error-rate"
	if !slices.ContainsFunc(c.Totals(), failed) {
		usual = "latency"
	}
	var kinds []string
	for _, p := range s.Patterns {
		kinds = append(kinds, p.Kind)
	}
	wanted := []string{usual}
	if family := catalog.Family(kinds...); family == catalog.Groups || family == catalog.Data {
		wanted = []string{"spans-", "level-", usual}
	}
	for _, kind := range wanted {
		if i := slices.IndexFunc(drawings, func(d chart.Drawing) bool { return strings.HasPrefix(d.Name, kind) }); i >= 0 {
			return drawings[i]
		}
	}
	panic("every comparison has drawings of its error rate and latency")
}

// failed reports whether a request went wrong.
func failed(s *reports.Summary) bool {
	return slices.ContainsFunc(s.Loads, func(l reports.Load) bool { return l.Errors() > 0 })
}
