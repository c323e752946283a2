package net_test

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// exported returns the exported package-level identifiers of the files in a
// directory, for every system that they are built for.
func exported(t *testing.T, dir string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[string]bool)
	add := func(id *ast.Ident) {
		if id.IsExported() {
			names[id.Name] = true
		}
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					add(d.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					switch s := s.(type) {
					case *ast.TypeSpec:
						add(s.Name)
					case *ast.ValueSpec:
						for _, id := range s.Names {
							add(id)
						}
					}
				}
			}
		}
	}
	return names
}

// TestNoIdentifierIsOfTheStandardNet keeps a reader, and a tool that adds
// imports, from taking one package for the other.
func TestNoIdentifierIsOfTheStandardNet(t *testing.T) {
	std, err := build.Default.Import("net", "", build.FindOnly)
	if err != nil {
		t.Skipf("the standard library's source is not here: %v", err)
	}
	theirs, ours := exported(t, std.Dir), exported(t, ".")
	for _, sure := range []string{"Dial", "Conn", "IPv4len", "ErrClosed", "FlagUp"} {
		if !theirs[sure] {
			t.Fatalf("%s does not hold the standard package: no %s", std.Dir, sure)
		}
	}
	for _, sure := range []string{"New", "Network", "Stream", "ErrTimeout"} {
		if !ours[sure] {
			t.Fatalf("this package is not here: no %s", sure)
		}
	}
	for name := range ours {
		if theirs[name] {
			t.Errorf("%s is an identifier of the standard net as well", name)
		}
	}
}
