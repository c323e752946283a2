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
// not at all. A read that misses an acknowledged write is noticed at once; the
// whole history is checked at the end of the run: by zones, which decide in no time
// as no two writes have the same token, and where these object by porcupine.
func Linearizable() Property {
	on := []*sim.Kind{sim.RequestStarted, sim.ItemWriting, sim.ItemWritten, sim.ItemRead}
	return Property{Name: "linearizable", On: on, New: func(*Run) Judge {
		h := newHistory()
		return Judge{
			Fact: h.note,
			End:  func() error { return h.judge() },
			Kept: func() (int64, string) { return h.kept, "reads and writes of the invariant linearizable" },
		}
	}}
}

// mostChecking bounds the real time that porcupine has to explain a history in a picture.
const mostChecking = 5 * time.Second

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
	history *writeHistory // which notices the plain cases
	began   map[sim.Key]sim.Time
	items   map[sim.Item]*itemHistory
	order   []sim.Item // of the items, as they appeared
	kept    int64      // operations of all items
}

type itemHistory struct {
	operations []porcupine.Operation
	open       map[int64]int // writes that are not acknowledged, by token
}

func newHistory() *history {
	return &history{history: newWriteHistory(-1), began: map[sim.Key]sim.Time{}, items: map[sim.Item]*itemHistory{}}
}

func (h *history) item(id sim.Item) *itemHistory {
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

func (h *history) note(f *sim.Fact) error {
	missed := h.history.note(f)
	if f.Kind == sim.RequestStarted {
		h.began[f.Key] = f.At
		return nil
	}
	x := h.item(f.Item())
	if f.Kind != sim.ItemWritten {
		h.kept++
	}
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
		if h.history.other[f.Extra] { // one that is left out leaves the order of the others as it is
			return nil
		}
		x.operations = append(x.operations, porcupine.Operation{
			Input: access{false, 0}, Output: f.Extra, Call: int64(h.began[f.Key]), Return: int64(f.At),
		})
	}
	if missed != nil {
		return &NotLinear{Item: f.Item(), operations: x.certain(), words: missed.Error()}
	}
	return nil
}

// certain leaves out the writes that were neither acknowledged nor found by a
// read: they need not have happened, and make the search long.
func (x *itemHistory) certain() []porcupine.Operation {
	found := map[int64]bool{}
	for _, o := range x.operations {
		found[o.Output.(int64)] = true
	}
	list := keep(x.operations, func(o porcupine.Operation) bool {
		return o.Return != unanswered || found[o.Input.(access).token]
	})
	number(list)
	return list
}

func (h *history) judge() error {
	for _, id := range h.order {
		operations := h.items[id].certain()
		if !linearizable(operations) {
			return &NotLinear{Item: id, operations: operations, words: fmt.Sprintf(
				"no order of the %d reads and writes of item %d explains their answers", len(operations), id.Number)}
		}
	}
	return nil
}

// linearizable reports whether some order of the operations explains their answers. If no
// two of them write the same, zones tell; otherwise a search, which may take long.
func linearizable(operations []porcupine.Operation) bool {
	ok, told := zoned(operations)
	return ok || !told && porcupine.CheckOperations(register(), operations)
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
	Item       sim.Item
	operations []porcupine.Operation
	words      string
}

// Error says what is wrong with it.
func (n *NotLinear) Error() string { return n.words }

// Picture returns porcupine's own visualisation of the history, a page of HTML.
func (n *NotLinear) Picture() ([]byte, error) {
	var b bytes.Buffer
	_, info := porcupine.CheckOperationsVerbose(register(), n.operations, mostChecking)
	if err := porcupine.Visualize(register(), info, &b); err != nil {
		return nil, fmt.Errorf("draw the history of item %d: %w", n.Item.Number, err)
	}
	return b.Bytes(), nil
}
