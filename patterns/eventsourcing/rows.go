package eventsourcing

import (
	"encoding/binary"

	"wavetank/nodes"
	"wavetank/sim"
)

// rows keeps accounts as they are, each write over the one before: the baseline.
type rows struct {
	*service
	now map[int64]row // the last write of an item counts
}

type row struct {
	Balance
	version int64 // writes so far
}

func newRows(v *service) *rows {
	k := &rows{service: v, now: make(map[int64]row)}
	var records [][]byte
	k.journal, records = nodes.OpenJournal(v.site.Node, "rows "+v.site.Name)
	for _, r := range records {
		item, x := decodeRow(r)
		k.put(item, x)
	}
	v.audit.recovered(v.site.Owner, func(item int64) int64 { return k.now[item].version }, v.stored)
	return k
}

func (k *rows) row(item int64) row {
	if r, ok := k.now[item]; ok {
		return r
	}
	return row{Balance: Balance{Amount: k.config.Opening}}
}

func (k *rows) put(item int64, r row) {
	k.stored += r.Amount - k.row(item).Amount
	k.now[item] = r
}

func (k *rows) load(_ *sim.Proc, item int64) (Balance, int64) {
	r := k.row(item)
	k.emit(Loaded, 0, 1, item)
	return r.Balance, r.version
}

// knows is never so: of a command that came before nothing is left.
func (k *rows) knows(sim.Key) bool { return false }

// save writes the new balance over whatever is there.
func (k *rows) save(p *sim.Proc, item int64, was Balance, version, change int64, _ sim.Key, token int64) (now int64, fresh bool, err error) {
	old := k.row(item)
	r := row{Balance{was.Amount + change, token}, old.version + 1}
	if old.version != version {
		k.emit(LostUpdate, 0, item, old.version-version)
	}
	k.now[item] = r
	k.write(p, r.encode(item))
	k.stored += r.Amount - old.Amount
	return r.version, true, nil
}

// before cannot tell.
func (k *rows) before(int64, sim.Time) (Balance, error) { return Balance{}, ErrNoHistory }

func (r row) encode(item int64) []byte {
	var b []byte
	for _, n := range []int64{item, r.Amount, r.Token, r.version} {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	return b
}

func decodeRow(b []byte) (item int64, r row) {
	at := func(i int) int64 { return int64(binary.LittleEndian.Uint64(b[8*i:])) }
	return at(0), row{Balance{at(1), at(2)}, at(3)}
}
