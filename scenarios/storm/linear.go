package storm

import (
	"bytes"
	"fmt"
	"time"

	"github.com/anishathalye/porcupine"

	"wavetank/sim"
)

// Linearizable holds if for each item the reads and writes of all loads could
// have happened one after another, each between its beginning and its answer.
// Writes that were never acknowledged may have happened at any time since, or
// not at all. Checked by porcupine at the end of the run.
func Linearizable() Property {
	on := []*sim.Kind{sim.RequestStarted, sim.ItemWriting, sim.ItemWritten, sim.ItemRead}
	return Property{Name: "linearizable", On: on, New: func(r *Run) Judge {
		h := newHistory()
		return Judge{
			Fact: func(x *sim.Fact) error { h.note(x); return nil },
			End:  func() error { return h.judge(r.End) },
		}
	}}
}

// mostChecking bounds the real time for one history. One that is not decided by
// then counts as linearizable: only a proof of the contrary is a violation.
const mostChecking = 10 * time.Second

// An access is what an operation did to an item; a read has the token it found.
type access struct {
	write bool
	token int64
}

// register is the model of one item: a write sets it, a read sees it.
func register() porcupine.Model {
	return porcupine.Model{
		Init: func() any { return int64(0) },
		Step: func(state, in, out any) (bool, any) {
			a := in.(access)
			if a.write {
				return true, a.token
			}
			return state.(int64) == out.(int64), state
		},
		DescribeOperation: func(in, out any) string {
			if a := in.(access); a.write {
				return fmt.Sprintf("write %x", uint64(a.token)&0xffff)
			}
			return fmt.Sprintf("read → %x", uint64(out.(int64))&0xffff)
		},
	}
}

// A history is what happened to each item.
type history struct {
	began map[sim.Key]sim.Time
	items map[int64]*itemHistory
	order []int64 // of the items, as they appeared
}

type itemHistory struct {
	operations []porcupine.Operation
	open       map[int64]int // writes that are not acknowledged, by token
}

func newHistory() *history {
	return &history{began: map[sim.Key]sim.Time{}, items: map[int64]*itemHistory{}}
}

func (h *history) item(id int64) *itemHistory {
	x, ok := h.items[id]
	if !ok {
		x = &itemHistory{open: map[int64]int{}}
		h.items[id] = x
		h.order = append(h.order, id)
	}
	return x
}

// unanswered is the end of a write whose answer has not come.
const unanswered = int64(sim.Forever)

func (h *history) note(f *sim.Fact) {
	switch f.Kind {
	case sim.RequestStarted:
		h.began[f.Key] = f.At
		return
	}
	x := h.item(f.Value)
	switch f.Kind {
	case sim.ItemWriting:
		x.open[f.Extra] = len(x.operations)
		x.operations = append(x.operations, porcupine.Operation{
			Input: access{true, f.Extra}, Output: int64(0), Call: int64(f.At), Return: unanswered,
		})
	case sim.ItemWritten:
		if i, ok := x.open[f.Extra]; ok {
			x.operations[i].Return = int64(f.At)
			delete(x.open, f.Extra)
		}
	case sim.ItemRead:
		x.operations = append(x.operations, porcupine.Operation{
			Input: access{false, 0}, Output: f.Extra, Call: int64(h.began[f.Key]), Return: int64(f.At),
		})
	}
}

// judge checks one item after another.
func (h *history) judge(end sim.Time) error {
	for _, id := range h.order {
		operations := h.items[id].operations
		number(operations)
		verdict, info := porcupine.CheckOperationsVerbose(register(), operations, mostChecking)
		if verdict == porcupine.Illegal {
			return &NotLinear{Item: id, Operations: len(operations), info: info}
		}
	}
	return nil
}

// number gives each operation a client of its own among those that overlap it,
// as porcupine's picture wants.
func number(operations []porcupine.Operation) {
	var free []int64 // when each client is free again
	for i := range operations {
		o := &operations[i]
		c := 0
		for c < len(free) && free[c] >= o.Call {
			c++
		}
		if c == len(free) {
			free = append(free, 0)
		}
		free[c], o.ClientId = o.Return, c
	}
}

// NotLinear is a history of an item that no order of its operations explains.
type NotLinear struct {
	Item       int64
	Operations int
	info       porcupine.LinearizationInfo
}

// Error names the item.
func (n *NotLinear) Error() string {
	return fmt.Sprintf("no order of the %d reads and writes of item %d explains their answers", n.Operations, n.Item)
}

// Picture returns porcupine's own visualisation of the history, a page of HTML.
func (n *NotLinear) Picture() ([]byte, error) {
	var b bytes.Buffer
	if err := porcupine.Visualize(register(), n.info, &b); err != nil {
		return nil, fmt.Errorf("draw the history of item %d: %w", n.Item, err)
	}
	return b.Bytes(), nil
}
