package cqrs

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A session is what a caller's side adds: it keeps the position of each write and
// shows it with the reads of the same item.
type session struct {
	site   patterns.Site
	config *Config
	next   nodes.Caller
	known  map[own]int64 // by projection and item: what the caller knows it wrote
}

func newSession(s patterns.Site, c *Config) func(nodes.Caller) nodes.Caller {
	return func(next nodes.Caller) nodes.Caller {
		return nodes.Blocking(s.Owner, (&session{site: s, config: c, next: next, known: auditOf(s, c).session(s.Owner)}).Call)
	}
}

// Call passes on the request, with the token that it needs.
func (s *session) Call(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
	if i := s.config.command(s.site.Peer, req.Route); i >= 0 {
		resp, err := nodes.Call(p, s.next, to, req)
		if err == nil && resp != nil {
			at, _ := resp.Body.(Position)
			s.wrote(s.config.Commands[i].Event, req.Item, int64(at))
		}
		return resp, err
	}
	i := s.config.query(s.site.Peer, req.Route)
	if i < 0 {
		return nodes.Call(p, s.next, to, req)
	}
	token := s.known[own{i, req.Item}]
	if token > 0 && s.config.Token {
		req = req.Copy()
		req.Body = Position(token)
	}
	resp, err := nodes.Call(p, s.next, to, req)
	if err != nil || resp == nil || token == 0 {
		return resp, err
	}
	emit(s.site, OwnRead, req.Key, req.Item, token)
	if found, ok := resp.Body.(Answer); ok && found.Checkpoint < token {
		emit(s.site, Violated, req.Key, req.Item, token)
	}
	return resp, nil
}

// wrote notes where an event of the caller is, for the read models that are made
// of such events.
func (s *session) wrote(event string, item, at int64) {
	for i := range s.config.Projections {
		if s.config.Projections[i].takes(event) {
			k := own{i, item}
			s.known[k] = max(s.known[k], at)
		}
	}
}
