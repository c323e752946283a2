package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wavetank/scenarios"
)

func TestTheSchemaIsPrinted(t *testing.T) {
	e := tank(t, "schema").must(t, 0)
	var schema struct {
		Version string         `json:"$schema"`
		Keys    map[string]any `json:"properties"`
	}
	if err := json.Unmarshal([]byte(e.stdout), &schema); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(schema.Version, "2020-12") || schema.Keys["nodes"] == nil || schema.Keys["patterns"] == nil {
		t.Errorf("%+v", schema)
	}
}

// TestALineForEditorsIsNotTheQuestion opens a scenario that names its schema.
func TestALineForEditorsIsNotTheQuestion(t *testing.T) {
	text, err := scenarios.Source("circuit-breaker")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "mine.toml")
	if err := os.WriteFile(path, append([]byte("#:schema ./wavetank.schema.json\n"), text...), 0o644); err != nil {
		t.Fatal(err)
	}
	own, err := scenarios.Open("circuit-breaker")
	if err != nil {
		t.Fatal(err)
	}
	mine, err := scenarios.Open(path)
	if err != nil || mine.Question != own.Question {
		t.Errorf("%v: the question is %q, want %q", err, mine.Question, own.Question)
	}
}
