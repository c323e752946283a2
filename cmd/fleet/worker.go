package fleet

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/campaign"
)

// A Guest says what a worker brings.
type Guest struct {
	Link
	Build string // of the program
	Jobs  int    // units at a time
	Run   scenarios.Runner
	Try   campaign.Trier
	Kinds Kinds
	Told  io.Writer
}

// A worker carries units out.
type worker struct {
	Guest
	machine string
	here    campaign.Carrier
	conn    *nats.Conn
	js      jetstream.JetStream
	over    chan struct{} // the coordinator has sent everybody home

	lock    sync.Mutex // guards what follows
	open    map[campaign.Key]*scenarios.Scenario
	running int
	done    int
}

// Work joins a fleet and carries units out until the campaign is over or the context ends,
// and then gives back what it is at. The error says that it may not join.
func Work(ctx context.Context, g Guest) error {
	w := &worker{Guest: g, machine: campaign.Machine(), over: make(chan struct{}), open: make(map[campaign.Key]*scenarios.Scenario)}
	w.here = campaign.Here(g.Run, g.Try, w.machine)
	var err error
	w.conn, w.js, err = g.dial(ctx, "wavetank worker", func(err error) { fmt.Fprintf(g.Told, "fleet: no server yet: %v; waiting for it\n", err) })
	if err != nil {
		return err
	}
	defer w.conn.Close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	home := sync.OnceFunc(func() { close(w.over) })
	if _, err := w.conn.Subscribe(byeSubject, func(*nats.Msg) { home() }); err != nil {
		return err
	}
	if err := w.join(ctx); err != nil {
		return err
	}
	var jobs sync.WaitGroup
	jobs.Go(func() { w.greet(ctx) })
	for range g.Jobs {
		jobs.Go(func() { w.work(ctx) })
	}
	select {
	case <-ctx.Done():
	case <-w.over:
	}
	stop()
	jobs.Wait()
	w.say(true)
	w.conn.FlushTimeout(time.Second)
	fmt.Fprintf(g.Told, "fleet: leaving after %s\n", reports.CountOf(w.done, "unit"))
	return nil
}

// join asks the coordinator whether this build may work, and waits for one.
func (w *worker) join(ctx context.Context) error {
	text, err := json.Marshal(hello{Machine: w.machine, Build: w.Build, Jobs: w.Jobs})
	if err != nil {
		return err
	}
	for first := true; ; first = false {
		reply, err := w.conn.RequestWithContext(limited(ctx, 2*time.Second), joinSubject, text)
		if err == nil {
			var answer welcome
			if err := json.Unmarshal(reply.Data, &answer); err != nil {
				return fmt.Errorf("the coordinator's answer: %w", err)
			}
			if answer.Why != "" {
				return fmt.Errorf("%w: %s", errRefused, answer.Why)
			}
			fmt.Fprintf(w.Told, "fleet: joined at %s with %s\n", Hidden(w.conn.ConnectedUrl()), reports.CountOf(w.Jobs, "job"))
			return nil
		}
		if first && ctx.Err() == nil {
			fmt.Fprintf(w.Told, "fleet: nobody asks for units at %s yet: waiting for wavetank fleet run\n", Hidden(w.conn.ConnectedUrl()))
		}
		if w.conn.IsClosed() || !pause(ctx, time.Second) {
			return errors.Join(ctx.Err(), w.conn.LastError())
		}
	}
}

// greet gives signs of life.
func (w *worker) greet(ctx context.Context) {
	for w.say(false); pause(ctx, greeting); {
		w.say(false)
	}
}

func (w *worker) say(leaving bool) {
	w.lock.Lock()
	h := hello{Machine: w.machine, Build: w.Build, Jobs: w.Jobs, Running: w.running, Done: w.done, Leaving: leaving}
	w.lock.Unlock()
	if text, err := json.Marshal(h); err == nil {
		w.conn.Publish(helloSubject, text)
	}
}

// work carries out one unit after another.
func (w *worker) work(ctx context.Context) {
	var queue jetstream.Consumer
	for ctx.Err() == nil {
		var err error
		if queue == nil {
			if queue, err = w.js.Consumer(limited(ctx, 5*time.Second), unitsStream, group); err != nil {
				queue = nil
				pause(ctx, time.Second)
				continue
			}
		}
		m, err := queue.Next(jetstream.FetchContext(limited(ctx, 5*time.Second)))
		switch {
		case err == nil:
			w.carry(ctx, m)
		case errors.Is(err, nats.ErrTimeout), errors.Is(err, context.DeadlineExceeded), errors.Is(err, jetstream.ErrNoMessages):
		default: // the server is away, or the queue has been made anew
			queue = nil
			pause(ctx, time.Second)
		}
	}
}

// carry carries out a unit: its result is published, and only then is the unit
// acknowledged. One that cannot be finished here is given back.
func (w *worker) carry(ctx context.Context, m jetstream.Msg) {
	w.count(1, 0)
	defer w.count(-1, 0)
	ended, end := context.WithCancel(ctx)
	go func() {
		for pause(ended, ackWait/3) {
			m.InProgress()
		}
	}()
	defer end()
	key := strings.TrimPrefix(m.Subject(), unitSubject)
	messages, err := w.result(ctx, m)
	switch {
	case ctx.Err() != nil:
		m.Nak()
		return
	case err != nil:
		text, failed := json.Marshal(w.Kinds.failureOf(err, w.machine))
		if failed != nil {
			return
		}
		messages = []*nats.Msg{{Data: text, Header: nats.Header{failureHeader: {"1"}}}}
	}
	for _, message := range messages {
		message.Subject = resultSubject + key
		for {
			_, err := w.js.PublishMsg(limited(ctx, 10*time.Second), message)
			if err == nil {
				break
			}
			if !pause(ctx, time.Second) {
				m.Nak()
				return
			}
		}
	}
	w.count(0, 1)
	m.DoubleAck(limited(ctx, 10*time.Second))
}

func (w *worker) count(running, done int) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.running += running
	w.done += done
}

// result makes the runs of a unit: the messages that tell what came of them, each no larger
// than the server takes.
func (w *worker) result(ctx context.Context, m jetstream.Msg) (messages []*nats.Msg, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the unit made the worker panic: %v\n%s", r, debug.Stack())
		}
	}()
	var u unit
	if err := json.Unmarshal(m.Data(), &u); err != nil || len(u.Seeds) == 0 {
		return nil, fmt.Errorf("a unit that is none: %w", cmp.Or(err, errors.New("it has no seeds")))
	}
	if u.Build != w.Build {
		return nil, fmt.Errorf("a unit of build %s came to a worker of build %s", u.Build, w.Build)
	}
	if meta, err := m.Metadata(); err == nil && meta.NumDelivered > mostTries {
		return nil, fmt.Errorf("poison: the unit of the seeds %d to %d was given to workers %d times, and none of them lived to say what came of it", u.Seeds[0], u.Seeds[len(u.Seeds)-1], meta.NumDelivered-1)
	}
	s, err := w.scenario(ctx, &u)
	if err != nil {
		return nil, err
	}
	p := &parts{most: int(w.conn.MaxPayload()) - 4096, result: campaign.Result{Work: u.Work, Machine: w.machine}}
	for _, seed := range u.Seeds {
		one, err := w.here(ctx, &campaign.Work{Build: u.Build, Limits: u.Limits, Hunt: u.Hunt, Bend: u.Bend}, u.Work, s, []uint64{seed})
		if err == nil {
			err = p.add(one.Runs[0])
		}
		if err != nil {
			return nil, err
		}
	}
	err = p.flush()
	return p.messages, err
}

// parts are the messages of one result.
type parts struct {
	most     int // bytes of a message
	result   campaign.Result
	size     int
	messages []*nats.Msg
}

func (p *parts) add(runs campaign.Runs) error {
	const around = 64 // bytes
	n := len(runs.Data) + around
	if n > p.most {
		return fmt.Errorf("the result of seed %d has %d bytes, and the server takes messages of %d: have its max_payload raised", runs.Seed, n, p.most)
	}
	if p.size+n > p.most {
		if err := p.flush(); err != nil {
			return err
		}
	}
	p.result.Runs, p.size = append(p.result.Runs, runs), p.size+n
	return nil
}

func (p *parts) flush() error {
	data, err := p.result.MarshalBinary()
	p.messages = append(p.messages, &nats.Msg{Data: data})
	p.result.Runs, p.size = nil, 0
	return err
}

// mostOpen bounds the scenarios that a worker keeps open.
const mostOpen = 256

// scenario makes the scenario of a unit, and makes sure that it is the one that is meant.
func (w *worker) scenario(ctx context.Context, u *unit) (*scenarios.Scenario, error) {
	w.lock.Lock()
	s := w.open[u.Work]
	w.lock.Unlock()
	if s != nil {
		return s, nil
	}
	if len(u.Recipe) == 0 {
		bucket, err := w.js.ObjectStore(ctx, recipeBucket)
		if err == nil {
			u.Recipe, err = bucket.GetBytes(ctx, hexOf(u.Work))
		}
		if err != nil {
			return nil, fmt.Errorf("the recipe of a unit: %w", err)
		}
	}
	var recipe scenarios.Recipe
	if err := unpack(u.Recipe, &recipe); err != nil {
		return nil, fmt.Errorf("the recipe of a unit: %w", err)
	}
	if got := (campaign.Work{Build: u.Build, Recipe: &recipe, Limits: u.Limits, Hunt: u.Hunt, Bend: u.Bend}).Key(); got != u.Work {
		return nil, fmt.Errorf("the recipe of a unit is that of %v, not of %v", got, u.Work)
	}
	s, err := recipe.Open()
	if err != nil {
		return nil, err
	}
	w.lock.Lock()
	defer w.lock.Unlock()
	if len(w.open) >= mostOpen {
		clear(w.open)
	}
	w.open[u.Work] = s
	return s, nil
}

// Ask returns how a fleet stands.
func Ask(ctx context.Context, l Link) (*Status, error) {
	url, options, err := l.options("wavetank status")
	if err != nil {
		return nil, err
	}
	conn, err := nats.Connect(url, options...)
	if err != nil {
		return nil, fmt.Errorf("the server at %s: %w", Hidden(url), err)
	}
	defer conn.Close()
	reply, err := conn.RequestWithContext(limited(ctx, 2*time.Second), statusSubject, nil)
	if err != nil {
		return nil, fmt.Errorf("no coordinator answers at %s: %w", Hidden(url), err)
	}
	s := new(Status)
	return s, json.Unmarshal(reply.Data, s)
}
