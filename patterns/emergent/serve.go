package emergent

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// ErrNotBackedUp is a write that the leader's backups did not all confirm: it may
// have happened or not.
var ErrNotBackedUp = fmt.Errorf("emergent: a backup did not answer: %w", nodes.ErrElsewhere)

// A request is what a client wants of the leader: a read, or the write of a token.
type request struct{ item, token int64 }

// serve has the leader carry out a request of a client.
func (m *member) serve(p *sim.Proc, _ net.ID, req *nodes.Request) (*nodes.Response, error) {
	r := request{item: req.Item}
	if req.Op == nodes.Write {
		r.token = req.Token()
	}
	found, err := m.forward(p, r)
	req.Forget()
	if err != nil {
		return nil, err
	}
	return &nodes.Response{Value: found}, nil
}

// forward has the leader, which may be this member, carry out a request.
func (m *member) forward(p *sim.Proc, r request) (found int64, err error) {
	leader, known := m.machine.View().Leader()
	switch {
	case !known:
		return 0, ErrNoLeader
	case leader.ID == m.site.Node.ID():
		return m.lead(p, r)
	}
	err = ErrNoLeader
	m.poll(p, []net.ID{leader.ID}, func(net.ID) any { return r }, func(answer any) { found, err = answer.(int64), nil })
	return found, err
}

// lead carries out a request as the leader: a read from what it holds, a write
// once its backups hold it too.
func (m *member) lead(p *sim.Proc, r request) (found int64, err error) {
	if !m.machine.Leads() {
		return 0, ErrNoLeader
	}
	if r.token != 0 && !m.store.Has(r.item, r.token) {
		if err := m.write(p, r); err != nil {
			return 0, err
		}
	}
	if r.token != 0 {
		m.truth.acknowledge(m, r.item, r.token)
	}
	m.emit(Served, r.item, r.token)
	return m.store.Read(r.item), nil
}

// write has the backups hold a write, and then holds it.
func (m *member) write(p *sim.Proc, r request) error {
	v, c := m.machine.View(), m.store.Next(r.token)
	backups := m.backups(v)
	var hold any = copying{cells: map[int64]Cell{r.item: c}}
	confirmed := 0
	m.poll(p, backups, func(net.ID) any { return hold }, func(any) { confirmed++ })
	now := m.machine.View()
	switch {
	case !m.machine.Leads(), confirmed < len(backups):
		return ErrNotBackedUp
	case !slices.Equal(m.backups(now), backups):
		return ErrNotBackedUp // the new ones do not have it
	}
	m.store.Merge(r.item, c)
	return nil
}

// backups returns the members that hold what the leader holds.
func (m *member) backups(v View) []net.ID {
	rest := others(v, m.site.Node.ID())
	return rest[:min(m.config.Backups, len(rest))]
}

// backUp gives a copy of all to backups that have none, until they have.
func (m *member) backUp() {
	v := m.machine.View()
	ids := m.backups(v)
	m.backed = slices.DeleteFunc(m.backed, func(x Member) bool {
		now, _ := v.Of(x.ID)
		return now != x || !slices.Contains(ids, x.ID)
	})
	for _, id := range ids {
		x, _ := v.Of(id)
		if slices.Contains(m.backed, x) {
			continue
		}
		m.backed = append(m.backed, x)
		cells, done := m.store.Copy()
		m.ask(id, copying{cells, done}, func(_ any, err error) {
			if err != nil {
				m.backed = slices.DeleteFunc(m.backed, func(y Member) bool { return y == x })
			}
		})
	}
}

// sorted ranges over cells in the order of their items.
func sorted(cells map[int64]Cell) iter.Seq2[int64, Cell] {
	return func(yield func(int64, Cell) bool) {
		for _, item := range slices.Sorted(maps.Keys(cells)) {
			if !yield(item, cells[item]) {
				return
			}
		}
	}
}
