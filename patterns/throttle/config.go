package throttle

import (
	"fmt"
	"slices"
	"time"

	"wavetank/patterns"
)

// Config is what one throttle can be told, and the table that a scenario writes.
// Default returns the legal defaults; Validate says what is wrong.
type Config struct {
	// Multiplier is K: requests in excess of K times what is accepted are turned
	// away. At 1 every rejection is answered by one here.
	Multiplier float64 `toml:"multiplier" kind:"factor" default:"2" range:"1..1000" doc:"calls made for each that is accepted, beyond which calls are turned away"`
	// Window is how far back requests and accepts are counted.
	Window time.Duration `toml:"window" default:"2m" range:"10ms..24h" doc:"time over which requests and accepts are counted"`
	// Slices is the number of parts that Window is cut into; the current, still
	// growing slice is one of them.
	Slices int `toml:"slices" default:"20" range:"1..1000" doc:"parts that the window is cut into and forgets by"`
	// MinimumCalls is how many requests the window must hold before any is turned
	// away.
	MinimumCalls int `toml:"minimum_calls" default:"0" range:"0..1000000" doc:"requests that the window must hold before any is turned away"`
	// Most bounds the chance of being turned away, so that some calls always find
	// out whether the callee is well again.
	Most float64 `toml:"most" kind:"ratio" default:"100%" range:"0%..100%" doc:"largest chance with which a call is turned away"`
	// Failures lists the outcomes that mean that the callee did not accept a call.
	// What other patterns of the caller's own turn away counts as no request.
	Failures []string `toml:"failures" default:"failed,timed-out,rejected" enum:"failed,timed-out,rejected" doc:"outcomes by which a call was not accepted: an error, no answer in time, or a rejection by the callee"`
}

// Default returns the documented defaults.
func Default() Config {
	return Config{
		Multiplier: 2,
		Window:     2 * time.Minute,
		Slices:     20,
		Most:       1,
		Failures:   []string{"failed", "timed-out", "rejected"},
	}
}

// Validate returns a *patterns.FieldError for the first value that is out of its
// range or contradicts another.
func (c Config) Validate() error {
	number := func(field string, got, lo, hi float64) *patterns.FieldError {
		if got >= lo && got <= hi { // also refuses what is not a number
			return nil
		}
		return wrong(field, "%v is not in %v..%v", got, lo, hi)
	}
	found := []*patterns.FieldError{
		number("multiplier", c.Multiplier, 1, 1000),
		number("slices", float64(c.Slices), 1, 1000),
		number("minimum_calls", float64(c.MinimumCalls), 0, 1e6),
		number("most", c.Most, 0, 1),
	}
	if c.Window < 10*time.Millisecond || c.Window > 24*time.Hour {
		found = append(found, wrong("window", "%v is not in 10ms..24h", c.Window))
	}
	if len(c.Failures) == 0 {
		found = append(found, wrong("failures", "names nothing: nothing could ever be turned away"))
	}
	for i, o := range c.Failures {
		if !slices.Contains([]string{"failed", "timed-out", "rejected"}, o) {
			found = append(found, wrong("failures", `%q is not one of ["failed" "timed-out" "rejected"]`, o))
		}
		if slices.Contains(c.Failures[:i], o) {
			found = append(found, wrong("failures", "names %q twice", o))
		}
	}
	for _, err := range found {
		if err != nil {
			return err
		}
	}
	return nil
}

func wrong(field, format string, args ...any) *patterns.FieldError {
	return &patterns.FieldError{Field: field, Msg: fmt.Sprintf(format, args...)}
}
