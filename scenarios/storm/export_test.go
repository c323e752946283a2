package storm

import "time"

// Alarmed returns the plan with a watchdog that barks when the channel says so.
func (p Plan) Alarmed(alarm <-chan time.Time) Plan {
	p.alarm = func(time.Duration) <-chan time.Time { return alarm }
	return p
}

// Breaks reports which storm of a plan is the first to break it, and makes nothing
// smaller; 0 if none does.
func (p Plan) Breaks() (storm int, err error) {
	r, err := newRunner(p)
	if err != nil {
		return 0, err
	}
	for i := range p.Runs {
		x, err := r.trial(r.plan.Seed + uint64(i))
		if err != nil {
			return 0, err
		}
		out, err := r.patiently(x)
		if err != nil {
			return 0, err
		}
		if out.violation != nil {
			return i + 1, nil
		}
	}
	return 0, nil
}
