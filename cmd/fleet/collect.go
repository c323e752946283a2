package fleet

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"wavetank/reports"
	"wavetank/scenarios/campaign"
)

// failureHeader marks a message that is a failure and no result.
const failureHeader = "Wavetank-Failure"

// collect takes results in, as many at a time as have come, until the coordinator stops.
func (c *Coordinator) collect(consumer jetstream.Consumer) {
	const patience = 5 // seconds without a result, until it is asked why
	for silent := 1; c.ctx.Err() == nil; silent++ {
		batch, err := consumer.FetchNoWait(Ahead)
		var messages []jetstream.Msg
		if err == nil {
			for m := range batch.Messages() {
				messages = append(messages, m)
			}
		}
		if len(messages) == 0 { // wait for one
			if m, err := consumer.Next(jetstream.FetchMaxWait(time.Second)); err == nil {
				messages = []jetstream.Msg{m}
			} else if !errors.Is(err, nats.ErrTimeout) && !errors.Is(err, jetstream.ErrNoMessages) {
				pause(c.ctx, time.Second) // the server is away
			}
		}
		switch {
		case len(messages) > 0:
			c.take(messages)
			silent = 0
		case c.server != nil && silent%patience == 0:
			if err := c.server.room(); err != nil {
				c.fail(fmt.Errorf("the server cannot keep its queue: %w; what is in the ledger is not lost", err))
			}
		}
	}
}

// take keeps results, then acknowledges them, then wakes whoever waits for them.
func (c *Coordinator) take(messages []jetstream.Msg) {
	var results []*campaign.Result
	var complaints []string
	of := make([]*campaign.Result, len(messages)) // each
	for i, m := range messages {
		r := new(campaign.Result)
		if m.Headers().Get(failureHeader) == "" {
			if err := r.UnmarshalBinary(m.Data()); err == nil {
				results, of[i] = append(results, r), r
			} else {
				complaints = append(complaints, fmt.Sprintf("fleet: a result that is none is left out: %v", err))
			}
		}
	}
	if err := c.ledger.Add(results...); err != nil { // not acknowledged: nothing is lost
		c.fail(err)
		return
	}
	for i, m := range messages {
		m.Ack()
		key, err := keyOf(strings.TrimPrefix(m.Subject(), resultSubject))
		if err != nil {
			continue
		}
		var f failure
		switch {
		case m.Headers().Get(failureHeader) == "":
			c.wake(key, answer{of[i], nil})
		case json.Unmarshal(m.Data(), &f) == nil:
			c.wake(key, answer{nil, c.Kinds.err(f)})
		}
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	for _, text := range complaints {
		fmt.Fprintln(c.Told, text)
	}
}

// wake tells whoever waits for a unit that results of it have come, or that it failed.
func (c *Coordinator) wake(key campaign.Key, a answer) {
	c.lock.Lock()
	defer c.lock.Unlock()
	who := c.waiting[key]
	if who == nil {
		return
	}
	select {
	case who <- a:
	default: // told already
	}
}

// fail ends the campaign: whatever is asked for from now on fails as well.
func (c *Coordinator) fail(err error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.failed = err
	for _, who := range c.waiting {
		select {
		case who <- answer{nil, err}:
		default:
		}
	}
	c.stop()
}

// Status is how a fleet stands.
type Status struct {
	Machine string // of the coordinator
	Build   string
	Seconds float64 // since it began
	Done    int     // units
	Asked   int     // units that somebody is to carry out, or does
	Running int
	Workers []Worker
}

// A Worker is one process that carries units out.
type Worker struct {
	Machine       string
	Jobs          int
	Running, Done int // units
}

// Status returns how the fleet stands.
func (c *Coordinator) Status() Status {
	c.lock.Lock()
	defer c.lock.Unlock()
	s := Status{Machine: campaign.Machine(), Build: c.Build, Seconds: time.Since(c.began).Seconds(), Done: c.done, Asked: len(c.waiting), Workers: []Worker{}}
	for _, h := range c.alive() {
		s.Running += h.Running
		s.Workers = append(s.Workers, Worker{h.Machine, h.Jobs, h.Running, h.Done})
	}
	return s
}

// Progress says in a few words who is at work.
func (c *Coordinator) Progress() string {
	s := c.Status()
	if len(s.Workers) == 0 {
		return ", no worker yet"
	}
	return fmt.Sprintf(", %s, %d running", reports.CountOf(len(s.Workers), "worker"), s.Running)
}

func hexOf(k campaign.Key) string { return hex.EncodeToString(k[:]) }

func keyOf(text string) (k campaign.Key, err error) {
	data, err := hex.DecodeString(text)
	if err == nil && copy(k[:], data) != len(k) {
		err = errors.New("too short for a key")
	}
	return k, err
}

// hostPort reads HOST:PORT; without it, loopback and any port, which is 0.
func hostPort(listen string) (host string, port int, err error) {
	if listen == "" {
		return "127.0.0.1", 0, nil
	}
	u, err := url.Parse("nats://" + listen)
	if err == nil {
		port, err = strconv.Atoi(u.Port())
	}
	if err != nil || port > 65535 || u.Host != listen {
		return "", 0, fmt.Errorf("--listen %q is not HOST:PORT, such as 0.0.0.0:4222", listen)
	}
	return u.Hostname(), port, nil
}

// portOf returns the port of a URL, 0 if it has none.
func portOf(address string) int {
	u, err := url.Parse(address)
	if err != nil {
		return 0
	}
	port, err := strconv.Atoi(u.Port())
	if err != nil {
		return 0
	}
	return port
}
