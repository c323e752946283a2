package play

import (
	"bytes"
	"slices"
	"testing"
)

// dispatched is a function as Go's compiler writes it: a table leads into three parts.
func dispatched(loop byte, parts ...[]byte) []byte {
	head := []byte{
		1, 1, 0x7f, // one variable
		opBlock, 0x40, loop, 0x40, opBlock, 0x40, opBlock, 0x40, opBlock, 0x40,
		opGet, 0, opTable, 3, 0, 1, 2, 0, opEnd,
	}
	return slices.Concat(head, slices.Concat(parts...), []byte{opEnd, 0x00, opEnd, opNumber, 1, opEnd})
}

// jump is a jump to a part, with so many blocks between it and the loop.
func jump(part, depth byte) []byte {
	return []byte{opNumber, part, opSet, 0, opBranch, depth}
}

func TestJumpsAheadAreBranches(t *testing.T) {
	part := func(code ...byte) []byte { return append(code, opEnd) }
	when := func(code []byte) []byte { return slices.Concat([]byte{opGet, 1, opIf, 0x40}, code, []byte{opEnd}) }
	calls := []byte{0x10, 0x85, 0x01, opBranchIf, 3, 0x11, 0, 0, 0x44, 1, 2, 3, 4, 5, 6, 7, 8, 0xfc, 10, 0, 0, 0x29, 3, 0x80, 1}
	last := []byte{opNumber, 0, 0x0f}
	tests := []struct {
		name       string
		code, want []byte
	}{
		{
			"to the next part, and to the one after it",
			dispatched(opLoop, part(slices.Concat(calls, when(jump(2, 3)), when(jump(1, 3)))...), part(), last),
			dispatched(opBlock, part(slices.Concat(calls, when([]byte{opBranch, 2}), when([]byte{opBranch, 1}))...), part(), last),
		},
		{
			"not back, for which there is a loop",
			dispatched(opLoop, part(jump(2, 2)...), part(when(jump(1, 2))...), jump(1, 0)),
			dispatched(opLoop, part(opBranch, 1), part(when(jump(1, 2))...), jump(1, 0)),
		},
		{
			"not to a part that there is not, nor where a number is set for something else",
			dispatched(opLoop, part(jump(9, 2)...), part(when([]byte{opNumber, 2, opSet, 0, opBranch, 0})...), last),
			dispatched(opLoop, part(jump(9, 2)...), part(when([]byte{opNumber, 2, opSet, 0, opBranch, 0})...), last),
		},
		{
			"not with an instruction that nobody knows",
			dispatched(opLoop, part(jump(2, 2)...), part(0xfd), last),
			dispatched(opLoop, part(jump(2, 2)...), part(0xfd), last),
		},
	}
	for _, test := range tests {
		got, err := straighten(append([]byte{1, byte(len(test.code))}, test.code...))
		if want := append([]byte{1, byte(len(test.want))}, test.want...); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: got %x\nwant %x, %v", test.name, got, want, err)
		}
		for n := range len(test.code) { // whatever is cut off is no reason to break down
			f := function{body: test.code[:n]}
			f.straight()
		}
	}
}

func TestFunctionsThatAreCutOffAreRefused(t *testing.T) {
	code := []byte{1, 3, 0, opNumber, opEnd}
	for n := range len(code) {
		if _, err := straighten(code[:n]); err == nil && n != 1 {
			t.Errorf("the first %d bytes are taken for functions", n)
		}
	}
}
