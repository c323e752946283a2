package language

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// asJSON returns a value as JSON has it, if JSON can have it.
func asJSON(v any) (any, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(text))
}

func compiled(t *testing.T) *jsonschema.Schema {
	schema, err := asJSON(JSONSchema(testOptions()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("wavetank.json", schema); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("wavetank.json")
}

// beyond are the rejected files whose fault no schema can tell: names that stand
// for nothing, cycles, sizes of what is written as text, and what takes two keys or
// the whole scenario to judge.
const beyond = `
a-million-million-requests calls-explode cycle cycle-on-itself invariants-calm links-to-instances missing-node nobody-calls
nobody-calls-there pattern-validated replay too-many-machines two-cycles-that-feed-each-other warmup`

// TestRejectedFilesAreInvalid holds the schema against the files that the loader
// refuses. Those that are no TOML an editor refuses without it.
func TestRejectedFilesAreInvalid(t *testing.T) {
	s := compiled(t)
	paths, err := filepath.Glob("testdata/bad/*.toml")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var file map[string]any
		if toml.Unmarshal(text, &file) != nil {
			continue
		}
		value, err := asJSON(file)
		if err != nil {
			continue // what is not a number is not JSON
		}
		name := strings.TrimSuffix(filepath.Base(path), ".toml")
		valid, expected := s.Validate(value) == nil, slices.Contains(strings.Fields(beyond), name)
		if valid != expected {
			t.Errorf("%s is valid: %v", name, valid)
		}
	}
}

// TestGoodFilesAreValid holds the schema against files that load.
func TestGoodFilesAreValid(t *testing.T) {
	s := compiled(t)
	paths, err := filepath.Glob("testdata/good/*.toml")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		var file map[string]any
		if _, err := toml.DecodeFile(path, &file); err != nil {
			t.Fatal(err)
		}
		value, err := asJSON(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(value); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}
