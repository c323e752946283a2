package storm

import "time"

// Alarmed returns the plan with a watchdog that barks when the channel says so.
func (p Plan) Alarmed(alarm <-chan time.Time) Plan {
	p.alarm = func(time.Duration) <-chan time.Time { return alarm }
	return p
}
