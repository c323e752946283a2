package nodes

import (
	"maps"
	"time"

	"wavetank/net"
	"wavetank/sim"
	"wavetank/sim/meter"
)

// ServiceConfig describes a service. What it does not say does not happen: the
// zero value has any number of workers, no bound on its queue and no routes.
type ServiceConfig struct {
	Group      string      // the name that instances of one service share, for equal luck; "" is the node's
	Workers    int64       // requests served at a time; 0 is no bound
	Queue      int64       // requests that may wait; negative is no bound
	Discipline Discipline  // "" is FIFO
	Policy     QueuePolicy // in place of the discipline; nil is none
	MaxWait    sim.Dist    // how long a request waits before it leaves unserved; nil is for ever
	Crowding   Crowding    // of the machine
	Cancel     bool        // stop work whose caller has given up, and pass the cancellation on
	Routes     []Route
	Items      *Registers     // in a database of all instances; nil is in the memory of this one, until a crash, and on its disk where a route syncs it
	Effects    *Effects       // of all instances, since the run began; nil is of this one, since its boot
	Meter      *meter.Service // nil is nobody; if not, every route has one
}

// A Service serves requests on a node: it has workers, a queue before them, and
// routes. It keeps working on a request whose caller has given up, unless
// cancellation is propagated: that is what makes retries dangerous.
type Service struct {
	node     *Node
	config   ServiceConfig
	routes   []*route
	inbound  Handler // the patterns on this side, or nil
	items    *Registers
	ties     map[sim.Key]*job // copies that wait, by their tie; nil until there is one
	waiting  queue
	busy     int64
	freeing  bool // serve is at work
	idle     sim.Spare[job]
	spent    sim.Spare[received]
	branches sim.Spare[branch]
}

// What a service does with requests. Owner is the node.
var (
	ServiceFull      = sim.NewKind("service.full", "a service had neither worker nor queue place for a request") // turned away: no worker, no place
	ServiceExpired   = sim.NewKind("service.expired", "a request waited too long in a queue")                    // left the queue unserved
	ServiceCancelled = sim.NewKind("service.cancelled", "a request was dropped, as its caller had given up")     // dropped, as its caller had stopped waiting
)

// NewService starts a service on a node, as part of its program. Patterns wrap
// what it does: inbound what arrives, outbound the calls to one dependency;
// either may be nil.
func NewService(n *Node, config ServiceConfig, inbound func(Handler) Handler, outbound Outbound) *Service {
	ways := make(map[string]*client)
	to := func(d Dependency) *client {
		if ways[d.Name] == nil {
			bare := &rpc{network: n.network, from: n.id, propagate: config.Cancel || d.Heeds}
			ways[d.Name] = newClient(d, bare, outbound)
		}
		return ways[d.Name]
	}
	s := &Service{node: n, config: config}
	s.items = config.Items
	if s.items == nil {
		s.items = new(Registers)
		if n.Disk != nil {
			s.items.tokens = maps.Clone(n.Disk.items.tokens)
		}
	}
	if config.Effects == nil {
		s.config.Effects = new(Effects)
	}
	s.waiting.discipline = config.Discipline
	if config.Discipline == Sharing {
		n.cpu.cores, n.cpu.meter = config.Workers, config.Meter
		s.config.Workers = 0
	}
	for _, r := range config.Routes {
		s.routes = append(s.routes, newRoute(s, r, to))
	}
	if inbound != nil {
		if h := inbound((*innermost)(s)); h != nil {
			s.inbound = h
		}
	}
	n.cpu.crowding = nil
	if config.Crowding.acts() {
		n.cpu.crowding = &s.config.Crowding
	}
	n.service = s
	n.network.Serve(n.id, s.receive)
	return s
}

// Busy returns how many requests are being served.
func (s *Service) Busy() int64 { return s.busy }

// Waiting returns how many requests wait for a worker.
func (s *Service) Waiting() int64 { return s.waiting.len }

func (s *Service) receive(c *net.Call) {
	req, ok := c.Body.(*Request)
	if !ok {
		s.node.receiveQuery(c)
		return
	}
	if s.inbound == nil {
		j := s.job(req, c.From)
		j.call = c
		if s.config.Cancel {
			c.OnCancel(j.Cancel)
		}
		s.admit(j)
		return
	}
	r := s.spent.Take()
	*r = received{service: s, call: c, req: *req, arrived: s.node.World().Now(), beginning: true}
	r.req.unkept, r.req.call, r.req.use, r.req.service = false, c, c.Use(), s
	req.unkept = true // the patterns see the copy
	if r.begin(); r.over {
		r.release()
	}
}

// A received request goes through the patterns on this side.
type received struct {
	service *Service
	call    *net.Call
	req     Request
	route   *route
	arrived sim.Time
	pending Pending

	beginning bool // the patterns have it and have not returned; who gave it to them releases it
	over      bool // it is answered by then
}

// begin serves the request behind the patterns. To them one that the route only hands
// on is about no item of theirs.
func (r *received) begin() {
	s := r.service
	r.route = s.route(r.req.Route)
	if r.route != nil {
		r.route.begins(r.arrived)
		if r.route.Op == NoOp {
			r.req.Op = NoOp
		}
	}
	r.pending = s.inbound.Begin(r.call.From, &r.req, r)
	if s.config.Cancel && r.pending != nil {
		r.call.OnCancel(r.cancel)
	}
	r.beginning = false
}

// Ended answers the call.
func (r *received) Ended(resp *Response, err error) {
	if err == nil && r.route != nil && r.route.Afterwards {
		if err = r.route.luck(r.service, &r.req); err != nil {
			resp = nil
		}
	}
	r.service.told(r.route, r.arrived, err)
	answer(r.call, resp, err)
	if r.over = r.beginning; !r.over {
		r.release()
	}
}

// release lets another request have the memory, if the patterns have forgotten this one and
// its call cannot cancel it any more.
func (r *received) release() {
	if r.req.unkept && !r.service.config.Cancel {
		r.service.spent.Put(r)
	}
}

func (r *received) cancel() {
	r.pending.Cancel()
	r.call.Drop()
}

// innermost is the Handler within all patterns: the service itself.
type innermost Service

// Begin finds the request a worker, a place in the queue, or neither.
func (i *innermost) Begin(from net.ID, req *Request, done Done) Pending {
	s := (*Service)(i)
	j := s.job(req, from)
	j.done = done
	s.admit(j)
	if j.done == nil {
		return nil
	}
	j.known = true
	return j
}

// admit finds the job a worker, a place in the queue, or neither.
func (s *Service) admit(j *job) {
	j.route = s.route(j.Req.Route)
	if j.call != nil && j.route != nil {
		j.route.begins(j.arrived)
	}
	s.node.cpu.live(1)
	switch {
	case j.route == nil:
		j.end(nil, ErrNoRoute)
	case s.free() && s.waiting.len == 0 && s.config.Policy == nil:
		j.begin()
	case s.free() || s.config.Queue < 0 || s.waiting.len < s.config.Queue:
		if err := s.join(j); err != nil {
			j.end(nil, err)
		}
	default:
		s.emit(ServiceFull, j)
		j.end(nil, ErrFull)
	}
}

// expiry returns when a request that now begins to wait leaves unserved.
func (s *Service) expiry(req *Request) (at sim.Time, ok bool) {
	at, ok = req.end, req.end != 0
	if s.config.MaxWait == nil {
		return at, ok
	}
	w := s.node.World()
	patience := w.Now().Add(s.config.MaxWait.Sample(w.Draw(drawPatience, req.Key)))
	if ok {
		return min(at, patience), true
	}
	return patience, true
}

func (s *Service) route(name string) *route {
	for _, r := range s.routes {
		if r.Name == name {
			return r
		}
	}
	return nil
}

func (s *Service) free() bool { return s.config.Workers == 0 || s.busy < s.config.Workers }

func (s *Service) release() {
	s.busy--
	s.serve()
}

// serve gives idle workers what waits. Those who need no work at all are idle
// again at once, however many there are: hence a loop, and not one call in another.
func (s *Service) serve() {
	if s.freeing {
		return
	}
	s.freeing = true
	for s.free() {
		next := s.next()
		if next == nil {
			break
		}
		next.begin()
	}
	s.freeing = false
}

// stop forgets what waits, as the node crashes.
func (s *Service) stop() {
	for j := s.waiting.pop(); j != nil; j = s.waiting.pop() {
		s.node.World().Cancel(j.patience)
	}
	if s.config.Meter != nil {
		s.config.Meter.Stop(s.node.World().Now())
	}
}

// waste accounts for work that nobody waited for. While a pattern decides about a request
// with the worker in hand, there is none yet.
func (s *Service) waste(j *job) {
	var took time.Duration
	if j.execution.job != nil {
		took = j.execution.working(s.node.World().Now())
	}
	s.node.owner.Emit(sim.Fact{
		Kind: sim.WorkWasted, Load: j.Req.Load, Key: j.Req.Key, Value: int64(took), Extra: int64(j.Req.Born),
	})
}

func (s *Service) emit(k *sim.Kind, j *job) {
	s.node.owner.Emit(sim.Fact{Kind: k, Load: j.Req.Load, Key: j.Req.Key})
}

// answer sends the answer of a service. What its dependencies did to it is, to
// its caller, the service's own failure.
func answer(c *net.Call, resp *Response, err error) {
	switch OutcomeOf(err) {
	case TimedOut:
		err = ErrDependency
	case Rejected:
		if _, told := PushbackOf(err); !told && err != ErrFull && err != ErrExpired {
			err = ErrTurnedAway
		}
	}
	if req, ok := c.Body.(*Request); ok && err == nil && req.Carried != nil {
		req.Carried()
	}
	if resp == nil {
		c.Reply(nil, 0, err)
		return
	}
	c.Reply(resp, resp.Size, err)
}

var drawPatience = sim.KeyOf("patience")
