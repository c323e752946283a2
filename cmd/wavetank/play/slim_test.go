package play

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
)

// piece is a piece of data at a place.
func piece(at int, data string) []byte {
	b := append(signed([]byte{0, 0x41}, at), 0x0b)
	return append(binary.AppendUvarint(b, uint64(len(data))), data...)
}

func section(id byte, body ...[]byte) []byte {
	whole := slices.Concat(body...)
	return append(binary.AppendUvarint([]byte{id}, uint64(len(whole))), whole...)
}

func TestAProgramHasItsDataInOnePiece(t *testing.T) {
	code := section(1, []byte("code"))
	data := section(dataSection, []byte{3}, piece(4098, "c"), piece(4200, "d"), piece(4096, "ab"))
	got, err := slim(slices.Concat([]byte(wasmHead), code, data, code))
	if err != nil {
		t.Fatal(err)
	}
	image := "abc" + string(make([]byte, 101)) + "d"
	want := slices.Concat([]byte(wasmHead), code, section(dataSection, []byte{1}, piece(4096, image)), code)
	if !bytes.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestWhatIsNoProgramIsRefused(t *testing.T) {
	whole := slices.Concat([]byte(wasmHead), section(dataSection, []byte{2}, piece(64, "ab"), piece(8192, "c")))
	if _, err := slim(whole); err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) - 1 {
		if _, err := slim(whole[:n]); err == nil && n != len(wasmHead) {
			t.Errorf("the first %d bytes are taken for a program", n)
		}
	}
	if _, err := slim(slices.Concat([]byte(wasmHead), section(dataSection, []byte{1}, piece(1<<40, "c")))); err == nil {
		t.Error("data beyond all memory is taken for data")
	}
}

// TestTracesAreForgotten: names, paths, lines and what was inlined are away; what the
// collector reads stays.
func TestTracesAreForgotten(t *testing.T) {
	const head = 8 + 8*tableWords
	names, units, paths := "\x00main.main\x00", "unit", "main.go\x00"
	pcs := "\x00" + "\x02\x08\x04\x90\x01\x00" + "\x06\x08\x00" + "\x00\x07\x00" // of the stack, of lines, of its maps
	record := make([]byte, recordSize+4*3+4*4)
	const maps, layouts = recordSize + 4, recordSize + 4*3 // after where to interrupt, before what was inlined
	for at, x := range map[int]uint32{
		0: 77, nameAt: 1, stackAt: 1, fileAt: 7, lineAt: 7, countAt: 3, unitAt: 3, startAt: 12,
		recordSize: 7, maps: 10, maps + 4: 7, layouts: 40, layouts + 4: 44, layouts + 8: 48, layouts + 12: 52,
	} {
		binary.LittleEndian.PutUint32(record[at:], x)
	}
	record[layoutsAt] = 4
	image := []byte("before " + tableHead)
	at := head
	for i, x := range []string{"", "", "", names, units, paths, pcs, ""} {
		word := at
		switch i {
		case 0, 1:
			word = 1
		case 2:
			word = 0
		}
		image = binary.LittleEndian.AppendUint64(image, uint64(word))
		at += len(x)
	}
	image = append(image, names+units+paths+pcs...)
	image = binary.LittleEndian.AppendUint32(append(image, 0, 0, 0, 0), 8)
	image = append(image, record...)

	got := slices.Clone(image)
	forgetTraces(got)
	end := len("before ") + head + len(names+units+paths)
	if lost := got[len("before ")+head : end]; slices.Max(lost) != 0 {
		t.Errorf("names and paths are still %q", lost)
	}
	if kept := string(got[end : end+len(pcs)]); kept != "\x00\x02\x08\x04\x90\x01\x00"+"\x00\x00\x00"+"\x00\x07\x00" {
		t.Errorf("the tables are %q", kept)
	}
	last := got[len(got)-len(record):]
	for at, want := range map[int]uint32{
		0: 77, nameAt: 0, stackAt: 1, fileAt: 0, lineAt: 0, countAt: 3, unitAt: 0, startAt: 0,
		recordSize: 0, maps: 10, maps + 4: 0, layouts: 40, layouts + 4: 44, layouts + 8: 48, layouts + 12: 1<<32 - 1,
	} {
		if x := binary.LittleEndian.Uint32(last[at:]); x != want {
			t.Errorf("at %d of the record stands %d, want %d", at, x, want)
		}
	}
	for n := range len(image) { // a table that is cut off or of another form stays
		short := slices.Clone(image[:n])
		if forgetTraces(short); n < len(image)-4 && !bytes.Equal(short, image[:n]) {
			t.Fatalf("the table was touched with %d of its bytes", n)
		}
	}
}
