package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestAPageCarriesNoHeavyPackages asks what the simulator of a page is made of: each of
// these packages is tens of kilobytes of it, which whoever imports it does not see.
func TestAPageCarriesNoHeavyPackages(t *testing.T) {
	list := exec.CommandContext(t.Context(), "go", "list", "-tags", "play", "-deps", ".")
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	has := strings.Fields(string(out))
	if !slices.Contains(has, "wavetank/scenarios") {
		t.Fatalf("of what it is made: %q", has)
	}
	for _, heavy := range []string{"crypto/sha256", "html", "html/template", "net/http", "pgregory.net/rapid", "regexp", "runtime/metrics", "text/template"} {
		if slices.Contains(has, heavy) {
			t.Errorf("it carries %s", heavy)
		}
	}
}
