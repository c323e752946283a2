package wavetank

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// An inspector finds Go code whose doings no seed decides: that reaches for the real
// world, writes what worlds share, depends on the order of a map, or adds a float
// product that some processors fuse into the sum. It is shown the nodes of
// type-checked packages, each package after those that it imports, and complains.
type inspector struct {
	info     *types.Info // of the present package
	complain func(at ast.Node, what, instead string)

	sorted   map[*ast.Ident]bool
	products map[any]bool // what may hold a float product that was not rounded
}

// newInspector returns an inspector that has seen nothing.
func newInspector(complain func(at ast.Node, what, instead string)) *inspector {
	return &inspector{complain: complain, sorted: make(map[*ast.Ident]bool), products: make(map[any]bool)}
}

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

// state finds package-level variables that are written. A sync.Map may be: worlds share it,
// for what is the same in all of them, and simulated code cannot have one.
func (i *inspector) state(n ast.Node) {
	written := func(e ast.Expr, how string) {
		if v := i.global(e); v != nil && v.Type().String() != "sync.Map" {
			i.complain(n, "package-level "+v.Name()+" "+how, "worlds run in parallel: put it into a struct that somebody owns")
		}
	}
	switch n := n.(type) {
	case *ast.FuncDecl:
		if n.Name.Name == "init" && n.Recv == nil {
			i.complain(n, "func init", "nothing happens by being imported: call it where it is needed")
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
		if b, ok := i.object(n.Fun).(*types.Builtin); ok && lists("clear copy delete", b.Name()) {
			written(n.Args[0], "is written by "+b.Name())
		}
	case *ast.SelectorExpr:
		if m := i.info.Selections[n]; m != nil && m.Kind() == types.MethodVal && !m.Indirect() {
			if _, ok := m.Obj().(*types.Func).Signature().Recv().Type().(*types.Pointer); ok {
				written(n.X, "has its address taken by "+n.Sel.Name)
			}
		}
	}
}

// object returns what a name, or the name behind a dot, stands for, or nil.
func (i *inspector) object(e ast.Expr) types.Object {
	if x, ok := e.(*ast.SelectorExpr); ok {
		e = x.Sel
	}
	if x, ok := e.(*ast.Ident); ok {
		return i.info.ObjectOf(x)
	}
	return nil
}

// global returns the package-level variable that an expression is or is part of.
func (i *inspector) global(e ast.Expr) *types.Var {
	if v, ok := i.object(e).(*types.Var); ok && packageLevel(v) {
		return v
	}
	switch x := e.(type) {
	case *ast.ParenExpr:
		return i.global(x.X)
	case *ast.IndexExpr:
		return i.global(x.X)
	case *ast.SliceExpr:
		return i.global(x.X)
	case *ast.StarExpr:
		return i.global(x.X)
	case *ast.SelectorExpr:
		return i.global(x.X)
	}
	return nil
}

func packageLevel(o types.Object) bool { return o.Pkg() != nil && o.Parent() == o.Pkg().Scope() }

// world finds what reaches out of virtual time, or to luck that no seed decides.
func (i *inspector) world(n ast.Node) {
	const process = "use World.Go, Proc.Park and Proc.Wake of sim: one process runs at a time, in virtual time"
	switch n := n.(type) {
	case *ast.GoStmt:
		i.complain(n, "go statement", process)
	case *ast.SelectStmt:
		i.complain(n, "select", process)
	case *ast.ChanType: // without the type there is nothing to send or receive on
		i.complain(n, "channel", process)
	case *ast.RangeStmt:
		if _, ok := i.info.TypeOf(n.X).Underlying().(*types.Map); ok {
			i.complain(n, "range over a map", harmless["maps"].instead)
		}
	case *ast.CallExpr: // slices.Sorted(f(m)) and its siblings make f harmless
		f := i.object(n.Fun)
		if f != nil && f.Pkg() != nil && f.Pkg().Path() == "slices" && strings.HasPrefix(f.Name(), "Sorted") {
			if inner, ok := n.Args[0].(*ast.CallExpr); ok {
				if x, ok := inner.Fun.(*ast.SelectorExpr); ok {
					i.sorted[x.Sel] = true
				}
			}
		}
	case *ast.Ident:
		o := i.info.Uses[n]
		if o == nil || !packageLevel(o) || i.sorted[n] {
			return
		}
		_, isFunc := o.(*types.Func)
		_, isVar := o.(*types.Var)
		if rule, known := harmless[o.Pkg().Path()]; known && (isFunc || isVar) && !lists(rule.names, o.Name()) {
			i.complain(n, o.Pkg().Name()+"."+o.Name(), rule.instead)
		}
	}
}
