package nodes

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
	"time"

	"wavetank/sim"
)

// A Journal is a file of records on the disk of a node, each framed by its
// length and a checksum, so that what a crash has torn is told from what is
// sound.
type Journal struct {
	disk *Disk
	file string
	torn []byte // the sound part of a file whose tail is torn, until that is cut off
	room []byte // for the frames of what is written next; nil while somebody writes
}

const frameSize = 4 + 4

// OpenJournal returns the journal of that name and the records that it holds. A
// node without a disk is given one that costs nothing.
func OpenJournal(n *Node, file string) (*Journal, [][]byte) {
	if n.Disk == nil {
		n.Disk = NewDisk(n.Owner(), DiskConfig{})
	}
	j := &Journal{disk: n.Disk, file: file}
	data := n.Disk.Read(file)
	records, sound := unframe(data)
	if sound < len(data) {
		j.torn = append(make([]byte, 0, sound), data[:sound]...)
	}
	return j, records
}

// Append writes records in one piece and syncs. A crash meanwhile leaves all of
// them, or the first few, or none. When it fails, because the disk is full, they
// may be there or not.
func (j *Journal) Append(p *sim.Proc, records ...[]byte) error {
	if err := j.Write(p, records...); err != nil {
		return err
	}
	return j.Sync(p)
}

// Sync makes what was written survive crashes, once it returns.
func (j *Journal) Sync(p *sim.Proc) error { return j.disk.Sync(p, j.file) }

// Write is Append without the sync: a later crash may take the records.
func (j *Journal) Write(p *sim.Proc, records ...[]byte) error {
	if torn := j.torn; torn != nil {
		j.torn = nil
		if err := j.disk.Replace(p, j.file, torn); err != nil {
			j.torn = torn
			return err
		}
	}
	framed := j.frame(records)
	err := j.disk.Append(p, j.file, framed)
	j.room = framed
	return err
}

// Rewrite puts records in place of all that the journal holds, and syncs. A
// crash meanwhile leaves the old or the new.
func (j *Journal) Rewrite(p *sim.Proc, records ...[]byte) error {
	if err := j.disk.Replace(p, j.file, j.frame(records)); err != nil {
		return err
	}
	j.torn = nil
	return j.disk.Sync(p, j.file)
}

// Retry repeats do until it succeeds: it waits out a full disk.
func (j *Journal) Retry(p *sim.Proc, do func() error) {
	for do() != nil {
		p.Sleep(diskPause)
	}
}

// diskPause is how long a full disk is waited for.
const diskPause = 100 * time.Millisecond

// Size returns the bytes in the journal.
func (j *Journal) Size() int64 { return j.disk.Size(j.file) }

// frame returns records as a file has them, which are its users' until they are on the disk.
func (j *Journal) frame(records [][]byte) []byte {
	size := 0
	for _, r := range records {
		size += frameSize + len(r)
	}
	b := slices.Grow(j.room[:0], size)
	j.room = nil
	for _, r := range records {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(r)))
		b = binary.LittleEndian.AppendUint32(b, checksum(r))
		b = append(b, r...)
	}
	return b
}

// unframe returns the records in data, up to the first that is not whole, and
// how many bytes these are.
func unframe(data []byte) (records [][]byte, sound int) {
	for rest := data; len(rest) >= frameSize; rest = data[sound:] {
		size, sum := binary.LittleEndian.Uint32(rest), binary.LittleEndian.Uint32(rest[4:])
		if uint64(size) > uint64(len(rest)-frameSize) {
			break
		}
		r := rest[frameSize : frameSize+int(size) : frameSize+int(size)]
		if checksum(r) != sum {
			break
		}
		records = append(records, r)
		sound += frameSize + int(size)
	}
	return records, sound
}

// checksum never takes a stretch of zeros for a record.
func checksum(record []byte) uint32 { return ^crc32.ChecksumIEEE(record) }
