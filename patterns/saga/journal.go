package saga

import (
	"encoding/binary"

	"wavetank/nodes"
	"wavetank/sim"
)

// A journalRecord is a Record of one saga, as a journal keeps it.
type journalRecord struct {
	Record
	Saga sim.Key
	Item int64
}

// encode returns the record as bytes: what, step, saga, item.
func (l journalRecord) encode() []byte {
	b := append(make([]byte, 0, 18), byte(l.What), byte(l.Step))
	b = binary.LittleEndian.AppendUint64(b, uint64(l.Saga))
	return binary.LittleEndian.AppendUint64(b, uint64(l.Item))
}

func decode(b []byte) journalRecord {
	return journalRecord{
		Record{What(b[0]), int(b[1])},
		sim.Key(binary.LittleEndian.Uint64(b[2:])), int64(binary.LittleEndian.Uint64(b[10:])),
	}
}

// open returns the journal of that name and the records that it holds.
func open(n *nodes.Node, file string) (*nodes.Journal, []journalRecord) {
	j, records := nodes.OpenJournal(n, file)
	lines := make([]journalRecord, len(records))
	for i, r := range records {
		lines[i] = decode(r)
	}
	return j, lines
}

// write appends records to a journal, again and again while the disk is full.
func write(p *sim.Proc, j *nodes.Journal, c *Config, lines ...journalRecord) {
	records := make([][]byte, len(lines))
	for i, l := range lines {
		records[i] = l.encode()
	}
	for tries := 1; j.Append(p, records...) != nil; tries++ {
		p.Sleep(c.pause(tries))
	}
}
