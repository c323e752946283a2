// Package wavetank holds the plan of the house as a test: imports, virtual time, folders.
package wavetank

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// arrows is the plan: what each room may import, tests aside. "patterns/*" is the room
// of one pattern, which sees no sibling; CQRS alone stands on the log of another.
var arrows = plan(`
sim/typo:
sim: sim/typo
sim/meter: sim
sim/property: pgregory.net/rapid
sim/race:
sim/reference:
sim/script:
net: sim
nodes: net sim sim/meter
patterns/knob: sim
patterns: patterns/knob nodes net sim
patterns/*: patterns patterns/knob nodes net sim
patterns/cqrs: patterns/eventsourcing patterns patterns/knob nodes net sim
patterns/eventsourcing: patterns patterns/knob nodes net sim
patterns/election: patterns/election/raft patterns/election/etcd patterns patterns/knob nodes net sim
patterns/election/etcd: patterns/election/raft nodes sim go.etcd.io/raft
patterns/election/raft: nodes sim
patterns/election/raft/rafttest: patterns/election/raft nodes sim
reports: sim sim/meter sim/typo
reports/chart: reports sim sim/typo gonum.org/v1/plot git.sr.ht/~sbinet/gg golang.org/x/image
reports/page: reports reports/chart sim/typo
scenarios/document: sim/typo github.com/BurntSushi/toml
scenarios/fault: nodes net sim
patterns/catalog: patterns/* patterns/cqrs patterns/eventsourcing patterns/election patterns
scenarios/language: scenarios/document scenarios/fault patterns/catalog patterns patterns/knob nodes net sim sim/typo
scenarios/world: scenarios/language scenarios/fault patterns/catalog patterns patterns/knob nodes net sim sim/meter
scenarios/selection:
scenarios: scenarios/selection scenarios/world scenarios/language scenarios/fault scenarios/document patterns/catalog patterns patterns/knob net nodes sim sim/typo reports
scenarios/queueing:
scenarios/patternstest: patterns/catalog patterns patterns/knob nodes net sim sim/property reports scenarios scenarios/storm scenarios/world scenarios/language scenarios/fault pgregory.net/rapid
scenarios/lint: scenarios/language scenarios/document scenarios/fault patterns/* patterns/election patterns nodes
scenarios/storm: scenarios scenarios/document scenarios/world scenarios/language scenarios/fault reports patterns patterns/knob nodes net sim sim/typo pgregory.net/rapid github.com/anishathalye/porcupine
scenarios/campaign: scenarios scenarios/language reports sim
cmd/store: reports modernc.org/sqlite
cmd/fleet: scenarios scenarios/campaign reports sim github.com/nats-io
cmd/playwasm: scenarios scenarios/language scenarios/storm patterns/catalog patterns patterns/knob reports net nodes sim
cmd/wavetank/play: scenarios scenarios/language scenarios/fault patterns/catalog patterns/knob reports reports/page
cmd/wavetank: cmd/fleet cmd/store cmd/wavetank/play scenarios scenarios/campaign scenarios/fault scenarios/language scenarios/lint scenarios/storm reports reports/chart reports/page patterns/catalog patterns patterns/knob net sim sim/typo github.com/spf13/cobra github.com/spf13/pflag
`)

// plan reads a line for each room. The library of patterns/election/etcd is a pure
// machine too: its random timeouts and its clock of ticks are never used.
func plan(text string) map[string][]string {
	arrows := make(map[string][]string)
	for line := range strings.Lines(text) {
		if room, allowed, ok := strings.Cut(line, ":"); ok {
			arrows[room] = strings.Fields(allowed)
		}
	}
	return arrows
}

// simulated names the rooms whose code runs in virtual time.
var simulated = []string{"sim/typo", "sim", "sim/meter", "net", "nodes", "patterns", "patterns/*", "patterns/cqrs", "patterns/eventsourcing", "patterns/election", "patterns/election/raft", "patterns/election/etcd", "patterns/election/raft/rafttest"}

// exceptions name a file and what it may do there, with the reason.
var exceptions = map[string]string{
	"sim/property/seed.go func init":   "a test that draws with rapid, as a user's does, has a fixed seed because its package imports this room; nothing but tests does",
	"sim/proc.go import runtime/debug": "the stack of a process that panicked is gone when somebody else recovers; nothing of it is part of a run",
	"sim/proc.go iter.Pull":            "a process is a coroutine, which is what iter.Pull makes; it runs only when the scheduler resumes it",
}

const (
	topLevel = "go.mod go.sum cmd sim net nodes patterns scenarios reports README.md LICENSE NOTICE arch_test.go purity_test.go fusion_test.go"
	badNames = "util utils common helper helpers manager base misc"
)

func TestFoldersLookLikeThePlan(t *testing.T) {
	ignored, _ := os.ReadFile(".gitignore")
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		forGit := func(line string) bool { ok, _ := path.Match(strings.Trim(line, "/"), name); return ok }
		switch {
		case err != nil || name == ".":
			return err
		case name[0] == '.' || slices.ContainsFunc(strings.Fields(string(ignored)), forGit), d.Name() == "testdata":
			if d.IsDir() {
				return fs.SkipDir
			}
		case !strings.Contains(name, "/") && !lists(topLevel, name):
			t.Errorf("%s: only %s and dot files lie here: move it into the room it belongs to", name, topLevel)
		case lists(badNames, strings.TrimSuffix(strings.TrimSuffix(d.Name(), ".go"), "_test")):
			t.Errorf("%s: the name says nothing: name it for the concept it holds", name)
		case strings.HasSuffix(name, ".go"):
			checkFile(t, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkFile checks what holds for every file, tests as well.
func checkFile(t *testing.T, name string) {
	src, _ := os.ReadFile(name)
	if lines, limit := bytes.Count(src, []byte("\n")), 350; lines > limit {
		t.Errorf("%s:%d: above %d lines: it holds more than one concept, so make it several files", name, lines, limit)
	}
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, name, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range f.Decls {
		first, last := set.Position(d.Pos()).Line, set.Position(d.End()).Line
		if fn, ok := d.(*ast.FuncDecl); ok && last-first >= 60 {
			t.Errorf("%s:%d: %s is above 60 lines: give its steps names, or move its table out", name, first, fn.Name.Name)
		}
	}
	for _, s := range f.Imports {
		if s.Path.Value == `"net"` || s.Path.Value == `"wavetank/net"` && s.Name != nil {
			t.Errorf("%s:1: import %s: net is our own wavetank/net everywhere, under that name", name, s.Path.Value)
		}
	}
}

// elsewhere are files of a program for the browser, its door and what it is built
// without, and the clock of benchmarks. None decides a run.
var elsewhere = []string{"cmd/playwasm/main_js.go", "patterns/election/engine_play.go", "scenarios/storm/rapid_play.go", "sim/race/cpu_other.go"}

func TestRoomsKeepToThePlan(t *testing.T) {
	rooms, s := newSurvey(t)
	for _, r := range rooms {
		files := make(map[string]string)
		for _, name := range r.GoFiles {
			src, _ := os.ReadFile(filepath.Join(r.path(), name))
			files[r.path()+"/"+name] = string(src)
		}
		for _, name := range r.IgnoredGoFiles {
			if !slices.Contains(elsewhere, r.path()+"/"+name) && r.path() != "cmd/wavetank" {
				t.Errorf("%s/%s:1: built for some systems only: what decides a run is the same everywhere", r.path(), name)
			}
		}
		if err := s.visit(r.path(), files); err != nil {
			t.Fatal(err)
		}
	}
	for _, complaint := range s.complaints {
		t.Error(complaint)
	}
	for what := range exceptions {
		if !s.excused[what] {
			t.Errorf("the exception %q excuses nothing any more: delete it", what)
		}
	}
}

// TestEveryRuleCatchesWhatBreaksIt shows the rules lines that break them, and others.
func TestEveryRuleCatchesWhatBreaksIt(t *testing.T) {
	_, s := newSurvey(t)
	text, err := os.ReadFile(".ci/arch.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		columns := strings.SplitN(line, "|", 3)
		if len(columns) < 3 || line[0] == '#' {
			continue
		}
		room, want, code := strings.TrimSpace(columns[0]), strings.TrimSpace(columns[1]), columns[2]
		file := room + "/x.go"
		if room == "sim" {
			file = "sim/proc.go"
		}
		s.complaints = nil
		if err := s.visit(room, map[string]string{file: "package p\n" + code}); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		switch {
		case want == "" && s.complaints != nil:
			t.Errorf("in %s, %s: complaint %q, want none", room, code, s.complaints)
		case want != "" && (len(s.complaints) != 1 || !strings.HasPrefix(s.complaints[0], file+":2: "+want+": ")):
			t.Errorf("in %s, %s: complaint %q, want %q", room, code, s.complaints, want)
		}
	}
}

// A room is a package, as go list tells of it.
type room struct {
	ImportPath, Export      string
	GoFiles, IgnoredGoFiles []string
}

// path returns where the room is, below the module.
func (r room) path() string { return strings.TrimPrefix(r.ImportPath, "wavetank/") }

// A survey walks through rooms and notes what is against the rules.
type survey struct {
	fset       *token.FileSet
	importer   types.Importer
	room       string // the present one
	inWorld    bool   // it is simulated
	purity     *inspector
	complaints []string
	excused    map[string]bool
}

// newSurvey returns the rooms, each after those it imports, and a fresh survey.
func newSurvey(t *testing.T) ([]room, *survey) {
	t.Helper()
	cmd := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Export,GoFiles,IgnoredGoFiles", "./...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var rooms []room
	exports := make(map[string]string)
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var r room
		if err := d.Decode(&r); err != nil {
			t.Fatal(err)
		}
		exports[r.ImportPath] = r.Export
		if strings.HasPrefix(r.ImportPath, "wavetank/") {
			rooms = append(rooms, r)
		}
	}
	s := &survey{fset: token.NewFileSet(), excused: make(map[string]bool)}
	s.purity = newInspector(s.complain)
	s.importer = importer.ForCompiler(s.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	return rooms, s
}

// visit checks one room, given its files, after those that it imports.
func (s *survey) visit(room string, sources map[string]string) error {
	var files []*ast.File
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		f, err := parser.ParseFile(s.fset, name, sources[name], parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	s.room, s.inWorld = room, slices.Contains(simulated, kind(room))
	info := &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object),
		Uses: make(map[*ast.Ident]types.Object), Selections: make(map[*ast.SelectorExpr]*types.Selection),
	}
	c := types.Config{Importer: s.importer}
	if _, err := c.Check("wavetank/"+room, s.fset, files, info); err != nil {
		return err
	}
	s.purity.info = info
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool { s.purity.noteProduct(n); return true })
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			s.purity.state(n)
			if spec, ok := n.(*ast.ImportSpec); ok {
				s.checkImport(spec)
			}
			if s.inWorld {
				s.purity.world(n)
			}
			if s.inWorld || lists("scenarios scenarios/language scenarios/fault scenarios/world", s.room) {
				s.purity.fusion(n)
			}
			return true
		})
	}
	return nil
}

func (s *survey) complain(at ast.Node, what, instead string) {
	p := s.fset.Position(at.Pos())
	if key := p.Filename + " " + what; exceptions[key] != "" {
		s.excused[key] = true
		return
	}
	s.complaints = append(s.complaints, fmt.Sprintf("%s:%d: %s: %s", p.Filename, p.Line, what, instead))
}

// checkImport holds an import against the plan.
func (s *survey) checkImport(spec *ast.ImportSpec) {
	path := strings.Trim(spec.Path.Value, `"`)
	allowed, known := arrows[kind(s.room)]
	ours, own := strings.CutPrefix(path, "wavetank/")
	host, _, _ := strings.Cut(path, "/")
	under := func(a string) bool { return path == a || strings.HasPrefix(path, a+"/") }
	switch {
	case !known:
		s.complain(spec, "room "+s.room, "it is not in the plan: add it to the arrows of arch_test.go")
	case own && !slices.Contains(allowed, kind(ours)),
		!own && strings.Contains(host, ".") && !slices.ContainsFunc(allowed, under):
		s.complain(spec, "import "+path, fmt.Sprintf("besides the standard library %s imports only %q: let somebody above hand it in", s.room, allowed))
	case s.inWorld && !own && !lists(innocent, path) && !slices.ContainsFunc(allowed, under):
		s.complain(spec, "import "+path, "simulated code has no real world: time, luck and processes come from sim, files from above")
	}
}

// lists reports whether a word is one of the words.
func lists(words, word string) bool { return slices.Contains(strings.Fields(words), word) }

// kind is the key of a room.
func kind(room string) string {
	if _, named := arrows[room]; !named && strings.HasPrefix(room, "patterns/") {
		return "patterns/*"
	}
	return room
}
