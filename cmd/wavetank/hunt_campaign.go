package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"wavetank/scenarios"
	"wavetank/scenarios/campaign"
	"wavetank/scenarios/storm"
)

// asks is what a plan asks of each seed, for whoever tries it.
func (o huntOptions) asks(p storm.Plan) campaign.Hunt {
	return campaign.Hunt{Variant: p.Variant, Storm: o.storm, Expect: p.Expect}
}

// trying returns what tries single storms of hunts, in the memory of this machine.
func trying(c *cobra.Command) campaign.Trier {
	type ready struct {
		scenario *scenarios.Scenario
		hunt     campaign.Hunt
	}
	const most = 64
	var lock sync.Mutex
	all := make(map[ready]*storm.Trier)
	return func(w *campaign.Work, s *scenarios.Scenario, seed uint64) ([]byte, error) {
		lock.Lock()
		t := all[ready{s, *w.Hunt}]
		lock.Unlock()
		if t == nil {
			p := storm.Plan{Scenario: s, Policy: storm.PolicyOf(s), Variant: w.Hunt.Variant, Still: !w.Hunt.Storm, Expect: w.Hunt.Expect, Limits: limits(c)}
			if !p.Expect {
				p.Properties = storm.Declared(s, p.Variant)
			}
			var err error
			if t, err = storm.NewTrier(p); err != nil {
				return nil, err
			}
			lock.Lock()
			if len(all) >= most {
				clear(all)
			}
			all[ready{s, *w.Hunt}] = t
			lock.Unlock()
		}
		return t.Try(seed)
	}
}

// keep begins the campaign of a hunt.
func (o *huntOptions) keep(c *cobra.Command, name string, s *scenarios.Scenario) (*keeper, error) {
	shard, err := o.part()
	if err != nil {
		return nil, err
	}
	one := *o
	one.seeds, one.first, one.time = 1, 1, 0
	return o.begin(c, name, s, request{o.command(name), one.command(s.Name()), o.out, o.seeds, o.first, o.jobs, 1, true}, shard)
}

// hand has the storms of a plan tried by whoever does it for the campaign.
func (o huntOptions) hand(p storm.Plan) storm.Plan {
	p.Jobs, p.Block, p.Apart = o.kept.jobs, o.kept.block, o.kept.Shard.Count > 1
	p.Tries = func(ctx context.Context, index int, seeds []uint64) ([][]byte, error) {
		return o.kept.Try(ctx, o.asks(p), scenarios.Task{Scenario: p.Scenario, Seeds: seeds, Index: index})
	}
	return p
}

// all carries out one plan after another, until something is found.
func (o huntOptions) all(c *cobra.Command, s *scenarios.Scenario, name string, plans []storm.Plan) error {
	end, elsewhere := time.Now().Add(o.time), error(nil)
	for i, p := range plans {
		ctx, stop := c.Context(), func() {}
		if o.time > 0 { // what one plan leaves of its share is for those after it
			ctx, stop = context.WithTimeout(ctx, time.Until(end)/time.Duration(len(plans)-i))
		}
		found, err := o.hunt(ctx, c, s, name, p)
		stop()
		switch {
		case errors.Is(err, scenarios.ErrElsewhere) && !found:
			elsewhere = err
		case err != nil:
			return err
		}
	}
	if elsewhere == nil {
		again(c.OutOrStdout(), o.command(name))
	}
	return elsewhere
}

// apart ends a hunt of which other machines have parts: nothing is concluded here.
func (o huntOptions) apart(c *cobra.Command, p storm.Plan, report *storm.Report) (found bool) {
	if report.Failure == nil {
		return false
	}
	fmt.Fprintf(c.ErrOrStderr(), "%s: seed %d breaks it: %v. No later seed is needed\n", p.What(), report.Failure.Seed, report.Failure.Violation)
	return true
}

// stopped adds to what ended a hunt early how to go on.
func (o huntOptions) stopped(c *cobra.Command, err error) error {
	var ended *statusError
	switch {
	case errors.As(err, &ended) && ended.status == statusInterrupted:
		return &statusError{status: statusInterrupted, err: errors.New(o.kept.onward(ended.Error()))}
	case err != nil && !(ended != nil && ended.status == statusViolated) && o.kept.holds():
		fmt.Fprintln(c.ErrOrStderr(), o.kept.onward("not finished"))
	}
	return err
}
