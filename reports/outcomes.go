package reports

// An outcomeColumn is what can become of a request, as a column of a
// table.
type outcomeColumn struct {
	title  string
	of     func(*Load) int64
	always bool // else only where some request came to that
}

// outcomes add up to the requests; the degraded are among the ok.
var outcomes = [...]outcomeColumn{
	{"requests", func(l *Load) int64 { return l.Requests }, true},
	{"ok", func(l *Load) int64 { return l.OK }, true},
	{"degraded", func(l *Load) int64 { return l.Degraded }, false},
	{"failed", func(l *Load) int64 { return l.Failed }, true},
	{"timed out", func(l *Load) int64 { return l.TimedOut }, true},
	{"rejected", func(l *Load) int64 { return l.Rejected }, true},
	{"unanswered", func(l *Load) int64 { return l.Unanswered }, false},
	{"in flight", func(l *Load) int64 { return l.InFlight }, false},
}

// shownOutcomes returns the columns of a table about these loads: those that are
// always there, and those that have something to tell.
func shownOutcomes(loads []*Load) []outcomeColumn {
	var shown []outcomeColumn
	for _, o := range outcomes {
		some := o.always
		for _, l := range loads {
			some = some || o.of(l) > 0
		}
		if some {
			shown = append(shown, o)
		}
	}
	return shown
}
