package scenarios

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"wavetank/net"
	"wavetank/patterns/catalog"
	"wavetank/patterns/knob"
	"wavetank/reports"
	"wavetank/scenarios/document"
	"wavetank/scenarios/language"
	"wavetank/sim"
	"wavetank/sim/typo"
)

//go:embed library
var library embed.FS

// Library returns the names of the scenarios that come with the program, in
// alphabetical order.
func Library() []string {
	entries, err := library.ReadDir("library")
	if err != nil {
		panic("scenarios: the library was not embedded: " + err.Error())
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".toml"); ok {
			names = append(names, name)
		}
	}
	return names
}

// Source returns the text of a library scenario.
func Source(name string) ([]byte, error) { return library.ReadFile("library/" + name + ".toml") }

// Open returns the scenario of that name in the library, or else the one in the
// file at that path.
func Open(nameOrPath string) (*Scenario, error) { return OpenWith(nameOrPath) }

// OpenWith is Open with some values in the place of those of the file.
func OpenWith(nameOrPath string, settings ...document.Setting) (*Scenario, error) {
	o := everything()
	o.Set = settings
	text, err := Source(nameOrPath)
	if err != nil {
		s, err := language.LoadFile(nameOrPath, o)
		return s, hint(err, nameOrPath)
	}
	o.Open = func(name string) (io.ReadCloser, error) { return library.Open("library/" + name) }
	return language.Load(nameOrPath+".toml", text, o)
}

// hint adds the names of the library to the news that there is no such file, if
// what was asked for looks like a name rather than a path.
func hint(err error, name string) error {
	var problems document.Problems
	if !errors.As(err, &problems) || problems[0].Message != language.NoSuchFile || strings.ContainsAny(name, `/\.`) {
		return err
	}
	p := &document.Problem{Position: document.Position{File: name}, Message: "there is neither a scenario nor a file of that name", Suggestion: typo.Meant(name, Library())}
	if p.Allowed = typo.List(Library(), true); p.Suggestion == "" {
		p.Allowed = fmt.Sprintf("one of the %d scenarios that wavetank list shows, or the path of a file", len(Library()))
	}
	return document.Problems{p}
}

// Parse returns the scenario in a text; name is what errors call it. It can name
// no CSV.
func Parse(name string, text []byte) (*Scenario, error) {
	return language.Load(name, text, everything())
}

// Schema returns the JSON Schema of a scenario, for editors of TOML.
func Schema() knob.Schema { return language.JSONSchema(everything()) }

// everything is the Options with all patterns of the catalog and all regions.
func everything() language.Options {
	return language.Options{
		Catalog: catalog.All(), Regions: net.NewRegionTable().Regions(),
		Claim: checkClaim, Facts: factNames(reports.CountFamily),
	}
}

// checkClaim complains about a claim that cannot be judged. Its grammar comes
// first; what it names is looked up only in a scenario that is sound.
func checkClaim(text string, variants []string, s *Scenario) error {
	claim, err := reports.ParseClaim(text)
	if err != nil || s == nil {
		return err
	}
	return checkNames(claim, variants, s)
}

// loadsOf returns the names of a scenario's loads.
func loadsOf(s *Scenario) (names []string) {
	for _, l := range s.Loads {
		names = append(names, l.Name)
	}
	return names
}

// variantsOf returns the names of a scenario's variants.
func variantsOf(s *Scenario) (names []string) {
	for _, v := range s.Variants {
		names = append(names, v.Name)
	}
	return names
}

// checkNames complains about a claim that names what the scenario has not.
func checkNames(claim *reports.Claim, variants []string, s *Scenario) error {
	if err := claim.Check(variants, loadsOf(s)); err != nil {
		return err
	}
	for _, n := range claim.Names() {
		if sort, place, ok := reports.PlaceOf(n.Metric); ok {
			if known := places(s, sort); !slices.Contains(known, place) {
				return &sim.ParseError{Offset: n.Offset, Msg: sort.Missing(place, known)}
			}
		}
		family, fact, ok := reports.FactOf(n.Metric)
		if !ok {
			continue
		}
		facts := factNames(family)
		if !slices.Contains(facts, fact) {
			return &sim.ParseError{Offset: n.Offset, Msg: unknownFact(family, fact, facts)}
		}
	}
	return nil
}

// unknownFact complains about a fact that is none of a family's.
func unknownFact(family *reports.Family, fact string, facts []string) string {
	what := ""
	if family != reports.CountFamily {
		what = " that " + family.Tells
	}
	return fmt.Sprintf("there is no fact %q%s: %s", fact, what, meant(fact, facts))
}

// meant asks for the fact that was probably meant, or says where all stand.
func meant(fact string, facts []string) string {
	if s := typo.Meant(fact, facts); s != "" {
		return fmt.Sprintf("did you mean %q?", s)
	}
	return `"wavetank describe facts" lists them`
}

// factNames returns the names of all facts of a family that a run may have.
func factNames(family *reports.Family) []string {
	var names []string
	for _, f := range language.AllFacts() {
		if family == reports.CountFamily || family.Name == string(f.Shows) {
			names = append(names, f.Kind.String())
		}
	}
	return names
}
