package eventsourcing

import (
	"encoding/binary"
	"errors"
	"fmt"

	"wavetank/nodes"
	"wavetank/sim"
)

// Errors of an account.
var (
	ErrTooLittle = fmt.Errorf("eventsourcing: the balance is too low: %w", nodes.ErrPermanent) // the answer to the command, however often it comes
	ErrNoHistory = fmt.Errorf("eventsourcing: only the present is known: %w", nodes.ErrFailed)
	ErrContended = fmt.Errorf("eventsourcing: others were faster too often: %w", nodes.ErrFailed)
)

// A Balance is the state of an account, and the token of the write that made it.
type Balance struct {
	Amount int64
	Token  int64
}

// Account returns the aggregate that a scenario's service keeps for each item.
func Account(opening int64) Aggregate[Balance] {
	return Aggregate[Balance]{Zero: Balance{Amount: opening}, Apply: func(b Balance, e Event) Balance {
		change, token := payload(e.Data)
		return Balance{b.Amount + change, token}
	}}
}

// Decide returns the event that a command makes of the present state, or
// ErrTooLittle. It is pure.
func Decide(b Balance, change int64, id sim.Key, token int64) (Event, error) {
	if change < 0 && b.Amount+change < 0 {
		return Event{}, ErrTooLittle
	}
	return Event{ID: id, Type: "changed", Data: binary.AppendVarint(binary.AppendVarint(nil, change), token)}, nil
}

// Payload returns what an event that Decide made says: the change, and the token
// of the write.
func Payload(e Event) (change, token int64) { return payload(e.Data) }

func payload(data []byte) (change, token int64) {
	change, n := binary.Varint(data)
	token, m := binary.Varint(data[max(n, 0):])
	if n <= 0 || m <= 0 {
		panic(errors.New("eventsourcing: an event of an account that says nothing"))
	}
	return change, token
}
