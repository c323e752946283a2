package saga

import (
	"encoding/binary"
	"hash/crc32"

	"wavetank/nodes"
	"wavetank/sim"
)

// A line is a Record of one saga, as a journal keeps it.
type line struct {
	Record
	Saga sim.Key
	Item int64
}

const lineSize = 1 + 1 + 8 + 8 + 4

// encode appends a line to b: what, step, saga, item and a checksum of these.
func (l line) encode(b []byte) []byte {
	at := len(b)
	b = append(b, byte(l.What), byte(l.Step))
	b = binary.LittleEndian.AppendUint64(b, uint64(l.Saga))
	b = binary.LittleEndian.AppendUint64(b, uint64(l.Item))
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b[at:]))
}

// decode returns the lines in data, up to the first that a crash has torn, and
// how many bytes these are.
func decode(data []byte) (lines []line, sound int) {
	for len(data)-sound >= lineSize {
		b := data[sound : sound+lineSize]
		if crc32.ChecksumIEEE(b[:lineSize-4]) != binary.LittleEndian.Uint32(b[lineSize-4:]) {
			break
		}
		lines = append(lines, line{
			Record{What(b[0]), int(b[1])},
			sim.Key(binary.LittleEndian.Uint64(b[2:])), int64(binary.LittleEndian.Uint64(b[10:])),
		})
		sound += lineSize
	}
	return lines, sound
}

// A journal is a file of lines on the disk of a node.
type journal struct {
	disk *nodes.Disk
	file string
	torn []byte // the sound part of a file whose tail is torn, until that is cut off
}

// open returns the journal of that name and what it holds. A node without a disk
// is given one that costs nothing.
func open(n *nodes.Node, file string) (*journal, []line) {
	if n.Disk == nil {
		n.Disk = nodes.NewDisk(n.Owner(), nodes.DiskConfig{})
	}
	j := &journal{disk: n.Disk, file: file}
	data := n.Disk.Read(file)
	lines, sound := decode(data)
	if sound < len(data) {
		j.torn = append(make([]byte, 0, sound), data[:sound]...)
	}
	return j, lines
}

// write appends lines in one piece and syncs. A crash leaves all of them, or the
// first few, or none. It fails if the disk is full; nothing counts then.
func (j *journal) write(p *sim.Proc, lines ...line) error {
	if torn := j.torn; torn != nil {
		j.torn = nil
		if err := j.disk.Replace(p, j.file, torn); err != nil {
			j.torn = torn
			return err
		}
	}
	var b []byte
	for _, l := range lines {
		b = l.encode(b)
	}
	if err := j.disk.Append(p, j.file, b); err != nil {
		return err
	}
	return j.disk.Sync(p, j.file)
}
