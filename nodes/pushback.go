package nodes

import (
	"errors"
	"fmt"
	"time"
)

// A Pushback is a rejection that tells its caller when to come again. It travels
// in answers, and wraps ErrRejected.
type Pushback struct {
	After time.Duration // from the answer; negative is never
	Err   error         // why; nil is ErrRejected
}

// Error says why, and when to come again.
func (p *Pushback) Error() string {
	if p.After < 0 {
		return fmt.Sprintf("%v: do not come again", p.Unwrap())
	}
	return fmt.Sprintf("%v: come again after %v", p.Unwrap(), p.After)
}

// Unwrap returns why the request was turned away.
func (p *Pushback) Unwrap() error {
	if p.Err == nil {
		return ErrRejected
	}
	return p.Err
}

// PushbackOf returns when a call that ended with err may be made again, if its
// callee said so.
func PushbackOf(err error) (after time.Duration, ok bool) {
	if p, ok := errors.AsType[*Pushback](err); ok {
		return p.After, true
	}
	return 0, false
}
