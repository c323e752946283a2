package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"wavetank/net"
	"wavetank/patterns"
	"wavetank/patterns/catalog"
	"wavetank/patterns/knob"
	"wavetank/reports"
	"wavetank/reports/chart"
	"wavetank/scenarios"
	"wavetank/scenarios/language"
	"wavetank/sim/typo"
)

// topics are what describe knows beside scenarios and patterns.
var topics = []string{"metrics", "language", "facts", "regions", "order"}

func describeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "describe NAME|FILE|PATTERN|metrics|language|facts|regions|order",
		Short: "Describe a scenario, a pattern, the metrics or the scenario language",
		Long: `Describe a scenario: who calls whom, what goes wrong, what is compared and expected.
Or a pattern: its idea, its knobs with unit, default, range and condition, its facts. Or one of
the topics: metrics (what every number means), language (every key of a scenario file),
facts (what happens in a run), order (which pattern belongs around which), regions (the places of the round-trip table).`,
		Example: "  wavetank describe circuit-breaker\n  wavetank describe metrics",
		Args:    oneName("a name"),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return describable(), cobra.ShellCompDirectiveDefault
		},
		RunE: func(c *cobra.Command, args []string) error { return describe(c.OutOrStdout(), args[0]) },
	}
}

// describable returns all names that describe knows, but for files.
func describable() []string {
	names := append(scenarios.Library(), topics...)
	for _, kind := range kinds() {
		if !slices.Contains(names, kind) {
			names = append(names, kind)
		}
	}
	return names
}

// kinds returns the kinds of patterns.
func kinds() []string {
	var all []string
	for _, p := range catalog.All() {
		all = append(all, p.Kind)
	}
	return all
}

// describe prints what a word stands for. A word that is both a scenario and a
// pattern gets both.
func describe(w io.Writer, word string) error {
	switch word {
	case "metrics":
		return describeMetrics(w)
	case "language":
		return describeLanguage(w)
	case "facts":
		return describeFacts(w)
	case "order":
		_, err := io.WriteString(w, language.Order)
		return err
	case "regions":
		_, err := fmt.Fprintln(w, strings.Join(net.NewRegionTable().Regions(), "\n"))
		return err
	}
	pattern, isPattern := catalog.Find(word)
	s, err := scenarios.Open(word)
	if err != nil && !isPattern {
		if _, noFile := os.Stat(word); noFile != nil {
			words := describable()
			if kinds := kinds(); typo.Meant(word, kinds) != "" {
				words = kinds // "breaker" means the pattern, and not one of its scenarios
			}
			return fmt.Errorf("there is nothing called %q to describe: %s, and files", word, typo.OrElse(word, words))
		}
		return err
	}
	if err == nil {
		s.Describe(w)
	}
	if err == nil && isPattern {
		fmt.Fprintln(w)
	}
	if isPattern {
		return describePattern(w, pattern)
	}
	return nil
}

func describeMetrics(w io.Writer) error {
	for _, m := range slices.Concat(reports.Metrics(), reports.FactMetrics()) {
		name := m.Name
		if m.Alias != "" {
			name += ", or " + m.Alias
		}
		fmt.Fprintf(w, "%s (%s)\n", name, m.Unit)
		wrap(w, m.Words, "    ")
	}
	fmt.Fprintln(w)
	wrap(w, "NOUN.VERB is a kind of fact, such as breaker.opened. See describe facts: a kind with (level) behind it has the metrics that begin with levels, and so with the others.", "")
	fmt.Fprintln(w)
	wrap(w, reports.IntervalWords, "")
	return nil
}

func describePattern(w io.Writer, p patterns.Pattern) error {
	fmt.Fprintf(w, "Pattern %s: %s.\n", p.Kind, p.Idea)
	fmt.Fprintf(w, "It helps in the scenario %s, and loses in %s.\n\n", p.Flagship, p.Hurts)
	if p.Is != "" {
		wrap(w, "It is "+p.Is+".", "")
		wrap(w, "State: "+p.State+".", "")
		fmt.Fprintln(w)
	}
	if err := knobTable(w, knob.Describe(p.Config())); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nFacts:")
	return factTable(w, p.Facts)
}

func describeLanguage(w io.Writer) error {
	for i, t := range language.Tables() {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s\n", t.Header)
		if t.Words != "" {
			wrap(w, t.Words, "    ")
		}
		if err := knobTable(w, t.Knobs); err != nil {
			return err
		}
	}
	return nil
}

// knobTable prints keys with what they take.
func knobTable(w io.Writer, knobs []knob.Doc) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, k := range knobs {
		kind := k.Kind
		if len(k.Enum) > 0 {
			kind = strings.Join(k.Enum, " | ")
		}
		var extra []string
		if k.Required {
			extra = append(extra, "required")
		}
		if k.Default != "" {
			extra = append(extra, "default "+k.Default)
		}
		if k.Range != "" {
			extra = append(extra, "range "+k.Range)
		}
		if k.Only != "" {
			extra = append(extra, "only with "+k.Only)
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\n", k.Key, kind, strings.Join(extra, ", "), k.Doc)
	}
	return t.Flush()
}

func describeFacts(w io.Writer) error {
	fmt.Fprintln(w, "Facts of every run:")
	if err := factTable(w, language.Facts()); err != nil {
		return err
	}
	for _, p := range catalog.All() {
		fmt.Fprintf(w, "\nFacts of the pattern %s:\n", p.Kind)
		if err := factTable(w, p.Facts); err != nil {
			return err
		}
	}
	return nil
}

func factTable(w io.Writer, facts []patterns.Fact) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range facts {
		words := f.Words()
		if f.Shows != patterns.Count {
			words += " (" + string(f.Shows) + ")"
		}
		fmt.Fprintf(t, "  %v\t%s\n", f.Kind, words)
	}
	return t.Flush()
}

// wrap prints words in lines of at most 90 columns, and tears no unit from its number.
func wrap(w io.Writer, words, indent string) {
	line := indent
	for _, word := range chart.Words(words) {
		if len(line)+len(word) > 90 && line != indent {
			fmt.Fprintln(w, strings.TrimRight(line, " "))
			line = indent
		}
		line += word + " "
	}
	fmt.Fprintln(w, strings.TrimRight(line, " "))
}
