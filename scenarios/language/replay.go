package language

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"wavetank/patterns/knob"
	"wavetank/sim"
)

// mostReplayed bounds the arrivals of one file.
const mostReplayed = 5_000_000

// replay returns the arrival times in the CSV called name: one a line, counted
// from the start of the run, never decreasing. Blank lines and lines that begin
// with # are skipped. A header that ends in _ns, _us, _ms or _s, such as time_s,
// gives the unit of bare numbers; otherwise each time is a duration such as "1.5s".
func (r *reader) replay(name string) ([]time.Duration, error) {
	f, err := r.open(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f.Close()
	var times []time.Duration
	var unit time.Duration
	number, header := 0, true
	for line := range strings.SplitSeq(string(r.files[name]), "\n") {
		number++
		line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
		if line == "" || line[0] == '#' {
			continue
		}
		if header {
			header = false
			u, ok := sim.HeaderUnit(line)
			if ok || line == "time" {
				unit = u
				continue
			}
		}
		at, err := arrival(line, unit)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s:%d: %w", name, number, err)
		case len(times) > 0 && at < times[len(times)-1]:
			return nil, fmt.Errorf("%s:%d: %s lies before the arrival above it", name, number, knob.Brief(at))
		case len(times) == mostReplayed:
			return nil, fmt.Errorf("%s:%d: more than %d arrivals", name, number, mostReplayed)
		}
		times = append(times, at)
	}
	if len(times) == 0 {
		return nil, fmt.Errorf("%s: holds no arrival times", name)
	}
	return times, nil
}

// arrival reads one line.
func arrival(line string, unit time.Duration) (time.Duration, error) {
	if len(line) > 64 {
		line = line[:64]
	}
	if unit == 0 {
		return sim.ParseDuration(line)
	}
	n, err := strconv.ParseFloat(line, 64)
	n = float64(n * float64(unit))
	if err != nil || !(n >= 0) || n > float64(longestRun) {
		return 0, fmt.Errorf("%q is not a time between 0s and %s", line, knob.Brief(longestRun))
	}
	return time.Duration(math.Floor(n + 0.5)), nil
}
