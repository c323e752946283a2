//go:build fleet

package main

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"wavetank/cmd/store"
	"wavetank/scenarios"
)

// readyForDB makes sure that there is a database at path, or can be.
func readyForDB(_ *cobra.Command, path string) error {
	db, err := store.Open(path)
	if err != nil {
		return fmt.Errorf("--db: %w", err)
	}
	return db.Close()
}

// A roll is who made which units, by the hash of the scenario.
type roll struct {
	lock sync.Mutex // guards what follows
	hash map[string][]store.Unit
}

func (r *roll) note(t scenarios.Task, machine string, seeds []uint64) {
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.hash == nil {
		r.hash = make(map[string][]store.Unit)
	}
	r.hash[t.Scenario.Hash] = append(r.hash[t.Scenario.Hash], store.Unit{First: seeds[0], Seeds: len(seeds), Machine: machine})
}

// keepInDB adds what came of a study to the database.
func (o *compareOptions) keepInDB(got *outcome) error {
	var studies []store.Study
	switch {
	case o.db == "":
		return nil
	case got.page.Sweep != nil:
		for i, point := range got.page.Sweep.Points {
			var at []string
			for k, value := range got.page.Sweep.Values(i) {
				at = append(at, got.page.Sweep.Axes[k].Key+"="+value)
			}
			studies = append(studies, store.Study{Comparison: point, Point: strings.Join(at, ", "), Units: o.roll.hash[point.Hash]})
		}
	default:
		studies = append(studies, store.Study{Comparison: got.page.Comparison, Units: o.roll.hash[got.page.Comparison.Hash]})
	}
	db, err := store.Open(o.db)
	if err == nil {
		err = errors.Join(store.Write(db, studies...), db.Close())
	}
	if err != nil {
		return fmt.Errorf("%w: --db: %w", errWriting, err)
	}
	return nil
}
