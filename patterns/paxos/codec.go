package paxos

import (
	"encoding/binary"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// encodePromise returns a promise as the journal holds it: a ballot alone.
func encodePromise(b Ballot) []byte {
	return binary.AppendVarint(binary.AppendVarint(nil, b.Round), int64(b.Proposer))
}

func encodeEntry(e Entry) []byte {
	b := binary.AppendVarint(encodePromise(e.Ballot), e.Slot)
	for _, c := range e.Value {
		b = binary.AppendUvarint(b, uint64(c.ID))
		b = binary.AppendVarint(b, c.Item)
		b = binary.AppendVarint(b, c.Token)
	}
	return b
}

// recover takes in a record that the journal has found to be sound.
func (a *Acceptor) recover(b []byte) {
	next := nodes.ReadRecord(b)
	e := Entry{Ballot: Ballot{next.Varint(), net.ID(next.Varint())}}
	if !next.More() {
		a.Prepare(e.Ballot, 0)
		return
	}
	e.Slot = next.Varint()
	for next.More() {
		e.Value = append(e.Value, Command{sim.Key(next.Uvarint()), next.Varint(), next.Varint()})
	}
	a.Accept(e)
}
