//go:build play

package storm

import "wavetank/scenarios"

// A Generator draws storms for rapid, with which this program was not built.
type Generator struct{}

// Example is never called: there is no Generator.
func (*Generator) Example(int) []scenarios.Fault {
	panic("storm: this program was built for the browser, without rapid")
}

func (r *runner) checkedByRapid(TB) bool { return false }
