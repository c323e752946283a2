package lease

import (
	"encoding/binary"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A claim is what a member asks the authority: the lease, for a while.
type claim struct{}

// A keeper is the authority: it keeps on disk which token it gave to whom. After a
// crash the holder may renew, and others wait until a lease of it must be over.
type keeper struct {
	site    patterns.Site
	config  Config
	lock    Lock
	journal *nodes.Journal
}

func newKeeper(s patterns.Site, c Config) *keeper {
	journal, saved := nodes.OpenJournal(s.Node, "lease "+s.Name)
	k := &keeper{site: s, config: c, journal: journal}
	if len(saved) > 0 {
		k.lock = recovered(saved[len(saved)-1], s.Node.Clock.Monotonic(), c.For)
	}
	return k
}

func (k *keeper) inbound(next nodes.Handler) nodes.Handler {
	return nodes.Blocking(k.site.Owner, func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
		if _, ok := req.Body.(claim); !ok {
			return nodes.Call(p, next, from, req)
		}
		resp, err := nodes.Call(p, next, from, req)
		if err != nil {
			return resp, err
		}
		ok, fresh := k.lock.Ask(k.site.Node.Clock.Monotonic(), from, k.config.For)
		if !ok {
			return nil, errNotHeld
		}
		token := k.lock.Token
		if fresh {
			if err := k.journal.Append(p, k.lock.record()); err != nil {
				return nil, err
			}
		}
		k.site.Owner.Emit(sim.Fact{Kind: Granted, Peer: k.site.Net.Owner(from), Value: int64(token)})
		return &nodes.Response{Body: token}, nil
	})
}

// record returns what of the lock must survive a crash: the token, and whose it is.
func (l *Lock) record() []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, l.Token), uint64(l.Holder))
}

// recovered returns the lock of a record after a crash: its holder may have renewed
// the lease just before that.
func recovered(record []byte, now nodes.Ticks, span time.Duration) Lock {
	return Lock{
		Token: binary.LittleEndian.Uint64(record), Holder: net.ID(binary.LittleEndian.Uint64(record[8:])), Until: now.Add(span),
	}
}
