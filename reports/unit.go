package reports

import "slices"

// A unit is what a number counts. Times are in seconds and rates per second,
// whatever the claim or the metric is written in.
type unit struct {
	seconds int  // the power of time: 1 for a time, -1 for a rate
	share   bool // shown as a percentage
	count   bool // a whole number of things, for which equality makes sense
	things  bool // a number of requests or of facts, which no percentage bounds
	zero    bool // the literal 0, which goes with every unit
}

// String names the unit as a kind of number.
func (u unit) String() string {
	switch {
	case u.seconds == 1:
		return "a time"
	case u.seconds == -1:
		return "a rate per second"
	case u.seconds != 0:
		return "neither a time nor a rate"
	case u.share:
		return "a share"
	case u.things:
		return "a count"
	}
	return "a plain number"
}

// plus is the unit of a sum or a difference; it reports whether there is one.
func (u unit) plus(v unit) (unit, bool) {
	switch {
	case u.zero:
		return v, true
	case v.zero:
		return u, true
	}
	mixed := u.things && v.share || u.share && v.things
	return unit{seconds: u.seconds, share: u.share || v.share, count: u.count && v.count, things: u.things || v.things}, u.seconds == v.seconds && !mixed
}

func (u unit) times(v unit) unit {
	things := u.things != v.things
	return unit{seconds: u.seconds + v.seconds, share: !things && u.share != v.share && (u.plain() || v.plain()), count: u.count && v.count, things: things}
}

func (u unit) over(v unit) unit {
	return unit{seconds: u.seconds - v.seconds, share: u.share && v.plain(), things: u.things && !v.things && v.seconds == 0}
}

// plain reports whether multiplying by the unit leaves a share a share.
func (u unit) plain() bool { return u.seconds == 0 && !u.share }

// unitOf returns the unit of a metric, and by what to divide its values to have
// them in seconds.
func unitOf(m Metric) (unit, float64) {
	switch {
	case m.Name == "unrecovered":
		return unit{count: true, share: true}, 1 // none or one in a run, a share of the seeds
	case m.Unit == "ms":
		return unit{seconds: 1}, 1000
	case m.Unit == "s":
		return unit{seconds: 1}, 1
	case m.Unit == "1/s":
		return unit{seconds: -1}, 1
	case slices.Contains([]string{"requests", "occurrences", "level"}, m.Unit):
		return unit{count: true, things: m.Unit != "level"}, 1
	}
	return unit{share: m.Unit == "share" || m.Name == "error_rate"}, 1
}
