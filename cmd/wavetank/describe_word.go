package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"wavetank/patterns"
	"wavetank/patterns/catalog"
	"wavetank/patterns/knob"
	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
	"wavetank/sim/typo"
)

// meant returns what a word stands for among all that can be described: patterns before
// topics, faults, scenarios and metrics.
func meant(word string) string {
	for _, words := range [][]string{kinds(), topics, fault.KindNames(), scenarios.Library(), metricNames()} {
		if found := typo.Understood(word, words); found != "" {
			return found
		}
	}
	return ""
}

func metricNames() []string {
	var names []string
	for _, m := range reports.Metrics() {
		names = append(names, m.Name)
		if m.Alias != "" {
			names = append(names, m.Alias)
		}
	}
	return names
}

// describeOther describes what is neither a topic, nor a scenario, nor a pattern: a
// fault, a metric, a fact, a knob of a pattern, or what a word stands for.
func describeOther(w io.Writer, word string) error {
	if slices.Contains(fault.KindNames(), word) {
		return describeFault(w, word)
	}
	if slices.Contains(metricNames(), word) {
		m, err := reports.FindMetric(word)
		describeMetric(w, m)
		return err
	}
	for _, f := range language.AllFacts() {
		if f.Kind.String() == word {
			factTable(w, []patterns.Fact{f})
			return nil
		}
	}
	if describeTable(w, word) || describeMeasure(w, word) {
		return nil
	}
	if of, key, ok := strings.Cut(word, "."); ok {
		if p, found := catalog.Find(typo.Understood(of, kinds())); found {
			return describeKnob(w, "the pattern "+p.Kind+" has no knob", p.Kind+".", knob.Describe(p.Config()), key)
		}
		if t, found := tableOf(of); found {
			return describeKnob(w, t.Header+" has no key", t.Name+".", t.Knobs, key)
		}
	}
	if describeKnobs(w, word, itself) {
		return nil
	}
	if other := meant(word); other != "" && other != word {
		return describe(w, other)
	}
	if describeValue(w, word) || describeKnobs(w, word, typo.Understood) {
		return nil
	}
	if c, _, err := command().Find([]string{word}); err == nil && c.HasParent() {
		return fmt.Errorf("%s is a command; what it does: %s --help", word, c.CommandPath())
	}
	words := describable()
	if kinds := kinds(); typo.Meant(word, kinds) != "" {
		words = kinds
	}
	guess := typo.Meant(word, words)
	if guess = "." + guess; guess != "." {
		guess = fmt.Sprintf("; did you mean %q?", guess[1:])
	}
	return fmt.Errorf("there is nothing called %q to describe%s Topics: %s. Tables of a file, such as loads. Scenarios and patterns: wavetank list",
		word, guess, strings.Join(topics, ", "))
}

// fileLike reports whether a word is the path of a file, and not of a folder: nodes is both.
func fileLike(word string) bool {
	info, err := os.Stat(word)
	return err == nil && !info.IsDir()
}

func describeFault(w io.Writer, kind string) error {
	header := `[[faults]] kind = "` + kind + `"`
	for _, t := range language.Tables() {
		switch t.Header {
		case header:
			fmt.Fprintf(w, "%s\n", t.Header)
			wrap(w, t.Words, "    ")
			knobTable(w, t.Knobs)
		case "[[faults]]":
			defer func() {
				fmt.Fprintln(w, "\nWhen, as of every fault:")
				knobTable(w, t.Knobs)
			}()
		}
	}
	return nil
}

func describeFaults(w io.Writer) error {
	fmt.Fprintf(w, "Faults, by their kind; the keys of one: wavetank describe KIND.\n\n")
	var words [][]string
	for _, k := range fault.Kinds() {
		words = append(words, []string{k.Name, k.Words})
	}
	meanings(w, "", words)
	i := slices.IndexFunc(language.Tables(), func(t language.Table) bool { return t.Header == "[[faults]]" })
	fmt.Fprintln(w, "\nEach is a table [[faults]], which says when:")
	knobTable(w, language.Tables()[i].Knobs)
	_, err := io.WriteString(w, "\n[[faults]]\nkind = \"crash\"\nnode = \"payment\"\nat   = \"20s\"\nfor  = \"5s\"\n")
	return err
}

func describeDistributions(w io.Writer) error {
	wrap(w, "Distributions of times, as in work = \"exp 2ms\" or latency = \"lognormal p50=1ms p99=5ms\":", "")
	fmt.Fprintln(w)
	var words [][]string
	tables := language.Tables()
	for _, k := range tables[len(tables)-1].Knobs {
		if k.Kind == "distribution" {
			words = append(words, []string{k.Key, k.Doc})
		}
	}
	meanings(w, "", words)
	return nil
}

// tableNames returns what tables are called that are no topic as well.
func tableNames() []string {
	var names []string
	for _, t := range language.Tables() {
		if !slices.Contains(names, t.Name) && !slices.Contains(topics, t.Name) {
			names = append(names, t.Name)
		}
	}
	return names
}

// tableOf returns a table of the scenario language by its name.
func tableOf(name string) (language.Table, bool) {
	tables := language.Tables()
	i := slices.IndexFunc(tables, func(t language.Table) bool { return t.Name == name })
	if i < 0 {
		return language.Table{}, false
	}
	return tables[i], true
}

// describeTable describes a table of the scenario language by its name, or a key that
// stands at the top of a file, or those of a table there such as slo. It reports whether
// there is one.
func describeTable(w io.Writer, name string) bool {
	t, found := tableOf(name)
	if !found {
		t, _ = tableOf("file")
		t.Words = ""
		t.Knobs = slices.DeleteFunc(t.Knobs, func(k knob.Doc) bool {
			return k.Key != name && !strings.HasPrefix(k.Key, name+".")
		})
	}
	if len(t.Knobs) == 0 && t.Words == "" {
		return false
	}
	writeTable(w, t)
	return true
}

// describeKnob describes one key of a pattern or a table; lacks is what it says of one that
// is not among them.
func describeKnob(w io.Writer, lacks, prefix string, knobs []knob.Doc, key string) error {
	keys := keysOf(knobs)
	i := slices.Index(keys, typo.Understood(key, keys))
	if i < 0 {
		return fmt.Errorf("%s %q; %s", lacks, key, typo.OrElse(key, keys))
	}
	k := knobs[i]
	fmt.Fprintf(w, "%s%s\n", prefix, k.Key)
	kind, extra := knobWords(k)
	wrap(w, strings.TrimSuffix(kind+", "+extra, ", "), "    ")
	wrap(w, k.Doc+".", "    ")
	return nil
}

func keysOf(knobs []knob.Doc) []string {
	var keys []string
	for _, k := range knobs {
		keys = append(keys, k.Key)
	}
	return keys
}

// describeMeasure describes what a report names: how a run ended, the bottleneck, a metric of
// a place or a fact as an expectation names it, with its variant or without, or of places by
// its last word alone. It reports whether there is one.
func describeMeasure(w io.Writer, word string) bool {
	if slices.ContainsFunc(reports.States(), func(s []string) bool { return s[0] == word }) {
		return describeStates(w) == nil
	}
	if word == "bottleneck" {
		wrap(w, reports.PlaceWords, "")
		return true
	}
	_, after, _ := strings.Cut(word, ".")
	for _, name := range []string{word, after} {
		if m, err := reports.FindMetric(name); err == nil {
			describeMetric(w, m)
			describeFact(w, name)
			return true
		}
	}
	found := false
	for _, m := range reports.PlaceMetrics() {
		if strings.HasSuffix(m.Name, "."+word) {
			describeMetric(w, m)
			found = true
		}
	}
	return found
}

// describeFact describes the fact that a metric is about, if it is about one.
func describeFact(w io.Writer, metric string) {
	_, kind, _ := reports.FactOf(metric)
	for _, f := range language.AllFacts() {
		if f.Kind.String() == kind {
			factTable(w, []patterns.Fact{f})
		}
	}
}

// describeKnobs describes the knobs of all patterns that a word is found to stand for among
// their keys. It reports whether there is one.
func describeKnobs(w io.Writer, word string, find func(word string, keys []string) string) bool {
	found := false
	for _, p := range catalog.All() {
		knobs := knob.Describe(p.Config())
		if key := find(word, keysOf(knobs)); key != "" {
			found = describeKnob(w, "", p.Kind+".", knobs, key) == nil
		}
	}
	return found
}

// itself finds a word among words, and no other in its place.
func itself(word string, words []string) string {
	if slices.Contains(words, word) {
		return word
	}
	return ""
}

// describeValue describes what can be set to such a word: the engine of an election of raft,
// the transport of a link of datagram. It reports whether anything can.
func describeValue(w io.Writer, word string) bool {
	found := false
	tell := func(prefix string, knobs []knob.Doc) {
		for _, k := range knobs {
			if value := typo.Understood(word, k.Enum); value != "" {
				wrap(w, fmt.Sprintf("%s is a value of %s%s.", value, prefix, k.Key), "")
				found = describeKnob(w, "", prefix, knobs, k.Key) == nil
			}
		}
	}
	for _, p := range catalog.All() {
		tell(p.Kind+".", knob.Describe(p.Config()))
	}
	for _, t := range language.Tables() {
		if len(t.Knobs) > 0 && t.Name != "patterns" {
			tell(t.Name+".", t.Knobs)
		}
	}
	return found
}
