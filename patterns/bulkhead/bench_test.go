package bulkhead

import "testing"

// BenchmarkMachine is the machine: a permit taken and given back.
func BenchmarkMachine(b *testing.B) {
	p := NewPool(25, 0, true)
	var t Ticket
	b.ReportAllocs()
	for b.Loop() {
		p.Ask(&t)
		p.Leave(&t)
	}
}
