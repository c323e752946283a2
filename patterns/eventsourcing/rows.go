package eventsourcing

import (
	"encoding/binary"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// rows keeps accounts as they are, each write over the one before: the baseline.
type rows struct {
	*service
	home *patterns.Home[*rowBook]
}

// A rowBook is the present state of all accounts, on the machine where they lie.
type rowBook struct {
	book
	now     map[int64]row // the last write of an item counts
	opening int64
}

type row struct {
	Balance
	version int64 // writes so far
}

func newRows(v *service) *rows {
	return &rows{v, patterns.Settle(v.site, func(s patterns.Site) *rowBook {
		b := &rowBook{now: make(map[int64]row), opening: v.config.Opening}
		for _, r := range b.open(s, "rows ", v.config.Fsync) {
			item, x := decodeRow(r)
			b.stored += x.Amount - b.row(item).Amount
			b.now[item] = x
		}
		v.audit.recovered(s.Owner, func(item int64) int64 { return b.now[item].version }, b.stored)
		return b
	})}
}

func (b *rowBook) row(item int64) row {
	if r, ok := b.now[item]; ok {
		return r
	}
	return row{Balance: Balance{Amount: b.opening}}
}

func (k *rows) load(p *sim.Proc, req *nodes.Request) (Balance, int64, error) {
	var r row
	if err := k.home.Do(p, req.Timeout, func(_ *sim.Proc, b *rowBook) { r = b.row(req.Item) }); err != nil {
		return Balance{}, 0, err
	}
	k.emit(Loaded, 0, 1, req.Item)
	return r.Balance, r.version, nil
}

// knows is never so: of a command that came before nothing is left.
func (k *rows) knows(*sim.Proc, *nodes.Request) (bool, error) { return false, nil }

// save writes the new balance over whatever is there.
func (k *rows) save(p *sim.Proc, req *nodes.Request, was Balance, version, change int64, done func(saved)) error {
	return k.home.Do(p, req.Timeout, func(p *sim.Proc, b *rowBook) {
		old := b.row(req.Item)
		r := row{Balance{was.Amount + change, req.Token()}, old.version + 1}
		if old.version != version {
			k.emit(LostUpdate, 0, req.Item, old.version-version)
		}
		b.now[req.Item] = r
		k.audit.write(req, r.version, change)
		b.write(p, r.encode(req.Item))
		b.stored += r.Amount - old.Amount
		done(saved{r.version, true, b.stored})
	})
}

// before cannot tell.
func (k *rows) before(*sim.Proc, *nodes.Request, sim.Time) (Balance, error) {
	return Balance{}, ErrNoHistory
}

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
