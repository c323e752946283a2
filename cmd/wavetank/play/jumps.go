package play

import (
	"encoding/binary"
	"slices"
)

// The instructions of WebAssembly that jumps are made of
// (https://webassembly.github.io/spec/core/binary/instructions.html).
const (
	codeSection = 10
	opBlock     = 0x02
	opLoop      = 0x03
	opIf        = 0x04
	opEnd       = 0x0b
	opBranch    = 0x0c
	opBranchIf  = 0x0d
	opTable     = 0x0e
	opGet       = 0x20
	opSet       = 0x21
	opNumber    = 0x41
)

// straighten returns the section of functions with their jumps ahead as branches. Go's compiler
// writes each jump as one to the beginning of the function, where a table leads on, for there
// a goroutine that was interrupted enters too:
//
//	block loop block block block (local.get 0) (br_table …) end … end …
//	(i32.const 2) (local.set 0) (br loop)
//
// What is still to come is the end of a block around the jump, so that a branch leads there.
// That is shorter; and a browser that compiles a function sees where it goes, and keeps in
// registers what it takes along. A quarter of the time of a run was the tables.
func straighten(section []byte) ([]byte, error) {
	count, n := binary.Uvarint(section)
	if n <= 0 {
		return nil, errNotWasm
	}
	out := binary.AppendUvarint(nil, count)
	for section = section[n:]; len(section) > 0; {
		size, n := binary.Uvarint(section)
		if n <= 0 || size > uint64(len(section)-n) {
			return nil, errNotWasm
		}
		body := section[n : n+int(size)]
		section = section[n+int(size):]
		f := function{body: body}
		straight := f.straight()
		out = append(binary.AppendUvarint(out, uint64(len(straight))), straight...)
	}
	return out, nil
}

// A function is one whose jumps are made straight, as far as it was read.
type function struct {
	body, out []byte
	begun     int   // how many blocks, loops and ifs have begun, which number them from 1
	open      []int // those around what is read, the outermost first
	loop      int   // the one that jumps go to; 0 before
	at        int   // where in out it begins
	table     []int // the blocks whose ends a jump leads to, by its number
}

// straight returns the function with its jumps ahead as branches. One that never jumps back
// needs no loop. A function of another form stays as it is.
func (f *function) straight() []byte {
	at := locals(f.body)
	f.out = slices.Clone(f.body[:at])
	back := false
	for at < len(f.body) {
		code := f.body[at:]
		n := instruction(code)
		if n == 0 {
			return f.body
		}
		at += n
		switch code[0] {
		case opBlock, opLoop, opIf:
			if f.begun++; code[0] == opLoop && f.table == nil {
				f.loop, f.at = f.begun, len(f.out)
			}
			f.open = append(f.open, f.begun)
		case opEnd:
			f.open = f.open[:max(0, len(f.open)-1)]
		case opTable:
			if f.loop == 0 || f.table != nil || !f.targets(code[1:n]) {
				return f.body
			}
		case opNumber:
			if depth, jump := f.ahead(code); jump > 0 {
				at += jump - n
				f.out = binary.AppendUvarint(append(f.out, opBranch), uint64(depth))
				continue
			}
		case opBranch, opBranchIf:
			to, _ := binary.Uvarint(code[1:])
			back = back || f.around(to) == f.loop
		}
		f.out = append(f.out, code[:n]...)
	}
	if f.table != nil && !back {
		f.out[f.at] = opBlock
	}
	return f.out
}

// around returns which block has so many between it and what is read, 0 if none.
func (f *function) around(depth uint64) int {
	if depth >= uint64(len(f.open)) {
		return 0
	}
	return f.open[len(f.open)-1-int(depth)]
}

// targets keeps where the table of jumps leads, and says whether it is one.
func (f *function) targets(table []byte) bool {
	if !slices.Equal(f.out[max(0, len(f.out)-2):], []byte{opGet, 0}) {
		return false
	}
	count, n := binary.Uvarint(table)
	f.table = []int{}
	for range count {
		table = table[n:]
		var depth uint64
		depth, n = binary.Uvarint(table)
		f.table = append(f.table, f.around(depth))
	}
	return true
}

// ahead returns how many bytes of the code are a jump to something that is still to come,
// and how many blocks are between it and the end of the one before that.
func (f *function) ahead(code []byte) (depth, size int) {
	number, n := binary.Uvarint(code[1:]) // which is not negative
	n++
	if n+3 > len(code) || code[n] != opSet || code[n+1] != 0 || code[n+2] != opBranch || number >= uint64(len(f.table)) {
		return 0, 0
	}
	loop, m := binary.Uvarint(code[n+3:])
	at := slices.Index(f.open, f.table[number])
	if m <= 0 || f.around(loop) != f.loop || at < 0 {
		return 0, 0
	}
	return len(f.open) - 1 - at, n + 3 + m
}

// locals returns how many bytes of a function declare its variables.
func locals(body []byte) int {
	groups, size := binary.Uvarint(body)
	for range groups {
		n := number(body[min(size, len(body)):])
		if n == 0 {
			return len(body)
		}
		size += n + 1
	}
	return min(max(0, size), len(body))
}

// number returns how many bytes a number takes, 0 if it has no end.
func number(code []byte) int {
	return 1 + slices.IndexFunc(code, func(b byte) bool { return b < 0x80 })
}

// instruction returns how many bytes the first instruction takes, 0 if it is none that Go
// writes.
func instruction(code []byte) int {
	numbers, more := 0, 0 // that follow, and bytes after them
	switch op := code[0]; {
	case op == opTable:
		targets, n := binary.Uvarint(code[1:])
		if n <= 0 || targets > uint64(len(code)) {
			return 0
		}
		numbers = int(targets) + 2
	case op == 0xfc:
		switch kind, _ := binary.Uvarint(code[1:]); kind {
		case 0, 1, 2, 3, 4, 5, 6, 7: // a float to an integer
			numbers = 1
		case 10: // memory.copy
			numbers = 3
		case 11: // memory.fill
			numbers = 2
		default:
			return 0
		}
	case op == 0x11 || op >= 0x28 && op <= 0x3e: // call_indirect, and what loads and stores
		numbers = 2
	case op == opBlock || op == opLoop || op == opIf, op == opBranch || op == opBranchIf || op == 0x10,
		op >= opGet && op <= 0x24, op >= 0x3f && op <= 0x42:
		numbers = 1
	case op == 0x43:
		more = 4
	case op == 0x44:
		more = 8
	case op > 0x05 && op < opEnd, op > 0x11 && op < 0x1a, op > 0x1b && op < opGet, op > 0x24 && op < 0x28, op > 0xc4:
		return 0
	}
	size := 1
	for range numbers {
		n := number(code[size:])
		if n == 0 {
			return 0
		}
		size += n
	}
	if size+more > len(code) {
		return 0
	}
	return size + more
}
