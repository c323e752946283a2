package property

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// everyTest parses the tests of every room.
func everyTest(t *testing.T, see func(name string, imports map[string]bool, f *ast.File)) {
	t.Helper()
	err := filepath.WalkDir("../..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		imports := make(map[string]bool)
		for _, s := range f.Imports {
			imports[strings.Trim(s.Path.Value, `"`)] = true
		}
		see(strings.TrimPrefix(filepath.ToSlash(name), "../../"), imports, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestEveryRapidTestHasAFixedSeed: where a room draws with rapid, one of its tests
// imports this room, which fixes the seed for all of them.
func TestEveryRapidTestHasAFixedSeed(t *testing.T) {
	draws, fixed := make(map[string]string), map[string]bool{"sim/property": true} // by folder
	everyTest(t, func(name string, imports map[string]bool, _ *ast.File) {
		if imports["pgregory.net/rapid"] {
			draws[path.Dir(name)] = name
		}
		if imports["wavetank/sim/property"] {
			fixed[path.Dir(name)] = true
		}
	})
	if len(draws) == 0 {
		t.Error("no test draws with rapid")
	}
	for room, name := range draws {
		if !fixed[room] {
			t.Errorf("%s draws with rapid from a seed that is another each time: import _ \"wavetank/sim/property\" in a test of %s", name, room)
		}
	}
}

// realTime are what tells the time of the wall clock, or waits for it.
var realTime = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "NewTimer", "Tick", "NewTicker"}

// looks are the tests that may look at the wall clock, each for a reason.
var looks = map[string]string{
	"scenarios/paired_runs_test.go": "has a node look at it, and is to notice",
	"cmd/fleet/away_test.go":        "leaves a server stopped for a while; however long that is, the result is the same",
	"cmd/fleet/kill_test.go":        "kills other processes at some instant; whatever that is, the result is the same",
	"cmd/fleet/process_test.go":     "kills other processes at some instant; whatever that is, the result is the same",
	"cmd/wavetank/output_test.go":   "kills other processes at some instant; whatever that is, no file is torn",
	"cmd/wavetank/tuned_test.go":    "writes a date into a table, which it makes on request",
}

// TestNoTestLooksAtTheWallClock: a loaded machine stretches it. Under synctest time
// is virtual, and benchmarks measure it.
func TestNoTestLooksAtTheWallClock(t *testing.T) {
	everyTest(t, func(name string, imports map[string]bool, f *ast.File) {
		if imports["testing/synctest"] || strings.HasSuffix(name, "_bench_test.go") || looks[name] != "" {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if x, ok := n.(*ast.SelectorExpr); ok {
				if of, ok := x.X.(*ast.Ident); ok && of.Name == "time" && slices.Contains(realTime, x.Sel.Name) {
					t.Errorf("%s uses time.%s: count events instead, or use testing/synctest", name, x.Sel.Name)
				}
			}
			return true
		})
	})
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
