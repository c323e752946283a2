package paxos

import (
	"encoding/binary"

	"wavetank/net"
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
	next := func() int64 {
		n, size := binary.Varint(b)
		b = b[size:]
		return n
	}
	e := Entry{Ballot: Ballot{next(), net.ID(next())}}
	if len(b) == 0 {
		a.Prepare(e.Ballot, 0)
		return
	}
	e.Slot = next()
	for len(b) > 0 {
		id, size := binary.Uvarint(b)
		b = b[size:]
		e.Value = append(e.Value, Command{sim.Key(id), next(), next()})
	}
	a.Accept(e)
}
