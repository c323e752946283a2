package broker

import (
	"errors"
	"fmt"
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// ErrNotDelivered is a message that somebody did not get who was to have it.
var ErrNotDelivered = errors.New("broker: not delivered")

// A forwarder is the baseline: it remembers nothing. What comes to a topic is passed
// on at once, and fails if anybody who is to have it is away.
type forwarder struct {
	site   patterns.Site
	config *Config
	next   nodes.Handler
	topics []string
}

func newForwarder(s patterns.Site, c *Config, next nodes.Handler) *forwarder {
	return &forwarder{site: s, config: c, next: next, topics: c.topics(s.Group)}
}

// Handle passes on what comes to a topic.
func (f *forwarder) Handle(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
	resp, err := nodes.Call(p, f.next, from, req)
	if err != nil || !slices.Contains(f.topics, req.Route) {
		return resp, err
	}
	for i, s := range f.config.Subscriptions {
		if !patterns.IsRoute(s.Topic, f.site.Group, req.Route) {
			continue
		}
		caller, to := f.site.Dial(s.To)
		each := req.Child(sim.KeyOf(s.To), to.Route, int64(i))
		each.Once, each.Size, each.Op, each.Timeout = req.Once, req.Size, to.Op, f.config.AckTimeout
		if _, err := nodes.Call(p, caller, to.Pick.Pick(each), each); err != nil {
			return nil, fmt.Errorf("%w to %s: %w", ErrNotDelivered, s.To, err)
		}
	}
	f.site.Owner.Emit(sim.Fact{Kind: BrokerPublished, Load: req.Load, Key: req.Once})
	return resp, nil
}
