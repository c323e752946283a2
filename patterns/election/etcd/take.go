package etcd

import (
	"encoding/binary"
	"slices"

	lib "go.etcd.io/raft/v3"
	pb "go.etcd.io/raft/v3/raftpb"

	"wavetank/nodes"
	"wavetank/patterns/election/raft"
	"wavetank/sim"
)

// Take returns what has to be done since the last Take. The library wants one
// thing saved before it tells of the next.
func (m *Machine) Take() raft.Output {
	var out raft.Output
	for m.ready == nil && m.node.HasReady() {
		rd := m.node.Ready()
		m.take(&out, &rd)
		if out.Save.Empty() {
			m.node.Advance(rd)
		} else {
			m.ready = &rd
		}
	}
	rest := m.granted[:0]
	for _, r := range m.granted {
		if r.Index <= m.applied {
			out.Served = append(out.Served, r)
		} else {
			rest = append(rest, r)
		}
	}
	m.granted = rest
	out.Dropped, m.dropped = m.dropped, nil
	return out
}

func (m *Machine) take(out *raft.Output, rd *lib.Ready) {
	if h := rd.HardState; h != nil && !lib.IsEmptyHardState(h) {
		out.Save.Changed, out.Save.Term, out.Save.Vote = rd.MustSync, h.GetTerm(), int(h.GetVote())-1
		must(m.storage.SetHardState(h))
	}
	if s := rd.Snapshot; s != nil && !lib.IsEmptySnap(s) {
		must(m.storage.ApplySnapshot(s))
		t := taken(s)
		out.Save.Snapshot, out.Restore, m.applied = &t, &t, t.Index
	}
	must(m.storage.Append(rd.Entries))
	out.Save.Entries = list(rd.Entries)
	for _, e := range list(rd.CommittedEntries) {
		out.Apply = append(out.Apply, e)
		m.applied = e.Index
	}
	for _, r := range rd.ReadStates {
		ticket := binary.LittleEndian.Uint64(r.RequestCtx)
		if i := slices.Index(m.asked, ticket); i >= 0 {
			m.asked = slices.Delete(m.asked, i, i+1)
			m.granted = append(m.granted, raft.Served{Ticket: ticket, Index: r.Index})
		}
	}
	for _, x := range rd.Messages {
		msg := raft.Message{From: m.id, To: int(x.GetTo()) - 1, Body: fresh(x), Bytes: entrySize * int64(len(x.Entries))}
		if s := x.Snapshot; s != nil {
			msg.Bytes += int64(len(s.Data))
		}
		if out.Save.Empty() || x.GetType() == pb.MsgApp || x.GetType() == pb.MsgHeartbeat {
			out.Now = append(out.Now, msg)
		} else {
			out.After = append(out.After, msg)
		}
	}
}

// Saved tells the member that what a Take handed out is on disk.
func (m *Machine) Saved(now nodes.Ticks, _ raft.Mark) {
	if m.ready != nil {
		rd := *m.ready
		m.ready = nil
		m.node.Advance(rd)
		m.turn(now)
	}
}

const entrySize = 40

// bytesOf returns a command as the library carries it.
func bytesOf(c raft.Command) []byte {
	b := binary.LittleEndian.AppendUint64(make([]byte, 0, 24), uint64(c.Item))
	b = binary.LittleEndian.AppendUint64(b, uint64(c.Token))
	return binary.LittleEndian.AppendUint64(b, uint64(c.Once))
}

func entry(e raft.Entry) *pb.Entry {
	p := &pb.Entry{Index: &e.Index, Term: &e.Term, Type: pb.EntryNormal.Enum()}
	if e.Command != (raft.Command{}) {
		p.Data = bytesOf(e.Command)
	}
	return p
}

// list returns the library's entries as ours.
func list(entries []*pb.Entry) []raft.Entry {
	var all []raft.Entry
	for _, p := range entries {
		e := raft.Entry{Index: p.GetIndex(), Term: p.GetTerm()}
		if b := p.Data; len(b) == 24 {
			e.Item = int64(binary.LittleEndian.Uint64(b))
			e.Token = int64(binary.LittleEndian.Uint64(b[8:]))
			e.Once = sim.Key(binary.LittleEndian.Uint64(b[16:]))
		}
		all = append(all, e)
	}
	return all
}

// snapshot returns a snapshot of ours as the library's.
func (m *Machine) snapshot(s *raft.Snapshot) *pb.Snapshot {
	return &pb.Snapshot{Data: s.Data, Metadata: &pb.SnapshotMetadata{
		Index: &s.Index, Term: &s.Term, ConfState: m.storage.members,
	}}
}

// taken returns a snapshot of the library's as ours.
func taken(s *pb.Snapshot) raft.Snapshot {
	return raft.Snapshot{Index: s.GetMetadata().GetIndex(), Term: s.GetMetadata().GetTerm(), Data: s.Data}
}
