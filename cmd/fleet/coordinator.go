package fleet

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"wavetank/reports"
	"wavetank/scenarios/campaign"
)

// Ahead is how many units a coordinator asks for at a time.
const Ahead = 256

// A Host says what a coordinator coordinates from.
type Host struct {
	Link
	Listen string // HOST:PORT of the embedded server, if there is no URL; "": loopback, and any port
	Build  string // of the program, which workers have to have as well
	Kinds  Kinds
	Told   io.Writer
	Locked func(*os.File) bool // locks a file, or reports that another process has it
}

// A Coordinator has units carried out by whoever joins.
type Coordinator struct {
	Host
	server  *embedded // nil: it is somebody else's
	conn    *nats.Conn
	js      jetstream.JetStream
	bucket  jetstream.ObjectStore
	ctx     context.Context // of what it does besides Carry
	stop    context.CancelFunc
	stopped sync.WaitGroup

	lock    sync.Mutex // guards what follows
	ledger  *campaign.Ledger
	waiting map[campaign.Key]chan answer // by unit
	lying   map[campaign.Key]bool        // works whose recipes are in the bucket
	packed  map[campaign.Key][]byte      // recipes of the latest works
	workers map[string]seen
	done    int // units
	failed  error
	worried bool // somebody has been told of a server that does not answer
	began   time.Time
}

// An answer is what came of a unit: a result that is kept, or why there is none.
type answer struct {
	result *campaign.Result
	err    error
}

type seen struct {
	hello
	at time.Time
}

// Begin starts a coordinator: the embedded server, unless there is a URL, and the streams.
func Begin(ctx context.Context, h Host) (*Coordinator, error) {
	c := &Coordinator{Host: h, waiting: make(map[campaign.Key]chan answer), lying: make(map[campaign.Key]bool), workers: make(map[string]seen), began: time.Now()}
	c.ctx, c.stop = context.WithCancel(ctx)
	err := c.connect()
	if err == nil {
		err = c.alone()
	}
	if err == nil {
		err = c.streams()
	}
	if err == nil {
		err = c.listen()
	}
	if err != nil {
		c.Close(false)
		return nil, err
	}
	fmt.Fprintf(c.Told, "fleet: workers join with: %s\n", c.joining())
	return c, nil
}

func (c *Coordinator) connect() (err error) {
	if c.URL == "" {
		host, port, err := hostPort(c.Listen)
		if err != nil {
			return err
		}
		if c.server, err = embed(c.Folder, host, port, c.Locked); err != nil {
			return err
		}
	}
	c.conn, c.js, err = c.dial(c.ctx, "wavetank coordinator", func(err error) {
		fmt.Fprintf(c.Told, "fleet: no server yet at %s: %v\n", Hidden(c.URL), err)
	})
	return err
}

// joining is the command line of a worker.
func (c *Coordinator) joining() string {
	if c.server == nil {
		return "wavetank fleet work --nats " + Hidden(c.URL) + " (with your credentials)"
	}
	return "wavetank fleet work --nats " + strings.Replace(c.server.URL, "://", "://"+c.server.Token+"@", 1)
}

// alone makes sure that no other coordinator uses the streams.
func (c *Coordinator) alone() error {
	if reply, err := c.conn.RequestWithContext(limited(c.ctx, time.Second), statusSubject, nil); err == nil {
		var s Status
		if json.Unmarshal(reply.Data, &s) == nil {
			return fmt.Errorf("the fleet at %s has a coordinator already, %s: one at a time", Hidden(c.conn.ConnectedUrl()), s.Machine)
		}
	}
	return nil
}

// limited is a context that ends after a while.
func limited(ctx context.Context, d time.Duration) context.Context {
	ctx, stop := context.WithTimeout(ctx, d)
	context.AfterFunc(ctx, stop)
	return ctx
}

// streams makes the streams. What is left in the queue of units is asked for again if it is
// still wanted; results that nobody has taken in yet are taken in.
func (c *Coordinator) streams() error {
	ctx := limited(c.ctx, 30*time.Second)
	units, err := c.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: unitsStream, Subjects: []string{unitSubject + ">"}, Retention: jetstream.WorkQueuePolicy, Storage: jetstream.FileStorage,
	})
	if err == nil {
		err = units.Purge(ctx)
	}
	if err == nil {
		_, err = units.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{
			Durable: group, AckPolicy: jetstream.AckExplicitPolicy, AckWait: ackWait, MaxDeliver: -1, MaxAckPending: 4 * Ahead,
		})
	}
	if err == nil {
		_, err = c.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
			Name: resultsStream, Subjects: []string{resultSubject + ">"}, Retention: jetstream.WorkQueuePolicy, Storage: jetstream.FileStorage,
		})
	}
	if err == nil {
		c.bucket, err = recipes(ctx, c.js)
	}
	if err != nil {
		return fmt.Errorf("the fleet's streams: %w", err)
	}
	return nil
}

// listen answers workers, and whoever asks how things are.
func (c *Coordinator) listen() error {
	_, err := c.conn.Subscribe(joinSubject, func(m *nats.Msg) {
		var h hello
		w := welcome{Build: c.Build}
		if json.Unmarshal(m.Data, &h) != nil || h.Build != c.Build {
			w.Why = fmt.Sprintf("the coordinator is build %s, and this worker %s: what one build makes of a scenario need not be what another does", c.Build, h.Build)
		}
		if text, err := json.Marshal(w); err == nil {
			m.Respond(text)
		}
	})
	if err == nil {
		_, err = c.conn.Subscribe(helloSubject, func(m *nats.Msg) {
			var h hello
			if json.Unmarshal(m.Data, &h) == nil {
				c.greet(h)
			}
		})
	}
	if err == nil {
		_, err = c.conn.Subscribe(statusSubject, func(m *nats.Msg) {
			if text, err := json.Marshal(c.Status()); err == nil {
				m.Respond(text)
			}
		})
	}
	return err
}

// greet notes a sign of life.
func (c *Coordinator) greet(h hello) {
	c.lock.Lock()
	defer c.lock.Unlock()
	_, known := c.workers[h.Machine]
	if h.Leaving {
		delete(c.workers, h.Machine)
		return
	}
	c.workers[h.Machine] = seen{h, time.Now()}
	if !known {
		fmt.Fprintf(c.Told, "fleet: %s has joined with %s\n", h.Machine, reports.CountOf(h.Jobs, "job"))
	}
}

// Attach has results kept in a ledger, and begins to take them in.
func (c *Coordinator) Attach(l *campaign.Ledger) error {
	c.lock.Lock()
	c.ledger = l
	c.lock.Unlock()
	consumer, err := c.js.CreateOrUpdateConsumer(limited(c.ctx, 30*time.Second), resultsStream, jetstream.ConsumerConfig{
		Durable: "coordinator", AckPolicy: jetstream.AckExplicitPolicy, AckWait: ackWait, MaxDeliver: -1, MaxAckPending: 4 * Ahead,
	})
	if err != nil {
		return fmt.Errorf("the fleet's results: %w", err)
	}
	c.stopped.Go(func() { c.collect(consumer) })
	return nil
}

// Close ends the coordinator. If the command has ended well, workers are sent home and
// the streams removed; if not, both wait for a coordinator that goes on.
func (c *Coordinator) Close(well bool) {
	if well && c.conn != nil {
		ctx := limited(context.Background(), 5*time.Second)
		c.conn.Publish(byeSubject, nil)
		c.js.DeleteStream(ctx, unitsStream)
		c.js.DeleteStream(ctx, resultsStream)
		c.js.DeleteObjectStore(ctx, recipeBucket)
		c.conn.FlushTimeout(time.Second)
	}
	c.stop()
	c.stopped.Wait()
	if c.conn != nil {
		c.conn.Close()
	}
	if c.server != nil {
		c.server.stop()
	}
}

// alive returns the workers that gave a sign of life lately.
func (c *Coordinator) alive() []hello {
	var all []hello
	for _, name := range slices.Sorted(maps.Keys(c.workers)) {
		if w := c.workers[name]; time.Since(w.at) < gone {
			all = append(all, w.hello)
		}
	}
	return all
}
