package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wavetank/scenarios"
)

var update = flag.Bool("update", false, "write what the README shows anew")

const readme = "../../README.md"

// block returns the fenced block that follows a marker in the README, and what
// stands before and after it.
func block(t *testing.T, text, marker string) (before, inside, after string) {
	t.Helper()
	i := strings.Index(text, "<!-- "+marker+" -->\n```")
	if i < 0 {
		t.Fatalf("the README has no block %q", marker)
	}
	begin := i + strings.Index(text[i:], "```")
	begin += strings.Index(text[begin:], "\n") + 1
	end := begin + strings.Index(text[begin:], "```\n")
	return text[:begin], text[begin:end], text[end:]
}

// show holds a block of the README against what it ought to be.
func show(t *testing.T, marker, want string) {
	t.Helper()
	data, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	before, inside, after := block(t, string(data), marker)
	switch {
	case inside == want:
	case *update:
		if err := os.WriteFile(readme, []byte(before+want+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the README shows under %q\n%s\nand it is\n%s\nrun the test with -update", marker, inside, want)
	}
}

func TestTheREADMEShowsWhatTheFlagshipPrints(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the whole comparison")
	}
	var stdout, stderr bytes.Buffer
	out := t.TempDir()
	if status := execute(context.Background(), []string{"compare", "circuit-breaker", "--out", out}, &stdout, &stderr); status != 0 {
		t.Fatalf("status %d: %s", status, &stderr)
	}
	show(t, "output: compare circuit-breaker", stdout.String())

	const picture = "../../reports/gallery/circuit-breaker.svg"
	drawn, err := os.ReadFile(filepath.Join(out, "error-rate.svg"))
	if err != nil {
		t.Fatal(err)
	}
	kept, _ := os.ReadFile(picture)
	switch {
	case bytes.Equal(drawn, kept):
	case *update:
		if err := os.WriteFile(picture, drawn, 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Error("the picture in the README is not what the program draws; run the test with -update")
	}
}

func TestTheScenarioInTheREADMEIsOne(t *testing.T) {
	data, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), "```toml\n")
	text, _, found := strings.Cut(rest, "```\n")
	if !found {
		t.Fatal("the README shows no scenario")
	}
	path := filepath.Join(t.TempDir(), "shop.toml")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	args := []string{"compare", path, "--out", t.TempDir()}
	if status := execute(context.Background(), args, &stdout, &stderr); status != 0 {
		t.Errorf("status %d\n%s\n%s", status, &stdout, &stderr)
	}
	show(t, "output: compare shop.toml", strings.ReplaceAll(stdout.String(), path, "shop.toml"))
}

func TestTheREADMEQuotesTheExample(t *testing.T) {
	source, err := os.ReadFile("../../scenarios/rapid_example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	show(t, "code: scenarios/rapid_example_test.go", string(source))
}

// The README names every scenario of the library.
func TestTheREADMENamesEveryScenario(t *testing.T) {
	data, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range scenarios.Library() {
		if !strings.Contains(string(data), "`"+name+"`") {
			t.Errorf("the README does not name the scenario %s", name)
		}
	}
}
