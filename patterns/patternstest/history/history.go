// Package history judges what clients saw of a store: whether there is an order of
// their reads and writes, each at an instant between its beginning and its end, in
// which every read finds the write before it (Herlihy and Wing, Linearizability,
// 1990). It works on the facts by which loads tell of items, so that every store
// is judged alike.
package history

import (
	"math"
	"time"

	"github.com/anishathalye/porcupine"

	"wavetank/sim"
)

// A History is a sink of facts: attach it to a world before it runs. The zero
// History is empty.
type History struct {
	operations []porcupine.Operation
	writing    map[sim.Key]int // operations by request, until they end
	read       *sim.Fact       // whose beginning the next fact tells
}

// An access is what one request did. A write is told by a token that is not zero.
type access struct{ item, write int64 }

// Fact takes in what happened to items. A write that was never acknowledged may
// have happened at any time after it began.
func (h *History) Fact(f *sim.Fact) {
	switch f.Kind {
	case sim.ItemWriting:
		if h.writing == nil {
			h.writing = make(map[sim.Key]int)
		}
		h.writing[f.Key] = len(h.operations)
		h.operations = append(h.operations, porcupine.Operation{
			Input: access{f.Value, f.Extra}, Call: int64(f.At), Output: int64(0), Return: math.MaxInt64,
		})
	case sim.ItemWritten:
		h.operations[h.writing[f.Key]].Return = int64(f.At)
	case sim.ItemRead:
		read := *f
		h.read = &read
	default:
		if r := h.read; r != nil && r.Key == f.Key {
			h.operations = append(h.operations, porcupine.Operation{
				Input: access{item: r.Value}, Call: f.Extra, Output: r.Extra, Return: int64(f.At),
			})
		}
		h.read = nil
	}
}

// Len returns how many operations the history holds.
func (h *History) Len() int { return len(h.operations) }

// Linearizable reports whether the history is. It panics if it cannot tell within
// a minute of real time.
func (h *History) Linearizable() bool {
	switch porcupine.CheckOperationsTimeout(register, h.operations, time.Minute) {
	case porcupine.Ok:
		return true
	case porcupine.Illegal:
		return false
	}
	panic("history: too long to judge")
}

// register is one cell for each item.
var register = porcupine.Model{
	Partition: func(all []porcupine.Operation) (parts [][]porcupine.Operation) {
		place := make(map[int64]int)
		for _, o := range all {
			item := o.Input.(access).item
			i, ok := place[item]
			if !ok {
				i = len(parts)
				place[item] = i
				parts = append(parts, nil)
			}
			parts[i] = append(parts[i], o)
		}
		return parts
	},
	Init: func() any { return int64(0) },
	Step: func(state, input, output any) (bool, any) {
		if a := input.(access); a.write != 0 {
			return true, a.write
		}
		return state.(int64) == output.(int64), state
	},
}
