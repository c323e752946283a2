package wavetank

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// noteProduct remembers variables, fields and functions whose value is a float
// product that no conversion rounded: a compiler may fuse it with a later sum.
func (i *inspector) noteProduct(n ast.Node) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for k, e := range n.Lhs {
			if n.Tok == token.MUL_ASSIGN && i.isFloat(e) || len(n.Lhs) == len(n.Rhs) && i.unrounded(n.Rhs[k]) {
				i.products[i.object(e)] = true
			}
		}
	case *ast.ValueSpec:
		for k, e := range n.Values {
			if i.unrounded(e) && len(n.Names) == len(n.Values) {
				i.products[i.object(n.Names[k])] = true
			}
		}
	case *ast.FuncDecl:
		if n.Body == nil {
			return
		}
		ast.Inspect(n.Body, func(m ast.Node) bool {
			if ret, ok := m.(*ast.ReturnStmt); ok && len(ret.Results) == 1 && i.unrounded(ret.Results[0]) {
				i.products[i.info.Defs[n.Name].(*types.Func).FullName()] = true
			}
			_, literal := m.(*ast.FuncLit)
			return !literal
		})
	}
}

// fusion finds sums of which a term is a product that was not rounded.
func (i *inspector) fusion(n ast.Node) {
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
	if slices.ContainsFunc(terms, i.unrounded) {
		i.complain(n, "float product in a sum", "some processors fuse x*y + z: round it where it is made, float64(x*y)")
	}
}

// unrounded reports whether an expression is a float product, or holds one.
func (i *inspector) unrounded(e ast.Expr) bool {
	switch x := e.(type) {
	case *ast.ParenExpr:
		return i.unrounded(x.X)
	case *ast.UnaryExpr:
		return i.unrounded(x.X)
	case *ast.BinaryExpr:
		return x.Op == token.MUL && i.info.Types[e].Value == nil && i.isFloat(e)
	case *ast.CallExpr:
		f, ok := i.object(x.Fun).(*types.Func)
		return ok && i.products[f.FullName()]
	}
	o := i.object(e)
	return o != nil && i.products[o]
}

func (i *inspector) isFloat(e ast.Expr) bool {
	b, ok := i.info.TypeOf(e).Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsFloat|types.IsComplex) != 0
}
