package cache

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// A writing is a write through the cache: the dependency's answer is handed on once what
// the store holds about the item is taken out.
type writing struct {
	cache  *cache
	req    *nodes.Request
	item   int64
	began  sim.Time
	done   nodes.Done
	inner  nodes.Pending
	begins bool // the write begins; who began it looks after its end
	over   bool // it is
	resp   *nodes.Response
	err    error
}

func (c *cache) write(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	w := &writing{cache: c, req: req, item: req.Item, began: c.site.World().Now(), done: done, begins: true}
	inner := c.next.Begin(to, req, w)
	w.begins = false
	if w.over {
		return w.follow()
	}
	w.inner = inner
	return w
}

// Ended takes in the end of the write.
func (w *writing) Ended(resp *nodes.Response, err error) {
	w.over, w.resp, w.err = true, resp, err
	if !w.begins {
		w.follow()
	}
}

// follow takes out what the write has changed. It returns the call for that, if it is
// under way.
func (w *writing) follow() nodes.Pending {
	c := w.cache
	if w.err != nil {
		w.done.Ended(w.resp, w.err)
		return nil
	}
	c.outdate(w.item)
	written := topic{c.site.Peer, "", w.item}
	if c.own != nil {
		c.own.drop(thing{written.peer, w.item}, c.of(w.req))
		w.done.Ended(w.resp, nil)
		return nil
	}
	if w.resp != nil {
		same := *w.resp
		w.resp = &same
	}
	w.inner = nil
	inner := c.shared.ask(w.req, question{verb: drop, about: written}, w.req.GivesUp(w.began), (*dropping)(w))
	if inner == nil {
		return nil // it has ended, and the write with it
	}
	w.inner = inner
	return w
}

// outdate keeps what is being asked for about an item from those who come now.
func (c *cache) outdate(item int64) {
	for _, route := range c.routes {
		about := topic{c.site.Peer, route, item}
		if f := c.flights[about]; f != nil {
			f.old.held = false
			if c.config.Leases {
				delete(c.flights, about)
			}
		}
	}
}

// Cancel ends the write, or waits no longer for the store.
func (w *writing) Cancel() { w.inner.Cancel() }

// A dropping is a writing that waits for a shared store. Without its answer the store
// goes on with what was true before.
type dropping writing

// Ended hands the answer to the write on.
func (d *dropping) Ended(_ *nodes.Response, err error) {
	if err != nil {
		d.cache.emit(Unreached, d.req, 0)
	}
	d.done.Ended(d.resp, nil)
}
