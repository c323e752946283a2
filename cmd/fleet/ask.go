package fleet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go"

	"wavetank/scenarios"
	"wavetank/scenarios/campaign"
)

// Carry is a campaign.Carrier: it asks for a unit and waits until its results are kept.
func (c *Coordinator) Carry(ctx context.Context, w *campaign.Work, key campaign.Key, s *scenarios.Scenario, seeds []uint64) (*campaign.Result, error) {
	unitKey := campaign.UnitKey(key, seeds)
	answers := make(chan answer, 1)
	c.lock.Lock()
	if c.failed != nil {
		defer c.lock.Unlock()
		return nil, c.failed
	}
	c.waiting[unitKey] = answers
	c.lock.Unlock()
	defer func() {
		c.lock.Lock()
		delete(c.waiting, unitKey)
		c.lock.Unlock()
	}()
	if r, err := c.known(key, seeds); r != nil || err != nil { // it came between
		return r, err
	}
	if err := c.ask(ctx, w, key, unitKey, seeds); err != nil {
		return nil, err
	}
	for {
		var a answer
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case a = <-answers:
		}
		if a.err == nil && !whole(a.result, key, seeds) { // it came in parts
			a.result, a.err = c.known(key, seeds)
		}
		if a.err != nil {
			return nil, a.err
		}
		if a.result != nil {
			c.lock.Lock()
			c.done++
			c.lock.Unlock()
			return a.result, nil
		}
	}
}

// whole reports whether a result has every seed of a unit.
func whole(r *campaign.Result, key campaign.Key, seeds []uint64) bool {
	return r != nil && r.Work == key && slices.EqualFunc(r.Runs, seeds, func(runs campaign.Runs, seed uint64) bool { return runs.Seed == seed })
}

// known returns the results of a unit if all of them are in the ledger.
func (c *Coordinator) known(key campaign.Key, seeds []uint64) (*campaign.Result, error) {
	out := &campaign.Result{Work: key}
	for _, seed := range seeds {
		runs, machine, ok, err := c.ledger.Find(key, seed)
		if err != nil || !ok {
			return nil, err
		}
		out.Machine = machine
		out.Runs = append(out.Runs, runs)
	}
	return out, nil
}

// ask publishes a unit. While the server is away it tries again.
func (c *Coordinator) ask(ctx context.Context, w *campaign.Work, key, unitKey campaign.Key, seeds []uint64) error {
	u := unit{Work: key, Build: w.Build, Limits: w.Limits, Hunt: w.Hunt, Bend: w.Bend, Seeds: seeds}
	recipe, err := c.recipe(w, key)
	if err != nil {
		return err
	}
	if u.Recipe = recipe; len(recipe) > smallRecipe {
		u.Recipe = nil
		if err := c.lay(ctx, key, recipe); err != nil {
			return err
		}
	}
	text, err := json.Marshal(u)
	if err != nil {
		return err
	}
	for {
		_, err := c.js.Publish(limited(ctx, 10*time.Second), unitSubject+hexOf(unitKey), text)
		if err == nil || errors.Is(err, nats.ErrMaxPayload) || c.conn.IsClosed() {
			return err
		}
		if err := c.worry(err); err != nil {
			return err
		}
		if !pause(ctx, time.Second) {
			return ctx.Err()
		}
	}
}

// worry tells once that the server does not take what it is given, as it is away, and
// returns what has ended the campaign, if it has ended.
func (c *Coordinator) worry(err error) error {
	c.lock.Lock()
	defer c.lock.Unlock()
	if !c.worried && c.failed == nil && c.ctx.Err() == nil {
		c.worried = true
		fmt.Fprintf(c.Told, "fleet: the server does not take a unit: %v; trying on\n", err)
	}
	return c.failed
}

// mostPacked bounds the recipes that are kept packed.
const mostPacked = 256

// recipe packs the recipe of a work, for all its units.
func (c *Coordinator) recipe(w *campaign.Work, key campaign.Key) ([]byte, error) {
	c.lock.Lock()
	data := c.packed[key]
	c.lock.Unlock()
	if data != nil {
		return data, nil
	}
	data, err := pack(w.Recipe)
	if err != nil {
		return nil, err
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	if len(c.packed) >= mostPacked || c.packed == nil {
		c.packed = make(map[campaign.Key][]byte)
	}
	c.packed[key] = data
	return data, nil
}

// lay puts a large recipe into the bucket, once.
func (c *Coordinator) lay(ctx context.Context, key campaign.Key, recipe []byte) error {
	c.lock.Lock()
	there := c.lying[key]
	c.lock.Unlock()
	for !there {
		_, err := c.bucket.PutBytes(limited(ctx, time.Minute), hexOf(key), recipe)
		if there = err == nil; !there && !pause(ctx, time.Second) {
			return errors.Join(ctx.Err(), err)
		}
	}
	c.lock.Lock()
	c.lying[key] = true
	c.lock.Unlock()
	return nil
}
