package scenarios

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// plain returns a value as JSON has it.
func plain(t *testing.T, v any) any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	x, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func schema(t *testing.T) *jsonschema.Schema {
	c := jsonschema.NewCompiler()
	if err := c.AddResource("wavetank.json", plain(t, Schema())); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("wavetank.json")
}

// TestEveryLibraryFileIsValid holds the schema against what editors open first.
func TestEveryLibraryFileIsValid(t *testing.T) {
	s := schema(t)
	for _, name := range Library() {
		text, err := Source(name)
		if err != nil {
			t.Fatal(err)
		}
		var file map[string]any
		if err := toml.Unmarshal(text, &file); err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(plain(t, file)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
