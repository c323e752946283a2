package play

import (
	"bytes"
	"compress/flate"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"wavetank/patterns/catalog"
	"wavetank/patterns/knob"
	"wavetank/reports"
	"wavetank/reports/page"
	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
)

//go:embed site
var site embed.FS

// First is the scenario that the playground shows to who asks for none.
const First = "circuit-breaker"

// A Site is the files of the playground, by name.
type Site map[string][]byte

// New returns the playground with a simulator and the JavaScript that starts it, as
// [Simulator] makes them; build is what the program was built from.
func New(build string, program, runtime []byte) (Site, error) {
	s := Site{"play.wasm.gz": program, "wasm_exec.js": runtime}
	for name, text := range page.Assets() {
		s[name] = text
	}
	files, err := site.ReadDir("site")
	if err != nil {
		return nil, fmt.Errorf("make the playground: %w", err)
	}
	for _, f := range files {
		text, err := site.ReadFile("site/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("make the playground: %w", err)
		}
		s[f.Name()] = text
	}
	groups, err := Groups()
	if err != nil {
		return nil, err
	}
	menu := struct {
		Build  string  `json:"build"`
		First  string  `json:"first"`
		Groups []Group `json:"groups"`
	}{build, First, groups}
	for name, value := range map[string]any{"library.json": menu, "words.json": wordsOf()} {
		if s[name], err = json.Marshal(value); err != nil {
			return nil, fmt.Errorf("make the playground: %w", err)
		}
	}
	return s, nil
}

// Write writes the files into a folder.
func (s Site) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write the playground: %w", err)
	}
	for _, name := range slices.Sorted(maps.Keys(s)) {
		text := s[name]
		f := reports.File{Name: name, Write: func(w io.Writer) error { _, err := w.Write(text); return err }}
		if err := f.Save(dir); err != nil {
			return fmt.Errorf("write the playground: %w", err)
		}
	}
	return nil
}

// Link returns what stands behind the address of the playground to show a scenario: one
// of the library by its name, any other with its text.
func Link(name, text string) (string, error) {
	if text == "" {
		return "#name=" + name, nil
	}
	state, err := json.Marshal(map[string]string{"name": name, "text": text})
	if err != nil {
		return "", fmt.Errorf("write a link: %w", err)
	}
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = w.Write(state)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return "", fmt.Errorf("write a link: %w", err)
	}
	return "#v1=" + base64.RawURLEncoding.EncodeToString(b.Bytes()), nil
}

// A Group is the scenarios of a family of patterns.
type Group struct {
	Name      string  `json:"name"`
	Scenarios []Entry `json:"scenarios"`
}

// An Entry is a scenario in a menu.
type Entry struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Question string `json:"question"`
}

// Groups returns the library by families, each in alphabetical order.
func Groups() ([]Group, error) {
	groups := []Group{}
	for _, family := range catalog.Families() {
		groups = append(groups, Group{Name: family})
	}
	for _, name := range scenarios.Library() {
		s, err := scenarios.Open(name)
		if err != nil {
			return nil, err
		}
		var kinds []string
		for _, p := range s.Patterns {
			kinds = append(kinds, p.Kind)
		}
		at := slices.IndexFunc(groups, func(g Group) bool { return g.Name == catalog.Family(kinds...) })
		groups[at].Scenarios = append(groups[at].Scenarios, Entry{name, s.Title, s.Question})
	}
	return groups, nil
}

// Words are what the editor completes: the keys of each table, and those of each kind of
// pattern and of fault.
type words struct {
	Tables   map[string][]key `json:"tables"`
	Patterns map[string]table `json:"patterns"`
	Faults   map[string]table `json:"faults"`
}

type table struct {
	Words string `json:"words"`
	Keys  []key  `json:"keys"`
}

// A key is one of a table.
type key struct {
	Key     string   `json:"key"`
	Kind    string   `json:"kind"`
	Default string   `json:"default,omitempty"`
	Range   string   `json:"range,omitempty"`
	Enum    []string `json:"enum,omitempty"`
	Doc     string   `json:"doc"`
}

func keysOf(docs []knob.Doc) []key {
	keys := []key{}
	for _, d := range docs {
		if !strings.ContainsAny(d.Key, "[") {
			keys = append(keys, key{d.Key, d.Kind, d.Default, d.Range, d.Enum, d.Doc})
		}
	}
	return keys
}

func wordsOf() words {
	w := words{map[string][]key{}, map[string]table{}, map[string]table{}}
	for _, t := range language.Tables() {
		name := strings.Trim(t.Header, "[]")
		name, _, _ = strings.Cut(name, ".")
		switch {
		case strings.HasPrefix(t.Header, "("):
			w.Tables[""] = keysOf(t.Knobs)
		case strings.Contains(t.Header, "routes."):
			w.Tables["routes"] = keysOf(t.Knobs)
		case strings.HasPrefix(t.Header, "[") && !strings.Contains(t.Header, "kind = "):
			w.Tables[name] = keysOf(t.Knobs)
		}
	}
	for _, key := range [][2]string{{"kind", "which pattern it is"}, {"on", "where it lies: \"A -> B\", a list of these, or a node"}, {"like", "another pattern: what is not said here is as there"}} {
		w.Tables["patterns"] = append(w.Tables["patterns"], keysOf([]knob.Doc{{Key: key[0], Kind: "text", Doc: key[1]}})...)
	}
	for _, p := range catalog.All() {
		w.Patterns[p.Kind] = table{p.Idea, keysOf(knob.Describe(p.Config()))}
	}
	for _, k := range fault.Kinds() {
		w.Faults[k.Name] = table{k.Words, keysOf(knob.Describe(k.New()))}
	}
	return w
}
