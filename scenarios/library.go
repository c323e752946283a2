package scenarios

import (
	"embed"
	"errors"
	"io"
	"io/fs"
	"strings"

	"wavetank/net"
	"wavetank/reports"
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
func Open(nameOrPath string) (*Scenario, error) {
	o := everything()
	text, err := Source(nameOrPath)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return LoadFile(nameOrPath, o)
	}
	o.Open = func(name string) (io.ReadCloser, error) { return library.Open("library/" + name) }
	return Load(nameOrPath+".toml", text, o)
}

// Parse returns the scenario in a text; name is what errors call it. It can name
// no CSV.
func Parse(name string, text []byte) (*Scenario, error) { return Load(name, text, everything()) }

// everything is the Options with all patterns of the catalog and all regions.
func everything() Options {
	o := Options{Regions: net.NewRegionTable().Regions(), Claim: checkClaim}
	for _, p := range Catalog() {
		o.Kinds = append(o.Kinds, p.Kind)
	}
	o.Patterns = func(kind string) (any, bool) {
		p, ok := FindPattern(kind)
		if !ok {
			return nil, false
		}
		return p.Config(), true
	}
	return o
}

func checkClaim(text string) error {
	_, err := reports.ParseClaim(text)
	return err
}
