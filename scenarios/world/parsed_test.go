package world_test

import (
	"testing"

	"wavetank/scenarios"
)

func parsed(t *testing.T, text string) *scenarios.Scenario {
	t.Helper()
	s, err := scenarios.Parse("x.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}
