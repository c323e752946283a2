package property

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestEveryRapidTestHasAFixedSeed looks at the tests of every room: where one draws
// with rapid, one imports this room, which fixes the seed for all of them.
func TestEveryRapidTestHasAFixedSeed(t *testing.T) {
	draws, fixed := make(map[string]string), make(map[string]bool) // by folder
	err := filepath.WalkDir("../..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, s := range f.Imports {
			switch s.Path.Value {
			case `"pgregory.net/rapid"`:
				draws[filepath.Dir(name)] = name
			case `"wavetank/sim/property"`:
				fixed[filepath.Dir(name)] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	delete(draws, "../../sim/property")
	for room, name := range draws {
		if !fixed[room] {
			t.Errorf("%s draws with rapid from a seed that is another each time: import _ \"wavetank/sim/property\" in a test of %s", name, room)
		}
	}
}

func TestASeedGivesOneDrawing(t *testing.T) {
	var first, second []uint64
	draw := func(into *[]uint64) func(*rapid.T) {
		return func(t *rapid.T) { *into = append(*into, rapid.Uint64().Draw(t, "x")) }
	}
	rapid.Check(t, draw(&first))
	rapid.Check(t, draw(&second))
	if len(first) == 0 || first[0] != second[0] || first[len(first)-1] != second[len(second)-1] {
		t.Errorf("drew %v, and then %v", first, second)
	}
}
