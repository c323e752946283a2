package lint_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestLargeScenariosAreNoTrouble draws up what a file may hold: a long chain, layers of
// which each calls all of the next, many loads and many faults. It would not end if
// anything were followed path by path.
func TestLargeScenariosAreNoTrouble(t *testing.T) {
	var b strings.Builder
	b.WriteString("title = 'x'\nduration = '60s'\n")
	const chain, layers, width, loads = 2000, 30, 8, 500
	for i := range chain {
		fmt.Fprintf(&b, "[nodes.c%d]\nworkers = 2\nroutes.r = { work = '1ms', calls = ['c%d.r'] }\n", i, i+1)
	}
	fmt.Fprintf(&b, "[nodes.c%d]\nworkers = 2\nroutes.r = { work = '1ms' }\n", chain)
	for i := range layers {
		for j := range width {
			var calls []string
			for k := range width {
				if i+1 < layers {
					calls = append(calls, fmt.Sprintf("{ to = 'l%d-x%d.r', probability = '10%%' }", i+1, k))
				}
			}
			fmt.Fprintf(&b, "[nodes.l%d-x%d]\nworkers = 2\nroutes.r = { work = '1ms', calls = [%s] }\n", i, j, strings.Join(calls, ", "))
		}
	}
	for i := range loads {
		fmt.Fprintf(&b, "[loads.u%d]\nto = { 'c%d.r' = 1, 'l0-x0.r' = 1 }\nrate = '1/s'\n", i, i)
	}
	for i := range 100 {
		fmt.Fprintf(&b, "[[faults]]\nkind = 'hang'\nnode = 'c%d'\nat = '1s'\n", i)
	}
	b.WriteString(pattern("retry", "* -> c2000", "") + pattern("circuit-breaker", "* -> l1-x1", "") + pattern("timeout", "u1 -> c1", "total = '1s'"))
	if got := notes(t, b.String()); len(got) < chain {
		t.Errorf("only %d notes", len(got))
	}
}
