package catalog

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestAFactIsCalledInGoAsInTheTrace lets who reads a report find the fact in the
// code: the name is the verb, or noun and verb where the room's machine has the verb.
func TestAFactIsCalledInGoAsInTheTrace(t *testing.T) {
	declared := regexp.MustCompile(`(?m)^(?:var |\t)(\w+)\s*= sim\.NewKind\("([a-z]+)\.([a-z_]+)"`)
	paths, err := filepath.Glob("../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		for _, m := range declared.FindAllStringSubmatch(string(text), -1) {
			found++
			verb := strings.ReplaceAll(m[3], "_", "")
			if name := strings.ToLower(m[1]); name != verb && name != m[2]+verb {
				t.Errorf("%s: %s.%s is called %s", path, m[2], m[3], m[1])
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d facts", found)
	}
}
