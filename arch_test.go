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
sim/property: pgregory.net/rapid
sim/reference:
sim/script:
net: sim
nodes: net sim
patterns/knob: sim
patterns: patterns/knob nodes net sim
patterns/*: patterns patterns/knob nodes net sim
patterns/gossip/gossipmodel: patterns/* sim
patterns/cqrs: patterns/eventsourcing patterns patterns/knob nodes net sim
patterns/eventsourcing: patterns patterns/knob nodes net sim
patterns/election: patterns/election/raft patterns/election/etcd patterns patterns/knob nodes net sim
patterns/election/etcd: patterns/election/raft nodes sim go.etcd.io/raft
patterns/election/raft: nodes sim
patterns/election/raft/rafttest: patterns/election/raft nodes sim
reports: sim sim/typo
reports/chart: reports sim gonum.org/v1/plot golang.org/x/image
scenarios/document: sim/typo github.com/BurntSushi/toml
scenarios/fault: nodes net sim
patterns/catalog: patterns/* patterns/cqrs patterns/eventsourcing patterns/election patterns
scenarios/language: scenarios/document scenarios/fault patterns/catalog patterns patterns/knob nodes net sim sim/typo
scenarios/world: scenarios/language scenarios/fault patterns/catalog patterns patterns/knob nodes net sim
scenarios: scenarios/world scenarios/language scenarios/fault scenarios/document patterns/catalog patterns net nodes sim sim/typo reports
scenarios/patternstest: patterns/catalog patterns patterns/knob nodes net sim reports scenarios scenarios/storm scenarios/world scenarios/language scenarios/fault pgregory.net/rapid
scenarios/lint: scenarios/language scenarios/document scenarios/fault patterns/* nodes
scenarios/storm: scenarios scenarios/world scenarios/language scenarios/fault reports patterns patterns/knob nodes net sim pgregory.net/rapid github.com/anishathalye/porcupine
cmd/wavetank: scenarios scenarios/language scenarios/lint scenarios/storm reports reports/chart patterns/catalog patterns patterns/knob net sim sim/typo github.com/spf13/cobra
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
var simulated = []string{"sim/typo", "sim", "net", "nodes", "patterns", "patterns/*", "patterns/cqrs", "patterns/eventsourcing", "patterns/election", "patterns/election/raft", "patterns/election/etcd", "patterns/election/raft/rafttest", "patterns/gossip/gossipmodel"}

// innocent are the standard packages that simulated code may import: no clock, luck, thread or file.
const innocent = "bufio bytes cmp embed encoding/binary encoding/csv errors fmt hash/crc32 io iter maps math math/bits slices sort strconv strings time unicode unicode/utf8"

// harmless is what simulated code may use of a package that has more; instead replaces that.
var harmless = map[string]struct{ names, instead string }{
	"fmt":  {"Append Appendf Appendln Errorf Fprint Fprintf Fprintln Sprint Sprintf Sprintln Sscan Sscanf", "write to an io.Writer that the caller gives"},
	"iter": {"", "a process is made by sim.World.Go"},
	"maps": {"Clone Copy Equal EqualFunc", "the order of a map is luck: slices.Sorted(maps.Keys(m))"},
	"math": {"Abs Ceil Copysign Float32bits Float32frombits Float64bits Float64frombits Floor Frexp Inf IsInf IsNaN Ldexp Max Min Mod Modf NaN Round RoundToEven Signbit Sqrt Trunc", "its bits differ between processors: sim.Log, sim.Exp and sim.NormalCDF do not, nor do integers"},
	"time": {"ParseDuration", "only its types and constants exist here: ask sim for the time, and Sleep or After in virtual time"},
}

// exceptions name a file and what it may do there, with the reason.
var exceptions = map[string]string{
	"sim/property/seed.go func init": "a test that draws with rapid, as a user's does, has a fixed seed because its package imports this room; nothing but tests does",
	"sim/proc.go iter.Pull":          "a process is a coroutine, which is what iter.Pull makes; it runs only when the scheduler resumes it",
}

const (
	topLevel = "go.mod go.sum cmd sim net nodes patterns scenarios reports README.md LICENSE arch_test.go"
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
	if lines, limit := bytes.Count(src, []byte("\n")), 500; lines > limit {
		t.Errorf("%s:%d: above %d lines: it holds more than one concept, so make it several files", name, lines, limit)
	}
	f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range f.Imports {
		if s.Path.Value == `"net"` || s.Path.Value == `"wavetank/net"` && s.Name != nil {
			t.Errorf("%s:1: import %s: net is our own wavetank/net everywhere, under that name", name, s.Path.Value)
		}
	}
}

func TestRoomsKeepToThePlan(t *testing.T) {
	rooms, s := newSurvey(t)
	for _, r := range rooms {
		files := make(map[string]string)
		for _, name := range r.GoFiles {
			src, _ := os.ReadFile(filepath.Join(r.path(), name))
			files[r.path()+"/"+name] = string(src)
		}
		if len(r.IgnoredGoFiles) > 0 && r.path() != "cmd/wavetank" {
			t.Errorf("%s/%s:1: built for some systems only: what decides a run is the same everywhere", r.path(), r.IgnoredGoFiles[0])
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
	room       string      // the present one
	inWorld    bool        // it is simulated
	info       *types.Info // of it
	sorted     map[*ast.Ident]bool
	products   map[any]bool // what may hold a float product that was not rounded
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
	s := &survey{fset: token.NewFileSet(), products: make(map[any]bool), excused: make(map[string]bool)}
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
	s.room, s.inWorld, s.sorted = room, slices.Contains(simulated, kind(room)), make(map[*ast.Ident]bool)
	s.info = &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object),
		Uses: make(map[*ast.Ident]types.Object), Selections: make(map[*ast.SelectorExpr]*types.Selection),
	}
	c := types.Config{Importer: s.importer}
	if _, err := c.Check("wavetank/"+room, s.fset, files, s.info); err != nil {
		return err
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool { s.noteProduct(n); return true })
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			s.checkState(n)
			if spec, ok := n.(*ast.ImportSpec); ok {
				s.checkImport(spec)
			}
			if s.inWorld {
				s.checkWorld(n)
			}
			if s.inWorld || s.room == "scenarios" {
				s.checkFusion(n)
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

// checkState finds package-level variables that are written.
func (s *survey) checkState(n ast.Node) {
	written := func(e ast.Expr, how string) {
		if v := s.global(e); v != nil {
			s.complain(n, "package-level "+v.Name()+" "+how, "worlds run in parallel: put it into a struct that somebody owns")
		}
	}
	switch n := n.(type) {
	case *ast.FuncDecl:
		if n.Name.Name == "init" && n.Recv == nil {
			s.complain(n, "func init", "nothing happens by being imported: call it where it is needed")
		}
	case *ast.AssignStmt:
		for _, e := range n.Lhs {
			if n.Tok != token.DEFINE {
				written(e, "is assigned")
			}
		}
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			written(n.Key, "is assigned")
			written(n.Value, "is assigned")
		}
	case *ast.IncDecStmt:
		written(n.X, "is assigned")
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			written(n.X, "has its address taken")
		}
	case *ast.CallExpr:
		if b, ok := s.object(n.Fun).(*types.Builtin); ok && lists("clear copy delete", b.Name()) {
			written(n.Args[0], "is written by "+b.Name())
		}
	case *ast.SelectorExpr:
		if m := s.info.Selections[n]; m != nil && m.Kind() == types.MethodVal && !m.Indirect() {
			if _, ok := m.Obj().(*types.Func).Signature().Recv().Type().(*types.Pointer); ok {
				written(n.X, "has its address taken by "+n.Sel.Name)
			}
		}
	}
}

// object returns what a name, or the name behind a dot, stands for, or nil.
func (s *survey) object(e ast.Expr) types.Object {
	if x, ok := e.(*ast.SelectorExpr); ok {
		e = x.Sel
	}
	if x, ok := e.(*ast.Ident); ok {
		return s.info.ObjectOf(x)
	}
	return nil
}

// global returns the package-level variable that an expression is or is part of.
func (s *survey) global(e ast.Expr) *types.Var {
	if v, ok := s.object(e).(*types.Var); ok && packageLevel(v) {
		return v
	}
	switch x := e.(type) {
	case *ast.ParenExpr:
		return s.global(x.X)
	case *ast.IndexExpr:
		return s.global(x.X)
	case *ast.SliceExpr:
		return s.global(x.X)
	case *ast.StarExpr:
		return s.global(x.X)
	case *ast.SelectorExpr:
		return s.global(x.X)
	}
	return nil
}

func packageLevel(o types.Object) bool { return o.Pkg() != nil && o.Parent() == o.Pkg().Scope() }

// checkWorld finds what reaches out of virtual time, or to luck that no seed decides.
func (s *survey) checkWorld(n ast.Node) {
	const process = "use World.Go, Proc.Park and Proc.Wake of sim: one process runs at a time, in virtual time"
	switch n := n.(type) {
	case *ast.GoStmt:
		s.complain(n, "go statement", process)
	case *ast.SelectStmt:
		s.complain(n, "select", process)
	case *ast.ChanType: // without the type there is nothing to send or receive on
		s.complain(n, "channel", process)
	case *ast.RangeStmt:
		if _, ok := s.info.TypeOf(n.X).Underlying().(*types.Map); ok {
			s.complain(n, "range over a map", harmless["maps"].instead)
		}
	case *ast.CallExpr: // slices.Sorted(f(m)) and its siblings make f harmless
		f := s.object(n.Fun)
		if f != nil && f.Pkg() != nil && f.Pkg().Path() == "slices" && strings.HasPrefix(f.Name(), "Sorted") {
			if inner, ok := n.Args[0].(*ast.CallExpr); ok {
				if x, ok := inner.Fun.(*ast.SelectorExpr); ok {
					s.sorted[x.Sel] = true
				}
			}
		}
	case *ast.Ident:
		o := s.info.Uses[n]
		if o == nil || !packageLevel(o) || s.sorted[n] {
			return
		}
		_, isFunc := o.(*types.Func)
		_, isVar := o.(*types.Var)
		if rule, known := harmless[o.Pkg().Path()]; known && (isFunc || isVar) && !lists(rule.names, o.Name()) {
			s.complain(n, o.Pkg().Name()+"."+o.Name(), rule.instead)
		}
	}
}

// noteProduct remembers variables, fields and functions whose value is a float
// product that no conversion rounded: a compiler may fuse it with a later sum.
func (s *survey) noteProduct(n ast.Node) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, e := range n.Lhs {
			if n.Tok == token.MUL_ASSIGN && s.isFloat(e) || len(n.Lhs) == len(n.Rhs) && s.unrounded(n.Rhs[i]) {
				s.products[s.object(e)] = true
			}
		}
	case *ast.ValueSpec:
		for i, e := range n.Values {
			if s.unrounded(e) && len(n.Names) == len(n.Values) {
				s.products[s.object(n.Names[i])] = true
			}
		}
	case *ast.FuncDecl:
		if n.Body == nil {
			return
		}
		ast.Inspect(n.Body, func(m ast.Node) bool {
			if ret, ok := m.(*ast.ReturnStmt); ok && len(ret.Results) == 1 && s.unrounded(ret.Results[0]) {
				s.products[s.info.Defs[n.Name].(*types.Func).FullName()] = true
			}
			_, literal := m.(*ast.FuncLit)
			return !literal
		})
	}
}

// checkFusion finds sums of which a term is a product that was not rounded.
func (s *survey) checkFusion(n ast.Node) {
	var terms []ast.Expr
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if n.Op == token.ADD || n.Op == token.SUB {
			terms = []ast.Expr{n.X, n.Y}
		}
	case *ast.AssignStmt:
		if n.Tok == token.ADD_ASSIGN || n.Tok == token.SUB_ASSIGN {
			terms = []ast.Expr{n.Lhs[0], n.Rhs[0]}
		}
	}
	if slices.ContainsFunc(terms, s.unrounded) {
		s.complain(n, "float product in a sum", "some processors fuse x*y + z: round it where it is made, float64(x*y)")
	}
}

// unrounded reports whether an expression is a float product, or holds one.
func (s *survey) unrounded(e ast.Expr) bool {
	switch x := e.(type) {
	case *ast.ParenExpr:
		return s.unrounded(x.X)
	case *ast.UnaryExpr:
		return s.unrounded(x.X)
	case *ast.BinaryExpr:
		return x.Op == token.MUL && s.info.Types[e].Value == nil && s.isFloat(e)
	case *ast.CallExpr:
		f, ok := s.object(x.Fun).(*types.Func)
		return ok && s.products[f.FullName()]
	}
	o := s.object(e)
	return o != nil && s.products[o]
}

func (s *survey) isFloat(e ast.Expr) bool {
	b, ok := s.info.TypeOf(e).Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsFloat|types.IsComplex) != 0
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
