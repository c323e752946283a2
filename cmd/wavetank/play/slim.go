package play

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
)

// What stands at the beginning of a program of WebAssembly and of its sections
// (https://webassembly.github.io/spec/core/binary/modules.html).
const (
	wasmHead    = "\x00asm\x01\x00\x00\x00"
	dataSection = 11
	mostMemory  = 256 << 20
)

var errNotWasm = errors.New("is no WebAssembly as Go writes it")

// slim returns a program that does the same in three quarters of the time, and is a fifth
// smaller when it is compressed. Jumps ahead are branches: see straighten. Go's linker cuts the
// data into a hundred thousand pieces, to leave out zeros: here they are one, since zeros
// compress better than pieces. And what only a trace reads, the names and lines of functions
// and what was inlined in them, is away: nobody reads one in a page, and the command line
// repeats a run with all of it.
func slim(program []byte) ([]byte, error) {
	if !bytes.HasPrefix(program, []byte(wasmHead)) {
		return nil, errNotWasm
	}
	out := []byte(wasmHead)
	for rest := program[len(wasmHead):]; len(rest) > 0; {
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || size > uint64(len(rest)-1-n) {
			return nil, errNotWasm
		}
		end := 1 + n + int(size)
		body, err := rest[1+n:end], error(nil)
		switch rest[0] {
		case codeSection:
			body, err = straighten(body)
		case dataSection:
			body, err = whole(body)
		}
		if err != nil {
			return nil, err
		}
		out = append(binary.AppendUvarint(append(out, rest[0]), uint64(len(body))), body...)
		rest = rest[end:]
	}
	return out, nil
}

// whole returns a section of data as one piece, without what only traces read.
func whole(section []byte) ([]byte, error) {
	from, image, err := memory(section)
	if err != nil {
		return nil, err
	}
	forgetTraces(image)
	piece := signed([]byte{1, 0, opNumber}, from) // one, in memory 0, at a constant
	return append(binary.AppendUvarint(append(piece, opEnd), uint64(len(image))), image...), nil
}

// memory returns what a section of data writes, and where.
func memory(section []byte) (from int, image []byte, err error) {
	type piece struct {
		at   int
		data []byte
	}
	var pieces []piece
	count, n := binary.Uvarint(section)
	if n <= 0 {
		return 0, nil, errNotWasm
	}
	from = mostMemory
	to := 0
	for section = section[n:]; uint64(len(pieces)) < count; {
		if len(section) < 2 || section[0] != 0 || section[1] != 0x41 {
			return 0, nil, errNotWasm
		}
		at, n := binary.Uvarint(section[2:]) // which is not negative
		if n <= 0 || len(section) < 3+n || section[2+n] != 0x0b {
			return 0, nil, errNotWasm
		}
		section = section[3+n:]
		size, n := binary.Uvarint(section)
		if n <= 0 || size > uint64(len(section)-n) || at > mostMemory-size {
			return 0, nil, errNotWasm
		}
		data := section[n : n+int(size)]
		section = section[n+int(size):]
		pieces = append(pieces, piece{int(at), data})
		from, to = min(from, int(at)), max(to, int(at)+len(data))
	}
	image = make([]byte, max(0, to-from))
	for _, p := range pieces {
		copy(image[p.at-from:], p.data)
	}
	return from, image, nil
}

// signed appends a number as WebAssembly writes those that may be negative.
func signed(b []byte, x int) []byte {
	for ; x >= 0x40; x >>= 7 {
		b = append(b, byte(x)|0x80)
	}
	return append(b, byte(x))
}

// The table of functions of Go 1.20 to 1.26, on WebAssembly: its first bytes, and where in
// a function's record stands what (runtime/symtab.go: pcHeader, runtime2.go: _func).
const (
	tableHead  = "\xf1\xff\xff\xff\x00\x00\x01\x08"
	tableWords = 8
	nameAt     = 4
	stackAt    = 16
	fileAt     = 20
	lineAt     = 24
	countAt    = 28
	unitAt     = 32
	startAt    = 36
	layoutsAt  = 43 // how many references to layouts follow those to tables
	recordSize = 44
)

// Whether a table by program counter is read when nobody reads a trace: the stack's maps are by
// the collector, and the bounds by a panic. The rest are where a thread may be interrupted, which
// none is in WebAssembly, what was inlined, and which arguments were alive.
var tablesRead = []bool{1: true, 4: true}

// And the layouts: the maps of the stack, and its deferred calls. The rest are what was
// inlined, and how arguments are written. Nothing that recovers is inlined, so recovering
// does without.
var layoutsRead = []bool{0: true, 1: true, 2: true, 4: true}

// read says whether one of the tables or layouts is.
func read(known []bool, k int) bool { return k < len(known) && known[k] }

// forgetTraces clears in the table of functions what only a trace reads. A table of another
// form stays as it is.
func forgetTraces(image []byte) {
	at := bytes.Index(image, []byte(tableHead))
	if at < 0 || at+8+8*tableWords > len(image) {
		return
	}
	var word [tableWords]int // functions, files, text, names, units, paths, pcs, records
	for i := range word {
		word[i] = int(binary.LittleEndian.Uint64(image[at+8+8*i:]))
	}
	count, parts := word[0], word[3:]
	table := image[at:]
	if count <= 0 || !slices.IsSorted(parts) || parts[0] <= 0 || parts[4]+8*count > len(table) {
		return
	}
	pcs, records := table[parts[3]:parts[4]], table[parts[4]:]
	used := make([]bool, len(pcs))
	for i := range count {
		offset := int(binary.LittleEndian.Uint32(records[8*i+4:]))
		if offset+recordSize > len(records) {
			return
		}
		record := records[offset:]
		tables := int(binary.LittleEndian.Uint32(record[countAt:]))
		if recordSize+4*tables+4*int(record[layoutsAt]) > len(record) {
			return
		}
		use(pcs, used, record[stackAt:])
		for k := range tables {
			if read(tablesRead, k) {
				use(pcs, used, record[recordSize+4*k:])
			}
		}
	}
	for i := range count {
		record := records[binary.LittleEndian.Uint32(records[8*i+4:]):]
		for _, field := range []int{nameAt, fileAt, lineAt, unitAt, startAt} {
			clear(record[field : field+4])
		}
		tables := int(binary.LittleEndian.Uint32(record[countAt:]))
		for k := range tables {
			if !read(tablesRead, k) {
				binary.LittleEndian.PutUint32(record[recordSize+4*k:], 0) // there is none
			}
		}
		for k := range int(record[layoutsAt]) {
			if !read(layoutsRead, k) {
				binary.LittleEndian.PutUint32(record[recordSize+4*(tables+k):], 1<<32-1)
			}
		}
	}
	for i, x := range used {
		if !x {
			pcs[i] = 0
		}
	}
	clear(table[parts[0]:parts[3]])
}

// use marks the bytes of a table by program counter that is still read: pairs of numbers, up
// to a first of zero, which only the first pair may have.
func use(pcs []byte, used []bool, reference []byte) {
	at := int(binary.LittleEndian.Uint32(reference))
	for first := true; at > 0 && at < len(pcs); first = false {
		value, n := binary.Uvarint(pcs[at:])
		more := 0
		if last := value == 0 && !first; !last && n > 0 {
			_, more = binary.Uvarint(pcs[at+n:])
		}
		for range n + more {
			used[at], at = true, at+1
		}
		if n <= 0 || more <= 0 {
			return
		}
	}
}
