package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/net"
	"wavetank/patterns"
	"wavetank/patterns/catalog"
	"wavetank/patterns/knob"
	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
)

// topics are what describe knows beside scenarios and patterns.
var topics = []string{"metrics", "language", "facts", "faults", "distributions", "regions", "order", "states", "method", "db"}

func describeCommand() *cobra.Command {
	return &cobra.Command{
		Use:        "describe NAME|FILE|PATTERN|PATTERN.KNOB|TOPIC",
		SuggestFor: []string{"explain", "info", "doc", "docs", "topics"},
		Short:      "Describe a scenario, a pattern, the metrics or the scenario language",
		Long: `Describe a scenario: who calls whom, what goes wrong, what is compared and expected.
Or a pattern: its idea, its knobs with unit, default, range and condition, its facts, and a
whole scenario as an example. Or one of its knobs or what that can be, as raft, a fault, a
metric, a fact, a table of a scenario file or one of its keys. Or one of the topics: metrics
(what every number means), language (every key of a scenario file), facts (what happens in a
run), faults (what can go wrong), distributions (how a time is drawn), order (which pattern
belongs around which), states (how a run can end),
method (how knee, tune and intervals work, and after whom), db (what --db writes), regions
(the places of the round-trip table).
The beginning of a name will do, and so will many a word of other tools.`,
		Example: "  wavetank describe circuit-breaker\n  wavetank describe breaker.failure_rate\n  wavetank describe crash\n  wavetank describe loads.users\n  wavetank describe metrics",
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
	names := slices.Concat(scenarios.Library(), topics, tableNames(), fault.KindNames())
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
	case "method":
		return describeMethod(w)
	case "states":
		return describeStates(w)
	case "db":
		return describeDB(w)
	case "language":
		return describeLanguage(w)
	case "facts":
		return describeFacts(w)
	case "faults":
		return describeFaults(w)
	case "distributions":
		return describeDistributions(w)
	case "order":
		fill(w, language.Order)
		return nil
	case "regions":
		_, err := fmt.Fprintln(w, strings.Join(net.NewRegionTable().Regions(), "\n"))
		return err
	}
	pattern, isPattern := catalog.Find(word)
	s, err := scenarios.Open(word)
	switch {
	case err == nil || isPattern:
	case fileLike(word):
		return err
	default:
		return describeOther(w, word)
	}
	if err == nil {
		var b strings.Builder
		s.Describe(&b)
		fold(w, b.String())
		describeTuned(w, word)
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
	for _, m := range slices.Concat(reports.Metrics(), reports.FactMetrics(), reports.PlaceMetrics()) {
		describeMetric(w, m)
	}
	fmt.Fprintln(w)
	wrap(w, "NOUN.VERB is a kind of fact, such as breaker.opened. See describe facts: a kind with (level) behind it has the metrics that begin with levels, and so with the others.", "")
	fmt.Fprintln(w)
	wrap(w, reports.PlaceWords, "")
	fmt.Fprintln(w)
	wrap(w, reports.IntervalWords, "")
	fmt.Fprintln(w)
	return describeStates(w)
}

func describeStates(w io.Writer) error {
	wrap(w, reports.StateWords, "")
	fmt.Fprintln(w)
	meanings(w, "", reports.States())
	return nil
}

func describeMetric(w io.Writer, m reports.Metric) {
	name := m.Name
	if m.Alias != "" {
		name += ", or " + m.Alias
	}
	fmt.Fprintf(w, "%s (%s)\n", name, m.Unit)
	wrap(w, m.Words, "    ")
}

func describePattern(w io.Writer, p patterns.Pattern) error {
	wrap(w, fmt.Sprintf("Pattern %s: %s.", p.Kind, p.Idea), "")
	wrap(w, fmt.Sprintf("It helps in the scenario %s, and loses in %s.", p.Flagship, p.Hurts), "")
	fmt.Fprintln(w)
	if p.Is != "" {
		wrap(w, "It is "+p.Is+".", "")
		wrap(w, "State: "+p.State+".", "")
		fmt.Fprintln(w)
	}
	knobTable(w, knob.Describe(p.Config()))
	fmt.Fprintln(w, "\nFacts:")
	factTable(w, p.Facts)
	text, err := example(p)
	if err != nil {
		return err
	}
	fmt.Fprintln(w)
	wrap(w, fmt.Sprintf("An example, from the scenario %s (with its comments and its claims: wavetank show %[1]s):", p.Flagship), "")
	fmt.Fprintf(w, "\n%s", text)
	return nil
}

func describeLanguage(w io.Writer) error {
	for i, t := range language.Tables() {
		if i > 0 {
			fmt.Fprintln(w)
		}
		writeTable(w, t)
	}
	return nil
}

// writeTable prints a table of the scenario language with its keys.
func writeTable(w io.Writer, t language.Table) {
	fmt.Fprintf(w, "%s\n", t.Header)
	if t.Words != "" {
		wrap(w, t.Words, "    ")
	}
	knobTable(w, t.Knobs)
}

// knobTable prints keys with what they take.
func knobTable(w io.Writer, knobs []knob.Doc) {
	var words [][]string
	for _, k := range knobs {
		kind, extra := knobWords(k)
		words = append(words, []string{k.Key, strings.TrimSuffix(kind+", "+extra, ", "), k.Doc})
	}
	meanings(w, "  ", words)
}

// knobWords says what a key takes, and what else there is to know before its meaning.
func knobWords(k knob.Doc) (kind, extra string) {
	kind = k.Kind
	if len(k.Enum) > 0 {
		kind = strings.Join(k.Enum, " | ")
	}
	var words []string
	if k.Required {
		words = append(words, "required")
	}
	if k.Default != "" {
		words = append(words, "default "+k.Default)
	}
	if k.Range != "" {
		words = append(words, "range "+k.Range)
	}
	if k.Only != "" {
		words = append(words, "only with "+k.Only)
	}
	return kind, strings.Join(words, ", ")
}

func describeFacts(w io.Writer) error {
	fmt.Fprintln(w, "Facts of every run:")
	factTable(w, language.Facts())
	for _, p := range catalog.All() {
		fmt.Fprintf(w, "\nFacts of the pattern %s:\n", p.Kind)
		factTable(w, p.Facts)
	}
	return nil
}

func factTable(w io.Writer, facts []patterns.Fact) {
	var words [][]string
	for _, f := range facts {
		says := f.Words()
		switch {
		case f.Until != nil:
			says += " (" + string(f.Shows) + " until " + f.Until.String() + ")"
		case f.Shows != patterns.Count:
			says += " (" + string(f.Shows) + ")"
		}
		words = append(words, []string{f.Kind.String(), says})
	}
	meanings(w, "  ", words)
}
